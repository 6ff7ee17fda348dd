/**
 * The whole story of one child of a saved run: as it was kept, else found out by running the child again, alone. A story that was found out
 * is held against the child's row (its status, times, events and output): it is told as true only where they agree.
 *
 * Where they do not, the tasks' answers depended on what other children had asked before; then the run is repeated up to the child's end.
 */

import type { Json } from '../../core/base/json.ts';
import { countDraws, createRng } from '../../core/base/rng.ts';
import { childSeed } from '../../core/events/child-identity.ts';
import type { HistoryEvent } from '../../core/events/history-event.ts';
import type { RunEvent } from '../../core/events/run-event.ts';
import { createVariables } from '../../core/expressions/variables.ts';
import type { ChildInputReader } from '../../core/interpreter/map-run-port.ts';
import type { MachinePlan } from '../../core/interpreter/plan.ts';
import type { Run } from '../../core/interpreter/run-types.ts';
import type { ChildRow } from '../../core/views/map-run-view.ts';
import type { MachineStart } from '../run-machine.ts';
import { runToEnd } from '../run-to-end.ts';
import type { SavedMapRun, SavedRun } from './open-saved-run.ts';
import { textDigest } from './row-batch.ts';

/** The machine of the saved run, made ready to run again; it must not write where the run has written. */
export interface SavedMachine {
  readonly plan: MachinePlan;
  start(options: MachineStart): { readonly run: Run };
}

export interface ChildStory {
  readonly row: ChildRow;
  readonly input: Json | undefined;
  readonly output: Json | undefined;
  readonly cause: string | undefined;
  /** Empty where it is not known. */
  readonly history: readonly HistoryEvent[];
  readonly source: 'kept' | 'run again alone' | 'run again with all before it' | 'unknown';
  /** Why the history is not known. */
  readonly problem: string | null;
}

/** Null: there is no such child. `machine` is made ready as it was in one of the run's attempts. */
export async function tellChildStory(
  saved: SavedRun,
  machine: (attempt: number) => Promise<SavedMachine>,
  mapRun: number,
  index: number,
  /** `alone`: where running the child alone does not tell, nothing does. For whoever asks about many. */
  effort: 'alone' | 'whole run' = 'whole run',
): Promise<ChildStory | null> {
  const row = saved.views.child(mapRun, index);
  const owner = saved.mapRuns.get(mapRun);
  if (row === null || owner === undefined) return null;
  const kept = await saved.child(mapRun, index);
  const known = { row, input: kept?.input, output: kept?.output, cause: kept?.cause };
  if (kept?.history !== undefined) return { ...known, ...factsOf(kept.history), source: 'kept', problem: null };
  if (row.status === 'PENDING') return { ...known, history: [], source: 'kept', problem: null };
  const unknown = (problem: string): ChildStory => ({ ...known, history: [], source: 'unknown', problem });
  const attempt = saved.attemptOf(mapRun, index);
  if (saved.attempts[attempt]?.answeredFromOutside === true) {
    return unknown('Its tasks were answered from outside, and its history was not kept.');
  }
  if (row.redriveCount > 0 && owner.started.childType === 'STANDARD') {
    return unknown('It was redriven, and its history was not kept.');
  }

  const again = await machine(attempt);
  const input = kept?.input ?? (await findChildInput(saved, owner, again.plan, row));
  if (input === undefined) return unknown('Its input cannot be found any more: the items have changed.');
  const alone = cutAborted(await runAlone(saved, owner, again, row, input), row, saved.nEvents(mapRun, index));
  if (agrees(saved, mapRun, row, alone)) {
    return { ...known, ...factsOf(alone), input, source: 'run again alone', problem: null };
  }
  // A redrive cannot be repeated from the start of the run.
  const together = effort === 'alone' || attempt > 0 ? [] : await runTogether(again, mapRun, index);
  if (agrees(saved, mapRun, row, together)) {
    return { ...known, ...factsOf(together), input, source: 'run again with all before it', problem: null };
  }
  return { ...unknown('It behaves differently now: the answers of its tasks, or its items, have changed.'), input };
}

function factsOf(history: readonly HistoryEvent[]): Pick<ChildStory, 'history' | 'input' | 'output' | 'cause'> {
  const facts: { input?: Json; output?: Json; cause?: string } = {};
  for (const { type, details } of history) {
    if (type === 'ExecutionStarted') facts.input = details.input;
    else if (type === 'ExecutionSucceeded') facts.output = details.output;
    else if (type === 'ExecutionRedriven') delete facts.cause;
    else if ((type === 'ExecutionFailed' || type === 'ExecutionAborted') && details.cause !== undefined)
      facts.cause = details.cause;
  }
  return { history, input: facts.input, output: facts.output, cause: facts.cause };
}

