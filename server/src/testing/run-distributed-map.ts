/** For tests: a state machine of one Distributed Map is run to its end, and everything a user could see of it is at hand. */

import type { Json, JsonObject } from '../core/base/json.ts';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import type { HistoryEvent } from '../core/events/history-event.ts';
import type { ChildStatus, RecordingLevel, RunEvent } from '../core/events/run-event.ts';
import type { ExecutionOutcome } from '../core/events/run-snapshot.ts';
import type { Run } from '../core/interpreter/run-types.ts';
import type { TaskPort } from '../core/interpreter/task-port.ts';
import { createMapRunRecords, type MapRunRecord } from '../core/views/map-run-record.ts';
import { createMemoryObjectStore } from './object-store-memory.ts';
import { startExecution } from '../host/execute.ts';
import { runToEnd } from '../host/run-to-end.ts';

export interface TestMap {
  /** Fields of the Map state `Fan`, over those it has by default: `Label`, `ItemProcessor` and `End`. */
  readonly map?: JsonObject;
  readonly input: Json;
  readonly language?: 'JSONPath' | 'JSONata';
  readonly type?: 'STANDARD' | 'EXPRESS';
  /** The states of a child; its first is `Child`. One Pass by default. */
  readonly child?: JsonObject;
  /** A state that goes before; its `Next` is `Fan`. */
  readonly before?: JsonObject;
  /** States beside. */
  readonly states?: JsonObject;
  readonly store?: ObjectStore;
  readonly tasks?: TaskPort;
  readonly children?: RecordingLevel;
}

export interface RanChild {
  readonly input: Json;
  readonly status: ChildStatus;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly history: readonly HistoryEvent[];
}

export interface RanMap {
  readonly outcome: ExecutionOutcome;
  readonly events: readonly RunEvent[];
  /** Of the root. */
  readonly history: readonly HistoryEvent[];
  readonly mapRuns: readonly MapRunRecord[];
  /** Of the first Map Run, by index. */
  readonly children: readonly RanChild[];
}

const NO_TASKS: TaskPort = { invoke: () => ({ kind: 'failed', error: 'NoTask', cause: 'no task was expected' }) };

export function definitionOf({ map, language, type, child, before, states }: TestMap): JsonObject {
  return {
    ...(language === undefined ? {} : { QueryLanguage: language }),
    StartAt: before === undefined ? 'Fan' : 'Before',
    States: {
      ...(before === undefined ? {} : { Before: { ...before, Next: 'Fan' } }),
      Fan: {
        Type: 'Map',
        Label: 'Fan',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type ?? 'STANDARD' },
          StartAt: 'Child',
          States: child ?? { Child: { Type: 'Pass', End: true } },
        },
        End: true,
        ...map,
      },
      ...states,
    },
  };
}

/** Starts it; nothing happens before it is advanced. Throws where the definition cannot run. */
export function beginMap(machine: TestMap, events: RunEvent[]): Run {
  const started = startExecution({
    definition: definitionOf(machine),
    input: machine.input,
    store: machine.store ?? createMemoryObjectStore(),
    tasks: machine.tasks ?? NO_TASKS,
    sink: (event) => void events.push(event),
    recording: { children: () => machine.children ?? 'none' },
  });
  if (started.kind === 'refused') throw new Error(started.problems[0]?.message);
  return started.run;
}

export async function runMap(machine: TestMap): Promise<RanMap> {
  const events: RunEvent[] = [];
  return ranMap(await runToEnd(beginMap(machine, events)), events);
}

export function ranMap(outcome: ExecutionOutcome, events: readonly RunEvent[]): RanMap {
  const records = createMapRunRecords();
  const histories = new Map<number, HistoryEvent[]>();
  for (const event of events) {
    records.apply(event);
    if (event.kind !== 'history') continue;
    const history = histories.get(event.execution);
    if (history === undefined) histories.set(event.execution, [event.event]);
    else history.push(event.event);
  }
  return {
    outcome,
    events,
    history: histories.get(0) ?? [],
    mapRuns: records.all(),
    children: childrenOf(events, histories),
  };
}

function childrenOf(
  events: readonly RunEvent[],
  histories: ReadonlyMap<number, readonly HistoryEvent[]>,
): readonly RanChild[] {
  const children: RanChild[] = [];
  for (const event of events) {
    if (!('mapRun' in event) || event.mapRun !== 0) continue;
    if (event.kind === 'child-started') {
      const history = histories.get(event.execution) ?? [];
      children[event.index] = { input: event.input, status: 'RUNNING', history };
    } else if (event.kind === 'child-pending') {
      children[event.index] = { input: event.input, status: 'PENDING', history: [] };
    } else if (event.kind === 'child-ended') {
      const { status, output, error, cause } = event;
      const before = children[event.index] as RanChild;
      children[event.index] = {
        ...before,
        status,
        ...(output === undefined ? {} : { output }),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      };
    }
  }
  return children;
}

/** The root's history as `id<-previous Type`. */
export function outlineOf({ history }: Pick<RanMap, 'history'>): readonly string[] {
  return history.map(({ id, previousEventId, type }) => `${id}<-${previousEventId} ${type}`);
}

export const inputsOf = ({ children }: RanMap): readonly Json[] => children.map(({ input }) => input);

/** An ItemReader of one object. */
export const getObject = (config: JsonObject, key = 'items', more: JsonObject = {}): JsonObject => ({
  Resource: 'arn:aws:states:::s3:getObject',
  ReaderConfig: config,
  Parameters: { Bucket: 'data', Key: key, ...more },
});

/** An ItemReader of a prefix. */
export const listObjects = (config: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  Resource: 'arn:aws:states:::s3:listObjectsV2',
  ReaderConfig: config,
  Parameters: { Bucket: 'data', ...more },
});
