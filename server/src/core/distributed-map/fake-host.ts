/** For tests: the engine as a Map Run sees it, with children that end when the test says so. */

import type { Json } from '../base/json.ts';
import { createRng } from '../base/rng.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { ChildOutcome, ChildStart, MapRun, MapRunHost, MapRunResult } from '../interpreter/map-run-port.ts';

/** What a child does: its outcome, or `runs` until it is stopped or `endChild` is called. */
export type ChildScript = (start: ChildStart) => ChildOutcome | 'runs';

export interface FakeEngine {
  readonly host: MapRunHost;
  readonly events: RunEvent[];
  readonly started: ChildStart[];
  /** Pumps until the Map Run is blocked or over. */
  drive(mapRun: MapRun): Promise<MapRunResult | 'blocked'>;
  endChild(index: number, outcome: ChildOutcome): void;
}

export interface FakeEngineOptions {
  readonly script: ChildScript;
  readonly childType?: 'STANDARD' | 'EXPRESS';
  readonly maxConcurrency?: number;
}

export const MAP_RUN_ARN = 'arn:aws:states:us-east-1:123456789012:mapRun:sm/Label:11111111-2222-4333-8444-555555555555';
export const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:sm/Label';
const START_TIME = Date.UTC(2024, 0, 1);

export const succeeded = (output: Json): ChildOutcome => ({ status: 'SUCCEEDED', output });
export const failed = (error: string, cause: string): ChildOutcome => ({ status: 'FAILED', error, cause });

export function createFakeEngine(options: FakeEngineOptions): FakeEngine {
  const events: RunEvent[] = [];
  const started: ChildStart[] = [];
  const running = new Map<number, number>();
  let mapRun: MapRun | null = null;
  let nExecutions = 0;
  let time = START_TIME;

  const endChild = (index: number, outcome: ChildOutcome): void => {
    const startTime = running.get(index);
    if (startTime === undefined) throw new Error(`Child ${index} does not run.`);
    running.delete(index);
    time += 90;
    mapRun?.childEnded({
      index,
      execution: index + 1,
      executionArn: `arn:aws:states:us-east-1:123456789012:execution:sm/Label:child-${index}`,
      name: `child-${index}`,
      startTime,
      stopTime: time,
      nRetries: 0,
      nEvents: 3,
      redriveCount: 0,
      outcome,
    });
  };

  const host: MapRunHost = {
    mapRun: 0,
    mapRunArn: MAP_RUN_ARN,
    stateMachineArn: STATE_MACHINE_ARN,
    execution: 0,
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:sm:first',
    stateName: 'Fan',
    childType: options.childType ?? 'STANDARD',
    maxConcurrency: options.maxConcurrency ?? 0,
    createRng: () => createRng(1),
    crew: null,
    iterations: [],
    earlier: null,
    childData: 'told',
    emit: (event) => void events.push(event),
    now: () => time,
    startChild(start) {
      started.push(start);
      running.set(start.index, time);
      const outcome = options.script(start);
      if (outcome !== 'runs') endChild(start.index, outcome);
      return ++nExecutions;
    },
    settleChildren: () => nExecutions,
    abortChildren() {
      if (options.childType === 'EXPRESS') return;
      for (const index of [...running.keys()]) endChild(index, { status: 'ABORTED' });
    },
  };

  return {
    host,
    events,
    started,
    endChild,
    async drive(run) {
      mapRun = run;
      for (;;) {
        const turn = run.pump();
        if (turn.kind === 'ended') return turn.result;
        if (turn.kind === 'blocked') return 'blocked';
        if (turn.kind === 'io') await turn.ready;
      }
    },
  };
}
