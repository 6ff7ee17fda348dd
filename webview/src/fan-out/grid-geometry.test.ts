import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellAt, cellOf, cellOrigin, childrenOf, gridGeometry, PITCHES, visibleCells } from './grid-geometry.ts';

const room = fc.record({
  nChildren: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 3_000_000 })),
  width: fc.integer({ min: 60, max: 2_000 }),
  height: fc.integer({ min: 60, max: 1_200 }),
});

describe('gridGeometry', () => {
  it('fits all children into the room', () => {
    fc.assert(
      fc.property(room, ({ nChildren, width, height }) => {
        const grid = gridGeometry({ nChildren, width, height, zoom: null });
        expect(grid.columns * grid.pitch).toBeLessThanOrEqual(width);
        expect(grid.rows * grid.pitch).toBeLessThanOrEqual(height);
        expect(grid.nCells * grid.perCell).toBeGreaterThanOrEqual(nChildren);
        expect((grid.nCells - 1) * grid.perCell).toBeLessThan(nChildren);
      }),
    );
  });

  it('finds the cell of every point inside it, and no cell in two places', () => {
    fc.assert(
      fc.property(room, fc.nat(), fc.nat(60), fc.nat(60), (size, pick, dx, dy) => {
        const grid = gridGeometry({ ...size, zoom: null });
        const cell = pick % grid.nCells;
        const { x, y } = cellOrigin(cell, grid);
        expect(cellAt(x + (dx % grid.pitch), y + (dy % grid.pitch), grid)).toBe(cell);
      }),
    );
  });

  it('gives every child to one cell', () => {
    fc.assert(
      fc.property(room, fc.nat(), (size, pick) => {
        const grid = gridGeometry({ ...size, zoom: null });
        const child = pick % size.nChildren;
        const { start, end } = childrenOf(cellOf(child, grid), grid);
        expect(child).toBeGreaterThanOrEqual(start);
        expect(child).toBeLessThan(end);
        expect(end).toBeLessThanOrEqual(size.nChildren);
      }),
    );
  });

  it('goes from numbers over cells to blocks as children grow', () => {
    const at = (nChildren: number) => gridGeometry({ nChildren, width: 600, height: 300, zoom: null });
    expect(at(3)).toMatchObject({ pitch: PITCHES[0], perCell: 1, rows: 1 });
    expect(at(1_000)).toMatchObject({ perCell: 1 });
    expect(at(1_000).pitch).toBeGreaterThanOrEqual(9);
    expect(at(200_000).perCell).toBe(50);
    expect(at(10_000_000).perCell).toBeGreaterThan(1_000);
  });

  it('puts a single row in the middle', () => {
    const grid = gridGeometry({ nChildren: 3, width: 600, height: 300, zoom: null });
    const first = cellOrigin(0, grid).x;
    const last = cellOrigin(2, grid).x + grid.pitch - grid.gap;
    expect(Math.abs(first - (600 - last))).toBeLessThanOrEqual(1);
    expect(cellAt(first - 1, 5, grid)).toBeNull();
    expect(cellAt(last + grid.gap + 1, 5, grid)).toBeNull();
  });

  it('has one child a cell when zoomed, with rows below the room', () => {
    const grid = gridGeometry({ nChildren: 200_000, width: 600, height: 300, zoom: 14 });
    expect(grid).toMatchObject({ pitch: 14, perCell: 1, nCells: 200_000 });
    expect(grid.rows * grid.pitch).toBeGreaterThan(300);
    const { start, end } = visibleCells(1_400, 300, grid);
    expect(start).toBe(100 * grid.columns);
    expect(end - start).toBeLessThanOrEqual(grid.columns * 23);
  });

  it('holds for no children at all', () => {
    expect(gridGeometry({ nChildren: 0, width: 600, height: 300, zoom: null })).toMatchObject({ nCells: 0, rows: 0 });
  });
});
