/**
 * A debug session: a driver that makes a run go, stop, go back and start again, and tells views what happened.
 *
 * Going back is replaying: the same case with the same answers and seed makes the same run, so the state before the last transition is
 * the state after one transition fewer. The same holds for a child whose story was not kept: it is run again with only that child
 * recorded. Nothing in the interpreter knows of any of this.
 *
 * Commands are carried out in the order in which they were given: one that lets the run go on waits for what is under way; pause, stop
 * and every command that goes elsewhere take its place.
 */

import type { RecordingLevel, RunEvent, RunEventSink } from '../core/events/run-event.ts';
import type { Run } from '../core/interpreter/run-types.ts';
import { createMapRunViews } from '../core/views/map-run-view.ts';
import type { MapRunViews } from '../core/views/map-run-view.ts';
import type { ChildDetail, DebugCommand, MapRunView, RunPhase, RunUpdate } from '../protocol/run-view.ts';
import { createChildStories } from './child-stories.ts';
import { createStopCondition, type GoingCommand, type RunPlace, type StopCondition } from './debug-stops.ts';
import { childDetailOf, createSessionRecords, type SessionRecords } from './session-records.ts';
import { afterMilliseconds, nextTurn } from './turns.ts';
import { createUpdateStream } from './update-stream.ts';

/** Children of the first Map Run whose whole story is kept while the run goes; others are recomputed when opened. */
const RECORDED_CHILDREN = 1_000;
/** So many fewer of each further Map Run: Map Runs inside children may be many. */
const FEWER_PER_MAP_RUN = 50;
/** How long the run goes before others have their turn. */
const SLICE_MS = 8;
/** Steps between two looks at the clock where nothing can stop the run. */
const REPLAY_STRIDE = 2_048;
/** A replay that takes longer than this says that something is under way. */
const SILENT_REPLAY_MS = 150;
/** Commands that wait for their turn; more are a key that is held down. */
const MAX_WAITING = 32;

/** `run`: what the user debugs. `look-back`: the same again beside it, to find out about one child; it leaves nothing behind. */
export type RunPurpose = 'run' | 'look-back';

/** Starts the case from its beginning: fresh mocks and counters, same seed. */
export type StartRun = (options: {
  readonly purpose: RunPurpose;
  readonly sink: RunEventSink;
  readonly recordChild: (mapRun: number, index: number) => RecordingLevel;
}) => Run;

export interface DebugSession {
  /** Takes a command; returns at once. What comes of it is told by updates. */
  command(command: DebugCommand): void;
  /** One update that holds the whole. */
  snapshot(): RunUpdate;
  /** Null: the child was not started, or another one was asked for since. */
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
  const stream = createUpdateStream(send);
  const stories = createChildStories(options.startRun);
  let stop: StopCondition | null = null;
  let attempt = begin();
  let phase: RunPhase = 'paused';
  let transitionsPerSecond: number | null = null;
  /** Rises with every command that changes course; a loop that sees a newer one ends. */
  let course = 0;
  /** Where the replay under way goes; null where there is none. */
  let destination: number | null = null;
  /** The run that a replay has brought part of the way. */
  let replaying: Attempt | null = null;
  let waiting: GoingCommand[] = [];
  let nSentEvents = 0;
  let resetPending = true;

  function begin(): Attempt {
    const records = createSessionRecords(isRecorded);
    const mapRuns = createMapRunViews();
    const run = options.startRun({
      purpose: 'run',
      sink(event: RunEvent) {
        records.apply(event);
        mapRuns.apply(event);
        // Of the run on show only: one that was left behind still tells how it ends.
        if (stop !== null && attempt.run === run) stop.observe(event);
      },
      recordChild: (mapRun, index) => (isRecorded(mapRun, index) ? 'full' : 'none'),
    });
    return { run, records, mapRuns, ended: false };
  }

  function makeUpdate(extent: 'whole' | 'news'): RunUpdate {
    const { run, records, mapRuns } = attempt;
    const reset = extent === 'whole';
    const first = reset ? 0 : nSentEvents;
    nSentEvents = records.rootEvents.length;
    resetPending = false;
    return {
      sequence: stream.next(),
      reset,
      phase,
      step: run.transitions,
      elapsedMs: run.now - options.startTime,
      position: run.position(),
      events: records.rootEvents.slice(first),
      counters: run.counters(),
      mapRuns: mapRuns.views(reset ? 'all' : 'changed').map(encodeStatuses),
      outcome: run.outcome,
    };
  }

  function send(): void {
    options.send(makeUpdate(resetPending ? 'whole' : 'news'));
  }

  /** The run stands still: the view is told, and the next command that waits has its turn. */
  function settle(): void {
    phase = attempt.ended ? 'ended' : 'paused';
    stop = null;
    destination = null;
    leave(replaying);
    replaying = null;
    stream.flush();
    const next = attempt.ended ? undefined : waiting.shift();
    if (next === undefined) waiting = [];
    else start(next);
  }

  /** What is under way ends; whatever waited for it is forgotten. Gives the number of the new course. */
  function changeCourse(): number {
    destination = null;
    stop = null;
    waiting = [];
    return ++course;
  }

