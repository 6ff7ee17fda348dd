/**
 * How fast the interpreter is by itself: a loop of 100,000 transitions, an inline Map of 200,000 items, and 100,000 child executions whose
 * every field is a JSONata expression; as ratios to a bare loop of `JSON.parse` over 100,000 lines here and now. Nothing is recorded, as in
 * a test suite's run.
 */

import type { Json } from '../src/core/base/json.ts';
import type { ObjectStore } from '../src/core/distributed-map/object-store.ts';
import { startExecution, type ExecutionOptions } from '../src/host/execute.ts';
import { runToEnd } from '../src/host/run-to-end.ts';
import { benchItems } from './generate-items.ts';
import type { LimitTally } from './limits.ts';

const N_LOOPS = 50_000;
const N_ITEMS = 200_000;
const N_CHILDREN = 100_000;
const N_LINES = 100_000;
const SEED = 20240101;

/** Rounds after a first one that warms up; the fastest counts. */
const N_ROUNDS = 3;

interface Subject {
  readonly name: string;
  readonly definition: Json;
  readonly input: Json;
  readonly items?: readonly Json[];
  /** Ratio to the bare loop. */
  readonly most: number;
}

const items = (n: number): readonly Json[] =>
  Array.from({ length: n }, (_, id) => ({ id, price: (id * 7) % 1000, tags: ['a', 'b'] }));

const LOOP: Subject = {
  name: `loop Pass → Choice, ${(2 * N_LOOPS).toLocaleString('en')} transitions`,
  input: { n: 0 },
  most: 5,
  definition: {
    StartAt: 'Count',
    States: {
      Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Enough' },
      Enough: {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', NumericLessThan: N_LOOPS, Next: 'Count' }],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
    },
  },
};

const inlineMap = (): Subject => ({
  name: `inline Map, ${N_ITEMS.toLocaleString('en')} items`,
  input: items(N_ITEMS),
  most: 15,
  definition: {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', Parameters: { 'id.$': '$.id' }, End: true } } },
        End: true,
      },
    },
  },
});

const children = (): Subject => ({
  name: `${N_CHILDREN.toLocaleString('en')} children, JSONata`,
  input: {},
  items: items(N_CHILDREN),
  // 4 s where the bare loop takes 70 ms.
  most: 57,
  definition: {
    QueryLanguage: 'JSONata',
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSONL' },
          Arguments: { Bucket: 'bench', Key: 'items.jsonl' },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'Call',
          States: {
            Call: {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke',
              Arguments: {
                FunctionName: 'f',
                Payload: { id: '{% $states.input.id %}', net: '{% $states.input.price * 0.8 %}' },
              },
              Output: '{% $merge([$states.input, $states.result.Payload]) %}',
              Next: 'Dear',
            },
            Dear: {
              Type: 'Choice',
              Choices: [{ Condition: '{% $states.input.price > 500 and $states.input.ok %}', Next: 'Mark' }],
              Default: 'Done',
            },
            // One digit each: all results together have to stay below 256 KiB.
            Mark: { Type: 'Pass', Output: '{% $states.input.price > 900 ? 2 : 1 %}', End: true },
            Done: { Type: 'Succeed', Output: '{% $count($states.input.tags) %}' },
          },
        },
        End: true,
      },
    },
  },
});

const NO_STORE: ObjectStore = new Proxy({} as ObjectStore, {
  get: () => () => Promise.reject(new Error('The benchmark of the interpreter reads no files.')),
});

async function measure({
  definition,
  input,
  items: given,
}: Subject): Promise<{ seconds: number; transitions: number }> {
  const answer = { kind: 'succeeded', output: { StatusCode: 200, Payload: { ok: true } } } as const;
  const options: ExecutionOptions = {
    definition,
    input,
    type: 'EXPRESS',
    tasks: { invoke: () => answer },
    store: NO_STORE,
    itemOverrides: given === undefined ? null : { itemsFor: () => ({ kind: 'items', items: given }) },
    // The quotas would end what is measured here.
    limits: { payloadBytes: Infinity },
  };
  const begin = performance.now();
  const started = startExecution(options);
  if (started.kind === 'refused') throw new Error(started.problems.map(({ message }) => message).join('\n'));
  const outcome = await runToEnd(started.run);
  const seconds = (performance.now() - begin) / 1000;
  if (outcome.status !== 'SUCCEEDED') throw new Error(`The run ended as ${JSON.stringify(outcome).slice(0, 300)}`);
  return { seconds, transitions: started.run.transitions };
}

/** Prints a line for each subject. */
export async function benchInterpreter(tally: LimitTally): Promise<void> {
  const bareSeconds = measureBareLoop();
  for (const subject of [LOOP, inlineMap(), children()]) {
    const first = await measure(subject);
    let best = first.seconds;
    for (let round = 0; round < N_ROUNDS; round++) best = Math.min(best, (await measure(subject)).seconds);
    const rate = `${(first.transitions / best / 1000).toFixed(0).padStart(6)} k transitions/s`;
    const cold = `(${first.seconds.toFixed(2)} s the first time)`;
    const ratio = best / bareSeconds;
    const verdict = tally.judge([{ measured: ratio, most: subject.most, unit: 'x' }]);
    const times = `${best.toFixed(2).padStart(6)} s ${ratio.toFixed(1).padStart(6)} x`;
    console.log(`${subject.name.padEnd(42)} ${times} ${rate}  ${cold}  ${verdict}`);
  }
}

/** Seconds, the fastest of a few rounds. */
function measureBareLoop(): number {
  const lines = Array.from(benchItems(N_LINES, SEED), (item) => JSON.stringify(item));
  let best = Infinity;
  for (let round = 0; round <= N_ROUNDS; round++) {
    const begin = performance.now();
    for (const line of lines) if (JSON.parse(line) === null) throw new Error('The items are not what they should be.');
    best = Math.min(best, (performance.now() - begin) / 1000);
  }
  return best;
}
