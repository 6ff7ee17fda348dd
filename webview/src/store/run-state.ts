/** What the view knows of the run: a fold over its updates. The same updates give the same state, live or replayed. */

import type { ExecutionOutcome, RunPosition, StateCounters } from '../../../server/src/core/events/run-snapshot.ts';
import type { MapRunView, RunPhase, RunUpdate } from '../../../server/src/protocol/run-view.ts';
import { ChildStatuses, decodeBase64 } from './child-statuses.ts';
import { StateVisits } from './state-visits.ts';

export type MapRunFacts = Omit<MapRunView, 'statuses' | 'firstChanged'>;

export interface MapRunState {
  readonly facts: MapRunFacts;
  /** Changes in place; the same object until the next reset. */
  readonly statuses: ChildStatuses;
}

export interface RunState {
  readonly sequence: number;
  readonly phase: RunPhase;
  readonly step: number;
  readonly elapsedMs: number;
  readonly position: RunPosition | null;
  readonly outcome: ExecutionOutcome | null;
  readonly counters: ReadonlyMap<string, StateCounters>;
  readonly mapRuns: ReadonlyMap<number, MapRunState>;
  /** Of the root execution. Grows in place. */
  readonly visits: StateVisits;
}

/** What a fold can say besides a new state. */
export type Folded =
  | { readonly kind: 'folded'; readonly run: RunState }
  /** The update was seen before. */
  | { readonly kind: 'stale' }
  /** Updates are missing before this one: the view has to ask for everything again. */
  | { readonly kind: 'gap' };

export function foldUpdate(before: RunState | null, update: RunUpdate): Folded {
  if (!update.reset) {
    if (before === null || update.sequence > before.sequence + 1) return { kind: 'gap' };
    if (update.sequence <= before.sequence) return { kind: 'stale' };
  }
  const base = update.reset ? null : before;
  const visits = base?.visits ?? new StateVisits();
  for (const event of update.events) {
    if (event.kind === 'history' && event.execution === 0) visits.addHistory(event.event);
    else if (event.kind === 'data-stage' && event.execution === 0) visits.addStage(event);
  }
  return {
    kind: 'folded',
    run: {
      sequence: update.sequence,
      phase: update.phase,
      step: update.step,
      elapsedMs: update.elapsedMs,
      position: update.position,
      outcome: update.outcome,
      counters: foldCounters(base?.counters, update.counters),
      mapRuns: foldMapRuns(base?.mapRuns, update.mapRuns),
      visits,
    },
  };
}

function foldCounters(
  before: ReadonlyMap<string, StateCounters> | undefined,
  changed: readonly StateCounters[],
): ReadonlyMap<string, StateCounters> {
  if (before !== undefined && changed.length === 0) return before;
  const counters = new Map(before);
  for (const counter of changed) counters.set(counter.pointer, counter);
  return counters;
}

function foldMapRuns(
  before: ReadonlyMap<number, MapRunState> | undefined,
  changed: readonly MapRunView[],
): ReadonlyMap<number, MapRunState> {
  if (before !== undefined && changed.length === 0) return before;
  const mapRuns = new Map(before);
  for (const { statuses: encoded, firstChanged, ...facts } of changed) {
    const statuses = mapRuns.get(facts.mapRun)?.statuses ?? new ChildStatuses();
    statuses.growTo(Math.max(facts.children.total, facts.batcher.nBatches));
    if (encoded !== '') statuses.write(firstChanged, decodeBase64(encoded));
    mapRuns.set(facts.mapRun, { facts, statuses });
  }
  return mapRuns;
}
