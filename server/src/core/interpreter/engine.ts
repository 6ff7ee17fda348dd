/**
 * What the states of a running machine share: the event stream, the ids, the virtual clock, timers, answers from outside, and the queue
 * of executions with ready work. Decides who runs next, never what a state does.
 */

import type { Json } from '../base/json.ts';
import type { HistoryDetails, HistoryEvent, HistoryEventType } from '../events/history-event.ts';
import type { DataStage, RunEventSink } from '../events/run-event.ts';
import type { ExecutionOutcome } from '../events/run-snapshot.ts';
import type { ActiveMapRun } from './active-map-run.ts';
import { stateMachineArn } from './arn.ts';
import type { CreateCourses } from './child-course.ts';
import type { Execution } from './execution.ts';
import { machineInRun, type MachineInRun } from './machine-in-run.ts';
import { momentAt, type ClockWatch, type Moment } from './moment.ts';
import { goOnPlaying, PlayedChild } from './played-child.ts';
import { limitsOf } from './run-limits.ts';
import type { RunLimits, RunOptions } from './run-types.ts';
import type { StateActions } from './state-actions.ts';
import type { NestedMachine, TaskAnswer } from './task-port.ts';
import { Thread, type Resume } from './thread.ts';
import { createTimerHeap } from './timer-heap.ts';
import { executionOf, isValidTimer, takeResume, threadOf, timerOf, type Timer } from './timers.ts';

/** From so many timers on, those that have become void are swept out now and then. */
const SWEEP_TIMERS = 4096;

/** Thrown where a history has no room for another event; ends the execution. */
export class HistoryLimitReached extends Error {
  override readonly name = 'HistoryLimitReached';
}

/** Something asked of the outside, applied in the order of asking; bytes go first. */
interface OutsideEntry {
  apply: (() => void) | null;
  thread: Thread;
  /** The thread's generation that wants the answer; null for bytes, which a Map Run wants whatever becomes of the thread. */
  generation: number | null;
}

/** A task that waits for its token. */
export interface WaitingToken {
  isOpen(): boolean;
  settle(answer: TaskAnswer): void;
  /** A heartbeat has come. */
  beat(): void;
}

export class Engine {
  readonly options: RunOptions;
  readonly states: StateActions;
  readonly limits: RunLimits;
  /** Whoever remembers it remembers now. */
  moment: Moment;
  readonly createCourses: CreateCourses;
  transitions = 0;
  nExecutions = 0;
  nMapRuns = 0;
  /** Numbers of the next Map Runs; behind them it is counted on. */
  mapRunNumbers: readonly number[] = [];
  /** Map Runs that have not ended. */
  nOpenMapRuns = 0;
  /** Executions that tasks started and that have not ended. */
  readonly openNested = new Set<Execution>();
  /** ARNs of all executions that tasks started; names of Standard executions are taken for good. */
  readonly nestedArns = new Set<string>();

  /** Tasks that wait until somebody in this run sends their token. */
  readonly waitingTokens = new Map<string, WaitingToken>();

  readonly #machines = new Map<NestedMachine, MachineInRun>();
  readonly #sink: RunEventSink | null;
  readonly #stack: Execution[] = [];
  readonly #timers = createTimerHeap<Timer>();
  readonly #watch: ClockWatch | null;
  #now: number;
  #sweepTimersAt = SWEEP_TIMERS;
  #outside: OutsideEntry[] = [];
  #wake: (() => void) | null = null;

  constructor(
    options: RunOptions,
    states: StateActions,
    createCourses: CreateCourses,
    watch: ClockWatch | null = null,
  ) {
    this.options = options;
    this.states = states;
    this.limits = limitsOf(options);
    this.createCourses = createCourses;
    this.#watch = watch;
    this.#now = options.redrive?.time ?? options.startTime;
    this.moment = this.#momentAt(this.#now);
    this.#sink = options.sink;
  }

  /** Virtual epoch milliseconds. The engine's own look at its clock, which tells no state what time it is. */
  get now(): number {
    return this.#now;
  }

  /** Sets the clock of an engine in which nothing runs. */
  startAt(time: number): void {
    this.#timers.keepOnly(() => false);
    this.#setTime(time);
  }

  #setTime(time: number): void {
    if (time === this.#now) return;
    this.#now = time;
    this.moment = this.#momentAt(time);
  }

