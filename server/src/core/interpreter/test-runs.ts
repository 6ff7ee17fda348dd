/** Short ways for tests to run a machine to its end and to see its events. */

import type { Json } from '../base/json.ts';
import type { HistoryEvent } from '../events/history-event.ts';
import { historyViolations } from '../events/invariants.ts';
import type { RecordingLevel, RunEvent } from '../events/run-event.ts';
import type { ExecutionOutcome } from '../events/run-snapshot.ts';
import { compileStateMachine } from './compile-state-machine.ts';
import type { DistributedMapLayer } from './map-run-port.ts';
import type { MachinePlan } from './plan.ts';
import { startRun } from './run.ts';
import type { Run, RunOptions } from './run-types.ts';
import type { TaskAnswer, TaskPort, TaskReply, TaskRequest } from './task-port.ts';

/** 2024-01-01T00:00:00Z */
export const START = 1_704_067_200_000;

export interface MachineRun {
  readonly run: Run;
  readonly outcome: ExecutionOutcome;
  readonly events: readonly RunEvent[];
  /** The root execution's. */
  readonly history: readonly HistoryEvent[];
  readonly requests: readonly TaskRequest[];
}

export interface MachineOptions {
  readonly input?: Json;
  readonly answer?: (request: TaskRequest) => TaskReply;
  readonly distributedMap?: DistributedMapLayer;
  readonly recording?: RecordingLevel;
  readonly options?: Partial<RunOptions>;
}

/** A plan, or the problems as an exception. */
export function planOf(definition: Json, distributedMap: DistributedMapLayer | null = null): MachinePlan {
  const { plan, problems } = compileStateMachine(definition, { distributedMap });
  if (plan === null) throw new Error(JSON.stringify(problems));
  return plan;
}

export function startMachine(definition: Json, options: MachineOptions = {}): MachineRun {
  const events: RunEvent[] = [];
  const requests: TaskRequest[] = [];
  const answer = options.answer ?? ((): TaskAnswer => ({ kind: 'succeeded', output: {} }));
  const tasks: TaskPort = {
    invoke(request) {
      requests.push(request);
      return answer(request);
    },
  };
  const recording = options.recording ?? 'history';
  const run = startRun({
    plan: planOf(definition, options.distributedMap ?? null),
    input: options.input ?? {},
    type: 'STANDARD',
    identity: {
      partition: 'aws',
      region: 'eu-central-1',
      accountId: '123456789012',
      stateMachineName: 'Machine',
      executionName: 'first',
      roleArn: 'arn:aws:iam::123456789012:role/Machine',
    },
    startTime: START,
    seed: 7,
    tasks,
    sink: (event) => events.push(event),
    recording: { root: recording, children: () => recording },
    ...options.options,
  });
  return {
    run,
    events,
    requests,
    get outcome() {
      if (run.outcome === null) throw new Error('The run has not ended.');
      return run.outcome;
    },
    get history() {
      return historyOf(events, 0);
    },
  };
}

/** Runs to the end and checks what must hold in every history. */
export async function runMachine(definition: Json, options: MachineOptions = {}): Promise<MachineRun> {
  const machine = startMachine(definition, options);
  for (let state = machine.run.advance(1000); state !== 'ended'; state = machine.run.advance(1000)) {
    if (state === 'waiting') await machine.run.whenReady();
  }
  const violations = historyViolations(machine.history);
  if (violations.length > 0) throw new Error(violations.join('\n'));
  return machine;
}

export function historyOf(events: readonly RunEvent[], execution: number): readonly HistoryEvent[] {
  return events.flatMap((event) => (event.kind === 'history' && event.execution === execution ? [event.event] : []));
}

/** `3<-2 TaskScheduled`, one line an event, with the iteration's index where there is one. */
export function outline(history: readonly HistoryEvent[]): readonly string[] {
  return history.map(({ id, previousEventId, type, details }) => {
    const { name, index } = details as { readonly name?: string; readonly index?: number };
    const place = [name, index].filter((part) => part !== undefined).join(' ');
    return `${String(id)}<-${String(previousEventId)} ${type}${place === '' ? '' : ` ${place}`}`;
  });
}
