/**
 * An instant of virtual time, shared by all who remember it: a number with a fraction or above 2^31 is an object of its own wherever it is
 * kept, and ten thousand children that wait remember the same few instants.
 */

export interface Moment {
  /** Virtual epoch milliseconds. */
  readonly time: number;
}
