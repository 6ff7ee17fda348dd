/** What a Parallel or inline Map state waits for: its branches or iterations and their results. Plain state. */

import type { Json } from '../base/json.ts';
import type { MapPlan, ParallelPlan } from './plan.ts';
import type { Thread } from './thread.ts';

interface JoinCommon {
  readonly owner: Thread;
  /** Live branches or iterations, in the order of their start. */
  readonly running: Set<Thread>;
  /** By branch or iteration. */
  readonly results: Json[];
  /** Upper bound of the bytes of the results. */
  resultBytes: number;
  nDone: number;
}

export interface ParallelJoin extends JoinCommon {
  readonly kind: 'Parallel';
  readonly plan: ParallelPlan;
}

export interface MapJoin extends JoinCommon {
  readonly kind: 'Map';
  readonly plan: MapPlan;
  readonly items: readonly Json[];
  /** Effective input of the Map state: what ItemSelector sees. */
  readonly effectiveInput: Json;
  nextIndex: number;
}

export type Join = ParallelJoin | MapJoin;
