/**
 * A debug session: a driver that makes a run go, stop, go back and start again, and tells views what happened.
 *
 * Going back is replaying: the same case with the same answers and seed makes the same run, so the state before the last transition is
 * the state after one transition fewer. The same holds for a child whose story was not kept: it is run again with only that child
 * recorded. Nothing in the interpreter knows of any of this.
 */

import type { RecordingLevel, RunEvent, RunEventSink } from '../core/events/run-event.ts';
import type { Run } from '../core/interpreter/run-types.ts';
import { createMapRunViews } from '../core/views/map-run-view.ts';
import type { MapRunViews } from '../core/views/map-run-view.ts';
import type { ChildDetail, DebugCommand, MapRunView, RunPhase, RunUpdate } from '../protocol/run-view.ts';
import { createStopCondition, type GoingCommand, type RunPlace, type StopCondition } from './debug-stops.ts';
import { childDetailOf, createSessionRecords, type SessionRecords } from './session-records.ts';

/** Children whose whole story is kept while the run goes; others are recomputed when opened. */
const RECORDED_CHILDREN = 1_000;
/** Transitions between two looks at the clock and at the stop condition's slice. */
const SLICE_MS = 8;
const UPDATE_INTERVAL_MS = 50;
const MAX_UPDATES_IN_FLIGHT = 2;

/** Starts the case from its beginning: fresh mocks and counters, same seed. */
export type StartRun = (options: {
  readonly sink: RunEventSink;
  readonly recordChild: (mapRun: number, index: number) => RecordingLevel;
}) => Run;

export interface DebugSession {
  /** Carries out a command; resolves when it was accepted, not when the run has stopped. */
  command(command: DebugCommand): void;
  /** One update that holds the whole. */
  snapshot(): RunUpdate;
  childDetail(mapRun: number, index: number): Promise<ChildDetail | null>;
  /** The view has taken in updates up to this sequence. */
  applied(sequence: number): void;
  dispose(): void;
}

export interface DebugSessionOptions {
  readonly startRun: StartRun;
  readonly startTime: number;
  readonly send: (update: RunUpdate) => void;
  /** A bug of ours: the session is over. */
  readonly onCrash: (error: unknown) => void;
}

interface Attempt {
  readonly run: Run;
  readonly records: SessionRecords;
  readonly mapRuns: MapRunViews;
  ended: boolean;
}

