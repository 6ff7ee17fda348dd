import { describe, expect, it } from 'vitest';
import type { RunPosition } from '../../../server/src/core/events/run-snapshot.ts';
import { mapGraph } from '../store/fixtures.ts';
import { crumbsOf } from './crumbs.ts';

const at = (pointer: string, child: RunPosition['child'] = null): readonly string[] =>
  crumbsOf(mapGraph(), { execution: 0, child, pointer, stateName: pointer.slice(pointer.lastIndexOf('/') + 1) }).map(
    (crumb) => (crumb.kind === 'state' ? crumb.name : `child ${crumb.child.index}`),
  );

describe('where the run stands', () => {
  it.each([
    ['a state of the root', at('/States/A'), ['A']],
    ['the Distributed Map itself', at('/States/Map'), ['Map']],
    ['a state of a child', at('/States/Map/ItemProcessor/States/X', { mapRun: 0, index: 7 }), ['Map', 'child 7', 'X']],
    ['a state that the graph does not have', at('/States/New'), ['New']],
    ['a state whose name begins as another does', at('/States/Mapper'), ['Mapper']],
  ])('%s', (_, seen, expected) => {
    expect(seen).toEqual(expected);
  });
});
