/**
 * One execution of a run: the root, or a child of a Map Run. Holds what its threads share: identity, the counter of its history's
 * event ids, its queue of ready threads, its Map Runs. It decides nothing; `engine.ts` does.
 */

import type { Json, JsonObject } from '../base/json.ts';
import { createRng, type Rng } from '../base/rng.ts';
import { childSeed, executionIds, nameBasedUuid } from '../events/child-identity.ts';
import type { RecordingLevel } from '../events/run-event.ts';
import type { ExecutionOutcome, RunPosition } from '../events/run-snapshot.ts';
import { formatTimestamp } from '../expressions/timestamps.ts';
import type { ActiveMapRun } from './active-map-run.ts';
import { childExecutionArn, childStateMachineArn, executionArn, stateMachineArn } from './arn.ts';
import type { MachineInRun } from './machine-in-run.ts';
import type { RedrivenMapRun, RedrivenMapRuns } from './map-run-port.ts';
import type { Moment } from './moment.ts';
import type { ScopePlan } from './plan.ts';
import type { RunIdentity, StateAlone } from './run-types.ts';
import type { IterationStep } from './task-port.ts';
import type { Thread } from './thread.ts';

/** Who started a nested execution. */
export interface NestedCaller {
  /** The thread of the task. */
  readonly thread: Thread;
  /** Whether the task waits for the end. */
  readonly isAwaited: boolean;
  /** The task's state and where it stands, seen from the run's own definition. */
  readonly place: RunPosition;
  /** Executions around this one. */
  readonly depth: number;
  readonly answer: (nested: Execution, outcome: ExecutionOutcome) => void;
}

/** The Map Run of a child. */
export interface MapRunOfChild {
  readonly mapRun: number;
  /** The Map Run's label, or the UUID that stands for it. */
  readonly label: string;
  /** Name of the Map state. */
  readonly stateName: string;
  /** The Map iterations around the Map state, outermost first. */
  readonly iterations: readonly IterationStep[];
  /** Null for a child that is run alone, or ahead of its time. */
  readonly active: ActiveMapRun | null;
}

/** What the children of a Map Run have in common: one object for all of them, because ten thousand of them may wait at the same time. */
export interface ExecutionSetting {
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly identity: RunIdentity;
  readonly scope: ScopePlan;
  /** Ids up to this one may be used by events other than the last. */
  readonly eventLimit: number;
  /** Set for an execution that a task started. */
  readonly caller: NestedCaller | null;
  readonly machine: MachineInRun;
  /** Whether its Map Runs are told; those of nested executions are none of the definition that is looked at. */
  readonly tells: boolean;
  /** Null for all but the root of a run of a single state. */
  readonly alone: StateAlone | null;
  /** Set for a child execution. */
  readonly ofMapRun: MapRunOfChild | null;
  /** The run's seed, for children: each has its own from it. */
  readonly runSeed: number;
  /** Virtual milliseconds after which an execution times out. */
  readonly lifetimeMs: number;
}

export interface ExecutionOptions {
  /** Number within the run; the root is 0. */
  readonly number: number;
  readonly input: Json;
  readonly started: Moment;
  /** When its lifetime began: its start, or its redrive. */
  readonly begun: Moment;
  /** Seed of this execution's own randomness. Null: that of the child of that index. */
  readonly seed: number | null;
  readonly recording: RecordingLevel;
  /** Position in its Map Run; -1 for what is no child. */
  readonly childIndex: number;
  /** The Map iterations around it. Null: those that its Map Run tells. */
  readonly iterations: readonly IterationStep[] | null;
  /** How often it was redriven; 0 where absent. */
  readonly redriveCount?: number;
  /** When it was redriven last; absent for Express executions. */
  readonly redriveTime?: number | undefined;
  /** Its Map Runs that go on. */
  readonly redrivenMapRuns?: RedrivenMapRuns | undefined;
}

const NO_MAP_RUNS: readonly ActiveMapRun[] = [];

export interface ExecutionNames {
  readonly name: string;
  readonly arn: string;
}