  async function go(condition: StopCondition): Promise<void> {
    const mine = ++course;
    const { run } = attempt;
    const pace = transitionsPerSecond;
    stop = condition;
    phase = 'running';
    let made = 0;
    const startedAt = performance.now();
    while (mine === course) {
      const sliceEnd = performance.now() + SLICE_MS;
      let state = 'ready';
      while (state === 'ready' && performance.now() < sliceEnd) {
        const before = run.transitions;
        state = run.advance(pace === null ? condition.stride : 1);
        made += run.transitions - before;
        if (state === 'ended') break;
        // Once the outcome is there, nothing is left to stop at: what remains is the closing of files.
        if (run.outcome === null && condition.isReached(placeOf(run))) return settle();
        if (pace !== null && made >= ((performance.now() - startedAt) / 1000) * pace) break;
      }
      if (state === 'ended') {
        attempt.ended = true;
        return settle();
      }
      stream.flushSoon();
      if (state === 'waiting') await run.whenReady();
      else if (pace !== null) await afterMilliseconds(startedAt + (made / pace) * 1000 - performance.now());
      else await nextTurn();
    }
  }

  /** The run that is the least way from a moment: the one on show, one on its way there, or a fresh one. */
  function nearestTo(transitions: number): Attempt {
    const before = [attempt, replaying].filter(
      (candidate): candidate is Attempt => candidate !== null && candidate.run.transitions <= transitions,
    );
    const nearest = before.sort((left, right) => right.run.transitions - left.run.transitions)[0] ?? begin();
    if (replaying !== nearest) leave(replaying);
    replaying = nearest === attempt ? null : nearest;
    return nearest;
  }

  /** Brings the run to the moment after so many transitions, silently: onwards where it can, else by a fresh run from the start. */
  async function replayTo(transitions: number): Promise<void> {
    const mine = changeCourse();
    destination = transitions;
    const target = nearestTo(transitions);
    const { run } = target;
    const startedAt = performance.now();
    let turnEnds = startedAt + SLICE_MS;
    while (!target.ended && (run.transitions < transitions || run.outcome !== null)) {
      const state = run.advance(run.outcome === null ? Math.min(REPLAY_STRIDE, transitions - run.transitions) : 1);
      target.ended = state === 'ended';
      if (target.ended) break;
      if (state === 'waiting') await run.whenReady();
      else if (performance.now() >= turnEnds) await nextTurn();
      else continue;
      if (mine !== course) return;
      turnEnds = performance.now() + SLICE_MS;
      if (phase !== 'running' && turnEnds - startedAt > SILENT_REPLAY_MS) {
        phase = 'running';
        stream.flush();
      }
    }
    if (target !== attempt) {
      leave(attempt);
      attempt = target;
      replaying = null;
      resetPending = true;
    }
    settle();
  }

  /** Ends the run as StopExecution does. */
  async function stopRun(): Promise<void> {
    changeCourse();
    const stopped = attempt;
    if (!stopped.ended) phase = 'running';
    await abort(stopped);
    if (attempt === stopped && destination === null) settle();
  }

  /** A run that nobody looks at any more closes its files. */
  function leave(left: Attempt | null): void {
    if (left !== null && !left.ended) guard(abort(left));
  }

  function guard(work: Promise<void>): void {
    work.catch((error: unknown) => {
      changeCourse();
      attempt.ended = true;
      settle();
      options.onCrash(error);
    });
  }

  function start(command: GoingCommand): void {
    if (attempt.ended) settle();
    else guard(go(createStopCondition(command, placeOf(attempt.run))));
  }

  return {
    command(command) {
      switch (command.kind) {
        case 'pause': {
          const isUnderWay = phase === 'running' || destination !== null;
          changeCourse();
          if (isUnderWay) settle();
          return;
        }
        case 'stop':
          return guard(stopRun());
        case 'restart':
          return guard(replayTo(0));
        case 'go-to-step':
          return guard(replayTo(command.step));
        case 'step-back':
          return guard(replayTo(Math.max(0, (destination ?? attempt.run.transitions) - 1)));
        case 'set-speed':
          transitionsPerSecond = command.transitionsPerSecond;
          if (phase === 'running' && stop !== null) guard(go(stop));
          return;
        default:
          if (phase !== 'running' && destination === null) start(command);
          else if (waiting.length < MAX_WAITING) waiting.push(command);
      }
    },
    snapshot() {
      const update = makeUpdate('whole');
      stream.startedAfresh();
      return update;
    },
    applied: (sequence) => stream.applied(sequence),
    async childDetail(mapRun, index) {
      const kept = attempt.records.child(mapRun, index);
      if (kept !== null) return childDetailOf(kept);
      // What was not started is not looked for: that would be a whole run for nothing.
      if (attempt.mapRuns.child(mapRun, index) === null) return null;
      const story = await stories.storyAt(attempt.run.transitions, mapRun, index);
      return story === null ? null : childDetailOf(story);
    },
    dispose() {
      changeCourse();
      stream.dispose();
      stories.dispose();
      leave(replaying);
      leave(attempt);
    },
  };
}

/** Ends a run wherever it stands and lets it close its files. */
async function abort(attempt: Attempt): Promise<void> {
  const { run } = attempt;
  if (attempt.ended) return;
  run.stop({});
  for (let state = run.advance(REPLAY_STRIDE); state !== 'ended'; state = run.advance(REPLAY_STRIDE)) {
    if (state === 'waiting') await run.whenReady();
    else await nextTurn();
  }
  attempt.ended = true;
}

function isRecorded(mapRun: number, index: number): boolean {
  return index < RECORDED_CHILDREN - FEWER_PER_MAP_RUN * mapRun;
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
