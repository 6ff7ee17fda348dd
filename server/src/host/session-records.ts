/**
 * What a debug session keeps of a run's events: the root's whole story, and the stories of the children it chose to record.
 *
 * Children beyond that are only counted (`core/views`); the session recomputes their story when someone opens one.
 */

import type { Json } from '../core/base/json.ts';
import type { HistoryDetails, HistoryEvent } from '../core/events/history-event.ts';
import type { ExecutionStatus, RunEvent } from '../core/events/run-event.ts';
import type { ChildDetail } from '../protocol/run-view.ts';

export type DataStageEvent = Extract<RunEvent, { kind: 'data-stage' }>;

interface Story {
  readonly history: HistoryEvent[];
  readonly stages: DataStageEvent[];
}

export interface ExecutionRecord extends Story {
  readonly execution: number;
  readonly mapRun: number;
  readonly index: number;
  readonly firstItem: number;
  readonly nItems: number;
  status: ExecutionStatus;
  error?: string;
  cause?: string;
}

export interface SessionRecords {
  apply(event: RunEvent): void;
  /** Everything but children's own stories, in order. */
  readonly rootEvents: readonly RunEvent[];
  child(mapRun: number, index: number): ExecutionRecord | null;
}

export function createSessionRecords(isRecorded: (mapRun: number, index: number) => boolean): SessionRecords {
  const rootEvents: RunEvent[] = [];
  const stories = new Map<number, Story>();
  const byExecution = new Map<number, ExecutionRecord>();
  const byPlace = new Map<string, ExecutionRecord>();

  return {
    rootEvents,
    child: (mapRun, index) => byPlace.get(placeKey(mapRun, index)) ?? null,
    apply(event) {
      switch (event.kind) {
        case 'history': {
          if (event.execution === 0) rootEvents.push(event);
          else storyOf(stories, event.execution).history.push(event.event);
          return;
        }
        case 'data-stage': {
          if (event.execution === 0) rootEvents.push(event);
          else storyOf(stories, event.execution).stages.push(event);
          return;
        }
        case 'child-started': {
          if (!isRecorded(event.mapRun, event.index)) return;
          const record: ExecutionRecord = {
            execution: event.execution,
            mapRun: event.mapRun,
            index: event.index,
            firstItem: event.firstItem,
            nItems: event.nItems,
            ...storyOf(stories, event.execution),
            status: 'RUNNING',
          };
          byExecution.set(event.execution, record);
          byPlace.set(placeKey(event.mapRun, event.index), record);
          return;
        }
        case 'child-ended': {
          const record = byExecution.get(event.execution);
          if (record === undefined) return;
          record.status = event.status;
          if (event.error !== undefined) record.error = event.error;
          if (event.cause !== undefined) record.cause = event.cause;
          return;
        }
        case 'items-read':
        case 'map-run-scope':
        case 'child-pending':
          return;
        default:
          rootEvents.push(event);
      }
    },
  };
}

/** An execution's first event may come before the event that says whose child it is. */
function storyOf(stories: Map<number, Story>, execution: number): Story {
  let story = stories.get(execution);
  if (story === undefined) {
    story = { history: [], stages: [] };
    stories.set(execution, story);
  }
  return story;
}

export function childDetailOf(record: ExecutionRecord): ChildDetail {
  const input = detailOf(record.history, 'ExecutionStarted')?.input ?? null;
  const output: Json | undefined = detailOf(record.history, 'ExecutionSucceeded')?.output;
  return {
    mapRun: record.mapRun,
    index: record.index,
    status: record.status,
    firstItem: record.firstItem,
    nItems: record.nItems,
    input,
    ...(output === undefined ? {} : { output }),
    ...(record.error === undefined ? {} : { error: record.error }),
    ...(record.cause === undefined ? {} : { cause: record.cause }),
    events: record.history,
    stages: record.stages,
  };
}

function detailOf<T extends 'ExecutionStarted' | 'ExecutionSucceeded'>(
  history: readonly HistoryEvent[],
  type: T,
): HistoryDetails[T] | undefined {
  return history.find((event) => event.type === type)?.details as HistoryDetails[T] | undefined;
}

function placeKey(mapRun: number, index: number): string {
  return `${mapRun}:${index}`;
}
