/**
 * What a redrive of a saved run does: nothing of what succeeded runs again. The execution goes on at the state that had failed; a Map Run
 * that had failed goes on with its failed, stopped and pending children, whose inputs are those of before.
 *
 * As on AWS, a Map Run begins anew where there is nothing to go on with: it failed before a child was started, by States.Runtime or by
 * States.DataLimitExceeded.
 */

import type { Json } from '../../core/base/json.ts';
import type { HistoryEvent } from '../../core/events/history-event.ts';
import type { ResumePoint } from '../../core/events/resume-point.ts';
import type { EarlierChildTurn, RedrivenMapRun, RedrivenMapRuns } from '../../core/interpreter/map-run-port.ts';
import type { MachinePlan } from '../../core/interpreter/plan.ts';
import type { RunRedrive } from '../../core/interpreter/run-types.ts';
import type { ChildRow } from '../../core/views/map-run-view.ts';
import { mapRunsToResume, startsAnew } from '../../core/views/map-runs-to-resume.ts';
import { redriveStart } from '../../core/views/resume-point.ts';
import type { SavedMapRun, SavedRun } from './open-saved-run.ts';

export type RedrivePlan =
  | {
      readonly kind: 'redrive';
      readonly redrive: RunRedrive;
      /** The history of a child that starts again, as it was; each can be asked for once. */
      readonly earlierHistory: (mapRun: number, index: number) => readonly HistoryEvent[];
    }
  | { readonly kind: 'refused'; readonly message: string };

export interface RedriveHelp {
  /** The history of a child of which none was kept, found out; empty where that is not possible. */
  readonly findHistory: (mapRun: number, index: number) => Promise<readonly HistoryEvent[]>;
}

/** AWS's quota, of executions and of Map Runs. */
const MAX_REDRIVES = 1_000;
const CHILDREN_PER_READ = 256;

interface Redriving {
  readonly saved: SavedRun;
  readonly stateNames: ReadonlySet<string>;
  readonly help: RedriveHelp;
  /** By ARN. */
  readonly mapRuns: ReadonlyMap<string, SavedMapRun>;
  /** Histories of children that were handed out to be started again, by `mapRun:index`. */
  readonly histories: Map<string, readonly HistoryEvent[]>;
}

export async function planRedrive(saved: SavedRun, plan: MachinePlan, help: RedriveHelp): Promise<RedrivePlan> {
  const { end, header, rootHistory } = saved;
  const refuse = (message: string): RedrivePlan => ({ kind: 'refused', message });
  if (header.type === 'EXPRESS') return refuse('Express executions cannot be redriven.');
  if (end === null) return refuse('The saved run was cut off before its end: run it again.');
  const stateNames = new Set(plan.states.map(({ name }) => name));
  const found = redriveStart(rootHistory, stateNames);
  if (found.kind === 'refused') return refuse(found.reason);
  const { count, resume } = found.start;
  if (count > MAX_REDRIVES) return refuse(`The execution was redriven ${MAX_REDRIVES} times and cannot be any more.`);
  const histories = new Map<string, readonly HistoryEvent[]>();
  const mapRuns = new Map([...saved.mapRuns.values()].map((mapRun) => [mapRun.started.arn, mapRun]));
  const redriving: Redriving = { saved, stateNames, help, mapRuns, histories };
  return {
    kind: 'redrive',
    redrive: {
      count,
      time: end.time,
      resume,
      mapRuns: await mapRunsOf(redriving, rootHistory, resume),
      nMapRuns: Math.max(-1, ...saved.mapRuns.keys()) + 1,
      nExecutions: saved.nExecutions,
    },
    earlierHistory(mapRun, index) {
      const key = `${mapRun}:${index}`;
      const history = histories.get(key) ?? [];
      histories.delete(key);
      return history;
    },
  };
}

