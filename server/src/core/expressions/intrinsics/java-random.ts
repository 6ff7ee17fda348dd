/** java.util.Random's published algorithm (48-bit linear congruential), so that a seed gives one number for ever. */

const MULTIPLIER = 0x5deece66dn;
const INCREMENT = 0xbn;
const MASK = (1n << 48n) - 1n;

/** The first `nextInt(bound)` of a generator with this seed; `bound` is from 1 to 2^31 - 1. */
export function firstJavaRandomInt(seed: number, bound: number): number {
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  const next31 = (): number => {
    state = (state * MULTIPLIER + INCREMENT) & MASK;
    return Number(state >> 17n);
  };
  if ((bound & -bound) === bound) return Math.floor((bound * next31()) / 0x80000000);
  for (;;) {
    const bits = next31();
    const value = bits % bound;
    if (bits - value + (bound - 1) <= 0x7fffffff) return value;
  }
}
