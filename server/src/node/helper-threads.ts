/**
 * A crew of worker threads. They start when a Map Run turns out to be large, and live until the run disposes of them.
 *
 * A thread that dies takes nothing with it: the run goes on by itself, and `problem` says what happened.
 */

import { Worker } from 'node:worker_threads';
import type { ChildCrew, CrewPace, CrewTurn, CrewWork, Segment } from '../core/interpreter/child-crew.ts';
import { CREW_CONTROL, type FromHelper, type ToHelper } from '../protocol/crew.ts';

const PACE: CrewPace = { askEveryItems: 4_096, leadItems: 4_096, itemsPerSegment: 2_048 };

/** A thread takes 0.2 s of its core to start: that pays for a run that has gone on for a while, and is likely to go on as long again. */
const HIRE_AFTER_MS = 400;

/** The one it works on, and those that wait for segments of others before them. */
const SEGMENTS_PER_HELPER = 4;

/** What a helper's young objects may take: most of them are gone with the child they are of. */
const YOUNG_MEGABYTES = 4;

export interface HelperThreadsOptions {
  /** The script of a helper. */
  readonly script: URL;
  readonly nThreads: number;
  /** How a helper prepares the run: plain data. */
  readonly recipe: unknown;
  readonly pace?: CrewPace;
  /** Wall milliseconds from now on in which nobody is hired. */
  readonly hireAfterMs?: number;
}

export interface HelperThreads extends ChildCrew {
  /** One sentence for the user, where helpers were lost; null else. */
  readonly problem: string | null;
  /** Segments that came from helpers. */
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
    if (workers.length === 0) workers = Array.from({ length: options.nThreads }, startOne);
  };

  const openWork = (task: Parameters<ChildCrew['hire']>[0]): OpenWork => {
    const number = nWorks++;
    const control = new Int32Array(new SharedArrayBuffer(4 * Object.keys(CREW_CONTROL).length));
    const arrived = new Map<number, Segment>();
    let nTaken = 0;
    let waiting: (() => void) | null = null;
    const wake = (): void => {
      waiting?.();
      waiting = null;
    };
    return {
      number,
      wake,
      take(segment) {
        arrived.set(segment.number, segment);
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
          lookAhead: SEGMENTS_PER_HELPER * workers.length,
          control: control.buffer,
        };
        for (const worker of workers) worker.postMessage(message);
      },
      next(): CrewTurn {
        if (isUnfit) return { kind: 'gone' };
        const segment = arrived.get(nTaken);
        if (segment === undefined) {
          const ready = new Promise<void>((resolve) => {
            waiting = resolve;
          });
          return { kind: 'wait', ready };
        }
        arrived.delete(nTaken);
        nTaken++;
        nSegments++;
        Atomics.store(control, CREW_CONTROL.taken, nTaken);
        Atomics.notify(control, CREW_CONTROL.taken);
        return { kind: 'segment', segment };
      },
      close() {
        Atomics.store(control, CREW_CONTROL.stop, 1);
        Atomics.notify(control, CREW_CONTROL.taken);
        arrived.clear();
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
