/** What a run tells does not depend on the pieces in which the bytes of its items come: two Map Runs at the same time would notice first. */

import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../core/base/json.ts';
import type { RunEvent } from '../core/events/run-event.ts';
import { createMemoryObjectStore } from '../testing/object-store-memory.ts';
import { definitionOf, getObject } from '../testing/run-distributed-map.ts';
import { startExecution } from './execute.ts';
import { runToEnd } from './run-to-end.ts';

const N_ITEMS = 30;

function fan(key: string): JsonObject {
  const map = { Label: key, ItemReader: getObject({ InputType: 'JSONL' }, key) };
  return definitionOf({ map, input: {} });
}

async function eventsWith(chunkBytes: number): Promise<readonly RunEvent[]> {
  const store = createMemoryObjectStore({ chunkBytes });
  for (const key of ['first', 'second']) store.put('data', key, '{"item":1}\n'.repeat(N_ITEMS));
  const both: Json = { Type: 'Parallel', Branches: [fan('first'), renamed(fan('second'))], End: true };
  const events: RunEvent[] = [];
  const started = startExecution({
    definition: { StartAt: 'Both', States: { Both: both } },
    input: {},
    store,
    tasks: { invoke: () => ({ kind: 'succeeded', output: {} }) },
    sink: (event) => void events.push(event),
  });
  if (started.kind === 'refused') throw new Error(started.problems[0]?.message);
  expect(await runToEnd(started.run)).toMatchObject({ status: 'SUCCEEDED' });
  return events.filter(({ kind }) => kind !== 'items-read');
}

/** Names of states are unique in a state machine. */
function renamed(definition: JsonObject): JsonObject {
  const text = JSON.stringify(definition);
  return JSON.parse(text.replaceAll('"Fan"', '"Second fan"').replaceAll('"Child"', '"Second child"')) as JsonObject;
}

describe('two Map Runs at the same time', () => {
  it('are told alike however the bytes of their items come', async () => {
    const whole = await eventsWith(1_000_000);
    expect(whole.filter(({ kind }) => kind === 'child-ended')).toHaveLength(2 * N_ITEMS);
    for (const chunkBytes of [3, 40, 200]) expect(await eventsWith(chunkBytes)).toEqual(whole);
  });
});
