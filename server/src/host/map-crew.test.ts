/** A run with helpers against the same run alone: whatever the helpers do and in which order, nobody can tell them apart. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../core/base/json.ts';
import type { RunEvent } from '../core/events/run-event.ts';
import type { ChildCrew } from '../core/interpreter/child-crew.ts';
import { startRun } from '../core/interpreter/run.ts';
import type { RunOptions } from '../core/interpreter/run-types.ts';
import type { TaskAnswer, TaskPort } from '../core/interpreter/task-port.ts';
import { createInlineCrew, type InlineCrew } from '../testing/inline-crew.ts';
import { createMemoryObjectStore } from '../testing/object-store-memory.ts';
import { definitionOf } from '../testing/run-distributed-map.ts';
import { compileDefinition, DEFAULT_IDENTITY, DEFAULT_START_TIME } from './execute.ts';
import { runToEnd } from './run-to-end.ts';

/** What the task of a child does, told by its first item. */
const KINDS = ['fine', 'slow', 'late', 'busy', 'flaky', 'broken', 'huge'] as const;
type Kind = (typeof KINDS)[number];

function answer(kind: Kind, attempt: number): TaskAnswer {
  switch (kind) {
    case 'slow':
      return { kind: 'succeeded', output: { kind }, delayMs: 1500 };
    case 'late':
      return { kind: 'succeeded', output: { kind }, delayMs: 60_000 };
    case 'busy':
      return { kind: 'failed', error: 'Busy', cause: 'Come again.', delayMs: 500 };
    case 'flaky':
      return attempt === 1 ? { kind: 'failed', error: 'Busy' } : { kind: 'succeeded', output: { kind } };
    case 'broken':
      return { kind: 'failed', error: 'Broken', cause: 'It cannot be mended.' };
    case 'huge':
      return { kind: 'succeeded', output: 'x'.repeat(300_000) };
    default:
      return { kind: 'succeeded', output: { kind } };
  }
}

const tasks: TaskPort = {
  answersAlone: () => true,
  invoke({ input, attempt }) {
    const given = input as { readonly kind?: Kind; readonly Items?: readonly { readonly kind: Kind }[] };
    return answer(given.kind ?? given.Items?.[0]?.kind ?? 'fine', attempt);
  },
};

const RETRY: Json = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2 }];

/** Ways in which a child ends behind its task. */
const ENDINGS: Readonly<Record<string, JsonObject>> = {
  plain: { End: { Type: 'Succeed' } },
  chooses: {
    End: {
      Type: 'Choice',
      Choices: [{ Variable: '$.kind', StringEquals: 'slow', Next: 'Pause' }],
      Default: 'Done',
    },
    Pause: { Type: 'Wait', Seconds: 2, Next: 'Done' },
    Done: { Type: 'Pass', End: true },
  },
  'looks at the clock': {
    End: { Type: 'Pass', Parameters: { 'at.$': '$$.State.EnteredTime', 'who.$': '$$.Execution.Name' }, End: true },
  },
  'draws lots': { End: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, End: true } },
  'waits in two branches': {
    End: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 1, End: true } } },
        {
          StartAt: 'B',
          States: { B: { Type: 'Wait', Seconds: 1, Next: 'B2' }, B2: { Type: 'Wait', Seconds: 1, End: true } },
        },
      ],
      End: true,
    },
  },
  'yields a list': { End: { Type: 'Pass', Result: [1, { two: 2 }], End: true } },
  'waits by chance, in JSONata': {
    End: {
      Type: 'Wait',
      QueryLanguage: 'JSONata',
      Seconds: '{% $floor($random() * 4) %}',
      Assign: { at: '{% $now() %}' },
      Next: 'Late',
    },
    Late: {
      Type: 'Choice',
      QueryLanguage: 'JSONata',
      Choices: [{ Condition: '{% $toMillis($at) > 1704067203000 %}', Next: 'Failed' }],
      Default: 'Done',
    },
    Failed: { Type: 'Fail', Error: 'TooLate' },
    Done: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% [$uuid(), $states.input] %}', End: true },
  },
  'waits until': { End: { Type: 'Wait', Timestamp: '2024-01-01T00:00:03Z', End: true } },
};

