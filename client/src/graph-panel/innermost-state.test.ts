import { describe, expect, it } from 'vitest';
import type { GraphNode, StateGraph } from '../../../server/src/protocol/run-view.ts';
import { innermostStateAt } from './innermost-state.ts';

function node(id: string, start: number, end: number, inside: readonly GraphNode[] = []): GraphNode {
  return {
    id,
    name: id,
    type: 'Pass',
    detail: '',
    scopes:
      inside.length === 0 ? [] : [{ id: `${id}/ItemProcessor`, label: '', start: null, nodes: inside, edges: [] }],
    distributed: null,
    terminal: false,
    range: { start, end },
  };
}

const graph: StateGraph = {
  root: {
    id: '',
    label: '',
    start: null,
    nodes: [node('A', 10, 20), node('Map', 30, 90, [node('X', 40, 50), node('Y', 60, 70)])],
    edges: [],
  },
};

describe('innermostStateAt', () => {
  it.each([
    [0, null],
    [10, 'A'],
    [15, 'A'],
    [20, 'A'],
    [25, null],
    [35, 'Map'],
    [45, 'X'],
    [55, 'Map'],
    [65, 'Y'],
    [95, null],
  ])('at %d is %s', (offset, expected) => {
    expect(innermostStateAt(graph, offset)).toBe(expected);
  });
});
