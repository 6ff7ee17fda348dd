import { describe, expect, it } from 'vitest';
import { roundedPath } from './edge-path.ts';
import type { MeasureText } from './layout-types.ts';
import { fitText } from './node-size.ts';
import { fitted, sightOf, withInView } from './use-viewport.ts';

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

  it('is readable at first sight of a run, as wide as its pane, from its start', () => {
    const { x, y, scale } = sightOf('readable', { width: 680, height: 900 }, { width: 540, height: 400 }, null);
    expect(scale).toBeCloseTo(516 / 680);
    expect([x, y]).toEqual([12, 12]);
  });

  it('is cut where it would be too small to be read, with the state of the run in sight', () => {
    const pane = { width: 400, height: 400 };
    const box = { x: 1800, y: 2000, width: 150, height: 46 };
    const viewport = sightOf('readable', { width: 2000, height: 3000 }, pane, box);
    const { x, y, scale } = viewport;
    expect(scale).toBeGreaterThan(0.6);
    expect(x + box.x * scale).toBeGreaterThanOrEqual(0);
    expect(x + (box.x + box.width) * scale).toBeLessThanOrEqual(pane.width);
    expect(y + (box.y + box.height) * scale).toBeLessThanOrEqual(pane.height);
    expect(withInView(viewport, box, pane)).toBe(viewport);
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