export function createDebugSession(options: DebugSessionOptions): DebugSession {
  let stop: StopCondition | null = null;
  let attempt = begin();
  let phase: RunPhase = 'paused';
  let transitionsPerSecond: number | null = null;
  /** Rises with every command that changes course; a loop that sees a newer one ends. */
  let course = 0;
  let sequence = 0;
  let appliedSequence = 0;
  let nSentEvents = 0;
  let resetPending = true;
  let lastSentAt = 0;
  let flushTimer: NodeJS.Timeout | null = null;
  let disposed = false;

  function begin(): Attempt {
    const records = createSessionRecords((_mapRun, index) => index < RECORDED_CHILDREN);
    const mapRuns = createMapRunViews();
    const run = options.startRun({
      sink(event: RunEvent) {
        records.apply(event);
        mapRuns.apply(event);
        stop?.observe(event);
      },
      recordChild: (_mapRun, index) => (index < RECORDED_CHILDREN ? 'full' : 'none'),
    });
    return { run, records, mapRuns, ended: false };
  }

  function makeUpdate(extent: 'whole' | 'news'): RunUpdate {
    const { run, records, mapRuns } = attempt;
    const reset = extent === 'whole';
    return {
      sequence: ++sequence,
      reset,
      phase,
      step: run.transitions,
      elapsedMs: run.now - options.startTime,
      position: run.position(),
      events: reset ? records.rootEvents.slice() : records.rootEvents.slice(nSentEvents),
      counters: run.counters(),
      mapRuns: mapRuns.views(reset ? 'all' : 'changed').map(encodeStatuses),
      outcome: run.outcome,
    };
  }

  function flush(): void {
    if (disposed) return;
    if (flushTimer !== null) clearTimeout(flushTimer);
    flushTimer = null;
    const update = makeUpdate(resetPending ? 'whole' : 'news');
    resetPending = false;
    nSentEvents = attempt.records.rootEvents.length;
    lastSentAt = performance.now();
    options.send(update);
  }

  /** Sends soon: not more often than views can draw, not more than they have taken in. */
  function flushSoon(): void {
    if (flushTimer !== null || sequence - appliedSequence >= MAX_UPDATES_IN_FLIGHT) return;
    const wait = lastSentAt + UPDATE_INTERVAL_MS - performance.now();
    if (wait <= 0) flush();
    else flushTimer = setTimeout(flush, wait);
  }

  function settle(newPhase: RunPhase): void {
    phase = newPhase;
    stop = null;
    flush();
  }

  async function go(condition: StopCondition): Promise<void> {
    const mine = ++course;
    const current = attempt;
    const pace = transitionsPerSecond;
    stop = condition;
    phase = 'running';
    let made = 0;
    const startedAt = performance.now();
    while (mine === course && !current.ended) {
      const sliceEnd = performance.now() + SLICE_MS;
      let state = 'ready';
      while (state === 'ready' && performance.now() < sliceEnd) {
        const before = current.run.transitions;
        state = current.run.advance(pace === null ? condition.stride : 1);
        made += current.run.transitions - before;
        if (state === 'ended') break;
        if (condition.isReached(placeOf(current.run))) return settle('paused');
        if (pace !== null && made >= ((performance.now() - startedAt) / 1000) * pace) break;
      }
      if (state === 'ended') {
        current.ended = true;
        return settle('ended');
      }
      flushSoon();
      if (state === 'waiting') await current.run.whenReady();
      else if (pace !== null) await pause(Math.max(0, startedAt + (made / pace) * 1000 - performance.now()));
      else await pause(0);
    }
  }

  /** Replays a fresh run silently up to a number of transitions. */
  async function replayTo(transitions: number): Promise<void> {
    const mine = ++course;
    stop = null;
    const fresh = begin();
    while (mine === course && fresh.run.transitions < transitions) {
      const state = fresh.run.advance(Math.min(10_000, transitions - fresh.run.transitions));
      if (state === 'ended') break;
      if (state === 'waiting') await fresh.run.whenReady();
      else await pause(0);
    }
    if (mine !== course) return;
    attempt = fresh;
    attempt.ended = fresh.run.outcome !== null;
    resetPending = true;
    settle(attempt.ended ? 'ended' : 'paused');
  }

  function guard(work: Promise<void>): void {
    work.catch((error: unknown) => {
      course++;
      settle('ended');
      options.onCrash(error);
    });
  }

  function start(command: GoingCommand): void {
    if (attempt.ended) return flush();
    guard(go(createStopCondition(command, placeOf(attempt.run))));
  }

  return {
    command(command) {
      switch (command.kind) {
        case 'pause':
          course++;
          if (phase === 'running') settle('paused');
          return;
        case 'stop':
          course++;
          if (!attempt.ended) {
            stop = null;
            attempt.run.stop({});
            guard(drain(attempt));
          }
          return;
        case 'restart':
          guard(replayTo(0));
          return;
        case 'go-to-step':
          guard(replayTo(command.step));
          return;
        case 'step-back':
          guard(replayTo(Math.max(0, attempt.run.transitions - 1)));
          return;
        case 'set-speed':
          transitionsPerSecond = command.transitionsPerSecond;
          if (phase === 'running' && stop !== null) guard(go(stop));
          return;
        default:
          start(command);
      }
    },
    snapshot: () => {
      nSentEvents = attempt.records.rootEvents.length;
      resetPending = false;
      return makeUpdate('whole');
    },
    applied(newSequence) {
      appliedSequence = Math.max(appliedSequence, newSequence);
    },
    async childDetail(mapRun, index) {
      const kept = attempt.records.child(mapRun, index);
      if (kept !== null) return childDetailOf(kept);
      const story = await recompute(options.startRun, attempt.run.transitions, mapRun, index);
      return story === null ? null : childDetailOf(story);
    },
    dispose() {
      disposed = true;
      course++;
      if (flushTimer !== null) clearTimeout(flushTimer);
    },
  };

  /** Lets a stopped run close its files. */
  async function drain(current: Attempt): Promise<void> {
    for (;;) {
      const state = current.run.advance(10_000);
      if (state === 'ended') break;
      if (state === 'waiting') await current.run.whenReady();
    }
    current.ended = true;
    settle('ended');
  }
}

/** Runs the case again up to the same transition with only one child recorded. Null: that child does not exist (yet). */
async function recompute(
  startRun: StartRun,
  transitions: number,
  mapRun: number,
  index: number,
): Promise<ReturnType<SessionRecords['child']>> {
  const isIt = (otherRun: number, otherIndex: number): boolean => otherRun === mapRun && otherIndex === index;
  const records = createSessionRecords(isIt);
  const run = startRun({
    sink: records.apply,
    recordChild: (otherRun, otherIndex) => (isIt(otherRun, otherIndex) ? 'full' : 'none'),
  });
  while (run.transitions < transitions) {
    const state = run.advance(Math.min(10_000, transitions - run.transitions));
    const record = records.child(mapRun, index);
    if (state === 'ended' || (record !== null && record.status !== 'RUNNING')) break;
    if (state === 'waiting') await run.whenReady();
    else await pause(0);
  }
  return records.child(mapRun, index);
}

function encodeStatuses(view: ReturnType<MapRunViews['views']>[number]): MapRunView {
  return {
    ...view,
    statuses: Buffer.from(view.statuses.buffer, view.statuses.byteOffset, view.statuses.byteLength).toString('base64'),
  };
}

function placeOf(run: Run): RunPlace {
  return { position: run.position(), transitions: run.transitions };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => (ms <= 0 ? setImmediate(resolve) : setTimeout(resolve, ms)));
}
