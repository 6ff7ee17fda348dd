/** Map in DISTRIBUTED mode: opens Map Runs, starts their children, and takes their result. What a Map Run does inside is not known here. */

import { createRng, seedOf } from '../../base/rng.ts';
import { StatesError } from '../../base/states-error.ts';
import { childSeed, nameBasedUuid } from '../../events/child-identity.ts';
import type { EvaluationScope } from '../../expressions/evaluation-scope.ts';
import type { ActiveMapRun } from '../active-map-run.ts';
import { childStateMachineArn, mapRunArn } from '../arn.ts';
import { abortExecution, failureDetails } from '../end-execution.ts';
import { addCounts } from '../child-course.ts';
import type { Engine } from '../engine.ts';
import { Execution, type ExecutionSetting } from '../execution.ts';
import { causeOf } from '../failure.ts';
import { completeState } from '../flow.ts';
import type { ChildStart, MapRun, MapRunHost, MapRunResult } from '../map-run-port.ts';
import { momentAt } from '../moment.ts';
import { payloadBytes } from '../payload-size.ts';
import type { DistributedPlan, MapPlan } from '../plan.ts';
import { createRunningChildren } from '../running-children.ts';
import { abortPlayed, playChild, PlayedChild } from '../played-child.ts';
import { resumeExecution } from '../resume-execution.ts';
import { startRootThread } from '../start-execution.ts';
import type { Thread } from '../thread.ts';
import { crewFor } from '../unwatched-children.ts';

export function beginDistributedMap(
  engine: Engine,
  thread: Thread,
  plan: MapPlan,
  distributed: DistributedPlan,
  scope: EvaluationScope,
): void {
  const { execution } = thread;
  const maxConcurrency = distributed.plan.maxConcurrency(scope) as number;
  const redriven = execution.takeRedrivenMapRun(thread.enteredEventId);
  if (redriven === null) {
    const length = distributed.plan.length(scope);
    thread.lastEventId = engine.event(execution, 'MapStateStarted', thread.lastEventId, { length });
  }

  const label = distributed.label ?? nameBasedUuid(distributed.generatedLabel);
  const { identity } = execution.machine;
  const sink = execution.tells ? engine.options.sink : null;
  const number = redriven?.number ?? engine.nextMapRun;
  const arn = redriven?.arn ?? mapRunArn(identity, label, mapRunId(execution, label));
  const running = createRunningChildren();
  let children: Children | null = null;
  const host: MapRunHost = {
    mapRun: number,
    mapRunArn: arn,
    stateMachineArn: childStateMachineArn(identity, label),
    execution: execution.number,
    executionArn: execution.arn,
    stateName: plan.name,
    childType: distributed.childType,
    maxConcurrency,
    createRng: () => createRng(childSeed(engine.options.seed, number, -1)),
    crew: crewFor(engine.options, execution.machine, plan),
    iterations: thread.iterations,
    earlier: redriven?.earlier ?? null,
    childData: engine.options.unwatchedChildren === undefined ? 'told' : 'left-out',
    emit: sink ?? discardEvent,
    now: () => engine.now,
    startChild(start) {
      if (children === null) throw new Error('A Map Run started a child before it was open.');
      return startChild(engine, children, start);
    },
    settleChildren(nChildren, countsOf) {
      const first = engine.nExecutions + 1;
      engine.nExecutions += nChildren;
      for (let child = 0; child < nChildren; child++) {
        const counts = countsOf(child);
        engine.transitions += counts.transitions;
        addCounts(execution.machine.counters, counts);
      }
      return first;
    },
    abortChildren() {
      if (distributed.childType === 'EXPRESS') return;
      for (const child of running.list()) {
        if (child instanceof PlayedChild) abortPlayed(engine, child);
        else abortExecution(engine, child, undefined, undefined);
      }
    },
  };
  engine.needRoom(execution);
  const mapRun: MapRun = distributed.plan.open(scope, host);
  if (redriven === null) engine.countMapRun();
  engine.nOpenMapRuns++;
  engine.setDeadline(execution);
  thread.lastEventId =
    redriven === null
      ? engine.event(execution, 'MapRunStarted', thread.lastEventId, { mapRunArn: arn })
      : engine.event(execution, 'MapRunRedriven', thread.lastEventId, {
          mapRunArn: arn,
          redriveCount: redriven.earlier.redriveCount,
        });
  const active: ActiveMapRun = {
    number,
    label,
    owner: thread,
    plan,
    startedEventId: thread.lastEventId,
    mapRun,
    children: running,
    courses: null,
    blocked: false,
    ended: false,
  };
  children = childrenOf(engine, active, distributed.childType);
  thread.waitsForMapRun = active;
  execution.mapRuns = [...execution.mapRuns, active];
  engine.schedule(execution);
}

