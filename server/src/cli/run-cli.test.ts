import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestCli } from './test-cli.ts';
import { VERSION } from './version.ts';

const EXAMPLE = fileURLToPath(new URL('../../../test-data/05-distributed-map', import.meta.url));
const golden = (name: string): string => fileURLToPath(new URL(`goldens/${name}`, import.meta.url));

const { folder, files, run: cli, dispose } = createTestCli();
beforeAll(async () => {
  // Commands are loaded when they are used; loading from sources takes longer than a test may.
  await Promise.all([
    import('./run-suite-command.ts'),
    import('./run-machine-command.ts'),
    import('./validate-command.ts'),
  ]);
}, 120_000);
afterAll(dispose);

const PASS = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
const SUITE = 'version: "1"\nname: Orders\nstateMachine: ./pass.asl.json\ntestCases:\n';

describe('the example', () => {
  it('passes, one line a case', async () => {
    const spoken = await cli(['run', '--suite', './test-suite.yaml'], { workingFolder: EXAMPLE });
    expect(spoken).toMatchObject({ code: 0, err: '' });
    await expect(spoken.out).toMatchFileSnapshot(golden('example.txt'));
  });

  it('has a passing variant for every configuration', async () => {
    const names = [
      'byte-limited-batches',
      'concurrency-control',
      'custom-result-processing',
      'dynamic-configuration',
      'execution-mode',
      'fault-tolerance',
      'largest-batches',
      'list-objects-source',
    ];
    const args = names.flatMap((name) => ['--suite', `variants/${name}.test.yaml`]);
    const spoken = await cli(['run', ...args], { workingFolder: EXAMPLE });
    expect(spoken).toMatchObject({ code: 0, err: '' });
    await expect(spoken.out).toMatchFileSnapshot(golden('variants.txt'));
  });

  it('is a definition without a single finding', async () => {
    expect(await cli(['validate', 'workflow.asl.json'], { workingFolder: EXAMPLE })).toEqual({
      code: 0,
      out: 'The definition is fine.\n',
      err: '',
    });
  });
});

