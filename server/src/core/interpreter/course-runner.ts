/** Runs one child of a Map Run after the other from start to end, each alone, on an engine of its own: their courses. */

import { abortExecution } from './end-execution.ts';
import type { ChildCourse, CourseCounts, CourseRunner, CourseStart } from './child-course.ts';
import { Engine } from './engine.ts';
import { Execution, type ExecutionSetting } from './execution.ts';
import { machineInRun, type CounterColumns } from './machine-in-run.ts';
import { ClockWatch } from './moment.ts';
import type { RunOptions } from './run-types.ts';
import { startRootThread } from './start-execution.ts';
import { STATE_ACTIONS, step } from './step.ts';

/** A child that takes more steps than this in one go is left to the run, which can be stopped while it goes on. */
const MAX_STEPS = 100_000;

/** So many different sums of counts are kept to be shared. */
const MAX_KNOWN_COUNTS = 256;

const NO_WAKES: readonly number[] = [];

/** `children` is what the Map Run's children have in common. */
export function createCourseRunner(options: RunOptions, children: ExecutionSetting): CourseRunner {
  const { ofMapRun } = children;
  if (ofMapRun === null) throw new Error('Only children of Map Runs have courses.');
  const { plan, identity, tasks } = children.machine;
  const machine = machineInRun(plan, identity, tasks);
  const setting: ExecutionSetting = { ...children, machine, tells: false, ofMapRun: { ...ofMapRun, active: null } };
  const watch = new ClockWatch();
  const countsOf = createCounting(machine.counters);
  const newEngine = (): Engine => new Engine({ ...options, sink: null }, STATE_ACTIONS, createCourseRunner, watch);
  let engine = newEngine();
  let latestWakes: readonly number[] = NO_WAKES;
  /** Most children wait alike: they share what tells it. */
  const shared = (wakes: readonly number[]): readonly number[] => {
    const isLike = wakes.length === latestWakes.length && wakes.every((wake, index) => wake === latestWakes[index]);
    if (!isLike) latestWakes = wakes.slice();
    return latestWakes;
  };

  /** Its wakes; null where it cannot be followed. */
  const follow = (child: Execution, { startTime, abortAfterWakes }: CourseStart): readonly number[] | null => {
    let wakes: number[] | null = null;
    let budget = MAX_STEPS;
    while (child.outcome === null) {
      const thread = child.nextReady;
      if (thread !== null) {
        if (budget-- === 0) return null;
        child.dequeue();
        if (thread.live) step(engine, thread);
        continue;
      }
      engine.popTop();
      if ((wakes ?? NO_WAKES).length === abortAfterWakes) {
        abortExecution(engine, child, undefined, undefined);
        break;
      }
      // Of several timers of one child, the order among those of others would have to be known.
      if (engine.nTimers !== (child.deadlineSet ? 2 : 1) || engine.waitsForOutside) return null;
      if (!engine.fireTimers() || engine.now >= child.deadline) return null;
      (wakes ??= []).push(engine.now - startTime);
    }
    return wakes === null ? NO_WAKES : shared(wakes);
  };

  return {
    run(start): ChildCourse | null {
      const { index, input, maxInputBytes, startTime } = start;
      engine.startAt(startTime);
      watch.wasRead = false;
      const child = new Execution(setting, {
        number: 0,
        input,
        started: engine.moment,
        begun: engine.moment,
        seed: null,
        recording: 'none',
        childIndex: index,
        iterations: null,
      });
      startRootThread(engine, child, maxInputBytes);
      const wakes = follow(child, start);
      if (wakes === null || child.outcome === null || engine.openNested.size > 0 || engine.nOpenMapRuns > 0) {
        machine.counters.all.fill(0);
        engine = newEngine();
        return null;
      }
      if (engine.top !== undefined) engine.popTop();
      return {
        outcome: child.outcome,
        wakes,
        nEvents: child.eventCount,
        nRetries: child.nRetries,
        counts: countsOf(),
        readsClock: watch.wasRead,
        startTime,
      };
    },
  };
}

/** Takes what has been counted since the last time. */
function createCounting(counters: CounterColumns): () => CourseCounts {
  const { all, entered } = counters;
  const known: { readonly dense: Uint32Array; readonly counts: CourseCounts }[] = [];
  let last = 0;
  const isLike = (dense: Uint32Array): boolean => {
    for (let place = 0; place < all.length; place++) if (all[place] !== dense[place]) return false;
    return true;
  };
  const find = (): CourseCounts | null => {
    const latest = known[last];
    if (latest !== undefined && isLike(latest.dense)) return latest.counts;
    const found = known.findIndex(({ dense }) => isLike(dense));
    if (found < 0) return null;
    last = found;
    return known[found]?.counts ?? null;
  };
  const make = (): CourseCounts => {
    const changes: number[] = [];
    for (let place = 0; place < all.length; place++) if (all[place] !== 0) changes.push(place, all[place] as number);
    const transitions = entered.reduce((sum, count) => sum + count, 0);
    const counts = { transitions, changes: Uint32Array.from(changes) };
    if (known.length < MAX_KNOWN_COUNTS) {
      last = known.length;
      known.push({ dense: all.slice(), counts });
    }
    return counts;
  };
  return () => {
    const counts = find() ?? make();
    all.fill(0);
    return counts;
  };
}
