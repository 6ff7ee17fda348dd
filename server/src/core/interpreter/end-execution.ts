/** The end of an execution, whatever the reason: its last event, the death of its threads, and the news to its Map Run. */

import type { FailureDetails } from '../events/history-event.ts';
import type { ExecutionOutcome } from '../events/run-snapshot.ts';
import type { ActiveMapRun } from './active-map-run.ts';
import type { Engine } from './engine.ts';
import type { Execution } from './execution.ts';
import type { ChildEnd, ChildOutcome } from './map-run-port.ts';
import type { Moment } from './moment.ts';
import type { Thread } from './thread.ts';
import { releaseVariables } from './variable-limits.ts';

/** An error name and a cause, each present or absent as AWS has it. */
export function failureDetails(error: string | undefined, cause: string | undefined): FailureDetails {
  if (error === undefined) return cause === undefined ? {} : { cause };
  return cause === undefined ? { error } : { error, cause };
}

/** The execution has an outcome; its last event is told already. */
export function endExecution(engine: Engine, execution: Execution, outcome: ExecutionOutcome): void {
  execution.outcome = outcome;
  if (execution.root !== null) killThread(engine, execution.root);
  execution.clearQueue();
  for (const active of execution.mapRuns) abandonMapRun(engine, active);
  if (execution.caller !== null) {
    engine.openNested.delete(execution);
    engine.states.nestedEnded(engine, execution, execution.caller);
  }
  const active = execution.ofMapRun?.active;
  if (active === undefined || active === null) return;
  active.children.remove(execution);
  active.mapRun.childEnded(new EndedChild(execution, outcome, engine.moment));
  active.blocked = false;
  engine.schedule(active.owner.execution);
}

/** ExecutionFailed and the end. `previousEventId` is what broke it. */
export function failExecution(
  engine: Engine,
  execution: Execution,
  previousEventId: number,
  error: string | undefined,
  cause: string | undefined,
): void {
  const details = failureDetails(error, cause);
  engine.lastEvent(execution, 'ExecutionFailed', previousEventId, details);
  endExecution(engine, execution, { status: 'FAILED', ...details });
}

/** The execution took longer than it may. AWS tells it without a preceding event; its description names no error. */
export function timeOutExecution(engine: Engine, execution: Execution): void {
  if (execution.outcome !== null) return;
  engine.lastEvent(execution, 'ExecutionTimedOut', 0, { error: 'States.Timeout' });
  endExecution(engine, execution, { status: 'TIMED_OUT' });
}

/** StopExecution. AWS tells it without a preceding event and without a word about what was running. */
export function abortExecution(
  engine: Engine,
  execution: Execution,
  error: string | undefined,
  cause: string | undefined,
): void {
  if (execution.outcome !== null) return;
  const details = failureDetails(error, cause);
  engine.lastEvent(execution, 'ExecutionAborted', 0, details);
  endExecution(engine, execution, { status: 'ABORTED', ...details });
}

/** Tells a Map Run that its parent does not want its result any more; it closes on its own time. */
export function abandonMapRun(engine: Engine, active: ActiveMapRun): void {
  if (active.ended) return;
  active.mapRun.abort();
  active.blocked = false;
  engine.schedule(active.owner.execution);
}

/** Ends a thread and all inside it without an event: late timers, answers and turns find it dead. */
export function killThread(engine: Engine, thread: Thread): void {
  if (thread.live && thread.insideState && !thread.hasFailed)
    thread.execution.machine.counters.aborted[thread.state.ordinal]!++;
  thread.live = false;
  releaseVariables(thread);
  thread.generation++;
  thread.resume = null;
  if (thread.waitsForNested !== null) {
    // A job whose result nobody waits for any more is stopped.
    const nested = thread.waitsForNested;
    thread.waitsForNested = null;
    abortExecution(engine, nested, undefined, undefined);
  }
  if (thread.waitsForJoin === null) return;
  for (const branch of thread.waitsForJoin.running) killThread(engine, branch);
  thread.waitsForJoin = null;
}

/** What ended, looked at rather than copied: names are made only where somebody reads them. */
class EndedChild implements ChildEnd {
  readonly outcome: ChildOutcome;
  readonly #execution: Execution;
  readonly #stopped: Moment;

  constructor(execution: Execution, outcome: ChildOutcome, stopped: Moment) {
    this.outcome = outcome;
    this.#execution = execution;
    this.#stopped = stopped;
  }

  get index(): number {
    return this.#execution.childIndex;
  }

  get execution(): number {
    return this.#execution.number;
  }

  get startTime(): number {
    return this.#execution.startTime;
  }

  get stopTime(): number {
    return this.#stopped.time;
  }

  get nRetries(): number {
    return this.#execution.nRetries;
  }

  get nEvents(): number {
    return this.#execution.eventCount;
  }

  get redriveCount(): number {
    return this.#execution.redriveCount;
  }

  get executionArn(): string {
    return this.#execution.arn;
  }

  get name(): string {
    return this.#execution.name;
  }
}