describe('a failing suite', () => {
  const failing = `${SUITE}  - name: first\n    input: { total: 12, lines: [{ sku: a }, { sku: b }] }\n    expectedOutput: { total: 13, lines: [{ sku: a }] }\n    expectedPath: [A, B]\n  - name: second\n    input: 1\n  - name: third\n    input: 1\n    skip: true\n`;

  it('says what differs, which state, and where the expectation stands; exit code 1', async () => {
    files({ 'pass.asl.json': PASS, 'orders.yaml': failing });
    const spoken = await cli(['run', '--suite', 'orders.yaml']);
    expect(spoken).toMatchObject({ code: 1, err: '' });
    await expect(spoken.out).toMatchFileSnapshot(golden('failing.txt'));
  });

  it.each(['json', 'junit'])('is reported as %s', async (reporter) => {
    files({ 'pass.asl.json': PASS, 'orders.yaml': failing });
    const spoken = await cli(['run', '--suite', 'orders.yaml', '--reporter', reporter]);
    expect(spoken).toMatchObject({ code: 1, err: '' });
    const timeless = spoken.out.replaceAll(/("duration": )[\d.]+/g, '$10').replaceAll(/( time=")[\d.]+/g, '$10.000');
    await expect(timeless).toMatchFileSnapshot(golden(`failing.${reporter}.txt`));
  });

  it('runs single cases by name', async () => {
    files({ 'pass.asl.json': PASS, 'orders.yaml': failing });
    expect(await cli(['run', '-s', 'orders.yaml', '-c', 'second'])).toEqual({
      code: 0,
      out: '✅ second\n\nAll tests passed!\n',
      err: '',
    });
  });
});

describe('a single machine', () => {
  it('prints its output', async () => {
    files({ 'pass.asl.json': PASS, 'input.json': '{"a":[1]}' });
    const expected = { code: 0, out: '{\n  "a": [\n    1\n  ]\n}\n', err: '' };
    expect(await cli(['run', '--asl', 'pass.asl.json', '--input', 'input.json'])).toEqual(expected);
    expect(await cli(['run', '--asl', 'pass.asl.json', '--input', '{"a":[1]}'])).toEqual(expected);
    const piped = { readInput: () => Promise.resolve('{"a":[1]}') };
    expect(await cli(['run', '--asl', 'pass.asl.json', '--input', '-'], piped)).toEqual(expected);
  });

  it('that fails says its error and cause; exit code 1; its history is written all the same', async () => {
    const definition = { StartAt: 'A', States: { A: { Type: 'Fail', Error: 'Refused', Cause: 'no stock' } } };
    files({ 'fail.asl.json': JSON.stringify(definition) });
    const spoken = await cli(['run', '--asl', 'fail.asl.json', '--history', 'history.json']);
    expect(spoken).toEqual({ code: 1, out: '', err: 'The execution failed: Refused: no stock\n' });
    await expect(readFileSync(join(folder, 'history.json'), 'utf8')).toMatchFileSnapshot(golden('history.json.txt'));
  });

  it('is run although AWS would refuse it, as far as it can be, and says why', async () => {
    const unreachable = {
      StartAt: 'A',
      States: { A: { Type: 'Pass', End: true }, B: { Type: 'Pass', Nxt: 'A', End: true } },
    };
    files({ 'odd.asl.json': JSON.stringify(unreachable) });
    const spoken = await cli(['run', '--asl', 'odd.asl.json']);
    expect(spoken).toMatchObject({ code: 0, out: '{}\n' });
    expect(spoken.err).toMatch(/^odd\.asl\.json:1:\d+ warning: .*\n/);
  });

  const task = {
    StartAt: 'Call',
    States: {
      Call: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: 'f', 'Payload.$': '$' },
        Retry: [{ ErrorEquals: ['Busy'] }],
        OutputPath: '$.Payload',
        End: true,
      },
    },
  };

  it('is answered by mocks, or by recorded answers', async () => {
    files({
      'task.asl.json': JSON.stringify(task),
      'mock.yaml':
        'version: "1"\nmocks: [{ state: Call, type: stateful, responses: [{ error: { type: Busy } }, { Payload: mocked }] }]',
      'tasks.json': JSON.stringify([
        { state: 'Call', attempt: 1, outcome: { failed: { error: 'Busy', cause: 'x' } } },
        { state: 'Call', attempt: 2, outcome: { succeeded: { Payload: 'recorded' } } },
      ]),
    });
    expect(await cli(['run', '--asl', 'task.asl.json', '--mock', 'mock.yaml'])).toEqual({
      code: 0,
      out: '"mocked"\n',
      err: '',
    });
    const recorded = await cli(['run', '--asl', 'task.asl.json', '--tasks', 'tasks.json']);
    expect(recorded).toEqual({ code: 0, out: '"recorded"\n', err: '' });
  });

  it('reads and writes buckets as folders', async () => {
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      StartAt: 'P',
      States: { P: { Type: 'Pass', End: true } },
    };
    const place = { Bucket: 'in', Key: 'items.jsonl' };
    const map = {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSONL' },
        Parameters: place,
      },
      ItemProcessor: processor,
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'results', Prefix: 'r' } },
      OutputPath: '$.ResultWriterDetails',
      End: true,
    };
    files({
      'map.asl.json': JSON.stringify({ StartAt: 'M', States: { M: map } }),
      's3/in/items.jsonl': '{"n":1}\n{"n":2}\n',
    });
    const spoken = await cli(['run', '--asl', 'map.asl.json', '--s3', 's3']);
    expect(spoken).toMatchObject({ code: 0, err: '' });
    const { Bucket, Key } = JSON.parse(spoken.out) as { readonly Bucket: string; readonly Key: string };
    const manifest = JSON.parse(readFileSync(join(folder, 's3', Bucket, Key), 'utf8')) as {
      readonly ResultFiles: object;
    };
    expect(Object.keys(manifest.ResultFiles)).toEqual(['FAILED', 'PENDING', 'SUCCEEDED']);
  });

  it('is the same run for the same seed, and another one for another', async () => {
    const random = {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, End: true } },
    };
    files({ 'random.asl.json': JSON.stringify(random) });
    const out = async (seed: string): Promise<string> =>
      (await cli(['run', '--asl', 'random.asl.json', '--seed', seed])).out;
    expect(await out('7')).toBe(await out('7'));
    expect(await out('7')).not.toBe(await out('8'));
  });
});

