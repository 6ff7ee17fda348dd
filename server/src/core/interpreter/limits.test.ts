import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import type { RunOptions } from './run-types.ts';
import { planOf, runMachine, START, type MachineRun } from './test-runs.ts';

const one = (state: JsonObject, more: JsonObject = {}): JsonObject => ({
  StartAt: 'A',
  States: { A: { End: true, ...state } },
  ...more,
});
const run = (definition: Json, input: Json = {}, options: Partial<RunOptions> = {}): Promise<MachineRun> =>
  runMachine(definition, { input, options });

const KIB_256 = 262_144;
/** A text whose JSON is so many bytes long. */
const text = (bytes: number): string => 'x'.repeat(bytes - 2);
const result = 'returned a result with a size exceeding the maximum number of bytes service limit.';

describe('data', () => {
  it.each<[what: string, definition: JsonObject]>([
    ['a JSONPath state', one({ Type: 'Pass', Parameters: { 'a.$': '$.text' }, OutputPath: '$.a' })],
    ['a JSONata state', one({ Type: 'Pass', Output: '{% $states.input.text %}' }, { QueryLanguage: 'JSONata' })],
    ['a task', one({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage' })],
  ])('of %s may be 256 KiB and not a byte more', async (_, definition) => {
    const of = (bytes: number): Promise<MachineRun> =>
      runMachine(definition, {
        input: { text: text(bytes) },
        answer: () => ({ kind: 'succeeded', output: text(bytes) }),
      });
    expect((await of(KIB_256)).outcome.status).toBe('SUCCEEDED');
    const { outcome } = await of(KIB_256 + 1);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(JSON.stringify(outcome)).toContain(result);
  });

  it('counts bytes of UTF-8, not characters', async () => {
    const of = (n: number): Promise<MachineRun> =>
      run(one({ Type: 'Pass', OutputPath: '$.text' }), { text: 'é'.repeat(n) });
    expect((await of(131_071)).outcome.status).toBe('SUCCEEDED');
    expect((await of(131_072)).outcome).toMatchObject({ error: 'States.DataLimitExceeded' });
  });

  it('that is too large can be caught as States.DataLimitExceeded only by name', async () => {
    const task = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', ResultPath: '$.r' };
    const caught = { ...task, Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'B' }] };
    const definition = { StartAt: 'A', States: { A: { ...caught, End: true }, B: { Type: 'Pass', End: true } } };
    const machine = await runMachine(definition, { answer: () => ({ kind: 'succeeded', output: text(KIB_256 + 1) }) });
    expect(machine.outcome).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'States.DataLimitExceeded' } });
  });
});

describe('variables', () => {
  const assign = (values: JsonObject): JsonObject => one({ Type: 'Pass', Assign: values });
  const input = { half: text(KIB_256 / 2), most: text(KIB_256), more: text(KIB_256 + 1) };

  it.each<[what: string, values: JsonObject, error: string | null]>([
    ['one of 256 KiB', { 'a.$': '$.most' }, null],
    [
      'one of a byte more',
      { 'a.$': '$.more' },
      "Variable size limit exceeded. Variable 'a' in state 'A' was assigned 262145 bytes.",
    ],
    ['two that are 256 KiB together', { 'a.$': '$.half', 'b.$': '$.half' }, null],
    [
      'two that are more together',
      { 'a.$': '$.most', b: 1 },
      "State total variable size limit exceeded. Variable 'b' in state 'A' was assigned 1 bytes, which caused the size of variables assigned in the state to exceed its limit by 1 bytes.",
    ],
  ])('%s', async (_, values, error) => {
    const { outcome } = await run(assign(values), input, { limits: { payloadBytes: 10 * KIB_256 } });
    if (error === null) expect(outcome.status).toBe('SUCCEEDED');
    else {
      expect(outcome).toMatchObject({ error: 'States.DataLimitExceeded' });
      expect(JSON.stringify(outcome)).toContain(error);
    }
  });

  it('hold 10 MiB in all; what is written over counts once, what a branch held is gone with it', async () => {
    const limits = { variableBytes: 100, allVariablesBytes: 150 };
    const set = (name: string, Next: string): JsonObject => ({ Type: 'Pass', Assign: { [`${name}.$`]: '$.t' }, Next });
    const end: JsonObject = { Type: 'Pass', End: true };
    const over = { StartAt: 'A', States: { A: set('a', 'B'), B: set('a', 'C'), C: set('a', 'D'), D: end } };
    const many = { StartAt: 'A', States: { A: set('a', 'B'), B: set('b', 'C'), C: end } };
    const branch = { StartAt: 'A1', States: { A1: set('b', 'A2'), A2: end } };
    const branches = {
      StartAt: 'A',
      States: {
        A: { Type: 'Parallel', Branches: [branch], ResultPath: null, Next: 'B' },
        B: set('c', 'C'),
        C: end,
      },
    };
    const given = { t: text(90) };
    expect((await run(over, given, { limits })).outcome.status).toBe('SUCCEEDED');
    expect((await run(branches, given, { limits })).outcome.status).toBe('SUCCEEDED');
    expect((await run(many, given, { limits })).outcome).toEqual({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause:
        "Execution total variable size limit exceeded. State 'B' assigned variables that exceed the total execution limit by 30 bytes.",
    });
    const jsonata = one({ Type: 'Pass', Assign: { a: '{% $states.input.t %}' } }, { QueryLanguage: 'JSONata' });
    const { history } = await run(jsonata, { t: text(101) }, { limits });
    expect(history.at(-2)).toMatchObject({
      type: 'EvaluationFailed',
      previousEventId: 2,
      details: { error: 'States.DataLimitExceeded', location: 'Assign', state: 'A' },
    });
  });
});

