/**
 * Seeded randomness: the only source of chance and of ids in a run.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32, so a run with the same seed is the same run.
 */

export interface Rng {
  /** Uniform in [0, 1). */
  next(): number;
  /** A random (version 4) UUID in canonical lower case. */
  uuid(): string;
}

/** The same chance, with a count of what was drawn. */
export function countDraws(rng: Rng): Rng & { readonly nDrawn: number } {
  let nDrawn = 0;
  return {
    get nDrawn() {
      return nDrawn;
    },
    next() {
      nDrawn++;
      return rng.next();
    },
    uuid() {
      nDrawn++;
      return rng.uuid();
    },
  };
}

/** FNV-1a: the same text always gives the same seed. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

export function createRng(seed: number): Rng {
  let mix = seed >>> 0;
  const split = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let a = split();
  let b = split();
  let c = split();
  let counter = 1;
  const bits = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + result) | 0;
    return result >>> 0;
  };
  for (let index = 0; index < 12; index++) bits();
  return {
    next: () => bits() / 4294967296,
    uuid() {
      const hex = (value: number): string => value.toString(16).padStart(8, '0');
      const first = hex(bits());
      const second = hex(bits());
      const third = hex(((bits() & 0x3fffffff) | 0x80000000) >>> 0);
      const fourth = hex(bits());
      return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${third.slice(0, 4)}-${third.slice(4)}${fourth}`;
    },
  };
}
