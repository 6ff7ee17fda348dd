import { describe, expect, it } from 'vitest';
import { inHashSetOrder, javaHashOf } from './java-hash-set.ts';

// What Java 17 prints for the same values.
describe('a Java HashSet', () => {
  it('lists texts by their hash', () => {
    expect(inHashSetOrder(['banana', 'apple', 'kiwi', 'München', 'x y', '🚀'])).toEqual([
      'banana',
      'x y',
      'apple',
      'kiwi',
      '🚀',
      'München',
    ]);
  });

  it.each([
    [12, 'k0 k1 k2 k3 k4 k5 k11 k6 k10 k7 k8 k9'],
    [
      40,
      'k31 k30 k11 k33 k10 k32 k13 k35 k12 k34 k15 k37 k14 k36 k17 k39 k16 k38 k19 k18 k0 k1 k2 k3 k20 k4 k5 k22 k6 k21 k7 k24 k8 k23 k9 k26 k25 k28 k27 k29',
    ],
  ])('grows with %i values', (count, listed) => {
    const texts = Array.from({ length: count }, (_, at) => `k${String(at)}`);
    expect(inHashSetOrder([...texts, ...texts]).join(' ')).toBe(listed);
  });

  it.each([
    [{ a: 1 }, 96],
    [1.5, 1_073_217_536],
    [-9_007_199_254_740_991, -2_097_151],
    [9_007_199_254_740_991, -2_097_152],
    [[1, 'x', null, true, 1.5], 1_106_383_289],
    [-5, -5],
  ])('hashes %j', (value, hash) => {
    expect(javaHashOf(value)).toBe(hash);
  });
});
