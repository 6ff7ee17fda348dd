/**
 * A crew of worker threads. They start when a Map Run turns out to be large, and live until the run disposes of them. The run's own thread is
 * one of the crew: where the segment whose turn it is has not come yet, it takes on one that nobody works on.
 *
 * A thread that dies takes nothing with it: the run goes on by itself, and `problem` says what happened.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createSegmentRunner, type SegmentRunner } from '../core/distributed-map/segment-runner.ts';
import type { ChildCrew, CrewPace, CrewTurn, CrewWork, Segment } from '../core/interpreter/child-crew.ts';
import type { RunOptions } from '../core/interpreter/run-types.ts';
import { CREW_CONTROL, type FromHelper, type ToHelper } from '../protocol/crew.ts';

const PACE: CrewPace = { askEveryItems: 4_096, leadItems: 4_096, itemsPerSegment: 1_024 };

/** A thread takes 0.2 s of its core to start: that pays for a run that has gone on for a while, and is likely to go on as long again. */
const HIRE_AFTER_MS = 700;

/** The one it works on, and those that wait for segments of others before them. */
const SEGMENTS_PER_THREAD = 4;

/** What a helper's young objects may take: most of them are gone with the child they are of. */
const YOUNG_MEGABYTES = 4;

export interface HelperThreadsOptions {
  /** The script of a helper. */
  readonly script: URL;
  /** At least 2: the run's own is one of them. */
  readonly nThreads: number;
  /** How a helper prepares the run: plain data. */
  readonly recipe: unknown;
  /** The run, set up once more: for the segments that its own thread takes on. */
  readonly own: { readonly run: RunOptions; readonly nProblems: () => number };
  readonly pace?: CrewPace;
  /** Wall milliseconds from now on in which nobody is hired. */
  readonly hireAfterMs?: number;
}

export interface HelperThreads extends ChildCrew {
  /** One sentence for the user, where helpers were lost; null else. */
  readonly problem: string | null;
  /** Segments that came from helper threads. */
  readonly nSegments: number;
  /** Starts the threads now instead of when they are hired; resolves when they can help, or are lost. */
  start(): Promise<void>;
  dispose(): Promise<void>;
}

export function createHelperThreads(options: HelperThreadsOptions): HelperThreads {
  let workers: readonly Worker[] = [];
  let nReady = 0;
  let nWorks = 0;
  let nSegments = 0;
  let problem: string | null = null;
  let isUnfit = false;
  let isDisposed = false;
  let current: OpenWork | null = null;
  let whenAllAreReady: (() => void) | null = null;
  const hireAt = performance.now() + (options.hireAfterMs ?? HIRE_AFTER_MS);

  const lose = (reason: string): void => {
    if (isDisposed) return;
    problem ??= `Helper threads were lost, and the run went on without them: ${reason}`;
    isUnfit = true;
    current?.wake();
    whenAllAreReady?.();
  };

  const listen = (message: FromHelper): void => {
    if (message.kind === 'ready') {
      if (++nReady === workers.length) whenAllAreReady?.();
    } else if (message.kind === 'unfit') lose(message.reason);
    else if (message.work === current?.number) current.take(message.segment);
  };

  const startOne = (): Worker => {
    const worker = new Worker(options.script, {
      workerData: options.recipe,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    worker.on('message', listen);
    worker.on('error', (error) => lose(error.message));
    worker.on('exit', () => lose('a thread ended.'));
    return worker;
  };

  const startAll = (): void => {
    if (workers.length === 0) workers = Array.from({ length: options.nThreads - 1 }, startOne);
  };

  const openWork = (task: Parameters<ChildCrew['hire']>[0]): OpenWork => {
    const number = nWorks++;
    const control = new Int32Array(new SharedArrayBuffer(4 * Object.keys(CREW_CONTROL).length));
    const arrived = new Map<number, Segment>();
    const lookAhead = SEGMENTS_PER_THREAD * options.nThreads;
    let nTaken = 0;
    let waiting: (() => void) | null = null;
    let ownRunner: SegmentRunner | null = null;
    /** The segment that this thread works on. */
    let ownNumber: number | null = null;
    let isOwnDone = false;
    let owesTurn = false;
    const wake = (): void => {
      waiting?.();
      waiting = null;
    };
    /** A segment of this thread's own; a promise where it has to be waited for something. */
    const workOn = (): Promise<void> | null => {
      const nBegun = Atomics.load(control, CREW_CONTROL.next);
      if (ownNumber === null && !isOwnDone && nBegun - nTaken < lookAhead) {
        ownNumber = Atomics.add(control, CREW_CONTROL.next, 1);
      }
      if (ownNumber === null || ownRunner === null) {
        return new Promise<void>((resolve) => {
          waiting = resolve;
        });
      }
      const turn = ownRunner.run(ownNumber);
      if (turn.kind === 'wait') return turn.ready;
      arrived.set(ownNumber, turn.segment);
      ownNumber = null;
      isOwnDone = turn.segment.end !== 'more';
      owesTurn = true;
      return null;
    };
    return {
      number,
      wake,
      take(segment) {
        arrived.set(segment.number, segment);
        nSegments++;
        if (segment.number === nTaken) wake();
      },
      get isReady() {
        return nReady === workers.length && !isUnfit;
      },
      begin(beginning) {
        const message: ToHelper = {
          kind: 'begin',
          work: number,
          task,
          beginning,
          lookAhead,
          control: control.buffer,
        };
        for (const worker of workers) worker.postMessage(message);
        ownRunner = createSegmentRunner({ ...options.own, task, beginning });
      },
      next(): CrewTurn {
        if (isUnfit) return { kind: 'gone' };
        while (!arrived.has(nTaken)) {
          // What others have sent comes in with a turn of the event loop.
          if (owesTurn) {
            owesTurn = false;
            return { kind: 'wait', ready: nextTurn() };
          }
          const wait = workOn();
          if (wait !== null) return { kind: 'wait', ready: wait };
        }
        const segment = arrived.get(nTaken) as Segment;
        arrived.delete(nTaken);
        nTaken++;
        Atomics.store(control, CREW_CONTROL.taken, nTaken);
        Atomics.notify(control, CREW_CONTROL.taken);
        return { kind: 'segment', segment };
      },
      close() {
        Atomics.store(control, CREW_CONTROL.stop, 1);
        Atomics.notify(control, CREW_CONTROL.taken);
        arrived.clear();
        ownRunner?.close();
        ownRunner = null;
        wake();
        if (current?.number !== number) return;
        current = null;
        for (const worker of workers) worker.unref();
      },
    };
  };

  return {
    pace: options.pace ?? PACE,
    get problem() {
      return problem;
    },
    get nSegments() {
      return nSegments;
    },
    hire(task) {
      if (current !== null || isUnfit || isDisposed || performance.now() < hireAt) return null;
      startAll();
      for (const worker of workers) worker.ref();
      current = openWork(task);
      return current;
    },
    start() {
      const ready = new Promise<void>((resolve) => {
        whenAllAreReady = resolve;
      });
      startAll();
      return ready;
    },
    async dispose() {
      isDisposed = true;
      current?.close();
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

interface OpenWork extends CrewWork {
  readonly number: number;
  take(segment: Segment): void;
  /** Whoever waits for a segment looks again. */
  wake(): void;
}