/** Reads the items once more, up to the child's. Undefined: there are not that many any more. */
async function findChildInput(
  saved: SavedRun,
  owner: SavedMapRun,
  plan: MachinePlan,
  { index, firstItem }: ChildRow,
): Promise<Json | undefined> {
  const { started, scope } = owner;
  const state = plan.states.find(({ pointer }) => pointer === started.pointer);
  if (scope === null || state?.kind !== 'Map' || state.distributed === null) return undefined;
  const { distributed } = state;
  const variables = createVariables(null);
  variables.assign(scope.variables);
  const rng = countDraws(createRng(childSeed(saved.header.seed, started.mapRun, -1)));
  const { input } = scope;
  const itemsScope = { input, context: () => scope.context, variables, rng, now: started.time };
  const passing = distributed.plan.childInputs(itemsScope);
  const nDrawnBefore = rng.nDrawn;
  const found = await childInputAt(passing, { nItemsPassed: firstItem, nChildrenPassed: 0 });
  if (rng.nDrawn === nDrawnBefore) return found;
  // What an item draws depends on what was drawn for those before it.
  const again = createRng(childSeed(saved.header.seed, started.mapRun, -1));
  const all = distributed.plan.childInputs({ ...itemsScope, rng: again });
  return childInputAt(all, { nItemsPassed: 0, nChildrenPassed: index });
}

async function childInputAt(
  inputs: ChildInputReader,
  { nItemsPassed, nChildrenPassed }: { readonly nItemsPassed: number; readonly nChildrenPassed: number },
): Promise<Json | undefined> {
  try {
    for (let left = nItemsPassed; left > 0;) {
      const skipped = inputs.skip(left);
      if (skipped.kind === 'wait') await skipped.ready;
      else if (skipped.kind === 'skipped') left -= skipped.nItems;
      else return undefined;
    }
    for (let position = 0; ;) {
      const next = inputs.next();
      if (next.kind === 'end' || next.kind === 'stuck') return undefined;
      if (next.kind === 'wait') await next.ready;
      else if (position++ === nChildrenPassed) return next.child.input;
    }
  } finally {
    inputs.close();
  }
}

async function runAlone(
  saved: SavedRun,
  owner: SavedMapRun,
  machine: SavedMachine,
  row: ChildRow,
  input: Json,
): Promise<readonly HistoryEvent[]> {
  const { started, scope } = owner;
  const history: HistoryEvent[] = [];
  const mapRunNumbers = [...saved.mapRuns.values()]
    .filter((other) => other.started.execution === row.execution)
    .map((other) => other.started.mapRun);
  const { run } = machine.start({
    input,
    startTime: row.startTime,
    loneChild: {
      mapRun: started.mapRun,
      index: row.index,
      pointer: started.pointer,
      iterations: scope?.iterations ?? [],
      mapRunNumbers,
      redriveCount: row.redriveCount,
    },
    sink: (event) => {
      if (event.kind === 'history' && event.execution === 0) history.push(event.event);
    },
    recording: { root: 'history', children: () => 'none' },
  });
  await runToEnd(run);
  return history;
}

/** A child that was stopped had no chance to go on as it does when it is run alone. */
function cutAborted(history: readonly HistoryEvent[], row: ChildRow, nEvents: number): readonly HistoryEvent[] {
  if (row.status !== 'ABORTED' || history.length < nEvents) return history;
  const details = row.error === undefined ? {} : { error: row.error };
  const last = { type: 'ExecutionAborted', id: nEvents, previousEventId: 0, time: row.stopTime, details } as const;
  return [...history.slice(0, nEvents - 1), last];
}

async function runTogether(machine: SavedMachine, mapRun: number, index: number): Promise<readonly HistoryEvent[]> {
  const isIt = (event: { readonly mapRun: number; readonly index: number }): boolean =>
    event.mapRun === mapRun && event.index === index;
  const history: HistoryEvent[] = [];
  let isOver = false;
  const { run } = machine.start({
    sink: (event: RunEvent) => {
      if (event.kind === 'history') history.push(event.event);
      else if (event.kind === 'child-ended' && isIt(event)) isOver = true;
    },
    recording: {
      root: 'none',
      children: (otherRun, otherIndex) => (isIt({ mapRun: otherRun, index: otherIndex }) ? 'history' : 'none'),
    },
  });
  while (!isOver) {
    const state = run.advance(4_096);
    if (state === 'ended') break;
    if (state === 'waiting') await run.whenReady();
  }
  return history;
}

const LAST_EVENTS: Readonly<Record<string, string>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

/** Whether a history can be the one that the row is of. */
function agrees(saved: SavedRun, mapRun: number, row: ChildRow, history: readonly HistoryEvent[]): boolean {
  const first = history[0];
  const last = history.at(-1);
  if (first === undefined || last === undefined) return false;
  const error = 'error' in last.details ? last.details.error : undefined;
  const digest = last.type === 'ExecutionSucceeded' ? textDigest(JSON.stringify(last.details.output)) : 0;
  return (
    first.time === row.startTime &&
    last.time === row.stopTime &&
    LAST_EVENTS[last.type] === row.status &&
    history.length === saved.nEvents(mapRun, row.index) &&
    error === row.error &&
    digest === saved.digest(mapRun, row.index)
  );
}
