/** For tests: a crew whose helpers work on the run's own thread, each with items of its own, in an order that a seed decides. */

import { createRng } from '../core/base/rng.ts';
import { createSegmentRunner, type SegmentRunner } from '../core/distributed-map/segment-runner.ts';
import type { ChildCrew, CrewPace, CrewTurn, Segment } from '../core/interpreter/child-crew.ts';
import type { RunOptions } from '../core/interpreter/run-types.ts';

export interface InlineCrewOptions {
  /** The run as a helper prepares it: its own plan and its own mocks. */
  readonly prepare: () => { readonly run: RunOptions; readonly nProblems: () => number };
  readonly nHelpers: number;
  readonly pace: CrewPace;
  readonly seed: number;
  /** The helpers are gone after so many segments. */
  readonly diesAfter?: number;
}

export interface InlineCrew extends ChildCrew {
  readonly nSegments: number;
}

export function createInlineCrew({ prepare, nHelpers, pace, seed, diesAfter }: InlineCrewOptions): InlineCrew {
  const rng = createRng(seed);
  let nSegments = 0;
  return {
    pace,
    get nSegments() {
      return nSegments;
    },
    hire(task) {
      const runners: SegmentRunner[] = [];
      const finished = new Map<number, Segment>();
      const atWork = new Map<SegmentRunner, number>();
      let isReady = false;
      let nextToGiveOut = 0;
      let nextToHandIn = 0;

      /** Lets one helper go on, and tells what it waits for. */
      const workOn = (): Promise<void> | null => {
        const runner = runners[Math.floor(rng.next() * runners.length)] as SegmentRunner;
        const number = atWork.get(runner) ?? nextToGiveOut++;
        atWork.set(runner, number);
        const turn = runner.run(number);
        if (turn.kind === 'wait') return turn.ready;
        atWork.delete(runner);
        // As if it had come from another thread.
        finished.set(number, structuredClone(turn.segment));
        return null;
      };

      return {
        get isReady() {
          const wasReady = isReady;
          isReady = true;
          return wasReady;
        },
        begin(beginning) {
          for (let helper = 0; helper < nHelpers; helper++) {
            runners.push(createSegmentRunner({ ...prepare(), task, beginning }));
          }
        },
        next(): CrewTurn {
          if (diesAfter !== undefined && nSegments >= diesAfter) return { kind: 'gone' };
          for (;;) {
            const segment = finished.get(nextToHandIn);
            if (segment !== undefined) {
              finished.delete(nextToHandIn++);
              nSegments++;
              return { kind: 'segment', segment };
            }
            const ready = workOn();
            if (ready !== null) return { kind: 'wait', ready };
          }
        },
        close() {
          for (const runner of runners) runner.close();
        },
      };
    },
  };
}
