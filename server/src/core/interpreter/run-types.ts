/**
 * What a driver sees of a run: options, the run itself, its limits. Types only; `run.ts` implements them.
 *
 * A Run is one root execution and all child executions it opens. It is single-threaded and synchronous: a driver advances it, waits for
 * what it waits for, and reads its position. Whoever debugs, records or reports is a driver.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { ResumePoint } from '../events/resume-point.ts';
import type { RecordingLevel, RunEventSink } from '../events/run-event.ts';
import type { ExecutionOutcome, RunPosition, StateCounters } from '../events/run-snapshot.ts';
import type { ChildCrew } from './child-crew.ts';
import type { RedrivenMapRuns } from './map-run-port.ts';
import type { MachinePlan } from './plan.ts';
import type { IterationStep, TaskPort } from './task-port.ts';

/** Names and places that ARNs are made of. */
export interface RunIdentity {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly stateMachineName: string;
  readonly executionName: string;
  readonly roleArn: string;
}

/** AWS's quotas, adjustable for tests and what-if runs. */
export interface RunLimits {
  /** UTF-8 bytes of a state's, task's or execution's input or output. */
  readonly payloadBytes: number;
  /** Events in the history of one Standard execution. */
  readonly historyEvents: number;
  /** UTF-8 bytes of one variable, and of all that one Assign writes. */
  readonly variableBytes: number;
  /** UTF-8 bytes of all variables of an execution. */
  readonly allVariablesBytes: number;
  /** Inline Map iterations that run at the same time. */
  readonly inlineConcurrency: number;
  /** Virtual milliseconds an Express execution may take. */
  readonly expressDurationMs: number;
  /** Virtual milliseconds a Standard execution may take. */
  readonly standardDurationMs: number;
}

export interface RunOptions {
  readonly plan: MachinePlan;
  readonly input: Json;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly identity: RunIdentity;
  /** Virtual epoch milliseconds of the start. */
  readonly startTime: number;
  readonly seed: number;
  readonly tasks: TaskPort;
  /** Receives every event; null where nobody looks. */
  readonly sink: RunEventSink | null;
  readonly recording: {
    readonly root: RecordingLevel;
    /** Asked once for each child of a Map Run, when it starts. */
    readonly children: (mapRun: number, index: number) => RecordingLevel;
    /** Of executions that tasks start; `none` where absent. Their Map Runs are told only when they are recorded. */
    readonly nested?: RecordingLevel;
  };
  readonly limits?: Partial<RunLimits>;
  /**
   * Nobody looks into the children of Map Runs: `recording.children` is not asked, and their events tell neither inputs nor outputs. Then
   * a child may be run ahead of its time, where no other one can notice.
   */
  readonly unwatchedChildren?: UnwatchedChildren;
  /** Set where the plan is one state that is tested alone, as TestState does it. */
  readonly alone?: StateAlone;
  /** Set where one child of a Map Run is run alone: the run's root is that child then, and `startTime` its start. */
  readonly loneChild?: LoneChild;
  /** Set where a run that had failed in a Map Run goes on. */
  readonly redrive?: RunRedrive;
}

/** Options of runs whose children nobody looks into. */
export interface UnwatchedChildren {
  /** Who helps with large Map Runs; null: all of it is done where the run is. */
  readonly crew: ChildCrew | null;
}

/** A child of a Map Run, run again without its parent and its siblings. It behaves as it did where its tasks answer as they did. */
export interface LoneChild {
  readonly mapRun: number;
  readonly index: number;
  /** JSON pointer of the Map state. */
  readonly pointer: string;
  /** The Map iterations around the Map state. */
  readonly iterations: readonly IterationStep[];
  /** Numbers of the Map Runs that it opened itself, in their order. */
  readonly mapRunNumbers: readonly number[];
  /** Which start of it, for an Express child: those start anew when they are redriven. 0 where absent. */
  readonly redriveCount?: number;
}

/** How a failed run goes on. */
export interface RunRedrive {
  /** How often the run was redriven, this time included. */
  readonly count: number;
  /** Virtual epoch milliseconds. */
  readonly time: number;
  readonly resume: ResumePoint;
  /** Map Runs of the root that go on; Map states that are not among them start new ones. */
  readonly mapRuns: RedrivenMapRuns;
  /** Map Runs and executions that the run had opened before: new ones are numbered behind them. */
  readonly nMapRuns: number;
  readonly nExecutions: number;
}

/** How a state that is tested alone differs from one of an execution. Causes of its failures do not name it and its entry. */
export interface StateAlone {
  /** Workflow variables that are there when it starts. */
  readonly variables: JsonObject;
  /** What it sees of the context object that an execution would have. */
  readonly context: (generated: JsonObject) => JsonObject;
}

/** `ready`: advance makes progress. `waiting`: await `whenReady` first. `ended`: `outcome` is there. */
export type RunState = 'ready' | 'waiting' | 'ended';

export interface StopReason {
  readonly error?: string;
  readonly cause?: string;
}

export interface Run {
  /**
   * Takes up to `maxSteps` steps: a state entered, or a Map Run pumped (which starts at most one child, so a debugger can stand before its
   * first state). Returns early when all is blocked on the outside (`waiting`) or over.
   */
  advance(maxSteps: number): RunState;
  /** Resolves when something the run waits for (a pending task, bytes of a Map Run) has arrived. Only valid in state `waiting`. */
  whenReady(): Promise<void>;
  /** Virtual epoch milliseconds. */
  readonly now: number;
  /** States entered so far, over all executions. */
  readonly transitions: number;
  /** The root execution's outcome, once it has one. */
  readonly outcome: ExecutionOutcome | null;
  /** The root execution's ARN. */
  readonly executionArn: string;
  /** The state the next `advance(1)` would enter or continue; null when nothing is ready or all is over. */
  position(): RunPosition | null;
  /** Per state of the definition (in its order), over all executions. */
  counters(): readonly StateCounters[];
  /** StopExecution: the root execution and all it opened end as ABORTED. */
  stop(reason: StopReason): void;
}
