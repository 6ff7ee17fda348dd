/** The first moment of an execution: ExecutionStarted and its root thread; or, of one that is redriven, the state where it goes on. */

import { createVariables } from '../expressions/variables.ts';
import type { Engine } from './engine.ts';
import type { Execution } from './execution.ts';
import type { ResumePoint } from './map-run-port.ts';
import { payloadBytes } from './payload-size.ts';
import { Thread } from './thread.ts';

/** Puts the execution on top of those with ready work. The first state's Entered points to 0, not to ExecutionStarted, as on AWS. */
export function startRootThread(engine: Engine, execution: Execution, inputBytes: number): void {
  const { input } = execution;
  const id = engine.nextEventId(execution);
  if (execution.records) {
    engine.record(execution, 'ExecutionStarted', id, 0, { input, roleArn: execution.roleArn });
  }
  const start = { state: execution.scope.start, input, inputBytes };
  const place = { join: null, index: 0, mapItem: null, iterations: execution.iterations };
  const thread = new Thread(execution, start, createVariables(null), place);
  if (execution.alone !== null) thread.variables.assign(execution.alone.variables);
  execution.root = thread;
  engine.ready(thread, null);
}

/**
 * ExecutionRedriven, and the work of the state that failed once more: what it does now points to its entry of before (recorded), and its
 * retries count from zero.
 */
export function resumeRootThread(engine: Engine, execution: Execution, point: ResumePoint): void {
  const state = execution.machine.plan.states.find(({ name }) => name === point.stateName);
  if (state === undefined) throw new Error(`There is no state ${point.stateName} to go on with.`);
  execution.eventCount = point.eventCount;
  engine.event(execution, 'ExecutionRedriven', point.eventCount, { redriveCount: execution.redriveCount });
  const start = { state, input: point.input, inputBytes: payloadBytes(point.input) };
  const place = { join: null, index: 0, mapItem: null, iterations: execution.iterations };
  const thread = new Thread(execution, start, createVariables(null), place);
  thread.variables.assign(point.variables);
  thread.enteredEventId = point.enteredEventId;
  thread.enteredTime = point.enteredTime;
  thread.lastEventId = point.enteredEventId;
  thread.insideState = true;
  execution.root = thread;
  engine.ready(thread, (target) => {
    engine.states.begin(engine, target);
  });
}
