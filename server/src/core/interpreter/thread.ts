/**
 * A thread: one sequential flow through a scope (the root flow, a Parallel branch, an inline Map iteration). Plain state; what happens
 * to it is decided by `engine.ts` and the files of the state types.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { Rng } from '../base/rng.ts';
import type { EvaluationScope, Variables } from '../expressions/evaluation-scope.ts';
import { createVariables, type VariableScope } from '../expressions/variables.ts';
import type { ActiveMapRun } from './active-map-run.ts';
import { contextOf } from './context-object.ts';
import type { Engine } from './engine.ts';
import type { Execution } from './execution.ts';
import type { Join } from './join.ts';
import { momentAt, type Moment } from './moment.ts';
import type { StatePlan } from './plan.ts';
import type { IterationStep } from './task-port.ts';

/** Continues a thread that was in the middle of a state. */
export type Resume = (thread: Thread, engine: Engine) => void;

/** Where in its execution a thread runs. */
export interface ThreadPlace {
  readonly join: Join | null;
  readonly index: number;
  readonly mapItem: JsonObject | null;
  /** Null: those around the execution. */
  readonly iterations: readonly IterationStep[] | null;
}

/** The main flow of an execution. */
export const ROOT_PLACE: ThreadPlace = { join: null, index: 0, mapItem: null, iterations: null };

const NEVER = momentAt(0);
const NO_VARIABLES: Variables = createVariables(null);

/** What most threads never have, apart from what they all have: a thread gets it when the first of it is needed. */
class RareFacts {
  retriesDone: number[] | null = null;
  taskToken: string | null = null;
  variableBytes: Map<string, number> | null = null;
  waitsForJoin: Join | null = null;
  waitsForMapRun: ActiveMapRun | null = null;
  waitsForNested: Execution | null = null;
}

export class Thread {
  readonly execution: Execution;

  state: StatePlan;
  /** Raw input of the current state. */
  input: Json;
  /** Upper bound of the UTF-8 bytes of `input`. */
  inputBytes: number;
  /** What the next event points back to. */
  lastEventId = 0;
  enteredEventId = 0;
  /** `lastEventId` before the current state was entered. */
  enteredAfterEventId = 0;
  entered: Moment = NEVER;
  /** 1 for the first attempt of this visit. */
  attempt = 1;
  /** Set while a state was entered and not left. */
  insideState = false;
  /** Set where the current state has failed and nothing took the failure. */
  hasFailed = false;
  resume: Resume | null = null;
  /** How it goes on when its time comes; while it stands among the timers itself. */
  wake: Resume | null = null;
  /** Rises when what was waited for has become void: late timers and answers are ignored. */
  generation = 0;
  live = true;
  queueNext: Thread | null = null;

  readonly #place: ThreadPlace;
  #variables: VariableScope | null;
  #rare: RareFacts | null = null;

  constructor(
    execution: Execution,
    start: { readonly state: StatePlan; readonly input: Json; readonly inputBytes: number },
    /** Null: a scope of its own, made when the first variable is assigned. */
    variables: VariableScope | null,
    place: ThreadPlace,
  ) {
    this.execution = execution;
    this.state = start.state;
    this.input = start.input;
    this.inputBytes = start.inputBytes;
    this.#variables = variables;
    this.#place = place;
  }

  /** Retries done, by retrier of the current state; null where no retry was done, or the state has but one retrier. */
  get retriesDone(): number[] | null {
    return this.#rare === null ? null : this.#rare.retriesDone;
  }

  set retriesDone(retriesDone: number[] | null) {
    if (retriesDone !== null || this.#rare !== null) this.#rareFacts().retriesDone = retriesDone;
  }

  get taskToken(): string | null {
    return this.#rare === null ? null : this.#rare.taskToken;
  }

  set taskToken(taskToken: string | null) {
    if (taskToken !== null || this.#rare !== null) this.#rareFacts().taskToken = taskToken;
  }

  /** Bytes of the variables of its own scope, by name. */
  get variableBytes(): Map<string, number> | null {
    return this.#rare === null ? null : this.#rare.variableBytes;
  }

  set variableBytes(sizes: Map<string, number> | null) {
    if (sizes !== null || this.#rare !== null) this.#rareFacts().variableBytes = sizes;
  }

  /** The branches or iterations this thread waits for. */
  get waitsForJoin(): Join | null {
    return this.#rare === null ? null : this.#rare.waitsForJoin;
  }

  set waitsForJoin(join: Join | null) {
    if (join !== null || this.#rare !== null) this.#rareFacts().waitsForJoin = join;
  }

  /** The Map Run this thread waits for. */
  get waitsForMapRun(): ActiveMapRun | null {
    return this.#rare === null ? null : this.#rare.waitsForMapRun;
  }

  set waitsForMapRun(active: ActiveMapRun | null) {
    if (active !== null || this.#rare !== null) this.#rareFacts().waitsForMapRun = active;
  }

  /** The execution of another machine this thread waits for. */
  get waitsForNested(): Execution | null {
    return this.#rare === null ? null : this.#rare.waitsForNested;
  }

  set waitsForNested(nested: Execution | null) {
    if (nested !== null || this.#rare !== null) this.#rareFacts().waitsForNested = nested;
  }

  #rareFacts(): RareFacts {
    return (this.#rare ??= new RareFacts());
  }

  /** The frame that waits for this thread; null for the root flow. */
  get join(): Join | null {
    return this.#place.join;
  }

  /** Branch or iteration number within the join. */
  get index(): number {
    return this.#place.index;
  }

  /** The inline Map's item, for the context object. */
  get mapItem(): JsonObject | null {
    return this.#place.mapItem;
  }

  get variables(): Variables {
    return this.#variables ?? NO_VARIABLES;
  }

  /** Takes over all values of one Assign at once. */
  assign(values: JsonObject): void {
    (this.#variables ??= createVariables(null)).assign(values);
  }

  /** The Map iterations around the thread, outermost first. */
  get iterations(): readonly IterationStep[] {
    return this.#place.iterations ?? this.execution.iterations;
  }

  /** Builds the context object of the moment. Made for each who asks: most threads that wait have nobody who asks any more. */
  get context(): () => JsonObject {
    return () => contextOf(this);
  }
}

/** What an expression of the thread's current state sees. A class, because one is made for nearly every field of every visit of a state. */
class ThreadScope implements EvaluationScope {
  readonly input: Json;
  readonly #thread: Thread;
  readonly #moment: Moment;

  constructor(thread: Thread, input: Json, moment: Moment) {
    this.input = input;
    this.#thread = thread;
    this.#moment = moment;
  }

  get context(): () => JsonObject {
    return this.#thread.context;
  }

  get variables(): Variables {
    return this.#thread.variables;
  }

  get rng(): Rng {
    return this.#thread.execution.rng;
  }

  get now(): number {
    return this.#moment.time;
  }
}

export function scopeOf(thread: Thread, input: Json, { moment }: Engine): EvaluationScope {
  return new ThreadScope(thread, input, moment);
}

/** As `scopeOf`, with `$states.result`. */
export function scopeWithResult(thread: Thread, input: Json, result: Json, { moment }: Engine): EvaluationScope {
  const { context, variables, execution } = thread;
  return {
    input,
    result,
    context,
    variables,
    rng: execution.rng,
    get now() {
      return moment.time;
    },
  };
}
