/** How a thread enters a state, leaves it, and ends its scope; and the data flow between a state's result and its output. */

import type { Json, JsonObject } from '../base/json.ts';
import type { HistoryEventType, StateKind } from '../events/history-event.ts';
import type { Evaluate } from '../expressions/evaluation-scope.ts';
import type { Engine } from './engine.ts';
import { endExecution } from './end-execution.ts';
import { boundWithinLimit, payloadBytes } from './payload-size.ts';
import type { ResultFlow, ResultPathPlan, StateCommon, StatePlan } from './plan.ts';
import { holdVariables } from './variable-limits.ts';
import { scopeOf, scopeWithResult, type Thread } from './thread.ts';

const ENTERED = {
  Pass: 'PassStateEntered',
  Task: 'TaskStateEntered',
  Choice: 'ChoiceStateEntered',
  Wait: 'WaitStateEntered',
  Succeed: 'SucceedStateEntered',
  Fail: 'FailStateEntered',
  Parallel: 'ParallelStateEntered',
  Map: 'MapStateEntered',
} as const satisfies Record<StateKind, HistoryEventType>;

const EXITED = {
  Pass: 'PassStateExited',
  Task: 'TaskStateExited',
  Choice: 'ChoiceStateExited',
  Wait: 'WaitStateExited',
  Succeed: 'SucceedStateExited',
  Parallel: 'ParallelStateExited',
  Map: 'MapStateExited',
} as const satisfies Record<Exclude<StateKind, 'Fail'>, HistoryEventType>;

/** Counts and tells the entry into the thread's state. */
export function enterState(engine: Engine, thread: Thread): void {
  const { state, execution } = thread;
  engine.transitions++;
  execution.machine.counters.entered[state.ordinal]!++;
  thread.enteredAfterEventId = thread.lastEventId;
  thread.entered = engine.moment;
  thread.attempt = 1;
  thread.retriesDone = null;
  thread.taskToken = null;
  thread.insideState = true;
  const id = engine.nextEventId(execution);
  if (execution.records) {
    engine.record(execution, ENTERED[state.kind], id, thread.lastEventId, { name: state.name, input: thread.input });
  }
  thread.enteredEventId = id;
  thread.lastEventId = id;
  if (execution.recordsStages) engine.stage(thread, 'input', thread.input);
}

/** The state's input after InputPath; JSONata states see their raw input. */
export function effectiveInput(engine: Engine, thread: Thread, plan: StateCommon): Json {
  if (plan.inputPath === null) return thread.input;
  const input = plan.inputPath(scopeOf(thread, thread.input, engine));
  if (thread.execution.recordsStages) engine.stage(thread, 'afterInputPath', input);
  return input;
}

/** What the state works on: after Parameters, or the evaluated Arguments. */
export function payloadOf(engine: Engine, thread: Thread, plan: StateCommon & ResultFlow, input: Json): Json {
  if (plan.payload === null) return input;
  const payload = plan.payload(scopeOf(thread, input, engine));
  if (thread.execution.recordsStages) {
    engine.stage(thread, plan.queryLanguage === 'JSONata' ? 'afterArguments' : 'afterParameters', payload);
  }
  return payload;
}

/** From a state's result to its exit: ResultSelector, Assign, ResultPath and OutputPath, or Assign and Output. */
export function completeState(
  engine: Engine,
  thread: Thread,
  plan: StatePlan & ResultFlow,
  result: Json,
  resultBytes: number,
): void {
  const { execution } = thread;
  if (execution.recordsStages) engine.stage(thread, 'result', result);

  if (plan.queryLanguage === 'JSONata') {
    const assigned = plan.assign === null ? null : plan.assign(scopeWithResult(thread, thread.input, result, engine));
    if (plan.output === null) {
      exitState(engine, thread, plan.next, result, resultBytes, assigned);
      return;
    }
    const output = plan.output(scopeWithResult(thread, thread.input, result, engine));
    exitState(engine, thread, plan.next, output, payloadBytes(output), assigned);
    return;
  }

  let selected = result;
  let bytes = resultBytes;
  if (plan.resultSelector !== null) {
    selected = plan.resultSelector(scopeOf(thread, result, engine));
    bytes = payloadBytes(selected);
    if (execution.recordsStages) engine.stage(thread, 'afterResultSelector', selected);
  }
  const assigned = plan.assign === null ? null : plan.assign(scopeOf(thread, selected, engine));
  const merged = mergeResult(plan.resultPath, thread.input, selected);
  bytes = mergedBytes(plan.resultPath, thread.inputBytes, bytes);
  if (execution.recordsStages) engine.stage(thread, 'afterResultPath', merged);
  exitThroughOutputPath(engine, thread, plan, plan.next, merged, bytes, assigned);
}