describe('validate', () => {
  const broken = '{\n  "StartAt": "A",\n  "States": { "A": { "Type": "Pas", "End": true } }\n}\n';

  it('names place, severity and rule; exit code 1', async () => {
    files({ 'broken.asl.json': broken, 'pass.asl.json': PASS });
    const spoken = await cli(['validate', 'broken.asl.json', 'pass.asl.json']);
    expect(spoken).toMatchObject({ code: 1, err: '' });
    expect(spoken.out).toMatch(/^broken\.asl\.json:3:30 error .*Pas/);
  });

  it('is JSON for tools: pointers and zero-based ranges', async () => {
    files({ 'broken.asl.json': broken, 'pass.asl.json': PASS });
    const spoken = await cli(['validate', '--format', 'json', 'broken.asl.json', 'pass.asl.json']);
    expect(spoken.code).toBe(1);
    const report = JSON.parse(spoken.out) as {
      file: string;
      diagnostics: { severity: string; path: string; range: object }[];
    }[];
    expect(report.map(({ file, diagnostics }) => [file, diagnostics.length])).toEqual([
      ['broken.asl.json', 1],
      ['pass.asl.json', 0],
    ]);
    expect(report[0]?.diagnostics[0]).toMatchObject({
      severity: 'error',
      path: '/States/A/Type',
      range: { start: { line: 2, character: 29 }, end: { line: 2, character: 34 } },
    });
  });
});

