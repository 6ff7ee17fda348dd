/**
 * The compiled state machine: names resolved, paths, templates and expressions turned into closures. Immutable once compiled and shared by
 * every execution of a run; it holds nothing that changes.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { Evaluate, EvaluationScope } from '../expressions/evaluation-scope.ts';
import type { DistributedMapPlan } from './map-run-port.ts';
import type { TaskResource } from './task-port.ts';

export type QueryLanguage = 'JSONPath' | 'JSONata';

export interface MachinePlan {
  readonly definition: JsonObject;
  readonly root: ScopePlan;
  /** Every state of the whole definition; a state's ordinal is its place in here. */
  readonly states: readonly StatePlan[];
  /** The machine's own TimeoutSeconds. */
  readonly timeoutSeconds: number | null;
}

/** One `States` block: the machine, a Parallel branch, or a Map's ItemProcessor. */
export interface ScopePlan {
  /** JSON pointer of the object that holds StartAt and States; `""` for the machine. */
  readonly pointer: string;
  readonly start: StatePlan;
}

/** What every state has. Absent fields are null, so that an unused stage costs one comparison. */
export interface StateCommon {
  readonly ordinal: number;
  readonly name: string;
  /** JSON pointer of the state in the definition. */
  readonly pointer: string;
  readonly queryLanguage: QueryLanguage;
  /** Null: the state ends its scope. */
  readonly next: StatePlan | null;
  /** JSONPath: InputPath. */
  readonly inputPath: Evaluate | null;
  /** JSONPath: OutputPath. */
  readonly outputPath: Evaluate | null;
  /** JSONata: Output. */
  readonly output: Evaluate | null;
  /** Assign, in either language; yields an object of variables. */
  readonly assign: Evaluate | null;
}

/** JSONPath's ResultPath: null replaces the input, `discard` keeps it, else the result is set into it. */
export type ResultPathPlan = null | 'discard' | ResultSetter;

export interface ResultSetter {
  set(root: Json, value: Json): Json;
  /** Most bytes that the path itself can add to the input. */
  readonly overheadBytes: number;
}

/** States that make a result out of a payload. */
export interface ResultFlow {
  /** JSONPath: Parameters. JSONata: Arguments. */
  readonly payload: Evaluate | null;
  readonly resultSelector: Evaluate | null;
  readonly resultPath: ResultPathPlan;
}

export interface ErrorHandlers {
  readonly retriers: readonly RetrierPlan[];
  readonly catchers: readonly CatcherPlan[];
}

export interface RetrierPlan {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | null;
  readonly jitter: 'NONE' | 'FULL';
}

export interface CatcherPlan {
  readonly errorEquals: readonly string[];
  readonly next: StatePlan;
  readonly resultPath: ResultPathPlan;
  readonly output: Evaluate | null;
  readonly assign: Evaluate | null;
}

export interface PassPlan extends StateCommon, ResultFlow {
  readonly kind: 'Pass';
  /** Result, where the state has one. */
  readonly result: Json | undefined;
}

export interface TaskPlan extends StateCommon, ResultFlow, ErrorHandlers {
  readonly kind: 'Task';
  readonly resource: TaskResource;
  /** Whole seconds. */
  readonly timeoutSeconds: Evaluate | null;
  readonly heartbeatSeconds: Evaluate | null;
  /** Credentials.RoleArn. */
  readonly credentials: Evaluate | null;
}

export interface ChoiceRulePlan {
  readonly test: (scope: EvaluationScope) => boolean;
  readonly next: StatePlan;
  readonly output: Evaluate | null;
  readonly assign: Evaluate | null;
}

export interface ChoicePlan extends StateCommon {
  readonly kind: 'Choice';
  readonly rules: readonly ChoiceRulePlan[];
}

export interface WaitPlan extends StateCommon {
  readonly kind: 'Wait';
  /** Virtual epoch milliseconds at which the state goes on. */
  readonly until: (scope: EvaluationScope, now: number) => number;
}

export interface SucceedPlan extends StateCommon {
  readonly kind: 'Succeed';
}

export interface FailPlan extends StateCommon {
  readonly kind: 'Fail';
  readonly error: Evaluate | null;
  readonly cause: Evaluate | null;
}

export interface ParallelPlan extends StateCommon, ResultFlow, ErrorHandlers {
  readonly kind: 'Parallel';
  readonly branches: readonly ScopePlan[];
}

export interface MapPlan extends StateCommon, ResultFlow, ErrorHandlers {
  readonly kind: 'Map';
  readonly processor: ScopePlan;
  /** ItemsPath or Items. */
  readonly items: Evaluate | null;
  /** For AWS's error text; `$` where the state has no ItemsPath. */
  readonly itemsPathText: string;
  /** ItemSelector, or the older Parameters. */
  readonly itemSelector: Evaluate | null;
  /** MaxConcurrency or MaxConcurrencyPath, a whole number; null where absent. */
  readonly maxConcurrency: Evaluate | null;
  /** Set in DISTRIBUTED mode. */
  readonly distributed: DistributedPlan | null;
  /** Fields that AWS refuses at run time in INLINE mode are there. */
  readonly inlineFieldsUnsupported: boolean;
}

export interface DistributedPlan {
  readonly plan: DistributedMapPlan;
  readonly childType: 'STANDARD' | 'EXPRESS';
  readonly label: string | null;
  /** UUID that stands for the label where there is none; the same for the same place in a definition. */
  readonly generatedLabel: string;
}

export type StatePlan = PassPlan | TaskPlan | ChoicePlan | WaitPlan | SucceedPlan | FailPlan | ParallelPlan | MapPlan;
