import ELK from 'elkjs/lib/elk.bundled.js';
import { describe, expect, it } from 'vitest';
import { mapGraph, scopeOf } from '../store/fixtures.ts';
import { fromElk, toElk } from './elk-graph.ts';
import { fallbackLayout } from './fallback-layout.ts';
import type { Box, GraphLayout, Sizing } from './layout-types.ts';

const sizing: Sizing = { measure: (text, font) => text.length * (font === 'name' ? 7 : 6), strip: 'whole' };

const parallel = {
  root: {
    ...scopeOf('', ['P', 'End'], ['P>End']),
    nodes: scopeOf('', ['P', 'End'], []).nodes.map((node) =>
      node.name === 'P'
        ? {
            ...node,
            type: 'Parallel' as const,
            scopes: [
              scopeOf('/States/P/Branches/0', ['L1', 'L2'], ['L1>L2']),
              scopeOf('/States/P/Branches/1', ['R'], []),
            ],
          }
        : node,
    ),
  },
};
const loop = { root: scopeOf('', ['A', 'B', 'C'], ['A>B', 'B>A', 'B>C', 'A!C']) };
const unreached = { root: scopeOf('', ['A', 'B', 'Lonely'], ['A>B']) };
const empty = { root: { ...scopeOf('', [], []), start: null } };

function isInside(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function expectSound(layout: GraphLayout, names: readonly string[]): void {
  const boxes = new Map(layout.nodes.map((box) => [box.node.id, box]));
  expect(layout.nodes.map(({ node }) => node.name).sort()).toEqual([...names].sort());
  for (const box of layout.nodes) {
    const parent = box.parent === null ? null : boxes.get(box.parent);
    expect(isInside(box, parent ?? { x: 0, y: 0, width: layout.width, height: layout.height })).toBe(true);
    for (const other of layout.nodes) {
      if (other !== box && other.parent === box.parent)
        expect(overlap(box, other), `${box.node.name} and ${other.node.name}`).toBe(false);
    }
  }
  for (const { edge, points } of layout.edges) {
    expect(points.length).toBeGreaterThan(1);
    if (edge === null) continue;
    const from = boxes.get(edge.from);
    const start = points[0];
    if (from === undefined || start === undefined) throw new Error(`${edge.id} starts nowhere`);
    const grown = { x: from.x - 1, y: from.y - 1, width: from.width + 2, height: from.height + 2 };
    expect(isInside({ ...start, width: 0, height: 0 }, grown), `${edge.id} starts at its state`).toBe(true);
  }
}

const cases = [
  ['a Distributed Map', mapGraph(), ['A', 'Map', 'X', 'Y', 'Z']],
  ['a Parallel', parallel, ['P', 'L1', 'L2', 'R', 'End']],
  ['a loop', loop, ['A', 'B', 'C']],
  ['a state that nothing leads to', unreached, ['A', 'B', 'Lonely']],
  ['nothing', empty, []],
] as const;

describe('layout by ELK', () => {
  it.each(cases)('places %s', async (_, graph, names) => {
    expectSound(fromElk(graph, await new ELK().layout(toElk(graph, sizing))), names);
  });

  it('marks the start of every scope and the end of the machine', async () => {
    const { markers } = fromElk(mapGraph(), await new ELK().layout(toElk(mapGraph(), sizing)));
    expect(markers.map(({ kind }) => kind).sort()).toEqual(['end', 'start', 'start']);
  });

  it('is lower where the node of a Distributed Map tells counts only', async () => {
    const heightOf = async (strip: Sizing['strip']): Promise<number> =>
      fromElk(mapGraph(), await new ELK().layout(toElk(mapGraph(), { ...sizing, strip }))).height;
    expect(await heightOf('brief')).toBeLessThan((await heightOf('whole')) - 40);
  });

  it('frames each branch of a Parallel', async () => {
    const { scopes } = fromElk(parallel, await new ELK().layout(toElk(parallel, sizing)));
    expect(scopes.map(({ id }) => id)).toEqual(['/States/P/Branches/0', '/States/P/Branches/1']);
  });
});

describe('the plain layout', () => {
  it.each(cases)('places %s', (_, graph, names) => {
    expectSound(fallbackLayout(graph, sizing), names);
  });
});
