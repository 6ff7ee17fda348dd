/**
 * What a run tells a view, and what a view can ask of a run. Used between worker, server, client and webview unchanged.
 *
 * Children never travel one message each: their statuses are columns, updates are coalesced to at most 20 a second, details of one
 * child are fetched when someone looks at it.
 */

import type { Json } from '../core/base/json.ts';
import type { ExecutionStatus, RunEvent } from '../core/events/run-event.ts';
import type { ExecutionOutcome, RunPosition, StateCounters } from '../core/events/run-snapshot.ts';
import type { HistoryEvent } from '../core/events/history-event.ts';
import type { GraphNode, GraphScope, StateGraph } from '../core/graph/state-graph.ts';

/** Clients and views import the graph's shape from here. */
export type { GraphNode, GraphScope, StateGraph };

export type DebugCommand =
  | { readonly kind: 'continue' }
  | { readonly kind: 'pause' }
  /** One state transition, anywhere: the next one the engine would make. */
  | { readonly kind: 'step' }
  /** Undo the last transition (the run is replayed up to it). */
  | { readonly kind: 'step-back' }
  /** Run until the next child execution has ended, or the Map Run is over. */
  | { readonly kind: 'next-batch' }
  /** Run until another child execution is about to go on (a new one: to enter its first state), or the Map Run is over. */
  | { readonly kind: 'step-into-child' }
  /** Run until the current child execution (or, in the root, the current state's scope) has ended. */
  | { readonly kind: 'step-out' }
  /** To the moment after so many transitions, by replaying the run from its start; a run that has fewer goes to its end. */
  | { readonly kind: 'go-to-step'; readonly step: number }
  | { readonly kind: 'stop' }
  | { readonly kind: 'restart' }
  /** Transitions per second while continuing; null: as fast as it goes. */
  | { readonly kind: 'set-speed'; readonly transitionsPerSecond: number | null };

export type RunPhase = 'paused' | 'running' | 'ended';

export interface MapRunView {
  readonly mapRun: number;
  readonly pointer: string;
  readonly stateName: string;
  readonly arn: string;
  readonly childType: 'STANDARD' | 'EXPRESS';
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly reader: {
    readonly source: string;
    readonly nItems: number;
    readonly bytes: number;
    readonly complete: boolean;
  };
  readonly batcher: { readonly maxItems: number | null; readonly maxBytes: number | null; readonly nBatches: number };
  readonly children: {
    readonly maxConcurrency: number;
    readonly running: number;
    readonly succeeded: number;
    readonly failed: number;
    readonly timedOut: number;
    readonly aborted: number;
    readonly pending: number;
    readonly total: number;
  };
  readonly threshold: { readonly count: number; readonly percentage: number; readonly failedItems: number };
  readonly writer: {
    readonly enabled: boolean;
    readonly nFiles: number;
    readonly bytes: number;
    readonly manifestKey: string | null;
  };
  /** Children from `firstChanged` on, one status code (`CHILD_STATUS_CODE`) a byte, base64. On reset: all children. */
  readonly firstChanged: number;
  readonly statuses: string;
}

export interface RunUpdate {
  /** Rises by one per update of a session. */
  readonly sequence: number;
  /** The view forgets what it had: this update holds the whole. */
  readonly reset: boolean;
  readonly phase: RunPhase;
  /** Transitions made so far. */
  readonly step: number;
  /** Virtual milliseconds since the start of the run. */
  readonly elapsedMs: number;
  readonly position: RunPosition | null;
  /** New events of the root execution (all of them on reset). */
  readonly events: readonly RunEvent[];
  readonly counters: readonly StateCounters[];
  readonly mapRuns: readonly MapRunView[];
  /** Set once the run has ended. */
  readonly outcome: ExecutionOutcome | null;
}

/** One child execution, as far as it has come. */
export interface ChildDetail {
  readonly mapRun: number;
  readonly index: number;
  readonly status: 'PENDING' | ExecutionStatus;
  readonly firstItem: number;
  readonly nItems: number;
  readonly input: Json;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly events: readonly HistoryEvent[];
  readonly stages: readonly Extract<RunEvent, { kind: 'data-stage' }>[];
}

/** Webview to client. */
export type FromWebview =
  | { readonly kind: 'ready' }
  | { readonly kind: 'command'; readonly command: DebugCommand }
  | { readonly kind: 'open-child'; readonly requestId: number; readonly mapRun: number; readonly index: number }
  | { readonly kind: 'reveal-state'; readonly pointer: string }
  | { readonly kind: 'applied'; readonly sequence: number };

/** Client to webview. */
export type ToWebview =
  | {
      readonly kind: 'show-graph';
      readonly graph: StateGraph;
      readonly title: string;
      readonly debugging: boolean;
    }
  | { readonly kind: 'update'; readonly update: RunUpdate }
  | { readonly kind: 'child'; readonly requestId: number; readonly detail: ChildDetail }
  | { readonly kind: 'request-failed'; readonly requestId: number; readonly message: string }
  /** The cursor in the source is in this state. */
  | { readonly kind: 'highlight-state'; readonly pointer: string | null }
  /** The files that the run was made from have changed since; a restart runs them as they are now. */
  | { readonly kind: 'outdated' }
  | { readonly kind: 'problem'; readonly message: string };