/** Exit of a state without a result (Choice, Wait, Succeed): Assign and Output, or Assign and OutputPath, on its effective input. */
export function passOn(
  engine: Engine,
  thread: Thread,
  plan: StatePlan,
  input: Json,
  way: { readonly next: StatePlan | null; readonly assign: Evaluate | null; readonly output: Evaluate | null },
): void {
  const assigned = way.assign === null ? null : way.assign(scopeOf(thread, input, engine));
  if (plan.queryLanguage === 'JSONata') {
    if (way.output === null) {
      exitState(engine, thread, way.next, input, thread.inputBytes, assigned);
      return;
    }
    const output = way.output(scopeOf(thread, input, engine));
    exitState(engine, thread, way.next, output, payloadBytes(output), assigned);
    return;
  }
  const bytes = plan.inputPath === null ? thread.inputBytes : payloadBytes(input);
  exitThroughOutputPath(engine, thread, plan, way.next, input, bytes, assigned);
}

function exitThroughOutputPath(
  engine: Engine,
  thread: Thread,
  plan: StateCommon,
  next: StatePlan | null,
  merged: Json,
  bytes: number,
  assigned: Json | null,
): void {
  if (plan.outputPath === null) {
    exitState(engine, thread, next, merged, bytes, assigned);
    return;
  }
  const output = plan.outputPath(scopeOf(thread, merged, engine));
  exitState(engine, thread, next, output, payloadBytes(output), assigned);
}

export function mergeResult(path: ResultPathPlan, input: Json, result: Json): Json {
  if (path === null) return result;
  return path === 'discard' ? input : path.set(input, result);
}

export function mergedBytes(path: ResultPathPlan, inputBytes: number, resultBytes: number): number {
  if (path === null) return resultBytes;
  return path === 'discard' ? inputBytes : inputBytes + resultBytes + path.overheadBytes;
}

/** Writes the variables, tells the exit, and sends the thread on to the next state or ends its scope. */
export function exitState(
  engine: Engine,
  thread: Thread,
  next: StatePlan | null,
  output: Json,
  outputBound: number,
  assigned: Json | null,
): void {
  const { state, execution } = thread;
  const bytes = boundWithinLimit(output, outputBound, engine.limits.payloadBytes, state.name);
  if (assigned !== null) {
    holdVariables(engine, thread, assigned as JsonObject);
    thread.assign(assigned as JsonObject);
  }
  if (state.kind !== 'Fail') {
    const id = engine.nextEventId(execution);
    if (execution.records) {
      const details =
        assigned === null
          ? { name: state.name, output }
          : { name: state.name, output, assignedVariables: assigned as JsonObject };
      engine.record(execution, EXITED[state.kind], id, thread.lastEventId, details);
      if (execution.recordsStages) engine.stage(thread, 'output', output);
    }
    thread.lastEventId = id;
  }
  thread.insideState = false;
  execution.machine.counters.exited[state.ordinal]!++;
  thread.input = output;
  thread.inputBytes = bytes;
  if (next === null) {
    endScope(engine, thread);
    return;
  }
  thread.state = next;
  engine.ready(thread, null);
}

/** The thread's last state is over: its output is the result of the branch, the iteration or the execution. */
export function endScope(engine: Engine, thread: Thread): void {
  if (thread.join !== null) {
    engine.states.branchEnded(engine, thread, thread.join);
    return;
  }
  const { execution } = thread;
  engine.lastEvent(execution, 'ExecutionSucceeded', thread.lastEventId, { output: thread.input });
  endExecution(engine, execution, { status: 'SUCCEEDED', output: thread.input });
}