interface Case {
  readonly kinds: readonly Kind[];
  readonly perBatch: number | null;
  readonly maxBytes: number | null;
  readonly ending: keyof typeof ENDINGS;
  readonly catches: boolean;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly concurrency: number;
  readonly tolerated: JsonObject;
  readonly writer: JsonObject | null;
  readonly selector: JsonObject | null;
  readonly maxItems: number | null;
  readonly timeout: number | null;
  readonly chunkBytes: number;
  /** Where a line is no JSON. */
  readonly badLine: number | null;
  readonly crew: { readonly seed: number; readonly nHelpers: number; readonly dies: number | null };
}

const kinds = fc.oneof(
  { weight: 9, arbitrary: fc.constant<Kind>('fine') },
  { weight: 1, arbitrary: fc.constantFrom(...KINDS) },
);

function seldom<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
}

const cases: fc.Arbitrary<Case> = fc.record({
  kinds: fc.array(kinds, { minLength: 10, maxLength: 120, size: 'max' }),
  perBatch: fc.constantFrom(null, 1, 2, 3, 7),
  maxBytes: seldom(fc.integer({ min: 200, max: 400 })),
  ending: fc.constantFrom(...Object.keys(ENDINGS)),
  catches: fc.boolean(),
  type: fc.constantFrom('STANDARD', 'EXPRESS'),
  concurrency: fc.constantFrom(0, 1, 3, 10),
  tolerated: fc.constantFrom<JsonObject>(
    { ToleratedFailurePercentage: 100 },
    { ToleratedFailurePercentage: 100 },
    { ToleratedFailurePercentage: 30 },
    { ToleratedFailureCount: 3 },
    {},
  ),
  writer: fc.option(
    fc.record({
      Transformation: fc.constantFrom('NONE', 'COMPACT', 'FLATTEN'),
      OutputType: fc.constantFrom('JSON', 'JSONL'),
    }),
  ),
  selector: fc.constantFrom<JsonObject | null>(
    null,
    { 'kind.$': '$$.Map.Item.Value.kind', 'index.$': '$$.Map.Item.Index' },
    { 'kind.$': '$$.Map.Item.Value.kind', 'index.$': '$$.Map.Item.Index' },
    { 'kind.$': '$$.Map.Item.Value.kind', 'lot.$': 'States.UUID()' },
  ),
  maxItems: seldom(fc.integer({ min: 1, max: 100 })),
  timeout: seldom(fc.constantFrom(1, 2, 4, 30)),
  chunkBytes: fc.constantFrom(7, 64, 100_000),
  badLine: seldom(fc.nat({ max: 119 })),
  crew: fc.record({
    seed: fc.nat({ max: 1000 }),
    nHelpers: fc.integer({ min: 1, max: 3 }),
    dies: seldom(fc.nat({ max: 5 })),
  }),
});

function machineOf(test: Case): JsonObject {
  const { perBatch, maxBytes, ending, catches, writer, selector, maxItems, timeout } = test;
  const work: JsonObject = {
    Type: 'Task',
    Resource: 'arn:aws:lambda:us-east-1:123456789012:function:work',
    Retry: RETRY,
    ...(catches ? { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] } : {}),
    Next: 'End',
  };
  const limits = {
    ...(perBatch === null ? {} : { MaxItemsPerBatch: perBatch }),
    ...(maxBytes === null ? {} : { MaxInputBytesPerBatch: maxBytes }),
  };
  const definition = definitionOf({
    input: {},
    type: test.type,
    child: { Child: work, ...ENDINGS[ending], Caught: { Type: 'Pass', End: true } },
    map: {
      MaxConcurrency: test.concurrency,
      ...test.tolerated,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSONL', ...(maxItems === null ? {} : { MaxItems: maxItems }) },
        Parameters: { Bucket: 'data', Key: 'items.jsonl' },
      },
      ...(Object.keys(limits).length === 0 ? {} : { ItemBatcher: limits }),
      ...(selector === null ? {} : { ItemSelector: selector }),
      ...(writer === null
        ? {}
        : {
            ResultWriter: {
              Resource: 'arn:aws:states:::s3:putObject',
              Parameters: { Bucket: 'results', Prefix: 'run' },
              WriterConfig: writer,
            },
          }),
    },
  });
  return timeout === null ? definition : { ...definition, TimeoutSeconds: timeout };
}

