/**
 * The threads of one execution as its history tells them: which state each stands in, with which input and variables. Events of concurrent
 * branches and iterations are told apart by what they point to, so a history of the service is read as well as one of this engine.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { HistoryEvent } from '../events/history-event.ts';
import type { JoinPoint, PlaceInState, ThreadPoint } from '../events/resume-point.ts';

interface Visit {
  readonly kind: string;
  readonly name: string;
  readonly input: Json;
  readonly enteredEventId: number;
  readonly enteredTime: number;
}

interface Join {
  readonly startedEventId: number;
  readonly length: number | null;
  readonly flows: Flow[];
}

/** Whatever event details may hold of these. */
interface Details {
  readonly name?: string;
  readonly index?: number;
  readonly length?: number;
  readonly state?: string;
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: string;
  readonly assignedVariables?: JsonObject;
}

class Flow {
  readonly around: Flow | null;
  readonly index: number | null;
  readonly startedEventId: number;
  firstState: string | null = null;
  visit: Visit | null = null;
  /** Null while it is inside its state. */
  left: Extract<PlaceInState, { kind: 'after' }> | null = null;
  join: Join | null = null;
  variables: JsonObject = {};
  /** What it has told of errors last. */
  error: string | undefined;
  /** The failure of its Parallel or Map state has been told. */
  hasFailed = false;
  succeededEventId: number | null = null;

  constructor(around: Flow | null, index: number | null, startedEventId: number) {
    this.around = around;
    this.index = index;
    this.startedEventId = startedEventId;
  }

  isInside(kind: string): boolean {
    return this.visit?.kind === kind && this.left === null;
  }
}

/** The main flow's place; null where not even its first state was entered. `history` is one execution's, oldest first. */
export function mainThreadOf(history: readonly HistoryEvent[]): ThreadPoint | null {
  const threads = new HistoryThreads();
  for (const event of history) threads.apply(event);
  return pointOf(threads.root);
}

class HistoryThreads {
  readonly root = new Flow(null, null, 0);
  readonly #flowOf = new Map<number, Flow>([[0, this.root]]);
  readonly #events = new Map<number, HistoryEvent>();

  apply(event: HistoryEvent): void {
    this.#events.set(event.id, event);
    const flow = this.#place(event, this.#flowOf.get(event.previousEventId) ?? this.root);
    this.#flowOf.set(event.id, flow);
    const { error } = event.details as Details;
    if (error !== undefined) flow.error = error;
  }

  /** Takes an event in; the flow whose event it is. `cause` is the flow of what it points to. */
  #place(event: HistoryEvent, cause: Flow): Flow {
    const { type } = event;
    if (type === 'ExecutionRedriven') forgetFailures(this.root);
    if (type.endsWith('StateEntered')) return this.#enter(event, cause);
    if (type.endsWith('StateExited')) return this.#leave(event, cause);
    if (type === 'ParallelStateStarted') return open(event, cause, 'Parallel');
    if (type === 'MapStateStarted') return open(event, cause, 'Map');
    if (type === 'MapIterationStarted') return this.#startIteration(event, cause);
    if (type === 'MapIterationSucceeded') return succeedIteration(event, cause);
    if (type === 'ParallelStateSucceeded') return ownerOf(cause, 'Parallel');
    if (type === 'MapStateSucceeded') return ownerOf(cause, 'Map');
    if (type === 'ParallelStateFailed') return fail(cause, 'Parallel');
    if (type === 'MapStateFailed') return fail(cause, 'Map');
    if (type === 'EvaluationFailed') return evaluatedBy(event, cause);
    return cause;
  }

  #enter(event: HistoryEvent, cause: Flow): Flow {
    const { name = '', input = null } = event.details as Details;
    let flow = cause;
    if (this.#events.get(event.previousEventId)?.type === 'ParallelStateStarted' && cause.join !== null) {
      flow = new Flow(cause, null, event.previousEventId);
      cause.join.flows.push(flow);
    }
    flow.firstState ??= name;
    flow.visit = {
      kind: event.type.slice(0, -'StateEntered'.length),
      name,
      input,
      enteredEventId: event.id,
      enteredTime: event.time,
    };
    flow.left = null;
    flow.join = null;
    flow.error = undefined;
    flow.hasFailed = false;
    return flow;
  }

  #leave(event: HistoryEvent, cause: Flow): Flow {
    const { name, output = null, assignedVariables } = event.details as Details;
    let flow = cause;
    while (flow.visit?.name !== name && flow.around !== null) flow = flow.around;
    const before = this.#events.get(event.previousEventId);
    const caught = before !== undefined && /(?:Failed|TimedOut)$/.test(before.type);
    const error = errorOf(flow);
    flow.left = { kind: 'after', output, exitedEventId: event.id, caught: caught ? { error } : null };
    flow.join = null;
    if (assignedVariables !== undefined) flow.variables = { ...flow.variables, ...assignedVariables };
    return flow;
  }

  #startIteration(event: HistoryEvent, cause: Flow): Flow {
    const { name, index = 0 } = event.details as Details;
    let owner: Flow = cause;
    if (this.#events.get(event.previousEventId)?.type !== 'MapStateStarted' && owner.around !== null) {
      owner = owner.around;
      while (owner.visit?.name !== name && owner.around !== null) owner = owner.around;
    }
    const flow = new Flow(owner, index, event.id);
    owner.join?.flows.push(flow);
    return flow;
  }
}

