/** What answers the tasks of a single state machine, seen from the command line. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sfn-test-machine-'));
  await import('./run-machine-command.ts');
}, 120_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function files(contents: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(contents)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

async function run(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(['run', '--asl', 'machine.asl.json', ...args], {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    workingFolder: folder,
    outColors: false,
    errColors: false,
    errIsTerminal: false,
    columns: 80,
    readInput: () => Promise.resolve(''),
  });
  return { code, out, err };
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
