/** A run: the loop that gives every thread its turn, and what drivers see of it. */

import type { RunPosition, StateCounters } from '../events/run-snapshot.ts';
import { createCourseRunner } from './course-runner.ts';
import { abortExecution } from './end-execution.ts';
import { Engine } from './engine.ts';
import { Execution } from './execution.ts';
import { loneChildExecution } from './lone-child.ts';
import { machineInRun, type MachineInRun } from './machine-in-run.ts';
import { momentAt } from './moment.ts';
import { boundOfAnything } from './payload-size.ts';
import type { Run, RunOptions, RunState } from './run-types.ts';
import { placeOf } from './run-position.ts';
import { resumeExecution } from './resume-execution.ts';
import { startRootThread } from './start-execution.ts';
import { pumpMapRun } from './states/distributed-map.ts';
import { STATE_ACTIONS, step } from './step.ts';
import { threadOf } from './timers.ts';

/** Starts a run; nothing happens before the first `advance`. */
export function startRun(options: RunOptions): Run {
  const engine = new Engine(options, STATE_ACTIONS, createCourseRunner);
  const root = rootExecution(engine);
  if (options.redrive === undefined) startRootThread(engine, root, boundOfAnything(options.input));
  else resumeExecution(engine, root, options.redrive.resume);

  const isOver = (): boolean => root.outcome !== null && engine.nOpenMapRuns === 0 && engine.openNested.size === 0;

  const advance = (maxSteps: number): RunState => {
    let budget = maxSteps;
    while (!isOver()) {
      if (engine.waitsForBytes && !engine.applyOutside()) return 'waiting';
      const execution = engine.top;
      if (execution === undefined) {
        if (engine.applyOutside()) continue;
        if (engine.waitsForOutside) return 'waiting';
        if (budget <= 0) return 'ready';
        if (!engine.fireTimers()) throw new Error('The run has not ended, and nothing is left that could go on.');
        continue;
      }
      const thread = execution.nextReady;
      if (thread === null) {
        const active = execution.mapRuns.find((candidate) => !candidate.blocked);
        if (active === undefined) engine.popTop();
        else if (budget <= 0) return 'ready';
        else {
          budget--;
          pumpMapRun(engine, active);
        }
        continue;
      }
      if (thread.resume === null && thread.live) {
        if (budget <= 0) return 'ready';
        budget--;
      }
      execution.dequeue();
      if (thread.live) step(engine, thread);
    }
    return 'ended';
  };

  return {
    advance,
    whenReady: () => engine.whenOutside(),
    get now() {
      return engine.now;
    },
    get transitions() {
      return engine.transitions;
    },
    get outcome() {
      return root.outcome;
    },
    get executionArn() {
      return root.arn;
    },
    position: () => (isOver() ? null : positionOf(engine)),
    counters: () => countersOf(root.machine),
    stop({ error, cause }) {
      abortExecution(engine, root, error, cause);
      for (const nested of [...engine.openNested]) abortExecution(engine, nested, error, cause);
    },
  };
}

function rootExecution(engine: Engine): Execution {
  const { options, limits } = engine;
  const { plan, type, startTime, redrive } = options;
  if (options.loneChild !== undefined) return loneChildExecution(engine, options, options.loneChild);
  engine.nMapRuns = redrive?.nMapRuns ?? 0;
  engine.nExecutions = redrive?.nExecutions ?? 0;
  const duration = type === 'STANDARD' ? limits.standardDurationMs : limits.expressDurationMs;
  const timeout = plan.timeoutSeconds === null ? Infinity : plan.timeoutSeconds * 1000;
  const setting = {
    type,
    identity: options.identity,
    scope: plan.root,
    eventLimit: type === 'STANDARD' ? limits.historyEvents - 1 : Infinity,
    caller: null,
    machine: machineInRun(plan, options.identity, options.tasks),
    tells: true,
    alone: options.alone ?? null,
    ofMapRun: null,
    runSeed: options.seed,
    lifetimeMs: Math.min(duration, timeout),
  };
  return new Execution(setting, {
    number: 0,
    input: options.input,
    started: momentAt(startTime),
    begun: engine.moment,
    seed: options.seed,
    recording: options.sink === null ? 'none' : options.recording.root,
    childIndex: -1,
    iterations: [],
    ...(redrive === undefined
      ? {}
      : { redriveCount: redrive.count, redriveTime: redrive.time, redrivenMapRuns: redrive.mapRuns }),
  });
}

function positionOf(engine: Engine): RunPosition | null {
  const { top } = engine;
  if (top !== undefined) {
    const thread = top.nextReady ?? top.mapRuns.find((active) => !active.blocked)?.owner;
    if (thread !== undefined) return placeOf(thread);
  }
  if (engine.outsideHead !== undefined) return placeOf(engine.outsideHead);
  const timer = engine.nextTimer;
  const thread = timer === undefined ? null : threadOf(timer);
  return thread === null ? null : placeOf(thread);
}

function countersOf({ plan, counters }: MachineInRun): readonly StateCounters[] {
  const { entered, exited, failed, caught, retried, aborted } = counters;
  return plan.states.map((state, ordinal) => ({
    pointer: state.pointer,
    entered: entered[ordinal] ?? 0,
    exited: exited[ordinal] ?? 0,
    failed: failed[ordinal] ?? 0,
    caught: caught[ordinal] ?? 0,
    retried: retried[ordinal] ?? 0,
    aborted: aborted[ordinal] ?? 0,
  }));
}
