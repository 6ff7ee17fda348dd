/** What happens when a state fails: AWS's prefix, EvaluationFailed, Retry, Catch, and the failure of the scope around it. */

import type { Json, JsonObject } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import { changedScope } from '../expressions/evaluation-scope.ts';
import type { Engine } from './engine.ts';
import { failExecution } from './end-execution.ts';
import { exitState, mergedBytes, mergeResult } from './flow.ts';
import { payloadBytes } from './payload-size.ts';
import type { CatcherPlan, ErrorHandlers, RetrierPlan, StatePlan } from './plan.ts';
import type { Failure, StateProblem } from './state-failure.ts';
import { scopeOf, type Resume, type Thread } from './thread.ts';

/** The one place where a state's failure is handled. */
export function failState(engine: Engine, thread: Thread, problem: StateProblem): void {
  const { state } = thread;
  thread.execution.machine.counters.failed[state.ordinal]!++;
  const { error, alias } = problem;
  const failure: Failure = { error, cause: causeOf(thread, problem), alias };
  if (tellsEvaluation(problem)) tellEvaluationFailed(engine, thread, problem, failure);

  if (error === 'States.Runtime') {
    thread.hasFailed = true;
    failExecution(engine, thread.execution, lastOf(thread), failure.error, failure.cause);
    return;
  }
  if (state.kind === 'Task' || state.kind === 'Parallel' || state.kind === 'Map') {
    if (retry(engine, thread, state, failure)) return;
    if (state.kind === 'Parallel')
      thread.lastEventId = engine.event(thread.execution, 'ParallelStateFailed', thread.lastEventId, {});
    if (state.kind === 'Map')
      thread.lastEventId = engine.event(thread.execution, 'MapStateFailed', thread.lastEventId, {});
    if (catchFailure(engine, thread, state, failure)) return;
  }
  failScope(engine, thread, failure);
}

/** No handler took the failure: the branch, the iteration or the execution fails. */
export function failScope(engine: Engine, thread: Thread, failure: Failure): void {
  thread.hasFailed = true;
  if (thread.join !== null) engine.states.branchFailed(engine, thread, thread.join, failure);
  else failExecution(engine, thread.execution, lastOf(thread), failure.error, failure.cause);
}

/** What the end of the execution points to: a state that fails at once after a redrive has told nothing since (recorded). */
function lastOf({ execution, lastEventId }: Thread): number {
  return Math.max(lastEventId, execution.redrivenEventId);
}

/** The cause as AWS tells it: with the prefix that names the state and its entry, where the failure has one. */
export function causeOf(thread: Thread, problem: StateProblem): string | undefined {
  if (!problem.prefixed || thread.execution.alone !== null) return problem.causeText;
  const place = `'${thread.state.name}' (entered at the event id #${String(thread.enteredEventId)})`;
  return `An error occurred while executing the state ${place}. ${problem.causeText ?? ''}`;
}

/** A failure in a field of a JSONata state is told with its place; some of a Map's items have none. */
function tellsEvaluation({ error, prefixed, location }: StateProblem): boolean {
  return location !== undefined || (error === 'States.QueryEvaluationError' && prefixed);
}

/**
 * EvaluationFailed hangs below what happened last in the state (recorded in December 2024 and in 2026). In November 2024 AWS hung it
 * beside the entry; of a Map's items nothing newer is recorded.
 */
function tellEvaluationFailed(engine: Engine, thread: Thread, problem: StateProblem, failure: Failure): void {
  const beside = thread.state.kind === 'Map' && thread.lastEventId === thread.enteredEventId;
  thread.lastEventId = engine.event(
    thread.execution,
    'EvaluationFailed',
    beside ? thread.enteredAfterEventId : thread.lastEventId,
    {
      error: failure.error ?? '',
      cause: failure.cause ?? '',
      ...(problem.location === undefined ? {} : { location: problem.location }),
      state: thread.state.name,
    },
  );
}

