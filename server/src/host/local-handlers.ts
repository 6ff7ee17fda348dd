/**
 * Local handlers as answers of Lambda tasks: finds the handler of a function, calls it in a process of its own, and gives its answer the
 * shape the service would give it.
 *
 * A run that is played again (a debugger's step back, a child's detail) gets the answers it got the first time.
 */

import { dirname, isAbsolute, resolve } from 'node:path';
import { isJsonObject, type Json } from '../core/base/json.ts';
import type { TaskAnswer, TaskReply, TaskRequest } from '../core/interpreter/task-port.ts';
import type { HandlerReference } from '../core/suite/mock-sections.ts';
import { createHandlerPool, type HandlerOutcome, type HandlerPool } from '../node/handler-pool.ts';

export interface LocalHandlers {
  /** Answers of one run, or of one run played several times. Null from `answer`: no handler is for that task. */
  createAnswers(): HandlerAnswers;
  /** Ends all processes. */
  close(): void;
}

export interface HandlerAnswers {
  /** Begins the run anew: the calls are counted from the start. */
  restart(): void;
  answer(request: TaskRequest): TaskReply | null;
}

/** So many answers are remembered for runs that are played again. */
const MAX_REMEMBERED = 20_000;

/** Paths are relative to the file that names them; commands run in its folder. */
export function createLocalHandlers(references: readonly HandlerReference[]): LocalHandlers {
  const pools = new Map<string, { readonly pool: HandlerPool; readonly timeoutMs: number }>();
  for (const { key, target, timeoutMs, concurrency, place } of references) {
    const workingFolder = dirname(place.file);
    const program =
      target.kind === 'module'
        ? { ...target, path: isAbsolute(target.path) ? target.path : resolve(workingFolder, target.path) }
        : target;
    const pool = createHandlerPool(program, { workingFolder, timeoutMs, concurrency });
    pools.set(functionName(key), { pool, timeoutMs });
  }
  return {
    createAnswers() {
      const remembered = new Map<string, Promise<TaskAnswer>>();
      const counts = new Map<string, number>();
      return {
        restart: () => counts.clear(),
        answer(request) {
          const called = calledFunction(request);
          const found = called === null ? undefined : pools.get(functionName(called.name));
          if (called === null || found === undefined) return null;
          const place = JSON.stringify([request.execution, request.stateName, request.iterations, called.event]);
          const call = counts.get(place) ?? 0;
          counts.set(place, call + 1);
          const key = `${place}#${String(call)}`;
          let answer = remembered.get(key);
          if (answer === undefined) {
            const context = { functionName: functionName(called.name), invokedFunctionArn: called.name };
            answer = found.pool
              .call(called.event, context)
              .then((outcome) => answerOf(outcome, called.kind, found.timeoutMs));
            if (remembered.size < MAX_REMEMBERED) remembered.set(key, answer);
          }
          return { kind: 'pending', answer };
        },
      };
    },
    close() {
      for (const { pool } of pools.values()) pool.close();
    },
  };
}

interface CalledFunction {
  readonly kind: 'function' | 'invoke';
  readonly name: string;
  readonly event: Json;
}

/** The function that a task calls; null for tasks that call none and wait for it. */
function calledFunction({ resource, input }: TaskRequest): CalledFunction | null {
  if (resource.pattern === 'lambda-function') return { kind: 'function', name: resource.arn, event: input };
  if (resource.pattern !== 'request-response' || resource.resourceType !== 'lambda' || !isJsonObject(input))
    return null;
  const { FunctionName: name, Payload: payload } = input;
  return typeof name === 'string' ? { kind: 'invoke', name, event: payload ?? {} } : null;
}

/** `arn:…:function:name:alias`, `account:function:name`, `name:alias` and `name` are the same function. */
function functionName(given: string): string {
  const name = /(?:^|:)function:([^:]+)/.exec(given)?.[1];
  return name ?? given.split(':', 1)[0] ?? given;
}

/** AWS's words for what a function did; a function that threw fails the task with its error's type as the name. */
function answerOf(outcome: HandlerOutcome, kind: CalledFunction['kind'], timeoutMs: number): TaskAnswer {
  switch (outcome.kind) {
    case 'returned': {
      const { value } = outcome;
      if (kind === 'function') return { kind: 'succeeded', output: value };
      return { kind: 'succeeded', output: { ExecutedVersion: '$LATEST', Payload: value, StatusCode: 200 } };
    }
    case 'threw': {
      const { errorType, errorMessage, trace } = outcome;
      return { kind: 'failed', error: errorType, cause: JSON.stringify({ errorType, errorMessage, trace }) };
    }
    case 'timed-out': {
      const errorMessage = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
      return {
        kind: 'failed',
        error: 'Sandbox.Timedout',
        cause: JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage }),
      };
    }
    case 'crashed': {
      const cause = { errorType: 'Runtime.ExitError', errorMessage: outcome.message };
      return { kind: 'failed', error: 'Runtime.ExitError', cause: JSON.stringify(cause) };
    }
  }
}