describe('time and events', () => {
  const loop = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } };
  it('a history ends with its 25,000th event', async () => {
    const { outcome, history } = await run(loop);
    expect(history).toHaveLength(25_000);
    expect(outcome).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  });

  it('an Express execution has no such limit, but five minutes', async () => {
    const waiting = { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 1, Next: 'A' } } };
    const { outcome, run: driven } = await run(
      waiting,
      {},
      { type: 'EXPRESS', recording: { root: 'none', children: () => 'none' } },
    );
    expect(outcome).toEqual({ status: 'TIMED_OUT' });
    expect(driven.now).toBe(START + 300_000);
  });

  it.each<['STANDARD' | 'EXPRESS', number, string]>([
    ['EXPRESS', 299, 'SUCCEEDED'],
    ['EXPRESS', 301, 'TIMED_OUT'],
    ['STANDARD', 31_535_999, 'SUCCEEDED'],
    ['STANDARD', 31_536_001, 'TIMED_OUT'],
  ])('%s, %i seconds: %s', async (type, seconds, status) => {
    const { outcome } = await run(one({ Type: 'Wait', SecondsPath: '$.s' }), { s: seconds }, { type });
    expect(outcome.status).toBe(status);
  });
});

describe('expressions', () => {
  it.each<[what: string, expression: string, fails: boolean]>([
    ['adds 262,144 characters', "$length($pad('', 262144, 'x'))", false],
    ['adds more', "$length($pad('', 262145, 'x'))", true],
    ['adds as many to what is there', "$length($pad($pad('', 131072, 'x'), 262145, 'x'))", false],
    ['adds as many that are longer in UTF-8', "$length($pad('', 262144, 'é'))", false],
    ['joins more than that', "$length($pad('', 131072, 'x') & $pad('', 131073, 'x'))", false],
  ])('one that pads: %s (as recorded)', async (_, expression, fails) => {
    const { outcome } = await run(one({ Type: 'Pass', Output: `{% ${expression} %}` }, { QueryLanguage: 'JSONata' }));
    expect(outcome.status).toBe(fails ? 'FAILED' : 'SUCCEEDED');
    if (fails) expect(JSON.stringify(outcome)).toContain('memory limit exceeded: Check for excessive memory usage');
  });

  it('what every object has is no member of $states', async () => {
    const { outcome } = await run(
      one({ Type: 'Pass', Output: '{% $states.constructor %}' }, { QueryLanguage: 'JSONata' }),
    );
    expect(JSON.stringify(outcome)).toContain('returned nothing (undefined)');
  });

  it.each([
    ['is a long chain', `{% ${Array.from({ length: 20_000 }, () => '"a"').join('&')} %}`],
    ['matches for ever', '{% $match($pad("", 60, "a") & "!", /^(a+)+$/) %}'],
    ['never ends', '{% ($f := function($n) { $f($n + 1) }; $f(0)) %}'],
    ['is nested deeply', `{% ${'('.repeat(150)}1${')'.repeat(150)} %}`],
    ['makes too much', '{% $join($map([1..100000], function($i) { $pad("x", 1000) })) %}'],
  ])('one that %s fails its state', async (_, expression) => {
    const { outcome } = await run(one({ Type: 'Pass', Output: expression }, { QueryLanguage: 'JSONata' }));
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });
});

describe('data nested too deeply', () => {
  const nested = (levels: number): string => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
  it('in a definition is refused', () => {
    const state = { Type: 'Pass', Parameters: JSON.parse(nested(20_000)) as Json };
    expect(() => planOf(one(state))).toThrow('The definition is nested too deeply.');
  });

  it('in a state fails the state', async () => {
    const definition = one({ Type: 'Pass', Parameters: { 'a.$': 'States.StringToJson($)' } });
    const { outcome } = await run(definition, nested(20_000));
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect((await run(definition, nested(500))).outcome.status).toBe('SUCCEEDED');
  });
});

describe('an activity', () => {
  it('tells its worker where the answer names one', async () => {
    const activity = one({ Type: 'Task', Resource: 'arn:aws:states:eu-central-1:123456789012:activity:a' });
    const { history } = await runMachine(activity, {
      answer: () => ({ kind: 'succeeded', output: 1, workerName: 'first-worker' }),
    });
    expect(history.find(({ type }) => type === 'ActivityStarted')?.details).toEqual({ workerName: 'first-worker' });
  });
});