/** The Parallel or Map state begins, for the first time or as a retry: what it had started before is void. */
function open(event: HistoryEvent, cause: Flow, kind: 'Parallel' | 'Map'): Flow {
  const flow = ownerOf(cause, kind);
  const { length = null } = event.details as Details;
  flow.join = { startedEventId: event.id, length, flows: [] };
  return flow;
}

function succeedIteration(event: HistoryEvent, cause: Flow): Flow {
  const { name, index } = event.details as Details;
  let owner = cause;
  while (owner.visit?.name !== name && owner.around !== null) owner = owner.around;
  const flow = owner.join?.flows.find((candidate) => candidate.index === index);
  if (flow !== undefined) flow.succeededEventId = event.id;
  return owner;
}

/** The flow, or the nearest around it, that stands in such a state and whose failure was not told. */
function ownerOf(cause: Flow, kind: 'Parallel' | 'Map'): Flow {
  for (let flow: Flow | null = cause; flow !== null; flow = flow.around) {
    if (flow.isInside(kind) && !flow.hasFailed) return flow;
  }
  return cause;
}

/** What had failed goes on. */
function forgetFailures(flow: Flow): void {
  flow.hasFailed = false;
  flow.error = undefined;
  flow.join?.flows.forEach(forgetFailures);
}

function fail(cause: Flow, kind: 'Parallel' | 'Map'): Flow {
  const flow = ownerOf(cause, kind);
  flow.error = cause.error;
  flow.hasFailed = true;
  return flow;
}

/** AWS has hung this event beside the entry, at times, so what it points to may belong to the flow around. */
function evaluatedBy(event: HistoryEvent, cause: Flow): Flow {
  const { state } = event.details as Details;
  if (cause.visit?.name === state) return cause;
  return cause.join?.flows.find(({ visit, left }) => visit?.name === state && left === null) ?? cause;
}

/** The error of what failed last inside a flow's state. */
function errorOf({ error, join }: Flow): string | undefined {
  return error ?? join?.flows.map(errorOf).findLast((inner) => inner !== undefined);
}

function pointOf({ visit, left, join, variables }: Flow): ThreadPoint | null {
  if (visit === null) return null;
  const { name: stateName, input, enteredEventId, enteredTime } = visit;
  const place: PlaceInState = left ?? { kind: 'inside', join: join === null ? null : joinPointOf(join) };
  return { stateName, input, enteredEventId, enteredTime, variables, place };
}

function joinPointOf({ startedEventId, length, flows }: Join): JoinPoint {
  return {
    startedEventId,
    length,
    flows: flows.map((flow) => ({
      index: flow.index,
      firstState: flow.firstState,
      startedEventId: flow.startedEventId,
      succeededEventId: flow.succeededEventId,
      point: pointOf(flow),
    })),
  };
}
