/**
 * The visits of one execution: what each state got, gave, and how it went. A fold over the execution's events, for the root and for a
 * child alike.
 */

import type { Json } from '../../../server/src/core/base/json.ts';
import type {
  FailureDetails,
  HistoryEvent,
  StateEnteredDetails,
  StateExitedDetails,
} from '../../../server/src/core/events/history-event.ts';
import type { DataStage, RunEvent } from '../../../server/src/core/events/run-event.ts';

export type VisitStatus = 'active' | 'succeeded' | 'failed' | 'caught' | 'aborted';

/** The words a person reads for a status. */
export const VISIT_STATUS_TEXT: Readonly<Record<VisitStatus, string>> = {
  active: 'active',
  succeeded: 'succeeded',
  failed: 'failed',
  caught: 'error caught',
  aborted: 'aborted',
};

export interface StageValue {
  readonly stage: DataStage;
  readonly value: Json;
}

export interface StateVisit {
  readonly enteredEventId: number;
  readonly name: string;
  readonly type: string;
  /** Virtual milliseconds since the Unix epoch. */
  readonly enteredTime: number;
  exitedTime: number | null;
  readonly input: Json;
  output: Json | undefined;
  error: string | null;
  cause: string | null;
  status: VisitStatus;
  nRetries: number;
  readonly stages: StageValue[];
}

export class StateVisits {
  readonly visits: StateVisit[] = [];
  startTime: number | null = null;
  /** Of the execution's last event. */
  endTime: number | null = null;
  readonly #byEnteredId = new Map<number, StateVisit>();
  /** The visit in which each event happened. */
  readonly #ownerOf = new Map<number, StateVisit>();
  readonly #before = new Map<StateVisit, StateVisit>();

  addHistory(event: HistoryEvent): void {
    this.startTime ??= event.time;
    this.endTime = event.time;
    const owner = this.#ownerOf.get(event.previousEventId);
    if (event.type.endsWith('StateEntered')) this.#enter(event, owner);
    else if (event.type.endsWith('StateExited')) this.#exit(event, owner);
    else {
      if (owner !== undefined) {
        this.#ownerOf.set(event.id, owner);
        note(event, owner);
      }
      if (/^Execution(Failed|TimedOut|Aborted)$/.test(event.type))
        this.#failOpen(event.details as FailureDetails, event.time);
    }
  }

  addStage(event: Extract<RunEvent, { kind: 'data-stage' }>): void {
    this.#byEnteredId.get(event.enteredEventId)?.stages.push({ stage: event.stage, value: event.value });
  }

  of(name: string): readonly StateVisit[] {
    return this.visits.filter((visit) => visit.name === name);
  }

  #enter(event: HistoryEvent, before: StateVisit | undefined): void {
    const { name, input } = event.details as StateEnteredDetails;
    const visit: StateVisit = {
      enteredEventId: event.id,
      name,
      type: event.type.slice(0, -'StateEntered'.length),
      enteredTime: event.time,
      exitedTime: null,
      input,
      output: undefined,
      error: null,
      cause: null,
      status: 'active',
      nRetries: 0,
      stages: [],
    };
    this.visits.push(visit);
    this.#byEnteredId.set(event.id, visit);
    this.#ownerOf.set(event.id, visit);
    if (before !== undefined) this.#before.set(visit, before);
  }

  #exit(event: HistoryEvent, owner: StateVisit | undefined): void {
    const { name, output } = event.details as StateExitedDetails;
    const visit = this.#openVisit(name, owner);
    if (visit === undefined) return;
    visit.exitedTime = event.time;
    visit.output = output;
    visit.status = visit.error === null ? 'succeeded' : 'caught';
    this.#ownerOf.set(event.id, visit);
    if (visit.type === 'Parallel' || visit.type === 'Map') this.#abortInside(visit, event.time);
  }

  /** What is still open in a container that was left was ended from outside: no event names it. */
  #abortInside(container: StateVisit, time: number): void {
    for (const visit of this.visits) {
      if (visit.exitedTime !== null) continue;
      let around = this.#before.get(visit);
      while (around !== undefined && around !== container) around = this.#before.get(around);
      if (around === undefined) continue;
      visit.exitedTime = time;
      visit.status = visit.error === null ? 'aborted' : 'failed';
    }
  }

  /** The open visit of a name that the event comes from: up the chain of causes, which leaves the branches of a Parallel apart. */
  #openVisit(name: string, owner: StateVisit | undefined): StateVisit | undefined {
    for (let visit = owner; visit !== undefined; visit = this.#before.get(visit)) {
      if (visit.name === name && visit.exitedTime === null) return visit;
    }
    return this.visits.findLast((visit) => visit.name === name && visit.exitedTime === null);
  }

  #failOpen({ error, cause }: FailureDetails, time: number): void {
    for (const visit of this.visits) {
      if (visit.exitedTime !== null) continue;
      visit.exitedTime = time;
      visit.status = 'failed';
      visit.error ??= error ?? null;
      visit.cause ??= cause ?? null;
    }
  }
}

/** What an event inside a state says about the state. */
function note(event: HistoryEvent, visit: StateVisit): void {
  if (/(Failed|TimedOut)$/.test(event.type) && !event.type.startsWith('Execution')) {
    const { error, cause } = event.details as FailureDetails;
    visit.error = error ?? visit.error ?? 'failed';
    visit.cause = cause ?? null;
  } else if (/Scheduled$/.test(event.type) && visit.error !== null) {
    visit.nRetries++;
  } else if (/^(Task|LambdaFunction|Activity|MapRun|MapState|ParallelState)Succeeded$/.test(event.type)) {
    visit.error = null;
    visit.cause = null;
  }
}

/** The visits of a child, from its whole history. */
export function visitsOfChild(
  events: readonly HistoryEvent[],
  stages: readonly Extract<RunEvent, { kind: 'data-stage' }>[],
): StateVisits {
  const visits = new StateVisits();
  for (const event of events) visits.addHistory(event);
  for (const stage of stages) visits.addStage(stage);
  return visits;
}