/** Other machines and other Map states have other ids, also where chance is the same: folders of results are named by them. */
function mapRunId({ rng, machine }: Execution, label: string): string {
  const { stateMachineName, executionName } = machine.identity;
  return createRng(seedOf([rng.uuid(), stateMachineName, executionName, label].join('/'))).uuid();
}

function discardEvent(): void {
  // A run without a sink tells nothing.
}

/** One turn of a Map Run; called when its execution is on top and has nothing more urgent. */
export function pumpMapRun(engine: Engine, active: ActiveMapRun): void {
  const turn = active.mapRun.pump();
  switch (turn.kind) {
    case 'progress':
      return;
    case 'blocked':
      active.blocked = true;
      return;
    case 'io':
      active.blocked = true;
      engine.awaitBytes(active, turn.ready);
      return;
    case 'ended':
      finishMapRun(engine, active, turn.result);
  }
}

function finishMapRun(engine: Engine, active: ActiveMapRun, result: MapRunResult): void {
  const { owner, plan } = active;
  const { execution } = owner;
  active.ended = true;
  engine.nOpenMapRuns--;
  execution.mapRuns = execution.mapRuns.filter((other) => other !== active);
  if (!owner.live || owner.waitsForMapRun !== active) return;
  owner.waitsForMapRun = null;
  engine.ready(owner, (thread) => {
    if (result.status === 'FAILED') {
      const cause = causeOf(
        thread,
        new StatesError(result.error, result.cause, { prefixed: result.prefixed ?? false }),
      );
      const details = failureDetails(result.error, cause);
      thread.lastEventId = engine.event(execution, 'MapRunFailed', active.startedEventId, details);
      // Recorded: the state of a failed Map Run fails before the execution does, also for States.Runtime.
      if (result.error === 'States.Runtime')
        thread.lastEventId = engine.event(execution, 'MapStateFailed', thread.lastEventId, {});
      throw new StatesError(result.error, cause);
    }
    const succeeded = engine.event(execution, 'MapRunSucceeded', active.startedEventId, {});
    engine.event(execution, 'MapStateSucceeded', succeeded, {});
    // AWS hangs the exit on the Map Run's start (recorded since November 2024).
    thread.lastEventId = active.startedEventId;
    completeState(engine, thread, plan, result.output, result.maxOutputBytes ?? payloadBytes(result.output));
  });
}

interface Children {
  readonly active: ActiveMapRun;
  readonly setting: ExecutionSetting;
}

function childrenOf(engine: Engine, active: ActiveMapRun, type: 'STANDARD' | 'EXPRESS'): Children {
  const { limits, options } = engine;
  const { execution } = active.owner;
  const setting = {
    type,
    identity: execution.machine.identity,
    scope: active.plan.processor,
    eventLimit: type === 'STANDARD' ? limits.historyEvents - 1 : Infinity,
    caller: null,
    machine: execution.machine,
    tells: execution.tells,
    alone: null,
    ofMapRun: {
      mapRun: active.number,
      label: active.label,
      stateName: active.plan.name,
      iterations: active.owner.iterations,
      active,
    },
    runSeed: options.seed,
    lifetimeMs: type === 'STANDARD' ? limits.standardDurationMs : limits.expressDurationMs,
  };
  return { active, setting };
}

function startChild(engine: Engine, children: Children, start: ChildStart): number {
  const number = ++engine.nExecutions;
  const { course } = start;
  if (course !== undefined && (!course.readsClock || course.startTime === engine.now)) {
    playChild(engine, new PlayedChild(number, start, course, children, engine.moment));
  } else startExecution(engine, children, start, number);
  return number;
}

function startExecution(engine: Engine, { active, setting }: Children, start: ChildStart, number: number): void {
  const { options, moment } = engine;
  const { type } = setting;
  const redriveCount = start.redrive?.redriveCount ?? 0;
  // A Standard child goes on where it failed, an Express one starts anew; both keep their name.
  const resume = type === 'STANDARD' ? (start.redrive?.resume ?? null) : null;
  const child = new Execution(setting, {
    number,
    input: start.input,
    started: resume === null ? moment : momentAt(resume.startTime),
    begun: moment,
    seed: null,
    recording:
      options.sink === null || !setting.tells || options.unwatchedChildren !== undefined
        ? 'none'
        : options.recording.children(active.number, start.index),
    childIndex: start.index,
    redriveCount,
    redrivenMapRuns: start.redrive?.mapRuns,
    redriveTime: redriveCount > 0 && type === 'STANDARD' ? engine.now : undefined,
    iterations: null,
  });
  active.children.add(child);
  if (resume === null) startRootThread(engine, child, start.maxInputBytes);
  else resumeExecution(engine, child, resume);
}
