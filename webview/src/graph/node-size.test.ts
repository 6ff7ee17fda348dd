import { describe, expect, it } from 'vitest';
import { roundedPath } from './edge-path.ts';
import type { MeasureText } from './layout-types.ts';
import { fitText } from './node-size.ts';
import { fitted } from './use-viewport.ts';

const measure: MeasureText = (text) => text.length * 10;

describe('fitText', () => {
  it.each([
    ['short', 100, 'short'],
    ['much too long', 60, 'much …'],
    ['x', 5, ''],
  ])('cuts %j to %d pixels', (text, width, expected) => {
    expect(fitText(text, width, 'name', measure)).toBe(expected);
  });
});

describe('fitted', () => {
  it('shows the whole graph, in the middle', () => {
    const { x, y, scale } = fitted({ width: 1000, height: 2000 }, 500, 500);
    expect(scale).toBeCloseTo(0.238);
    expect(x + (1000 * scale) / 2).toBeCloseTo(250);
    expect(y).toBeGreaterThanOrEqual(0);
  });

  it('does not blow up a small graph', () => {
    expect(fitted({ width: 50, height: 50 }, 1000, 1000).scale).toBeLessThan(1.2);
  });
});

describe('roundedPath', () => {
  it('is a straight line between two points', () => {
    expect(
      roundedPath([
        { x: 0, y: 0 },
        { x: 0, y: 40 },
      ]),
    ).toBe('M0 0L0 40');
  });

  it('rounds corners, less where there is no room', () => {
    expect(
      roundedPath([
        { x: 0, y: 0 },
        { x: 0, y: 40 },
        { x: 6, y: 40 },
      ]),
    ).toBe('M0 0L0 37Q0 40 3 40L6 40');
  });
});
