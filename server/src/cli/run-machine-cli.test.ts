/** What answers the tasks of a single state machine, seen from the command line. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestCli, type Spoken } from './test-cli.ts';

const { folder, files: textFiles, run: cli, dispose } = createTestCli();
beforeAll(async () => {
  await import('./run-machine-command.ts');
}, 120_000);
afterAll(dispose);

function files(contents: Readonly<Record<string, unknown>>): void {
  const texts = Object.entries(contents).map(([name, content]) => [
    name,
    typeof content === 'string' ? content : JSON.stringify(content),
  ]);
  textFiles(Object.fromEntries(texts) as Record<string, string>);
}

function run(...args: readonly string[]): Promise<Spoken> {
  return cli(['run', '--asl', 'machine.asl.json', ...args]);
}

const LAMBDA = 'arn:aws:states:::lambda:invoke';
const RETRYING = {
  StartAt: 'Call',
  States: {
    Call: {
      Type: 'Task',
      Resource: LAMBDA,
      Parameters: { FunctionName: 'f' },
      Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }],
      ResultSelector: { 'answer.$': '$.Payload', 'machine.$': '$$.StateMachine.Name' },
      End: true,
    },
  },
};
const MOCK_CONFIG = {
  StateMachines: {
    Orders: { TestCases: { Busy: { Call: 'BusyOnce' }, Fine: { Call: 'Fine' }, Broken: { Call: 'Nowhere' } } },
  },
  MockedResponses: {
    BusyOnce: { '0': { Throw: { Error: 'Busy', Cause: 'later' } }, '1-2': { Return: { Payload: 'second' } } },
    Fine: { '0': { Return: { Payload: 'first' } } },
  },
};
const TWO = { ...MOCK_CONFIG, StateMachines: { ...MOCK_CONFIG.StateMachines, Returns: { TestCases: {} } } };

describe('a mock file of Step Functions Local', () => {
  beforeAll(() => {
    files({ 'machine.asl.json': RETRYING, 'mocks.json': MOCK_CONFIG, 'two.json': TWO, 'other.json': { mocks: [] } });
  });

  it.each([
    ['Fine', 'first'],
    ['Busy', 'second'],
  ])('answers as its test case %s says', async (testCase, answer) => {
    const { code, out, err } = await run('--mock-config', 'mocks.json', '--test-case', testCase, '-n', 'Orders');
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual({ answer, machine: 'Orders' });
    expect(code).toBe(0);
  });

  it('needs no name where it has only one state machine', async () => {
    expect(await run('--mock-config', 'mocks.json', '--test-case', 'Fine')).toMatchObject({ code: 0 });
  });

  it.each([
    [['--mock-config', 'mocks.json'], 'Say which test case with --test-case. "Orders" has: Busy, Fine, Broken.'],
    [
      ['--mock-config', 'mocks.json', '--test-case', 'Fime'],
      '"Orders" has no test case "Fime". Did you mean "Fine"? It has: Busy, Fine, Broken.',
    ],
    [
      ['--mock-config', 'mocks.json', '--test-case', 'Broken'],
      'mocks.json: The state "Call" names a mocked response that is not there.',
    ],
    [
      ['--mock-config', 'two.json', '--test-case', 'Fine'],
      'two.json has several state machines; say which with --name: Orders, Returns.',
    ],
    [
      ['--mock-config', 'mocks.json', '--test-case', 'Fine', '--name', 'Order'],
      'mocks.json has no state machine "Order". Did you mean "Orders"? It has: Orders.',
    ],
    [
      ['--mock-config', 'other.json', '--test-case', 'Fine'],
      'other.json names no StateMachines: it is no mock file of Step Functions Local.',
    ],
    [['--test-case', 'Fine'], '--test-case needs --mock-config, the mock file of Step Functions Local.'],
    [['--mock', 'a.yaml', '--tasks', 'b.json'], 'Give either --mock or --tasks, not both.'],
    [['--mock-config', 'gone.json', '--test-case', 'Fine'], 'There is no file gone.json.'],
  ])('%j: %s', async (args, message) => {
    expect(await run(...args)).toEqual({ code: 2, out: '', err: `sfn-test: ${message}\n` });
  });
});

describe('another state machine', () => {
  const parent = {
    StartAt: 'Order',
    States: {
      Order: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: {
          StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:Child:live',
          'Input.$': '$',
          Name: 'inner',
        },
        ResultSelector: { 'output.$': '$.Output', 'arn.$': '$.ExecutionArn' },
        End: true,
      },
    },
  };
  const child = {
    StartAt: 'Call',
    States: {
      Call: { Type: 'Task', Resource: LAMBDA, Parameters: { FunctionName: 'f' }, OutputPath: '$.Payload', End: true },
    },
  };
  const mockOfCall = 'mocks:\n- { state: Call, type: fixed, response: { Payload: mocked, StatusCode: 200 } }\n';
  const output = { output: 'mocked', arn: 'arn:aws:states:us-east-1:123456789012:execution:Child:inner' };
  beforeAll(() => {
    files({
      'machine.asl.json': parent,
      'child.asl.json': child,
      'shared.yaml': `version: "1"\nstateMachines: { Child: ./child.asl.json }\n${mockOfCall}`,
      'child-mock.yaml': `version: "1"\n${mockOfCall}`,
      'own.yaml': 'version: "1"\nstateMachines: { Child: { definition: child.asl.json, mock: child-mock.yaml } }\n',
      'gone.yaml': 'version: "1"\nstateMachines: { Child: nowhere.asl.json }\n',
      'stranger.yaml': `version: "1"\n${mockOfCall}`,
      'suite.yaml':
        'version: "1"\nname: Nested\nstateMachine: ./machine.asl.json\nbaseMock: ./shared.yaml\ntestCases:\n' +
        '- { name: child runs, input: { a: 1 }, expectedOutput: { output: mocked } }\n',
    });
  });

  it.each([['shared.yaml'], ['own.yaml']])(
    'that a mock file names runs for real, with the mocks of %s',
    async (mock) => {
      const { code, out, err } = await run('--mock', mock, '--history', 'history.json');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(JSON.parse(out)).toEqual(output);
      const history = JSON.parse(readFileSync(join(folder, 'history.json'), 'utf8')) as {
        readonly nestedExecutions: readonly { readonly status: string; readonly events: readonly object[] }[];
      };
      expect(history.nestedExecutions).toMatchObject([{ executionArn: output.arn, status: 'SUCCEEDED' }]);
      expect(history.nestedExecutions[0]?.events.at(-1)).toMatchObject({ type: 'ExecutionSucceeded' });
    },
  );

  it('may be given a task token, and sends it back', async () => {
    const call = { ...parent.States.Order, Resource: 'arn:aws:states:::states:startExecution.waitForTaskToken' };
    const Parameters = { ...call.Parameters, 'Input.$': undefined, Input: { 'token.$': '$$.Task.Token' } };
    const Order = { ...call, Parameters, ResultSelector: undefined };
    const Resource = 'arn:aws:states:::aws-sdk:sfn:sendTaskSuccess';
    const Send = { Type: 'Task', Resource, Parameters: { 'TaskToken.$': '$.token', Output: { sent: 1 } }, End: true };
    files({
      'machine.asl.json': { StartAt: 'Order', States: { Order } },
      'sender.asl.json': { StartAt: 'Send', States: { Send } },
    });
    const { code, out } = await run('--state-machine', 'Child=sender.asl.json');
    files({ 'machine.asl.json': parent });
    expect({ code, output: JSON.parse(out) as unknown }).toEqual({ code: 0, output: { sent: 1 } });
  });

  it('can be named on the command line', async () => {
    const { code, out } = await run('--state-machine', 'Child=child.asl.json', '--input', '{"a":1}');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ ...output, output: { FunctionName: 'f' } });
  });

  it('is there for suites as well', async () => {
    const { code, out } = await cli(['run', '--suite', 'suite.yaml']);
    expect(out).toContain('All tests passed!');
    expect(code).toBe(0);
  });

  it.each([
    [['--mock', 'gone.yaml'], 'There is no file nowhere.asl.json, the definition of the state machine "Child".'],
    [['--mock', 'stranger.yaml'], 'There is no state "Call" in the state machine.'],
    [['--state-machine', 'Child'], '--state-machine takes NAME=FILE'],
  ])('%j: %s', async (args, message) => {
    const { code, err } = await run(...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});

describe('local handlers', () => {
  const caught = {
    StartAt: 'Call',
    States: {
      Call: {
        Type: 'Task',
        Resource: LAMBDA,
        Parameters: { FunctionName: 'arn:aws:lambda:us-east-1:1:function:price:live', 'Payload.$': '$' },
        Catch: [{ ErrorEquals: ['TooBig'], Next: 'Tell' }],
        ResultSelector: { 'price.$': '$.Payload.price' },
        End: true,
      },
      Tell: {
        Type: 'Pass',
        Parameters: { 'caught.$': '$.Error', 'cause.$': 'States.StringToJson($.Cause)' },
        End: true,
      },
    },
  };
  beforeAll(() => {
    files({
      'machine.asl.json': caught,
      'price.mjs':
        'export const handler = ({ n }) => { if (n > 9) { const e = new Error("too big"); e.name = "TooBig"; throw e; } return { price: n * 2 }; };',
      'handlers.yaml': 'version: "1"\nhandlers: { price: ./price.mjs }\n',
    });
  });

  it('answer a function for real', async () => {
    const { code, out } = await run('--mock', 'handlers.yaml', '--input', '{"n":4}');
    expect(JSON.parse(out)).toEqual({ price: 8 });
    expect(code).toBe(0);
  });

  it('that throw fail the task as a FunctionError does', async () => {
    const { out } = await run('--mock', 'handlers.yaml', '--input', '{"n":10}');
    expect(JSON.parse(out)).toMatchObject({
      caught: 'TooBig',
      cause: { errorType: 'TooBig', errorMessage: 'too big', trace: expect.arrayContaining([]) as string[] },
    });
  });
});

describe('an execution that failed', () => {
  const definition = {
    StartAt: 'First',
    States: {
      First: { Type: 'Pass', Assign: { 'kept.$': '$.n' }, Next: 'Call' },
      Call: {
        Type: 'Task',
        Resource: LAMBDA,
        Parameters: { FunctionName: 'f' },
        Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }],
        ResultSelector: { 'kept.$': '$kept', 'count.$': '$$.Execution.RedriveCount', 'answer.$': '$.Payload' },
        End: true,
      },
    },
  };
  const error = '{ error: { type: Busy, cause: later } }';
  const stateful = (answers: string): string =>
    `version: "1"\nmocks:\n- { state: Call, type: stateful, responses: [${answers}] }\n`;
  beforeAll(() => {
    files({
      'machine.asl.json': definition,
      'fails.yaml': stateful(error),
      'mended.yaml': stateful(`${error}, { Payload: mended }`),
    });
  });

  const read = (name: string): { readonly status: string; readonly events: readonly Record<string, unknown>[] } =>
    JSON.parse(readFileSync(join(folder, name), 'utf8')) as ReturnType<typeof read>;

  it('goes on at the state that failed, with its variables and fresh retries, and one history', async () => {
    expect(await run('--mock', 'fails.yaml', '--input', '{"n":3}', '--history', 'failed.json')).toMatchObject({
      code: 1,
    });
    const before = read('failed.json').events;
    const { out } = await run('--mock', 'mended.yaml', '--redrive-from', 'failed.json', '--history', 'whole.json');
    expect(JSON.parse(out)).toEqual({ kept: 3, count: 1, answer: 'mended' });
    const { events, status } = read('whole.json');
    expect(status).toBe('SUCCEEDED');
    expect(events.slice(0, before.length)).toEqual(before);
    expect(events.slice(before.length).map(({ id, type, previousEventId }) => [id, previousEventId, type])).toEqual([
      [12, 11, 'ExecutionRedriven'],
      [13, 4, 'TaskScheduled'],
      [14, 13, 'TaskStarted'],
      [15, 14, 'TaskFailed'],
      [16, 15, 'TaskScheduled'],
      [17, 16, 'TaskStarted'],
      [18, 17, 'TaskSucceeded'],
      [19, 18, 'TaskStateExited'],
      [20, 19, 'ExecutionSucceeded'],
    ]);
  });

  it('is for saved runs where a Map Run has children to go on with', async () => {
    const fan = {
      Type: 'Map',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Call',
        States: { Call: { Type: 'Task', Resource: LAMBDA, Parameters: { FunctionName: 'f' }, End: true } },
      },
      End: true,
    };
    files({ 'fan.asl.json': { StartAt: 'Fan', States: { Fan: fan } } });
    const runFan = (...options: readonly string[]): ReturnType<typeof run> => run('--asl', 'fan.asl.json', ...options);
    await runFan('--mock', 'fails.yaml', '--input', '[1,2]', '--history', 'fan.json');
    const { code, err } = await runFan('--mock', 'mended.yaml', '--redrive-from', 'fan.json');
    expect(code).toBe(2);
    expect(err).toContain('does not tell which children of the Map Run of "Fan" succeeded. Save the run with --save');
  });

  it('can fail and be redriven again; one that succeeded cannot', async () => {
    await run('--mock', 'fails.yaml', '--redrive-from', 'failed.json', '--history', 'again.json');
    const { out } = await run('--mock', 'mended.yaml', '--redrive-from', 'again.json', '--history', 'third.json');
    expect(JSON.parse(out)).toMatchObject({ count: 2, kept: 3 });
    const { code, err } = await run('--redrive-from', 'third.json');
    expect(err).toContain('Execution is SUCCEEDED and cannot be redriven.');
    expect(code).toBe(2);
  });

  it.each([
    [['--redrive-from', 'failed.json', '--input', '{}'], '--redrive-from goes on with the input of before'],
    [['--redrive-from', 'failed.json', '--type', 'EXPRESS'], 'Express executions cannot be redriven.'],
    [['--redrive-from', 'machine.asl.json'], 'machine.asl.json: There is no list of `events`.'],
  ])('%j: %s', async (args, message) => {
    const { code, err } = await run(...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
