/**
 * What a redrive of a saved run does: nothing of what succeeded runs again. The execution goes on at the state that had failed; a Map Run
 * that had failed goes on with its failed, stopped and pending children, whose inputs are those of before.
 *
 * As on AWS, a Map Run begins anew where there is nothing to go on with: it failed before a child was started, by States.Runtime or by
 * States.DataLimitExceeded.
 */

import type { Json } from '../../core/base/json.ts';
import type { HistoryEvent } from '../../core/events/history-event.ts';
import type { EarlierAttempts, EarlierChildTurn } from '../../core/interpreter/map-run-port.ts';
import type { MachinePlan, MapPlan } from '../../core/interpreter/plan.ts';
import type { RunRedrive } from '../../core/interpreter/run-types.ts';
import type { ChildRow } from '../../core/views/map-run-view.ts';
import { redriveStart } from '../../core/views/resume-point.ts';
import type { SavedMapRun, SavedRun } from './open-saved-run.ts';

export type RedrivePlan =
  | {
      readonly kind: 'redrive';
      readonly redrive: RunRedrive;
      /** The history of a child that starts again, as it was; each can be asked for once. */
      readonly earlierHistory: (mapRun: number, index: number) => readonly HistoryEvent[];
      /** Children that will start (again). */
      readonly nChildren: number;
    }
  | { readonly kind: 'refused'; readonly message: string };

/** AWS's quota, of executions and of Map Runs. */
const MAX_REDRIVES = 1_000;
const CHILDREN_PER_READ = 256;
const NEW_MAP_RUN_ERRORS = new Set(['States.DataLimitExceeded', 'States.Runtime']);

export async function planRedrive(saved: SavedRun, plan: MachinePlan): Promise<RedrivePlan> {
  const { end, header, rootHistory } = saved;
  const refuse = (message: string): RedrivePlan => ({ kind: 'refused', message });
  if (header.type === 'EXPRESS') return refuse('Express executions cannot be redriven.');
  if (end === null) return refuse('The saved run was cut off before its end: run it again.');
  const found = redriveStart(rootHistory, namesOf(plan));
  if (found.kind === 'refused') return refuse(found.reason);
  const { count, resume } = found.start;
  if (count > MAX_REDRIVES) return refuse(`The execution was redriven ${MAX_REDRIVES} times and cannot be any more.`);
  const { root } = resume;
  const isInside = root?.place.kind === 'inside';
  const state = isInside ? plan.states.find(({ name }) => name === root.stateName) : undefined;
  const going = state?.kind === 'Map' ? findMapRun(saved, state) : null;
  const histories = new Map<string, readonly HistoryEvent[]>();
  const children = going === null ? [] : unsuccessfulChildren(saved, going);
  const outputs = going === null ? null : await readOutputs(saved, going);
  const base = {
    count,
    time: end.time,
    resume,
    nMapRuns: Math.max(-1, ...saved.mapRuns.keys()) + 1,
    nExecutions: saved.nExecutions,
  };
  if (going === null || outputs === null) {
    return { kind: 'redrive', redrive: { ...base, mapRun: null }, earlierHistory: () => [], nChildren: 0 };
  }
  const { mapRun, arn } = going.started;
  const earlier: EarlierAttempts = {
    redriveCount: (saved.records.record(mapRun)?.redriveCount ?? 0) + 1,
    nChildren: going.nChildren,
    nItems: countItems(saved, going),
    isComplete: going.read?.complete ?? false,
    nextChild: childReader(saved, plan, going, children, histories),
    outputs,
    succeededFiles: going.files.filter(({ key }) => /(?:^|\/)SUCCEEDED_\d+\.jsonl?$/.test(key)),
  };
  return {
    kind: 'redrive',
    redrive: { ...base, mapRun: { number: mapRun, arn, earlier } },
    earlierHistory(ofMapRun, index) {
      const key = `${ofMapRun}:${index}`;
      const history = histories.get(key) ?? [];
      histories.delete(key);
      return history;
    },
    nChildren: children.length,
  };
}

/** The state's newest Map Run, if that is what failed and there is something to go on with. */
function findMapRun(saved: SavedRun, state: MapPlan): SavedMapRun | null {
  const own = [...saved.mapRuns.values()].filter(
    ({ started }) => started.execution === 0 && started.pointer === state.pointer,
  );
  const newest = own.at(-1);
  const record = newest === undefined ? null : saved.records.record(newest.started.mapRun);
  if (newest === undefined || record === null || newest.nChildren === 0) return null;
  if (record.status !== 'FAILED' && record.status !== 'ABORTED') return null;
  if (record.error !== undefined && NEW_MAP_RUN_ERRORS.has(record.error)) return null;
  return newest;
}

function unsuccessfulChildren(saved: SavedRun, { started, nChildren }: SavedMapRun): readonly number[] {
  const found: number[] = [];
  for (let index = 0; index < nChildren; index++) {
    if (saved.views.child(started.mapRun, index)?.status !== 'SUCCEEDED') found.push(index);
  }
  return found;
}

function countItems(saved: SavedRun, { started, nChildren }: SavedMapRun): number {
  let nItems = 0;
  for (let index = 0; index < nChildren; index++) nItems += saved.views.child(started.mapRun, index)?.nItems ?? 0;
  return nItems;
}

/** Null: the outputs were too large to be kept, so they would be too large for the state's output as well. */
async function readOutputs(saved: SavedRun, mapRun: SavedMapRun): Promise<ReadonlyMap<number, Json> | null> {
  const outputs = new Map<number, Json>();
  if (mapRun.started.writesResults) return outputs;
  for (let index = 0; index < mapRun.nChildren; index++) {
    if (saved.views.child(mapRun.started.mapRun, index)?.status !== 'SUCCEEDED') continue;
    const output = (await saved.child(mapRun.started.mapRun, index))?.output;
    if (output === undefined) return null;
    outputs.set(index, output);
  }
  return outputs;
}

type Turn = Extract<EarlierChildTurn, { kind: 'child' }>;

/** Hands the children out in item order, a few hundred at a time read from the file. */
function childReader(
  saved: SavedRun,
  plan: MachinePlan,
  { started }: SavedMapRun,
  children: readonly number[],
  histories: Map<string, readonly HistoryEvent[]>,
): () => EarlierChildTurn {
  const names = namesOf(plan);
  let ready: Turn[] = [];
  let nRead = 0;

  const readChild = async (index: number): Promise<Turn> => {
    const row = saved.views.child(started.mapRun, index) as ChildRow;
    const kept = await saved.child(started.mapRun, index);
    const history = kept?.history ?? [];
    if (history.length > 0) histories.set(`${started.mapRun}:${index}`, history);
    const again = started.childType === 'STANDARD' ? redriveStart(history, names) : null;
    const resume = again?.kind === 'redrivable' ? again.start.resume : null;
    const redriveCount = row.status === 'PENDING' ? 0 : row.redriveCount + 1;
    return {
      kind: 'child',
      index,
      firstItem: row.firstItem,
      nItems: row.nItems,
      input: kept?.input ?? null,
      redrive: { redriveCount, resume },
    };
  };
  const readMore = async (): Promise<void> => {
    const next = children.slice(nRead, nRead + CHILDREN_PER_READ);
    const turns: Turn[] = [];
    for (const index of next) turns.push(await readChild(index));
    nRead += next.length;
    ready = turns.reverse();
  };
  return () => ready.pop() ?? (nRead >= children.length ? { kind: 'end' } : { kind: 'wait', ready: readMore() });
}

function namesOf(plan: MachinePlan): ReadonlySet<string> {
  return new Set(plan.states.map(({ name }) => name));
}
