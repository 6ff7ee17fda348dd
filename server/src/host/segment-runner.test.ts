/** What a helper of a large Map Run makes of its children, and what it leaves to the run. */

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../core/base/json.ts';
import { createSegmentRunner } from '../core/distributed-map/segment-runner.ts';
import { CHILD_STATUS_CODE } from '../core/events/run-event.ts';
import { SEGMENT_ROW, type Segment } from '../core/interpreter/child-crew.ts';
import type { RunOptions } from '../core/interpreter/run-types.ts';
import { createMemoryObjectStore } from '../testing/object-store-memory.ts';
import { definitionOf, getObject } from '../testing/run-distributed-map.ts';
import { compileDefinition, DEFAULT_IDENTITY, DEFAULT_START_TIME } from './execute.ts';

const N_ITEMS = 100;

/** The first segment of children that are all alike. */
async function segmentOf(child: JsonObject, item: string): Promise<Segment> {
  const store = createMemoryObjectStore();
  store.put('data', 'items', `${JSON.stringify({ item })}\n`.repeat(N_ITEMS));
  const map = { ItemReader: getObject({ InputType: 'JSONL' }) };
  const { plan, problems } = compileDefinition(definitionOf({ map, child, input: {} }), { store });
  if (plan === null) throw new Error(problems[0]?.message);
  const run: RunOptions = {
    plan,
    input: {},
    type: 'STANDARD',
    identity: DEFAULT_IDENTITY,
    startTime: DEFAULT_START_TIME,
    seed: 1,
    tasks: { invoke: () => ({ kind: 'succeeded', output: {} }) },
    sink: null,
    recording: { root: 'none', children: () => 'none' },
  };
  const runner = createSegmentRunner({
    run,
    task: {
      mapRun: 0,
      pointer: '/States/Fan',
      iterations: [],
      scope: { input: {}, variables: {}, context: {}, now: DEFAULT_START_TIME },
      itemsPerChild: 1,
      childrenPerSegment: N_ITEMS,
      inputs: 'those in need',
    },
    beginning: { child: 0, item: 0, startTime: DEFAULT_START_TIME },
    nProblems: () => 0,
  });
  for (;;) {
    const turn = runner.run(0);
    if (turn.kind === 'segment') return turn.segment;
    await turn.ready;
  }
}

const statusOf = ({ rows }: Segment, child: number): number | undefined =>
  rows[child * SEGMENT_ROW.length + SEGMENT_ROW.status];

describe('a helper', () => {
  it('runs the children of its segment', async () => {
    const segment = await segmentOf({ Child: { Type: 'Pass', End: true } }, 'short');
    expect(segment).toMatchObject({ nChildren: N_ITEMS, end: 'more', failures: [] });
    expect(segment.outputs).toBe('{"item":"short"}\n'.repeat(N_ITEMS));
    expect(statusOf(segment, N_ITEMS - 1)).toBe(CHILD_STATUS_CODE.SUCCEEDED);
  });

  it('stops where their outputs would take much memory', async () => {
    const segment = await segmentOf({ Child: { Type: 'Pass', End: true } }, 'x'.repeat(200_000));
    expect(segment.end).toBe('stuck');
    expect(segment.nChildren).toBe(21);
  });

  it('leaves a child to the run of which two branches wait at the same time', async () => {
    const branch = (name: string): JsonObject => ({
      StartAt: name,
      States: { [name]: { Type: 'Wait', Seconds: 1, End: true } },
    });
    const Child = { Type: 'Parallel', Branches: [branch('One'), branch('Two')], End: true };
    const segment = await segmentOf({ Child }, 'short');
    expect(statusOf(segment, 0)).toBe(CHILD_STATUS_CODE.PENDING);
    expect(segment.inputs.split('\n')[0]).toBe('{"item":"short"}');
  });
});