  #momentAt(time: number): Moment {
    return this.#watch === null ? momentAt(time) : this.#watch.at(time);
  }

  /** Counts an event of the history, also where none is recorded. */
  nextEventId(execution: Execution): number {
    this.needRoom(execution);
    return ++execution.eventCount;
  }

  /** Ends the execution where its history has no room for another event; for what cannot be taken back after an event has found none. */
  needRoom(execution: Execution): void {
    if (execution.eventCount >= execution.eventLimit) throw new HistoryLimitReached();
  }

  /** Tells one history event; call only where `execution.records`. */
  record<T extends HistoryEventType>(
    execution: Execution,
    type: T,
    id: number,
    previousEventId: number,
    details: HistoryDetails[T],
  ): void {
    const event = { type, id, previousEventId, time: this.now, details } as HistoryEvent;
    this.#sink?.({ kind: 'history', execution: execution.number, event });
  }

  /** Counts and, where recorded, tells one event; for events off the hot path. */
  event<T extends HistoryEventType>(
    execution: Execution,
    type: T,
    previousEventId: number,
    details: HistoryDetails[T],
  ): number {
    const id = this.nextEventId(execution);
    if (execution.records) this.record(execution, type, id, previousEventId, details);
    return id;
  }

  /** The last event of an execution: it always finds room. */
  lastEvent<T extends HistoryEventType>(
    execution: Execution,
    type: T,
    previousEventId: number,
    details: HistoryDetails[T],
  ): void {
    const id = ++execution.eventCount;
    if (execution.records) this.record(execution, type, id, previousEventId, details);
  }

  /** Tells a station of the data flow of the thread's current visit. */
  stage(thread: Thread, stage: DataStage, value: Json): void {
    if (!thread.execution.recordsStages) return;
    const { execution, enteredEventId } = thread;
    this.#sink?.({ kind: 'data-stage', execution: execution.number, enteredEventId, stage, value });
  }

  /** The machine that a task starts, with one set of counters for all its executions. */
  machineFor(nested: NestedMachine): MachineInRun {
    let machine = this.#machines.get(nested);
    if (machine === undefined) {
      machine = machineInRun(nested.plan, { ...nested.identity, executionName: '' }, nested.tasks);
      this.#machines.set(nested, machine);
    }
    return machine;
  }

  /** `parentEventId` is the task's event before the start. */
  tellNestedStarted(nested: Execution, parent: Execution, parentEventId: number): void {
    if (!nested.tells) return;
    this.#sink?.({
      kind: 'nested-execution-started',
      execution: nested.number,
      parent: parent.number,
      parentEventId,
      arn: nested.arn,
      stateMachineArn: stateMachineArn(nested.machine.identity),
      time: this.now,
    });
  }

  tellNestedEnded(nested: Execution, outcome: ExecutionOutcome): void {
    if (!nested.tells) return;
    const { error, cause }: { readonly error?: string; readonly cause?: string } =
      outcome.status === 'SUCCEEDED' ? {} : outcome;
    this.#sink?.({
      kind: 'nested-execution-ended',
      execution: nested.number,
      status: outcome.status,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
      time: this.now,
    });
  }

  /** Puts an execution on top of those with ready work. */
  schedule(execution: Execution): void {
    if (execution.onStack) return;
    execution.onStack = true;
    this.#stack.push(execution);
  }

  /** The thread goes on (enters its state, or continues with `resume`) when its turn comes. */
  ready(thread: Thread, resume: Resume | null): void {
    thread.resume = resume;
    thread.execution.enqueue(thread);
    this.schedule(thread.execution);
  }

  /** The execution whose turn it is, if any has ready work. */
  get top(): Execution | undefined {
    return this.#stack.at(-1);
  }

  popTop(): void {
    const execution = this.#stack.pop();
    if (execution !== undefined) execution.onStack = false;
  }

  /** The thread continues at a virtual time; at once-due timers keep the order they were set in. */
  wakeAt(thread: Thread, due: number, resume: Resume): void {
    // What goes on before its execution is late needs nobody to watch the deadline until then.
    if (due >= thread.execution.deadline) this.setDeadline(thread.execution);
    this.#sweepTimers();
    this.#timers.push(due, timerOf(thread, resume));
  }

  /** A child whose course is known goes on at a virtual time. */
  wakePlayed(child: PlayedChild, due: number): void {
    this.#sweepTimers();
    this.#timers.push(due, child);
  }

  /** Timers, those that have become void included. */
  get nTimers(): number {
    return this.#timers.size;
  }

  /** Deadlines of executions that ended long before would pile up, and keep them alive. */
  #sweepTimers(): void {
    if (this.#timers.size < this.#sweepTimersAt) return;
    this.#timers.keepOnly(isValidTimer);
    this.#sweepTimersAt = Math.max(SWEEP_TIMERS, 2 * this.#timers.size);
  }

  /** Only executions that let time pass can be late, so only they get a timer. */
  setDeadline(execution: Execution): void {
    if (execution.deadlineSet || execution.deadline === Infinity) return;
    execution.deadlineSet = true;
    this.#sweepTimers();
    this.#timers.push(execution.deadline, { kind: 'deadline', execution });
  }

  /** The thread continues with what a promise brings; virtual time stands still until then. */
  awaitOutside<T>(thread: Thread, promise: Promise<T>, resume: (thread: Thread, value: T) => void): void {
    const entry: OutsideEntry = { apply: null, thread, generation: thread.generation };
    this.#outside.push(entry);
    this.#settleWith(entry, promise, (value) => {
      this.ready(thread, (target) => resume(target, value));
    });
  }

  /**
   * As `awaitOutside`, for the bytes of a Map Run: the whole run stands still until they are there, so that nothing of it depends on how
   * many pieces they come in.
   */
  awaitBytes(active: ActiveMapRun, promise: Promise<void>): void {
    const entry: OutsideEntry = { apply: null, thread: active.owner, generation: null };
    this.#outside.unshift(entry);
    this.#settleWith(entry, promise, () => {
      active.blocked = false;
      this.schedule(active.owner.execution);
    });
  }

  /** The number of the Map Run that is opened next. */
  get nextMapRun(): number {
    return this.mapRunNumbers[0] ?? this.nMapRuns;
  }

  countMapRun(): void {
    if (this.mapRunNumbers.length > 0) this.mapRunNumbers = this.mapRunNumbers.slice(1);
    else this.nMapRuns++;
  }

  /** Nothing goes on before they are there. */
  get waitsForBytes(): boolean {
    // Asked before every step: an empty list is told by its length, which costs nothing.
    return this.#outside.length > 0 && this.#outside[0]?.generation === null;
  }

  get waitsForOutside(): boolean {
    this.#dropUnwanted();
    return this.#outside.length > 0;
  }

  /** The thread at the head of those that wait for an answer. */
  get outsideHead(): Thread | undefined {
    return this.#outside[0]?.thread;
  }

  /** Applies the answer at the head if it is there. A rejection (a defect of a port) is thrown here. */
  applyOutside(): boolean {
    this.#dropUnwanted();
    const head = this.#outside[0];
    if (head?.apply == null) return false;
    this.#outside.shift();
    head.apply();
    return true;
  }

  whenOutside(): Promise<void> {
    this.#dropUnwanted();
    if (this.#outside.length === 0 || this.#outside[0]?.apply != null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** The next valid timer, without firing it. */
  get nextTimer(): Timer | undefined {
    for (;;) {
      const timer = this.#timers.peek();
      if (timer === undefined || isValidTimer(timer)) return timer;
      this.#timers.pop();
    }
  }

  /**
   * Jumps to the next due time and makes what is due then ready, in the order it was set: all of one execution, so that its concurrent
   * branches interleave, and no other, so that executions go on one after the other. False when there is no timer.
   */
  fireTimers(): boolean {
    const first = this.nextTimer;
    if (first === undefined) return false;
    const due = this.#timers.nextDue;
    if (due > this.now) this.#setTime(due);
    if (first instanceof PlayedChild) {
      this.#timers.pop();
      goOnPlaying(this, first);
      return true;
    }
    const execution = executionOf(first);
    if (first instanceof Thread && first.join === null && first.taskToken === null && !execution.deadlineSet) {
      // A main flow that waits for one thing: nothing else of its execution can be due, so the next timer is not even looked at.
      this.#timers.pop();
      this.ready(first, takeResume(first));
      return true;
    }
    for (let timer: Timer | undefined = first; timer !== undefined; timer = this.nextTimer) {
      if (timer instanceof PlayedChild || executionOf(timer) !== execution || this.#timers.nextDue !== due) break;
      this.#timers.pop();
      const thread = threadOf(timer);
      if (thread === null) this.states.deadlineReached(this, execution);
      else this.ready(thread, takeResume(timer));
    }
    return true;
  }

  /** Answers for threads that have been stopped are not waited for: they may never come. */
  #dropUnwanted(): void {
    for (let head = this.#outside[0]; head?.generation != null; head = this.#outside[0]) {
      if (head.thread.live && head.thread.generation === head.generation) return;
      this.#outside.shift();
    }
  }

  #settleWith<T>(entry: OutsideEntry, promise: Promise<T>, apply: (value: T) => void): void {
    const settle = (settled: () => void): void => {
      entry.apply = settled;
      if (this.#outside[0] !== entry || this.#wake === null) return;
      const wake = this.#wake;
      this.#wake = null;
      wake();
    };
    promise.then(
      (value) => {
        settle(() => {
          apply(value);
        });
      },
      (reason: unknown) => {
        settle(() => {
          throw reason instanceof Error ? reason : new Error(String(reason));
        });
      },
    );
  }
}
