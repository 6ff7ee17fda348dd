/**
 * Sends the run to the moments a slider passes: one request under way at a time, and of those that come meanwhile only the last. Going to a
 * moment is a replay, so a drag across a large run costs a few of them and not one for every pixel.
 */

export interface Scrub {
  /** The user wants the run at this step. */
  goTo(step: number): void;
  /** The user has let go of the slider: what is under way is not wanted any more. */
  settleAt(step: number): void;
  /** An update of the run has come; `settled`: the run stands still. */
  updated(run: 'settled' | 'running'): void;
  /** Where the user has put the slider while the run is not there yet; null: the run is where they want it. */
  readonly wanted: number | null;
}

export function createScrub(send: (step: number) => void): Scrub {
  let underWay: number | null = null;
  let next: number | null = null;
  return {
    get wanted() {
      return next ?? underWay;
    },
    goTo(step) {
      if (underWay !== null) {
        next = step;
        return;
      }
      underWay = step;
      send(step);
    },
    settleAt(step) {
      if (step === underWay && next === null) return;
      underWay = step;
      next = null;
      send(step);
    },
    updated(run) {
      if (run === 'running' || underWay === null) return;
      underWay = next;
      next = null;
      if (underWay !== null) send(underWay);
    },
  };
}
