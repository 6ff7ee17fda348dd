/**
 * An instant of virtual time, shared by all who remember it: a number with a fraction or above 2^31 is an object of its own wherever it is
 * kept, and ten thousand children that wait remember the same few instants.
 */

export interface Moment {
  /** Virtual epoch milliseconds, for whoever wants to know what time it is. */
  readonly time: number;
  /** The same for sums of the engine's own, which are no look at the clock. */
  readonly instant: number;
}

export function momentAt(time: number): Moment {
  return { time, instant: time };
}

/** Notes whether anybody who remembers one of its moments looks at the time. */
export class ClockWatch {
  wasRead = false;

  at(time: number): Moment {
    return new WatchedMoment(time, this);
  }
}

class WatchedMoment implements Moment {
  readonly instant: number;
  readonly #watch: ClockWatch;

  constructor(instant: number, watch: ClockWatch) {
    this.instant = instant;
    this.#watch = watch;
  }

  get time(): number {
    this.#watch.wasRead = true;
    return this.instant;
  }
}
