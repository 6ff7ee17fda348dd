/**
 * How long a full check takes, reading included, in this one process: real definitions where the corpus is at hand, and generated ones of
 * 4 kB, 200 kB and 1 MB. Milliseconds here and now, on a warm process; `npm run bench -- --validation` prints them.
 */

import { fixAll } from '../src/core/validation/fixes/fixes-for.ts';
import { readAslDocument } from '../src/core/model/asl-document.ts';
import { validateStateMachine } from '../src/core/validation/validate-state-machine.ts';
import { readCorpus } from '../src/testing/lint-corpus/corpus.ts';
import type { LimitTally } from './limits.ts';

interface Sample {
  readonly text: string;
  readonly format: 'json' | 'yaml';
}

export function benchValidation(tally: LimitTally): void {
  const corpus = readCorpus('valid');
  if (corpus.length > 0) {
    for (let round = 0; round < 10; round++) corpus.forEach(measure);
    const rounds = Array.from({ length: 5 }, () => corpus.map(measure));
    // Of each document the middle one of its rounds: the machine's hiccups are not the checker's.
    const times = corpus.map((_, index) =>
      quantile(
        rounds.map((round) => round[index] ?? 0),
        0.5,
      ),
    );
    const limits = [
      { measured: quantile(times, 0.5), most: 0.25, unit: 'ms median' },
      { measured: quantile(times, 0.95), most: 2, unit: 'ms p95' },
    ];
    row(`${corpus.length} real definitions`, times, tally.judge(limits));
    const json = times.filter((_, index) => corpus[index]?.format === 'json');
    row('  JSON only', json);
  }
  for (const [name, bytes, nRounds] of [
    ['generated, 4 kB', 4_000, 200],
    ['generated, 200 kB', 200_000, 30],
    ['generated, 1 MB', 1_000_000, 10],
  ] as const) {
    const sample: Sample = { text: generateDefinition(bytes), format: 'json' };
    for (let round = 0; round < 5; round++) measure(sample);
    const times = Array.from({ length: nRounds }, () => measure(sample));
    const limits = bytes < 1_000_000 ? [] : [{ measured: quantile(times, 0.5), most: 150, unit: 'ms median' }];
    row(name, times, tally.judge(limits));
  }
  const broken = generateDefinition(20_000).replaceAll('"End": true', '"End": "true"');
  row(
    'fixing everything, 20 kB',
    Array.from({ length: 10 }, () => timed(() => fixAll(broken, 'json'))),
  );
}

function measure({ text, format }: Sample): number {
  return timed(() => validateStateMachine(readAslDocument(text, format)));
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function row(name: string, times: readonly number[], verdict = ''): void {
  const cells = [0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(2).padStart(8));
  console.log(`${name.padEnd(28)} median ${cells[0]}  p95 ${cells[1]}  max ${cells[2]} ms  ${verdict}`.trimEnd());
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** A definition of about so many bytes with a bit of everything: tasks with retries, choices, JSONata, a Map in between. */
export function generateDefinition(bytes: number): string {
  const states: Record<string, object> = {};
  let size = 0;
  for (let index = 0; size < bytes; index++) {
    const next = `State ${index + 1}`;
    const state = KINDS[index % KINDS.length]?.(index, next) ?? {};
    states[`State ${index}`] = state;
    size += JSON.stringify(state, null, 2).length + 60;
  }
  states[`State ${Object.keys(states).length}`] = { Type: 'Pass', End: true };
  return JSON.stringify({ StartAt: 'State 0', States: states }, null, 2);
}

const RETRY = [{ ErrorEquals: ['Lambda.ServiceException', 'States.Timeout'], IntervalSeconds: 2, BackoffRate: 2 }];

const KINDS: readonly ((index: number, next: string) => object)[] = [
  (index, next) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: {
      FunctionName: `function-${index}`,
      Payload: { 'id.$': "States.Format('{}-{}', $.order.id, $$.Execution.Name)", 'items.$': '$.order.items[*].sku' },
    },
    ResultPath: '$.result',
    Retry: RETRY,
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: next }],
    Next: next,
  }),
  (_, next) => ({
    Type: 'Choice',
    Choices: [
      { Variable: '$.result.Payload.status', StringEquals: 'DONE', Next: next },
      {
        And: [
          { Variable: '$.n', NumericGreaterThan: 5 },
          { Variable: '$.x', IsPresent: true },
        ],
        Next: next,
      },
    ],
    Default: next,
  }),
  (index, next) => ({
    Type: 'Pass',
    QueryLanguage: 'JSONata',
    Assign: { total: `{% $sum($states.input.lines[price > ${index}].(price * quantity)) %}` },
    Output: { order: "{% $merge([$states.input.order, {'n': $count($states.input.lines)}]) %}" },
    Next: next,
  }),
  (index, next) => ({
    Type: 'Map',
    ItemsPath: '$.order.items',
    ItemSelector: { 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
    MaxConcurrency: 10,
    ItemProcessor: {
      StartAt: `Item ${index}`,
      States: { [`Item ${index}`]: { Type: 'Wait', SecondsPath: '$.item.seconds', End: true } },
    },
    Next: next,
  }),
];
