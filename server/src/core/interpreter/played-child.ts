/** A child of a Map Run whose course is known: it takes its place in the window and its time, and ends as the execution would. */

import { childSeed } from '../events/child-identity.ts';
import type { ActiveMapRun } from './active-map-run.ts';
import { addCounts, type ChildCourse } from './child-course.ts';
import type { Engine } from './engine.ts';
import { childNames, type ExecutionNames, type ExecutionSetting } from './execution.ts';
import type { ChildEnd, ChildOutcome, ChildStart } from './map-run-port.ts';
import type { Moment } from './moment.ts';

export class PlayedChild {
  /** Of the execution, within the run. */
  readonly number: number;
  readonly start: ChildStart;
  readonly course: ChildCourse;
  readonly active: ActiveMapRun;
  readonly setting: ExecutionSetting;
  readonly begun: Moment;
  nWakes = 0;
  /** Place among the running children of its Map Run. */
  slot = -1;
  hasEnded = false;

  constructor(
    number: number,
    start: ChildStart,
    course: ChildCourse,
    children: { readonly active: ActiveMapRun; readonly setting: ExecutionSetting },
    begun: Moment,
  ) {
    this.number = number;
    this.start = start;
    this.course = course;
    this.active = children.active;
    this.setting = children.setting;
    this.begun = begun;
  }
}

/** Starts a child that goes the way its course says; it may have ended when this returns. */
export function playChild(engine: Engine, child: PlayedChild): void {
  child.active.children.add(child);
  goOnOrEnd(engine, child);
}

/** Its next moment has come. */
export function goOnPlaying(engine: Engine, child: PlayedChild): void {
  child.nWakes++;
  goOnOrEnd(engine, child);
}

/** Stops a child that waits: what it has done so far is run once more. */
export function abortPlayed(engine: Engine, child: PlayedChild): void {
  const { start, nWakes, begun, active, setting } = child;
  const { index, input, maxInputBytes } = start;
  active.courses ??= engine.createCourses(engine.options, setting);
  const course = active.courses.run({ index, input, maxInputBytes, startTime: begun.time, abortAfterWakes: nWakes });
  if (course === null) throw new Error('A child went another way than its course.');
  end(engine, child, course);
}

function goOnOrEnd(engine: Engine, child: PlayedChild): void {
  const { course, nWakes, begun } = child;
  const wake = course.wakes[nWakes];
  if (wake === undefined) end(engine, child, course);
  else engine.wakePlayed(child, begun.time + wake);
}

function end(engine: Engine, child: PlayedChild, course: ChildCourse): void {
  const { active, setting } = child;
  child.hasEnded = true;
  engine.transitions += course.counts.transitions;
  addCounts(setting.machine.counters, course.counts);
  active.children.remove(child);
  active.mapRun.childEnded(new PlayedEnd(child, course, engine.moment));
  active.blocked = false;
  engine.schedule(active.owner.execution);
}

/** As `ChildEnd` of an execution: names are made only where somebody reads them. */
class PlayedEnd implements ChildEnd {
  readonly outcome: ChildOutcome;
  readonly #child: PlayedChild;
  readonly #course: ChildCourse;
  readonly #stopped: Moment;
  #names: ExecutionNames | null = null;

  constructor(child: PlayedChild, course: ChildCourse, stopped: Moment) {
    this.outcome = course.outcome;
    this.#child = child;
    this.#course = course;
    this.#stopped = stopped;
  }

  get index(): number {
    return this.#child.start.index;
  }

  get execution(): number {
    return this.#child.number;
  }

  get startTime(): number {
    return this.#child.begun.time;
  }

  get stopTime(): number {
    return this.#stopped.time;
  }

  get nRetries(): number {
    return this.#course.nRetries;
  }

  get nEvents(): number {
    return this.#course.nEvents;
  }

  get redriveCount(): number {
    return 0;
  }

  get executionArn(): string {
    return this.#nameIt().arn;
  }

  get name(): string {
    return this.#nameIt().name;
  }

  #nameIt(): ExecutionNames {
    return (this.#names ??= namesOf(this.#child));
  }
}

function namesOf({ setting, start }: PlayedChild): ExecutionNames {
  const { ofMapRun, runSeed } = setting;
  if (ofMapRun === null) throw new Error('What is played is no child.');
  return childNames(setting, ofMapRun, childSeed(runSeed, ofMapRun.mapRun, start.index));
}
