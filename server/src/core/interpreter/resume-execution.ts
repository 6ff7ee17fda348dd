/**
 * A redriven execution: ExecutionRedriven, and its threads as they stood when it ended. What was entered and not left is worked on anew,
 * pointing to its entry of before, with retries counted from zero; what succeeded stays (recorded).
 */

import type { Json } from '../base/json.ts';
import type { CaughtFailure, ResumePoint, ThreadPoint } from '../events/resume-point.ts';
import { createVariables, type VariableScope } from '../expressions/variables.ts';
import type { Engine } from './engine.ts';
import type { Execution } from './execution.ts';
import { matches } from './failure.ts';
import { effectiveInput, endScope } from './flow.ts';
import { momentAt } from './moment.ts';
import { payloadBytes } from './payload-size.ts';
import type { ChoicePlan, StatePlan } from './plan.ts';
import { ROOT_PLACE, scopeOf, Thread, type ThreadPlace } from './thread.ts';
import { restoreVariables } from './variable-limits.ts';

export function resumeExecution(engine: Engine, execution: Execution, point: ResumePoint): void {
  execution.eventCount = point.eventCount;
  const { redriveCount, input } = execution;
  execution.redrivenEventId = engine.event(execution, 'ExecutionRedriven', point.eventCount, { redriveCount });
  const variables = createVariables(null);
  if (point.root !== null) {
    execution.root = resumeThread(engine, execution, point.root, variables, ROOT_PLACE);
    return;
  }
  const start = { state: execution.scope.start, input, inputBytes: payloadBytes(input) };
  execution.root = new Thread(execution, start, variables, ROOT_PLACE);
  engine.ready(execution.root, null);
}

/** The thread goes on when its turn comes. */
export function resumeThread(
  engine: Engine,
  execution: Execution,
  point: ThreadPoint,
  variables: VariableScope,
  placeOfThread: ThreadPlace,
): Thread {
  const state = stateOf(execution, point.stateName);
  const { input, place } = point;
  const thread = new Thread(execution, { state, input, inputBytes: payloadBytes(input) }, variables, placeOfThread);
  restoreVariables(thread, point.variables);
  thread.enteredEventId = point.enteredEventId;
  thread.entered = momentAt(point.enteredTime);
  if (place.kind === 'inside') {
    thread.lastEventId = point.enteredEventId;
    thread.insideState = true;
    engine.ready(thread, (target) => {
      if (place.join === null) engine.states.begin(engine, target);
      else engine.states.resumeJoin(engine, target, place.join);
    });
    return thread;
  }
  thread.lastEventId = place.exitedEventId;
  engine.ready(thread, (target) => {
    const next = wayOn(engine, target, state, place.caught);
    target.input = place.output;
    target.inputBytes = payloadBytes(place.output);
    if (next === null) {
      endScope(engine, target);
      return;
    }
    target.state = next;
    engine.ready(target, null);
  });
  return thread;
}

/** The output of a flow that had come to its end; undefined where it goes on. */
export function outputOf(execution: Execution, { stateName, place }: ThreadPoint): Json | undefined {
  if (place.kind === 'inside') return undefined;
  const state = stateOf(execution, stateName);
  return state.kind !== 'Choice' && place.caught === null && state.next === null ? place.output : undefined;
}

function stateOf(execution: Execution, name: string): StatePlan {
  const state = execution.machine.plan.states.find((candidate) => candidate.name === name);
  if (state === undefined) throw new Error(`There is no state ${name} to go on with.`);
  return state;
}

/** Where a state leads that was left before. A Choice is asked once more, with what it saw. */
function wayOn(engine: Engine, thread: Thread, state: StatePlan, caught: CaughtFailure | null): StatePlan | null {
  if (state.kind === 'Choice') return chosen(engine, thread, state);
  if (caught === null || !('catchers' in state)) return state.next;
  const { error } = caught;
  const catcher = state.catchers.find(({ errorEquals }) => matches(errorEquals, { error, cause: undefined }));
  return (catcher ?? state.catchers.at(-1))?.next ?? state.next;
}

function chosen(engine: Engine, thread: Thread, state: ChoicePlan): StatePlan | null {
  const scope = scopeOf(thread, effectiveInput(engine, thread, state), engine);
  return state.rules.find((rule) => rule.test(scope))?.next ?? state.next;
}
