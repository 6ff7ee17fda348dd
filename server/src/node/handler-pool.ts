/**
 * Processes that stand in for Lambda functions. A module's process is kept warm and asked again; a command is started for each call.
 *
 * At most `concurrency` processes of one handler live at the same time; further calls wait in the order of asking. A call that takes too
 * long loses its process. Nothing of it runs inside this process.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Json } from '../core/base/json.ts';
import { HANDLER_BOOTSTRAP } from './handler-bootstrap.ts';

/** What a process runs; paths are absolute. */
export type HandlerProgram =
  | { readonly kind: 'module'; readonly path: string; readonly exportName: string }
  | { readonly kind: 'command'; readonly command: readonly string[] };

export interface HandlerLimits {
  readonly workingFolder: string;
  /** Real milliseconds one call may take. */
  readonly timeoutMs: number;
  readonly concurrency: number;
}

export type HandlerOutcome =
  | { readonly kind: 'returned'; readonly value: Json }
  /** The function threw, or answered what is no JSON. */
  | {
      readonly kind: 'threw';
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: readonly string[];
    }
  | { readonly kind: 'timed-out' }
  /** The process could not be started, or ended without an answer. */
  | { readonly kind: 'crashed'; readonly message: string };

export interface HandlerPool {
  /** Never rejects. `context` is what Lambda hands to a function beside its event. */
  call(event: Json, context: Json): Promise<HandlerOutcome>;
  /** Ends all processes; a later call starts them again. */
  close(): void;
}

/** After so long without a call no process is kept warm. */
const IDLE_MS = 5_000;
/** Longest answer and longest complaint that are kept. */
const MAX_OUTPUT = 8 * 1024 * 1024;
const MAX_COMPLAINT = 2_000;

interface Call {
  readonly event: Json;
  readonly context: Json;
  readonly settle: (outcome: HandlerOutcome) => void;
}

export function createHandlerPool(program: HandlerProgram, limits: HandlerLimits): HandlerPool {
  const queue: Call[] = [];
  const idle: WarmProcess[] = [];
  const alive = new Set<{ readonly kill: () => void }>();
  let nBusy = 0;
  let retire: NodeJS.Timeout | undefined;

  function endIdle(): void {
    for (const process of idle.splice(0)) process.kill();
  }

  async function work(call: Call): Promise<void> {
    if (program.kind === 'command') {
      call.settle(await runCommand(program.command, call.event, limits, alive));
      return;
    }
    clearTimeout(retire);
    const process = idle.pop() ?? startWarm(program, limits, alive);
    const outcome = await process.ask(call, limits.timeoutMs);
    if (process.usable()) idle.push(process);
    else process.kill();
    clearTimeout(retire);
    retire = setTimeout(endIdle, IDLE_MS);
    call.settle(outcome);
  }

  function next(): void {
    while (nBusy < limits.concurrency) {
      const call = queue.shift();
      if (call === undefined) return;
      nBusy++;
      void work(call).finally(() => {
        nBusy--;
        next();
      });
    }
  }

  return {
    call: (event, context) =>
      new Promise((settle) => {
        queue.push({ event, context, settle });
        next();
      }),
    close() {
      clearTimeout(retire);
      idle.length = 0;
      for (const call of queue.splice(0)) call.settle({ kind: 'crashed', message: 'The run is over.' });
      for (const process of alive) process.kill();
    },
  };
}

interface WarmProcess {
  ask(call: Call, timeoutMs: number): Promise<HandlerOutcome>;
  usable(): boolean;
  kill(): void;
}

