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

/** A child's place: its Map Run and its position in it. */
export interface ChildPlace {
  readonly mapRun: number;
  readonly index: number;
  /** The Map Run's label, or the UUID that stands for it. */
  readonly label: string;
  /** Null for a child that is run alone. */
  readonly active: ActiveMapRun | null;
}

export interface ExecutionOptions {
  /** Number within the run; the root is 0. */
  readonly number: number;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly identity: RunIdentity;
  readonly scope: ScopePlan;
  readonly input: Json;
  readonly startTime: number;
  /** Seed of this execution's own randomness. */
  readonly seed: number;
  readonly recording: RecordingLevel;
  /** Ids up to this one may be used by events other than the last. */
  readonly eventLimit: number;
  /** Virtual time at which the execution times out. */
  readonly deadline: number;
  readonly child: ChildPlace | null;
  readonly caller: NestedCaller | null;
  readonly machine: MachineInRun;
  /** Whether its Map Runs are told; those of nested executions are none of the definition that is looked at. */
  readonly tells: boolean;
  readonly iterations: readonly IterationStep[];
  /** How often it was redriven; 0 where absent. */
  readonly redriveCount?: number;
  /** When it was redriven last; absent for Express executions. */
  readonly redriveTime?: number | undefined;
  /** Null, or absent, for all but the root of a run of a single state. */
  readonly alone?: StateAlone | null;
}

export class Execution {
  readonly number: number;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly scope: ScopePlan;
  readonly input: Json;
  readonly startTime: number;
  readonly deadline: number;
  readonly eventLimit: number;
  readonly child: ChildPlace | null;
  /** Set for an execution that a task started. */
  readonly caller: NestedCaller | null;
  readonly machine: MachineInRun;
  readonly seed: number;
  readonly tells: boolean;
  /** Executions that tasks of this one started. */
  nNested = 0;
  /** Bytes of all variables that live. */
  variableBytes = 0;
  /** The Map iterations around a child execution. */
  readonly iterations: readonly IterationStep[];
  readonly alone: StateAlone | null;
  /** History events are built. */
  readonly records: boolean;
  /** Stages of the data flow are told as well. */
  readonly recordsStages: boolean;
  readonly rng: Rng;
  /** Id of the newest history event; also counted where nothing is recorded. */
  eventCount = 0;
  /** Id of ExecutionRedriven, where that is how it started; 0 else. */
  redrivenEventId = 0;
  nRetries = 0;
  readonly redriveCount: number;
  outcome: ExecutionOutcome | null = null;
  root: Thread | null = null;
  mapRuns: ActiveMapRun[] = [];
  onStack = false;
  /** Place among the running children of its Map Run. */
  slot = -1;
  deadlineSet = false;

  readonly #identity: RunIdentity;
  readonly #redriveTime: number | undefined;
  #name: string | null = null;
  #arn: string | null = null;
  #context: JsonObject | null = null;
  #readyHead: Thread | null = null;
  #readyTail: Thread | null = null;

  constructor(options: ExecutionOptions) {
    this.number = options.number;
    this.type = options.type;
    this.scope = options.scope;
    this.input = options.input;
    this.startTime = options.startTime;
    this.deadline = options.deadline;
    this.eventLimit = options.eventLimit;
    this.child = options.child;
    this.caller = options.caller;
    this.machine = options.machine;
    this.seed = options.seed;
    this.tells = options.tells;
    this.iterations = options.iterations;
    this.redriveCount = options.redriveCount ?? 0;
    this.#redriveTime = options.redriveTime;
    this.alone = options.alone ?? null;
    this.records = options.recording !== 'none';
    this.recordsStages = options.recording === 'full';
    this.#identity = options.identity;
    // What is drawn after a redrive is not what was drawn before.
    this.rng = new LazyRng(this.redriveCount === 0 ? options.seed : childSeed(options.seed, this.redriveCount, 0));
  }

  get name(): string {
    this.#nameIt();
    return this.#name as string;
  }

  get arn(): string {
    this.#nameIt();
    return this.#arn as string;
  }

  get roleArn(): string {
    return this.#identity.roleArn;
  }

  /** The parts of the context object that stay the same: Execution and StateMachine. */
  get contextBase(): JsonObject {
    return (this.#context ??= {
      Execution: {
        Id: this.arn,
        Input: this.input,
        StartTime: formatTimestamp(this.startTime),
        Name: this.name,
        RoleArn: this.#identity.roleArn,
        // An Express execution cannot be redriven, so its context has no count.
        ...(this.child === null && this.type === 'EXPRESS' ? {} : this.#redriveFacts()),
      },
      StateMachine: {
        Id:
          this.child === null
            ? stateMachineArn(this.#identity)
            : childStateMachineArn(this.#identity, this.child.label),
        Name: this.#identity.stateMachineName,
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
    if (this.#redriveTime === undefined) return { RedriveCount: redriveCount };
    return { RedriveCount: redriveCount, RedriveTime: formatTimestamp(this.#redriveTime) };
  }

  #nameIt(): void {
    if (this.#arn !== null) return;
    const identity = this.#identity;
    const ids = executionIds(this.seed);
    if (this.child === null) {
      this.#name = identity.executionName;
      this.#arn = executionArn(identity, this.type, identity.executionName, ids.id);
      return;
    }
    this.#name = nameBasedUuid(ids.name);
    this.#arn = childExecutionArn(identity, this.type, this.child.label, this.#name, ids.id);
  }
}

/** Made when it is first used: most children need no chance at all. */
class LazyRng implements Rng {
  readonly #seed: number;
  #rng: Rng | null = null;

  constructor(seed: number) {
    this.#seed = seed;
  }

  next(): number {
    return (this.#rng ??= createRng(this.#seed)).next();
  }

  uuid(): string {
    return (this.#rng ??= createRng(this.#seed)).uuid();
  }
}