/** What most children never have, apart from what they all have: an execution gets it when the first of it is needed. */
class RareFacts {
  seed: number | null = null;
  iterations: readonly IterationStep[] | null = null;
  redriveCount = 0;
  redriveTime: number | undefined = undefined;
  /** Null where no Map Run goes on (any more). */
  redrivenMapRuns: Map<number, RedrivenMapRun> | null = null;
  redrivenEventId = 0;
  /** Null: when its lifetime began. */
  started: Moment | null = null;
  nNested = 0;
  variableBytes = 0;
  mapRuns: readonly ActiveMapRun[] = NO_MAP_RUNS;
  names: ExecutionNames | null = null;
  context: JsonObject | null = null;
  rng: Rng | null = null;
}

/** Is its own chance, so that a child has no object for that. */
export class Execution implements Rng {
  readonly number: number;
  readonly input: Json;
  readonly childIndex: number;
  /** History events are built. */
  readonly records: boolean;
  /** Stages of the data flow are told as well. */
  readonly recordsStages: boolean;
  /** Id of the newest history event; also counted where nothing is recorded. */
  eventCount = 0;
  nRetries = 0;
  outcome: ExecutionOutcome | null = null;
  root: Thread | null = null;
  onStack = false;
  /** Place among the running children of its Map Run. */
  slot = -1;
  deadlineSet = false;

  readonly #setting: ExecutionSetting;
  readonly #begun: Moment;
  #rare: RareFacts | null = null;
  #readyHead: Thread | null = null;
  #readyTail: Thread | null = null;

  constructor(setting: ExecutionSetting, options: ExecutionOptions) {
    this.#setting = setting;
    this.number = options.number;
    this.input = options.input;
    this.childIndex = options.childIndex;
    this.#begun = options.begun;
    this.records = options.recording !== 'none';
    this.recordsStages = options.recording === 'full';
    if (options.started !== options.begun) this.#rareFacts().started = options.started;
    const { seed, iterations, redriveCount = 0, redriveTime, redrivenMapRuns } = options;
    if (seed === null && iterations === null && redriveCount === 0 && redrivenMapRuns === undefined) return;
    const rare = this.#rareFacts();
    rare.seed = seed;
    rare.iterations = iterations;
    rare.redriveCount = redriveCount;
    rare.redriveTime = redriveTime;
    if (redrivenMapRuns !== undefined && redrivenMapRuns.size > 0) rare.redrivenMapRuns = new Map(redrivenMapRuns);
  }

  #rareFacts(): RareFacts {
    return (this.#rare ??= new RareFacts());
  }

  /** Executions that tasks of this one started. */
  get nNested(): number {
    return this.#rare?.nNested ?? 0;
  }

  set nNested(count: number) {
    this.#rareFacts().nNested = count;
  }

  /** Bytes of all variables that live. */
  get variableBytes(): number {
    return this.#rare?.variableBytes ?? 0;
  }

  set variableBytes(bytes: number) {
    this.#rareFacts().variableBytes = bytes;
  }

  /** Id of ExecutionRedriven, where that is how it started; 0 else. */
  get redrivenEventId(): number {
    return this.#rare?.redrivenEventId ?? 0;
  }

  set redrivenEventId(id: number) {
    this.#rareFacts().redrivenEventId = id;
  }

  get redriveCount(): number {
    return this.#rare?.redriveCount ?? 0;
  }

  get mapRuns(): readonly ActiveMapRun[] {
    return this.#rare?.mapRuns ?? NO_MAP_RUNS;
  }

  set mapRuns(mapRuns: readonly ActiveMapRun[]) {
    this.#rareFacts().mapRuns = mapRuns;
  }