/** Only the first retrier that matches counts, also when it is used up. */
function retry(engine: Engine, thread: Thread, plan: StatePlan & ErrorHandlers, failure: Failure): boolean {
  const { retriers } = plan;
  let index = 0;
  while (index < retriers.length && !matches((retriers[index] as RetrierPlan).errorEquals, failure)) index++;
  const retrier = retriers[index];
  if (retrier === undefined) return false;
  const nDone = thread.retriesDone === null ? thread.attempt - 1 : (thread.retriesDone[index] ?? 0);
  if (nDone >= retrier.maxAttempts) return false;
  if (retriers.length > 1) (thread.retriesDone ??= retriers.map(() => 0))[index] = nDone + 1;
  thread.attempt++;
  thread.execution.nRetries++;
  thread.execution.machine.counters.retried[plan.ordinal]!++;
  const delay = retryDelaySeconds(retrier, nDone) * (retrier.jitter === 'FULL' ? thread.execution.rng.next() : 1);
  engine.wakeAt(thread, engine.now + Math.round(delay * 1000), beginAgain);
  return true;
}

const beginAgain: Resume = (thread, engine) => engine.states.begin(engine, thread);

/** Seconds before retry number `nDone` + 1, without jitter. */
export function retryDelaySeconds(retrier: RetrierPlan, nDone: number): number {
  const delay = retrier.intervalSeconds * retrier.backoffRate ** nDone;
  return retrier.maxDelaySeconds === null ? delay : Math.min(delay, retrier.maxDelaySeconds);
}

function catchFailure(engine: Engine, thread: Thread, plan: StatePlan & ErrorHandlers, failure: Failure): boolean {
  const catcher = plan.catchers.find((candidate) => matches(candidate.errorEquals, failure));
  if (catcher === undefined) return false;
  thread.execution.machine.counters.caught[plan.ordinal]!++;
  try {
    leaveThroughCatcher(engine, thread, plan, catcher, errorOutputOf(failure));
  } catch (thrown) {
    // A failure of the catcher itself is not handled by the state's handlers again.
    if (!(thrown instanceof StatesError)) throw thrown;
    const second: Failure = { error: thrown.error, cause: causeOf(thread, thrown) };
    if (tellsEvaluation(thrown)) tellEvaluationFailed(engine, thread, thrown, second);
    if (thrown.error === 'States.Runtime') {
      failExecution(engine, thread.execution, lastOf(thread), second.error, second.cause);
    } else failScope(engine, thread, second);
  }
  return true;
}

function leaveThroughCatcher(
  engine: Engine,
  thread: Thread,
  plan: StatePlan,
  catcher: CatcherPlan,
  errorOutput: JsonObject,
): void {
  if (plan.queryLanguage === 'JSONata') {
    const scope = changedScope(scopeOf(thread, thread.input, engine), { errorOutput });
    const assigned = catcher.assign === null ? null : catcher.assign(scope);
    const output = catcher.output === null ? errorOutput : catcher.output(scope);
    exitState(engine, thread, catcher.next, output, payloadBytes(output), assigned);
    return;
  }
  const assigned = catcher.assign === null ? null : catcher.assign(scopeOf(thread, errorOutput, engine));
  const output = mergeResult(catcher.resultPath, thread.input, errorOutput);
  const bytes = mergedBytes(catcher.resultPath, thread.inputBytes, payloadBytes(errorOutput));
  exitState(engine, thread, catcher.next, output, bytes, assigned);
}

/** AWS prints an unknown error as null, and the cause of a timeout as an empty text. */
function errorOutputOf({ error, cause }: Failure): JsonObject {
  const absent: Json = error === 'States.Timeout' ? '' : null;
  return { Error: error ?? null, Cause: cause ?? absent };
}

/** Whether an ErrorEquals list matches a failure. */
export function matches(errorEquals: readonly string[], { error, alias }: Failure): boolean {
  for (const name of errorEquals) {
    if (name === error || name === 'States.ALL') return true;
    if (alias !== undefined && name === alias) return true;
    if (name === 'States.TaskFailed' && error !== 'States.Timeout' && error !== 'States.QueryEvaluationError')
      return true;
  }
  return false;
}