/** The Map Runs that go on when an execution does: those of the Map states it stands in, also in branches and iterations. */
async function mapRunsOf(
  redriving: Redriving,
  history: readonly HistoryEvent[],
  resume: ResumePoint,
): Promise<RedrivenMapRuns> {
  const found = new Map<number, RedrivenMapRun>();
  for (const { enteredEventId, mapRunArn } of mapRunsToResume(history, resume)) {
    const earlier = redriving.mapRuns.get(mapRunArn);
    const redriven = earlier === undefined ? null : await redrivenMapRun(redriving, earlier);
    if (redriven !== null) found.set(enteredEventId, redriven);
  }
  return found;
}

/** Null: there is nothing to go on with, so the state starts a new Map Run. */
async function redrivenMapRun(redriving: Redriving, mapRun: SavedMapRun): Promise<RedrivenMapRun | null> {
  const { saved } = redriving;
  const { started, nChildren } = mapRun;
  const record = saved.records.record(started.mapRun);
  if (record === null || nChildren === 0) return null;
  if (record.status !== 'FAILED' && record.status !== 'ABORTED') return null;
  if (record.error !== undefined && startsAnew(record.error)) return null;
  const outputs = await readOutputs(saved, mapRun);
  if (outputs === null) return null;
  return {
    number: started.mapRun,
    arn: started.arn,
    earlier: {
      redriveCount: record.redriveCount + 1,
      nChildren,
      nItems: countItems(saved, mapRun),
      isComplete: mapRun.read?.complete ?? false,
      nextChild: childReader(redriving, mapRun),
      outputs,
      succeededFiles: mapRun.files.filter(({ key }) => /(?:^|\/)SUCCEEDED_\d+\.jsonl?$/.test(key)),
    },
  };
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
function childReader(redriving: Redriving, mapRun: SavedMapRun): () => EarlierChildTurn {
  const children = unsuccessfulChildren(redriving.saved, mapRun);
  let ready: Turn[] = [];
  let nRead = 0;
  const readMore = async (): Promise<void> => {
    const next = children.slice(nRead, nRead + CHILDREN_PER_READ);
    const turns: Turn[] = [];
    for (const index of next) turns.push(await readChild(redriving, mapRun, index));
    nRead += next.length;
    ready = turns.reverse();
  };
  return () => ready.pop() ?? (nRead >= children.length ? { kind: 'end' } : { kind: 'wait', ready: readMore() });
}

async function readChild(redriving: Redriving, { started }: SavedMapRun, index: number): Promise<Turn> {
  const { saved, help, histories, stateNames } = redriving;
  const { mapRun, childType } = started;
  const row = saved.views.child(mapRun, index) as ChildRow;
  const kept = await saved.child(mapRun, index);
  const turn = (redrive: Turn['redrive']): Turn => ({
    kind: 'child',
    index,
    firstItem: row.firstItem,
    nItems: row.nItems,
    input: kept?.input ?? null,
    redrive,
  });
  if (row.status === 'PENDING') return turn({ redriveCount: 0, resume: null, mapRuns: NO_MAP_RUNS });
  const redriveCount = row.redriveCount + 1;
  // An Express child starts from its first state, so nobody needs to know where it stood.
  if (childType === 'EXPRESS') {
    if (kept?.history !== undefined) histories.set(`${mapRun}:${index}`, kept.history);
    return turn({ redriveCount, resume: null, mapRuns: NO_MAP_RUNS });
  }
  const history = kept?.history ?? (await help.findHistory(mapRun, index));
  if (kept?.history !== undefined) histories.set(`${mapRun}:${index}`, history);
  const again = redriveStart(history, stateNames);
  if (again.kind === 'refused') return turn({ redriveCount, resume: null, mapRuns: NO_MAP_RUNS });
  const { resume } = again.start;
  return turn({ redriveCount, resume, mapRuns: await mapRunsOf(redriving, history, resume) });
}

const NO_MAP_RUNS: RedrivenMapRuns = new Map();
