/** Starts executions: definition, answers of the outer world and a place for S3 become a run. */

import type { Json } from '../core/base/json.ts';
import { createDistributedMapLayer } from '../core/distributed-map/compile-distributed-map.ts';
import type { ItemOverrides } from '../core/distributed-map/item-overrides.ts';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import type { RecordingLevel, RunEventSink } from '../core/events/run-event.ts';
import { compileStateMachine } from '../core/interpreter/compile-state-machine.ts';
import type { CompileProblem, CompileResult } from '../core/interpreter/compile-types.ts';
import { startRun } from '../core/interpreter/run.ts';
import type { Run, RunIdentity, RunLimits } from '../core/interpreter/run-types.ts';
import type { TaskPort } from '../core/interpreter/task-port.ts';
import { itemDecoders } from '../data/item-decoders.ts';
import { createTextSpill } from '../node/text-spill.ts';

/** Where executions start in virtual time when nobody says when. */
export const DEFAULT_START_TIME = Date.UTC(2024, 0, 1);

export const DEFAULT_IDENTITY: RunIdentity = {
  partition: 'aws',
  region: 'us-east-1',
  accountId: '123456789012',
  stateMachineName: 'StateMachine',
  executionName: 'test-execution',
  roleArn: 'arn:aws:iam::123456789012:role/StepFunctionsRole',
};

export interface ExecutionWorld {
  readonly store: ObjectStore;
  /** Items that stand in for what ItemReaders would read. */
  readonly itemOverrides?: ItemOverrides | null;
}

export interface ExecutionOptions extends ExecutionWorld {
  readonly definition: Json;
  readonly input: Json;
  readonly tasks: TaskPort;
  /** STANDARD by default. */
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly identity?: Partial<RunIdentity>;
  /** Virtual milliseconds since the epoch. */
  readonly startTime?: number;
  readonly seed?: number;
  /** Null or absent: nobody looks, and nothing is recorded. */
  readonly sink?: RunEventSink | null;
  /** What is recorded where a sink is given; by default the history of the root and of no child. */
  readonly recording?: {
    readonly root?: RecordingLevel;
    readonly children?: (mapRun: number, index: number) => RecordingLevel;
  };
  readonly limits?: Partial<RunLimits>;
}

export type StartedExecution =
  | { readonly kind: 'started'; readonly run: Run }
  /** The definition cannot run. */
  | { readonly kind: 'refused'; readonly problems: readonly CompileProblem[] };

/** A plan that reads and writes in `world`. */
export function compileDefinition(definition: Json, world: ExecutionWorld): CompileResult {
  const distributedMap = createDistributedMapLayer({
    store: world.store,
    decoders: itemDecoders,
    overrides: world.itemOverrides ?? null,
    openSpill: () => createTextSpill(),
  });
  return compileStateMachine(definition, { distributedMap });
}

/** Nothing happens before the run is advanced; `runToEnd` does that. */
export function startExecution(options: ExecutionOptions): StartedExecution {
  const { plan, problems } = compileDefinition(options.definition, options);
  if (plan === null) return { kind: 'refused', problems };
  const sink = options.sink ?? null;
  const run = startRun({
    plan,
    input: options.input,
    type: options.type ?? 'STANDARD',
    identity: { ...DEFAULT_IDENTITY, ...options.identity },
    startTime: options.startTime ?? DEFAULT_START_TIME,
    seed: options.seed ?? 1,
    tasks: options.tasks,
    sink,
    recording: {
      root: options.recording?.root ?? (sink === null ? 'none' : 'history'),
      children: options.recording?.children ?? (() => 'none'),
    },
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  return { kind: 'started', run };
}