  /** Virtual epoch milliseconds. */
  get startTime(): number {
    return (this.#rare?.started ?? this.#begun).time;
  }

  /** Virtual time at which the execution times out. */
  get deadline(): number {
    return this.#begun.instant + this.#setting.lifetimeMs;
  }

  get seed(): number {
    const { ofMapRun, runSeed } = this.#setting;
    return this.#rare?.seed ?? childSeed(runSeed, ofMapRun?.mapRun ?? 0, this.childIndex);
  }

  get ofMapRun(): MapRunOfChild | null {
    return this.#setting.ofMapRun;
  }

  get type(): 'STANDARD' | 'EXPRESS' {
    return this.#setting.type;
  }

  get scope(): ScopePlan {
    return this.#setting.scope;
  }

  get eventLimit(): number {
    return this.#setting.eventLimit;
  }

  get caller(): NestedCaller | null {
    return this.#setting.caller;
  }

  get machine(): MachineInRun {
    return this.#setting.machine;
  }

  get tells(): boolean {
    return this.#setting.tells;
  }

  get alone(): StateAlone | null {
    return this.#setting.alone;
  }

  /** The Map iterations around it, outermost first; made anew for each who asks. */
  get iterations(): readonly IterationStep[] {
    const given = this.#rare?.iterations;
    if (given !== undefined && given !== null) return given;
    const { ofMapRun } = this;
    if (ofMapRun === null) return [];
    const own = { state: ofMapRun.stateName, index: this.childIndex };
    return ofMapRun.iterations.length === 0 ? [own] : [...ofMapRun.iterations, own];
  }

  get rng(): Rng {
    return this;
  }

  next(): number {
    return this.#chance().next();
  }

  uuid(): string {
    return this.#chance().uuid();
  }

  #chance(): Rng {
    // What is drawn after a redrive is not what was drawn before.
    const { seed, redriveCount } = this;
    return (this.#rareFacts().rng ??= createRng(redriveCount === 0 ? seed : childSeed(seed, redriveCount, 0)));
  }

  /** The Map Run that goes on in the Map state that was entered with this event; once, as its retries start new ones. */
  takeRedrivenMapRun(enteredEventId: number): RedrivenMapRun | null {
    const waiting = this.#rare?.redrivenMapRuns;
    const found = waiting?.get(enteredEventId) ?? null;
    waiting?.delete(enteredEventId);
    return found;
  }

  get name(): string {
    return this.#nameIt().name;
  }

  get arn(): string {
    return this.#nameIt().arn;
  }

  get roleArn(): string {
    return this.#setting.identity.roleArn;
  }

  /** The parts of the context object that stay the same: Execution and StateMachine. */
  get contextBase(): JsonObject {
    return (this.#rareFacts().context ??= {
      Execution: {
        Id: this.arn,
        Input: this.input,
        StartTime: formatTimestamp(this.startTime),
        Name: this.name,
        RoleArn: this.#setting.identity.roleArn,
        // An Express execution cannot be redriven, so its context has no count.
        ...(this.ofMapRun === null && this.type === 'EXPRESS' ? {} : this.#redriveFacts()),
      },
      StateMachine: {
        Id:
          this.ofMapRun === null
            ? stateMachineArn(this.#setting.identity)
            : childStateMachineArn(this.#setting.identity, this.ofMapRun.label),
        Name: this.#setting.identity.stateMachineName,
      },
    });
  }

  get nextReady(): Thread | null {
    return this.#readyHead;
  }

  enqueue(thread: Thread): void {
    thread.queueNext = null;
    if (this.#readyTail === null) this.#readyHead = thread;
    else this.#readyTail.queueNext = thread;
    this.#readyTail = thread;
  }

  dequeue(): Thread | null {
    const thread = this.#readyHead;
    if (thread === null) return null;
    this.#readyHead = thread.queueNext;
    if (this.#readyHead === null) this.#readyTail = null;
    thread.queueNext = null;
    return thread;
  }

  clearQueue(): void {
    this.#readyHead = null;
    this.#readyTail = null;
  }

  #redriveFacts(): JsonObject {
    const { redriveCount } = this;
    const redriveTime = this.#rare?.redriveTime;
    if (redriveTime === undefined) return { RedriveCount: redriveCount };
    return { RedriveCount: redriveCount, RedriveTime: formatTimestamp(redriveTime) };
  }

  #nameIt(): ExecutionNames {
    return (this.#rareFacts().names ??= this.#makeNames());
  }

  #makeNames(): ExecutionNames {
    const { identity, ofMapRun } = this.#setting;
    if (ofMapRun !== null) return childNames(this.#setting, ofMapRun, this.seed);
    const { id } = executionIds(this.seed);
    const name = identity.executionName;
    return { name, arn: executionArn(identity, this.type, name, id) };
  }
}

/** `seed` is the child's. */
export function childNames(
  { identity, type }: Pick<ExecutionSetting, 'identity' | 'type'>,
  { label }: Pick<MapRunOfChild, 'label'>,
  seed: number,
): ExecutionNames {
  const ids = executionIds(seed);
  const name = nameBasedUuid(ids.name);
  return { name, arn: childExecutionArn(identity, type, label, name, ids.id) };
}