function startWarm(
  { path, exportName }: Extract<HandlerProgram, { kind: 'module' }>,
  { workingFolder }: HandlerLimits,
  alive: Set<{ readonly kill: () => void }>,
): WarmProcess {
  const args = ['--input-type=module', '--eval', HANDLER_BOOTSTRAP, '--', pathToFileURL(path).href, exportName];
  const child = spawn(process.execPath, args, {
    cwd: workingFolder,
    // Inside an editor the executable is the editor's own; so it is Node.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const complaint = collectText(child.stderr, MAX_COMPLAINT);
  let settle: ((outcome: HandlerOutcome) => void) | null = null;
  let ended = false;
  const finish = (outcome: HandlerOutcome): void => {
    const waiting = settle;
    settle = null;
    waiting?.(outcome);
  };
  const end = (message: string): void => {
    ended = true;
    alive.delete(warm);
    finish({ kind: 'crashed', message });
  };
  createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => finish(readAnswer(line)));
  child.on('error', (error) => end(error.message));
  child.on('close', (code, signal) => end(endMessage(code, signal, complaint())));
  const stdin = child.stdin as Writable;
  stdin.on('error', () => undefined);
  const warm: WarmProcess = {
    ask: ({ event, context }, timeoutMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          ended = true;
          finish({ kind: 'timed-out' });
        }, timeoutMs);
        settle = (outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        };
        if (ended) finish({ kind: 'crashed', message: 'The process has ended.' });
        else stdin.write(`${JSON.stringify({ event, context })}\n`);
      }),
    usable: () => !ended,
    kill() {
      ended = true;
      stop(child);
    },
  };
  alive.add(warm);
  return warm;
}

function readAnswer(line: string): HandlerOutcome {
  const answer = JSON.parse(line) as
    | { readonly value: Json }
    | { readonly failure: { readonly errorType: string; readonly errorMessage: string; readonly trace: string[] } };
  return 'value' in answer ? { kind: 'returned', value: answer.value } : { kind: 'threw', ...answer.failure };
}

function runCommand(
  [program = '', ...args]: readonly string[],
  event: Json,
  { workingFolder, timeoutMs }: HandlerLimits,
  alive: Set<{ readonly kill: () => void }>,
): Promise<HandlerOutcome> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: workingFolder, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const process = { kill: () => stop(child) };
    alive.add(process);
    const output = collectText(child.stdout, MAX_OUTPUT);
    const complaint = collectText(child.stderr, MAX_COMPLAINT);
    const settle = (outcome: HandlerOutcome): void => {
      clearTimeout(timer);
      alive.delete(process);
      resolve(outcome);
    };
    const timer = setTimeout(() => {
      stop(child);
      settle({ kind: 'timed-out' });
    }, timeoutMs);
    child.on('error', (error) => settle({ kind: 'crashed', message: error.message }));
    child.on('close', (code, signal) => settle(outcomeOfCommand(code, signal, output(), complaint())));
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${JSON.stringify(event)}\n`);
  });
}

/** A command fails by its exit code; an object with `errorType` on its output says how. */
function outcomeOfCommand(
  code: number | null,
  signal: NodeJS.Signals | null,
  output: string,
  complaint: string,
): HandlerOutcome {
  const value = parse(output);
  if (code === 0) {
    if (value !== undefined) return { kind: 'returned', value };
    const errorMessage = `The command printed what is no JSON: ${output.slice(0, 200)}`;
    return { kind: 'threw', errorType: 'Runtime.MarshalError', errorMessage, trace: [] };
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { errorType, errorMessage, trace } = value as Readonly<Record<string, Json>>;
    if (typeof errorType === 'string') {
      const lines = Array.isArray(trace) ? trace.map(String) : [];
      return {
        kind: 'threw',
        errorType,
        errorMessage: typeof errorMessage === 'string' ? errorMessage : '',
        trace: lines,
      };
    }
  }
  return { kind: 'crashed', message: endMessage(code, signal, complaint) };
}

function parse(text: string): Json | undefined {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function endMessage(code: number | null, signal: NodeJS.Signals | null, complaint: string): string {
  const how = signal === null ? `exit status ${String(code)}` : `signal ${signal}`;
  return `Runtime exited with error: ${how}${complaint === '' ? '' : `\n${complaint}`}`;
}

/** The text that has come so far, up to a length. */
function collectText(stream: Readable | null, most: number): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    if (text.length < most) text = (text + chunk).slice(0, most);
  });
  return () => text.trim();
}

function stop(child: ChildProcess): void {
  child.kill('SIGKILL');
}