describe('bad input is one line that says what and where, exit code 2', () => {
  const good = `${SUITE}- { name: a, input: 1 }\n`;
  const cases: readonly [
    what: string,
    args: readonly string[],
    contents: Readonly<Record<string, string>>,
    err: RegExp,
  ][] = [
    [
      'no command',
      ['runn'],
      {},
      /^sfn-test: There is no command "runn"\. Did you mean "run"\? See sfn-test --help\.\n$/,
    ],
    [
      'unknown option',
      ['run', '--suit', 'x'],
      {},
      /^sfn-test: There is no option --suit\. Did you mean "--suite"\? See sfn-test --help\.\n$/,
    ],
    ['option without its value', ['run', '--suite'], {}, /^sfn-test: --suite needs a value\.\n$/],
    ['nothing to run', ['run', '--name', 'Order'], {}, /^sfn-test: There is no suite Order\.test\.yaml in /],
    [
      'a file without an option',
      ['run', 'a.yaml'],
      {},
      /^sfn-test: "a\.yaml" belongs to no option\. Write --suite a\.yaml/,
    ],
    [
      'an option of the other kind',
      ['run', '--suite', 'a', '--input', '1'],
      {},
      /^sfn-test: --input can only be used with --asl\.\n$/,
    ],
    [
      'unknown type',
      ['run', '--asl', 'a', '--type', 'EXPRES'],
      {},
      /must be one of STANDARD, EXPRESS, not "EXPRES"\. Did you mean "EXPRESS"\?\n$/,
    ],
    ['a seed that is no number', ['run', '--asl', 'pass.asl.json', '--seed', 'x'], {}, /--seed must be a whole number/],
    ['missing suite', ['run', '--suite', 'none.yaml'], {}, /^There is no file none\.yaml\.\n$/],
    [
      'a folder instead of a suite',
      ['run', '--suite', 'dir'],
      { 'dir/x': '' },
      /^sfn-test: There is no suite in dir: a suite is called test-suite\.yaml or \*\.test\.yaml\.\n$/,
    ],
    [
      'a suite that is not YAML',
      ['run', '--suite', 's.yaml'],
      { 's.yaml': 'version: "1"\nname: [a\n' },
      /^s\.yaml:3:1 Not valid YAML: .*\n$/,
    ],
    [
      'a suite that is something else',
      ['run', '--suite', 's.yaml'],
      { 's.yaml': '%PDF-1.7\n\u0000\u0001' },
      /^s\.yaml:\d+:\d+ .*\n/,
    ],
    [
      'missing definition',
      ['run', '--suite', 's.yaml'],
      { 's.yaml': good.replace('pass.asl', 'gone.asl') },
      /^s\.yaml:3:15 There is no file gone\.asl\.json\.\n$/,
    ],
    [
      'missing mock file',
      ['run', '--suite', 's.yaml'],
      { 's.yaml': `${good}baseMock: ./gone.yaml\n` },
      /^s\.yaml:6:11 There is no file gone\.yaml\.\n$/,
    ],
    [
      'a mock for an unknown state',
      ['run', '--suite', 's.yaml'],
      {
        's.yaml': `${good}baseMock: ./m.yaml\n`,
        'm.yaml': 'version: "1"\nmocks:\n  - state: B\n    type: fixed\n    response: 1\n',
      },
      /^m\.yaml:3:12 There is no state "B" in the state machine\.\n$/,
    ],
    [
      'a misspelt key',
      ['run', '--suite', 's.yaml'],
      { 's.yaml': good.replace('input: 1', 'input: 1, expectedOuput: 1') },
      /^s\.yaml:5:24 Unknown key "expectedOuput"\. Did you mean "expectedOutput"\?\n$/,
    ],
    [
      'a case that is not there',
      ['run', '--suite', 's.yaml', '--case', 'b'],
      { 's.yaml': good },
      /^sfn-test: The suite has no case "b"\. It has: a\.\n$/,
    ],
    [
      'an unknown Type',
      ['run', '--asl', 'm.asl.json'],
      { 'm.asl.json': '{"StartAt":"A","States":{"A":{"Type":"Pas","End":true}}}' },
      /^m\.asl\.json:1:38 .*Pas.*\n$/,
    ],
    [
      'a definition that is cut off',
      ['run', '--asl', 'm.asl.json'],
      { 'm.asl.json': '{"StartAt":"A",\n"States":{"A"' },
      /^m\.asl\.json:2:\d+ .*\n/,
    ],
    ['an empty definition', ['run', '--asl', 'm.asl.json'], { 'm.asl.json': '' }, /^m\.asl\.json.*\n$/],
    ['missing definition of a run', ['run', '--asl', 'gone.json'], {}, /^There is no file gone\.json\.\n$/],
    ['a folder instead of a definition', ['run', '--asl', 'dir'], { 'dir/x': '' }, /^dir is a folder, not a file\.\n$/],
    [
      'a folder instead of mocks',
      ['run', '--asl', 'pass.asl.json', '--mock', 'dir'],
      { 'dir/x': '' },
      /^dir is a folder, not a file\.\n$/,
    ],
    [
      'an input that is neither',
      ['run', '--asl', 'pass.asl.json', '--input', 'gone.json'],
      {},
      /^sfn-test: --input "gone\.json" is neither a file nor JSON\.\n$/,
    ],
    [
      'an input that is no JSON',
      ['run', '--asl', 'pass.asl.json', '--input', '{"a": }'],
      {},
      /^sfn-test: --input, line 1, column 7: Not valid JSON: value expected\.\n$/,
    ],
    [
      'an input file that is no JSON',
      ['run', '--asl', 'pass.asl.json', '--input', 'in.json'],
      { 'in.json': '{\n  "a": 1,\n  b: 2\n}' },
      /^sfn-test: in\.json:3:3 Not valid JSON: .*\.\n$/,
    ],
    [
      'an input folder',
      ['run', '--asl', 'pass.asl.json', '--input', 'dir'],
      { 'dir/x': '' },
      /^sfn-test: dir is a folder, not a file\.\n$/,
    ],
    [
      'tasks that are no list',
      ['run', '--asl', 'pass.asl.json', '--tasks', 't.json'],
      { 't.json': '{}' },
      /^sfn-test: t\.json: Recorded tasks must be a list\.\n$/,
    ],
    [
      'a missing S3 folder',
      ['run', '--asl', 'pass.asl.json', '--s3', 'gone'],
      {},
      /^sfn-test: There is no folder gone for --s3\.\n$/,
    ],
    [
      'a history that cannot be written',
      ['run', '--asl', 'pass.asl.json', '--history', 'gone/h.json'],
      {},
      /^sfn-test: The history could not be written: .*\n$/,
    ],
    ['a file to check that is missing', ['validate', 'gone.json'], {}, /^There is no file gone\.json\.\n$/],
    ['nothing to check', ['validate'], {}, /^sfn-test: Name the files to check/],
  ];
  it.each(cases)('%s', async (_what, args, contents, err) => {
    files({ 'pass.asl.json': PASS, ...contents });
    const spoken = await cli(args);
    expect(spoken.err).toMatch(err);
    expect(spoken).toMatchObject({ code: 2, out: '' });
    expect(spoken.err.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  it('a data file that is cut in the middle fails the case, and names the file', async () => {
    const map = {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: 'b', Key: 'k' },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'P',
        States: { P: { Type: 'Pass', End: true } },
      },
      End: true,
    };
    files({
      'map.asl.json': JSON.stringify({ StartAt: 'M', States: { M: map } }),
      'cut.json': '[{"id":1},\n{"id":2},\n{"id"',
      'cut.yaml':
        'version: "1"\nname: s\nstateMachine: ./map.asl.json\ntestCases:\n- name: a\n  input: {}\n  mockOverrides: [{ state: M, type: itemReader, dataFile: cut.json }]\n',
    });
    const spoken = await cli(['run', '--suite', 'cut.yaml']);
    expect(spoken.code).toBe(1);
    expect(spoken.out).toMatch(
      /The execution failed in the state "M": States\.ItemReaderFailed: .*cut\.json.*\n +at cut\.yaml:5:9, state "M" at map\.asl\.json:1:\d+/,
    );
  });

  it.each([
    ['definition to run', ['run', '--asl', 'deep.json']],
    ['input', ['run', '--asl', 'pass.asl.json', '--input', 'deep.json']],
    ['suite', ['run', '--suite', 'deep.json']],
    ['mock file', ['run', '--asl', 'pass.asl.json', '--mock', 'deep.json']],
    ['recorded tasks', ['run', '--asl', 'pass.asl.json', '--tasks', 'deep.json']],
  ])('10 MB of nested arrays as a %s', async (_what, args) => {
    files({ 'pass.asl.json': PASS, 'deep.json': '['.repeat(10_000_000) });
    const spoken = await cli(args);
    expect(spoken).toMatchObject({ code: 2, out: '' });
    expect(spoken.err).toMatch(/^(?:sfn-test: )?deep\.json:1:\d+ .*\n$/);
    expect(spoken.err.length).toBeLessThan(300);
  });

  it('10 MB of nested arrays to be checked is a finding', async () => {
    files({ 'deep.json': '['.repeat(10_000_000) });
    const spoken = await cli(['validate', 'deep.json']);
    expect(spoken.code).toBe(1);
    expect(spoken.out).toMatch(/^deep\.json:1:\d+ error /);
  });
});

describe('help', () => {
  it.each([
    [['--help'], 'Usage'],
    [['run', '--help'], '--history FILE'],
    [['validate', '-h'], '--format text|json'],
    [['--version'], `${VERSION}\n`],
  ])('%s', async (args, text) => {
    const spoken = await cli(args);
    expect(spoken).toMatchObject({ code: 0, err: '' });
    expect(spoken.out).toContain(text);
  });

  it('comes when no command is given, with exit code 2', async () => {
    const spoken = await cli([]);
    expect(spoken).toMatchObject({ code: 2, out: '' });
    expect(spoken.err).toContain('Usage');
  });
});
