/**
 * An instant of virtual time, shared by all who remember it: a number with a fraction or above 2^31 is an object of its own wherever it is
 * kept, and ten thousand children that wait remember the same few instants.
 */

export interface Moment {
  /** Virtual epoch milliseconds. */
  readonly time: number;
}

/** Notes whether anybody who remembers one of its moments looks at the time. */
export class ClockWatch {
  wasRead = false;

  at(time: number): Moment {
    return new WatchedMoment(time, this);
  }
}

class WatchedMoment implements Moment {
  readonly #time: number;
  readonly #watch: ClockWatch;

  constructor(time: number, watch: ClockWatch) {
    this.#time = time;
    this.#watch = watch;
  }

  get time(): number {
    this.#watch.wasRead = true;
    return this.#time;
  }
}
