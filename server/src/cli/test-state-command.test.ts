import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestCli, type Spoken } from './test-cli.ts';

const golden = (name: string): string => fileURLToPath(new URL(`goldens/${name}`, import.meta.url));

const { files, run, dispose } = createTestCli();
beforeAll(async () => {
  // Commands are loaded when they are used; loading from sources takes longer than a test may.
  await import('./test-state-command.ts');
}, 120_000);
afterAll(dispose);

function testState(args: readonly string[], stdin = ''): Promise<Spoken> {
  return run(['test-state', ...args], { readInput: () => Promise.resolve(stdin) });
}

const MACHINE = `
StartAt: Each order
States:
  Each order:
    Type: Map
    ItemsPath: $.orders
    ItemSelector: { order.$: $$.Map.Item.Value, shop.$: $.shop }
    MaxConcurrency: 2
    ToleratedFailureCount: 1
    ItemProcessor:
      ProcessorConfig: { Mode: DISTRIBUTED, ExecutionType: EXPRESS }
      StartAt: Ship
      States:
        Ship:
          Type: Task
          Resource: arn:aws:states:::sqs:sendMessage
          Parameters: { QueueUrl: https://queue.example, MessageBody.$: $.order }
          ResultSelector: { id.$: $.MessageId }
          ResultPath: $.shipment
          Retry: [{ ErrorEquals: [Sqs.Busy], IntervalSeconds: 3, MaxAttempts: 2 }]
          Catch: [{ ErrorEquals: [States.ALL], ResultPath: $.error, Next: Give up }]
          End: true
        Give up: { Type: Fail, Error: NotShipped }
    Next: Done
  Done: { Type: Succeed }
`;

describe('sfn-test test-state', () => {
  beforeAll(() => {
    files({ 'orders.asl.yaml': MACHINE });
    files({ 'input.json': '{"shop":"north","orders":["a","b","c"]}' });
  });
  const machine = ['--definition', 'orders.asl.yaml'];
  const ship = [...machine, '--state-name', 'Ship', '--input', '{"order":"a"}'];

  it('shows the way of a Map to its iterations', async () => {
    const spoken = await testState([
      ...machine,
      ...['--state-name', 'Each order', '--input', 'input.json', '--inspection-level', 'DEBUG'],
      ...['--mock', '{"result":[1,2,3]}'],
    ]);
    expect(spoken).toMatchObject({ code: 0, err: '' });
    await expect(spoken.out).toMatchFileSnapshot(golden('test-state-map.json.txt'));
  });

  it('shows the stations of a task, its mock written as JSON or as a text of it', async () => {
    const args = [...ship, '--inspection-level', 'TRACE', '--mock'];
    const spoken = await testState([...args, '{"result":{"MessageId":"m-1"}}']);
    expect(spoken).toMatchObject({ code: 0, err: '' });
    await expect(spoken.out).toMatchFileSnapshot(golden('test-state-task.json.txt'));
    expect(await testState([...args, '{"result":"{\\"MessageId\\":\\"m-1\\"}"}'])).toEqual(spoken);
    expect(await testState([...args, '-'], '{"result":{"MessageId":"m-1"}}')).toEqual(spoken);
  });

  it('exits by how the state ended', async () => {
    const mock = ['--mock', '{"errorOutput":{"error":"Sqs.Busy"}}'];
    const retried = await testState([...ship, ...mock]);
    expect(retried.code).toBe(1);
    expect(JSON.parse(retried.out)).toEqual({ error: 'Sqs.Busy', status: 'RETRIABLE' });
    const caught = await testState([...ship, ...mock, '--state-configuration', '{"retrierRetryCount":2}']);
    expect(caught.code).toBe(0);
    expect(JSON.parse(caught.out)).toMatchObject({ status: 'CAUGHT_ERROR', nextState: 'Give up' });
    const failed = await testState([...machine, '--state-name', 'Give up']);
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.out)).toEqual({ error: 'NotShipped', status: 'FAILED' });
  });

  it('hands variables, the role and a context object on', async () => {
    const show = '"QueryLanguage":"JSONata","Output":"{% [$x, $states.context.Execution.RoleArn] %}","End":true';
    const pass = await testState(['-d', `{"Type":"Pass",${show}}`, '--variables', '{"x":1}', '--role-arn', 'arn:role']);
    expect(JSON.parse(pass.out)).toEqual({ output: '[1,"arn:role"]', status: 'SUCCEEDED' });
    const task = `{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Arguments":{"TopicArn":"t","Message":"m"},${show}}`;
    const context = ['--context', '{"Execution":{"RoleArn":"arn:other"}}', '--mock', '{"result":{}}'];
    const given = await testState(['-d', task, '--variables', '{"x":2}', ...context]);
    expect(JSON.parse(given.out)).toEqual({ output: '[2,"arn:other"]', status: 'SUCCEEDED' });
  });

  it('tells AWS’s refusal', async () => {
    expect(await testState([...ship, '--mock', '{"result":{"MessageId":7}}'])).toEqual({
      code: 2,
      out: '',
      err: "sfn-test: ValidationException: Mock result schema validation error: Field 'MessageId' must be a string\n",
    });
    expect(await testState([...ship, '--mock', '{"result":{}}', '--reveal-secrets'])).toMatchObject({
      code: 2,
      err: 'sfn-test: ValidationException: TestState does not support RevealSecrets when a mock is specified.\n',
    });
  });

  const rows: readonly [problem: string, args: readonly string[]][] = [
    ['Give the state, or the state machine it is in, with --definition FILE_OR_JSON.', []],
    ['"stray" is not an option; the state is given with --definition.', ['stray']],
    ['--definition "none.json" is neither a file nor JSON.', ['-d', 'none.json']],
    ['--mock has no "results"; it takes result, errorOutput, fieldValidationMode.', [...ship, '-m', '{"results":1}']],
    ['--mock must be a JSON object.', [...ship, '-m', '[]']],
    [
      'The fieldValidationMode of --mock must be one of STRICT, PRESENT, NONE.',
      [...ship, '-m', '{"result":{},"fieldValidationMode":"LAX"}'],
    ],
    ["The error of --mock's errorOutput must be a text.", [...ship, '-m', '{"errorOutput":{"error":1}}']],
    [
      'The retrierRetryCount of --state-configuration must be a whole number.',
      [...ship, '-m', '{"result":{}}', '--state-configuration', '{"retrierRetryCount":"1"}'],
    ],
    ['--input, line 1, column 2: Not valid JSON: the text ends too early.', [...ship, '-i', '{']],
    ['--inspection-level must be one of INFO, DEBUG, TRACE, not "debug".', [...ship, '-l', 'debug']],
  ];
  it.each(rows)('refuses: %s', async (problem, args) => {
    const spoken = await testState(args);
    expect(spoken).toMatchObject({ code: 2, out: '' });
    expect(spoken.err).toContain(problem);
  });

  it('points at what is wrong with a definition’s text', async () => {
    expect(await testState(['-d', '{"Type":"Pass"'])).toMatchObject({ code: 2, out: '' });
    files({ 'broken.asl.json': '{\n  "Type": "Pass",,\n  "End": true\n}' });
    expect((await testState(['-d', 'broken.asl.json'])).err).toMatch(/^broken\.asl\.json:2:\d+ /);
  });
});