interface Seen {
  readonly outcome: Json;
  readonly events: readonly RunEvent[];
  /** In the end. */
  readonly itemsRead: Json;
  readonly counters: Json;
  readonly transitions: number;
  readonly now: number;
  readonly files: Json;
}

function textOf({ kinds, badLine }: Case): string {
  return kinds.map((kind, n) => (n === badLine ? '{"kind": \n' : `${JSON.stringify({ kind, n })}\n`)).join('');
}

async function look(test: Case, crewOf: ((prepare: () => RunOptions) => ChildCrew) | null): Promise<Seen> {
  const store = createMemoryObjectStore({ chunkBytes: test.chunkBytes });
  store.put('data', 'items.jsonl', new TextEncoder().encode(textOf(test)));
  store.addBucket('results');
  const events: RunEvent[] = [];
  const prepare = (): RunOptions => {
    const { plan, problems } = compileDefinition(machineOf(test), { store });
    if (plan === null) throw new Error(problems[0]?.message);
    return {
      plan,
      input: {},
      type: 'STANDARD',
      identity: DEFAULT_IDENTITY,
      startTime: DEFAULT_START_TIME,
      seed: 7,
      tasks,
      sink: (event) => void events.push(event),
      recording: { root: 'history', children: () => 'none' },
    };
  };
  const crew = crewOf === null ? null : crewOf(prepare);
  const run = startRun({ ...prepare(), unwatchedChildren: { crew } });
  const outcome = await runToEnd(run);
  const files = Object.fromEntries(store.keys('results').map((key) => [key, store.text('results', key)]));
  const itemsRead = events
    .flatMap((event) => (event.kind === 'items-read' ? [[event.nItems, event.complete]] : []))
    .at(-1);
  const seen: Seen = {
    outcome,
    events: events.filter(({ kind }) => kind !== 'items-read'),
    itemsRead: itemsRead ?? null,
    counters: run.counters() as unknown as Json,
    transitions: run.transitions,
    now: run.now,
    files,
  };
  return events.some((event) => event.kind === 'map-run-ended' && event.status === 'ABORTED')
    ? withoutReadAhead(seen)
    : seen;
}

/** How far the items of a Map Run that is stopped have been read is nobody's promise. */
function withoutReadAhead(seen: Seen): Seen {
  const events = seen.events.flatMap((event): RunEvent[] => {
    if (event.kind === 'child-pending') return [];
    if (event.kind === 'result-file-written' && !/FAILED|SUCCEEDED/.test(event.key)) return [];
    return [event.kind === 'map-run-ended' ? { ...event, nPending: 0 } : event];
  });
  const files = Object.fromEntries(
    Object.entries(seen.files as JsonObject).filter(([key]) => /FAILED|SUCCEEDED/.test(key)),
  );
  return { ...seen, events, itemsRead: null, files };
}

async function lookWithCrew(test: Case): Promise<{ readonly seen: Seen; readonly nSegments: number }> {
  const crews: InlineCrew[] = [];
  const seen = await look(test, (prepare) => {
    const crew = createInlineCrew({
      prepare: () => ({ run: prepare(), nProblems: () => 0 }),
      pace: { askEveryItems: 4, leadItems: 3, itemsPerSegment: 9 },
      nHelpers: test.crew.nHelpers,
      seed: test.crew.seed,
      ...(test.crew.dies === null ? {} : { diesAfter: test.crew.dies }),
    });
    crews.push(crew);
    return crew;
  });
  return { seen, nSegments: crews.reduce((sum, crew) => sum + crew.nSegments, 0) };
}

describe('a run with helpers', () => {
  it('is the run that it is without', async () => {
    let nHelped = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (test) => {
        const { seen, nSegments } = await lookWithCrew(test);
        if (nSegments > 1) nHelped++;
        expect(seen).toEqual(await look(test, null));
      }),
      { numRuns: 300 },
    );
    expect(nHelped).toBeGreaterThan(50);
  });
});
