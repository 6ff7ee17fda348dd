import { describe, expect, it } from 'vitest';
import { mapGraph } from '../store/fixtures.ts';
import { fallbackLayout } from './fallback-layout.ts';
import { walk, type WalkDirection } from './walk.ts';

const layout = fallbackLayout(mapGraph(), { measure: (text) => text.length * 7, strip: 'whole' });
const idOf = (name: string): string => layout.nodes.find(({ node }) => node.name === name)?.node.id ?? '';
const nameOf = (id: string | null): string | null => layout.nodes.find(({ node }) => node.id === id)?.node.name ?? null;

describe('walk', () => {
  it.each<[string, WalkDirection, string | null]>([
    ['A', 'down', 'Map'],
    ['Map', 'down', 'Z'],
    ['Z', 'up', 'Map'],
    ['Map', 'up', 'A'],
    ['Map', 'in', 'X'],
    ['X', 'down', 'Y'],
    ['Y', 'out', 'Map'],
    ['A', 'in', null],
    ['A', 'out', null],
    ['A', 'up', null],
    ['Y', 'first', 'A'],
    ['A', 'left', null],
  ])('from %s %s to %s', (from, direction, expected) => {
    expect(nameOf(walk(layout, idOf(from), direction))).toBe(expected);
  });

  it('starts at the first state when the focus is on none that is there', () => {
    expect(nameOf(walk(layout, '/States/Gone', 'down'))).toBe('A');
  });
});
