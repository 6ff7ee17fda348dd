import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSuite, prepareCase, runSuite, type CaseResult } from './run-suite.ts';

const FOLDER = resolve('/suite');

/** Files that exist in the editor only. */
function accessTo(files: Readonly<Record<string, string>>): Parameters<typeof loadSuite>[1] {
  const byPath = new Map(Object.entries(files).map(([name, text]) => [resolve(FOLDER, name), text]));
  return { workingFolder: FOLDER, openText: (path) => byPath.get(path) };
}

const lambda = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'f', 'Payload.$': '$' },
};
const child = (states: object, startAt: string): object => ({
  Type: 'Map',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: startAt,
    States: states,
  },
});

const MACHINE = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: {
        StartAt: 'Odd?',
        States: {
          'Odd?': { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 1, Next: 'Odd' }], Default: 'Split' },
          Odd: { Type: 'Pass', Result: 'odd', End: true },
          Split: {
            Type: 'Parallel',
            Branches: [
              {
                StartAt: 'Left',
                States: { Left: { Type: 'Pass', Assign: { 'side.$': '$' }, Result: 'l', End: true } },
              },
              {
                StartAt: 'Right',
                States: { Right: { Type: 'Wait', Seconds: 1, Next: 'Last' }, Last: { Type: 'Pass', End: true } },
              },
            ],
            End: true,
          },
        },
      },
      ResultPath: '$.mapped',
      Next: 'Remember',
    },
    Remember: { Type: 'Pass', Assign: { 'total.$': 'States.ArrayLength($.items)', deep: { a: 1 } }, Next: 'Children' },
    Children: {
      ...child({ Call: { ...lambda, Next: 'v1.2 done' }, 'v1.2 done': { Type: 'Succeed' } }, 'Call'),
      ItemsPath: '$.items',
      ResultPath: '$.called',
      End: true,
    },
  },
};
const HEAD = 'version: "1"\nname: s\nstateMachine: m.asl.json\ntestCases:\n- name: c\n  input: { items: [1, 2, 3] }\n';

async function runCase(
  expectations: string,
  machine: object = MACHINE,
  extra: Readonly<Record<string, string>> = {},
): Promise<CaseResult> {
  const suite = HEAD + expectations.replaceAll(/^/gm, '  ');
  const loaded = await loadSuite(
    's.test.yaml',
    accessTo({ 's.test.yaml': suite, 'm.asl.json': JSON.stringify(machine), ...extra }),
  );
  if (loaded.kind === 'refused') throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  const [result] = await runSuite(loaded.suite, { caseNames: null });
  return result as CaseResult;
}

/** Message of each failure, with the line of the suite it points at and the state it blames. */
async function failuresOf(...args: Parameters<typeof runCase>): Promise<string[]> {
  const { failures } = await runCase(...args);
  return failures.map(
    ({ message, place, state }) => `${place.range.start.line + 1}: ${message}${state === null ? '' : ` [${state}]`}`,
  );
}

describe('expectations that hold', () => {
  it.each([
    ['path', 'expectedPath: [Each, Remember, Children]'],
    ['a state anywhere', 'stateExpectations: [{ state: Odd, input: 1, output: odd }]'],
    ['a state of an inline iteration', 'stateExpectations: [{ state: "Each[0].Odd", output: odd }]'],
    ['the older spelling of it', 'stateExpectations: [{ state: "Each[0].Each[0].Odd", output: odd }]'],
    ['a state of a branch in an iteration', 'stateExpectations: [{ state: "Each[2].Split[1].Last", input: 3 }]'],
    ['a whole iteration', 'stateExpectations: [{ state: "Each[2]", input: 3, output: [l, 3] }]'],
    ['a whole branch', 'stateExpectations: [{ state: "Each[1].Split[1]", input: 2, output: 2 }]'],
    [
      'a state of a child execution',
      'stateExpectations: [{ state: "Children[1].Call", input: 2, output: { Payload: { Payload: 2 } } }]',
    ],
    ['a whole child execution', 'stateExpectations: [{ state: "Children[1]", input: 2, output: { StatusCode: 200 } }]'],
    ['a name with a dot', 'stateExpectations: [{ state: "Children[2].v1.2 done", input: { StatusCode: 200 } }]'],
    ['variables after a state', 'stateExpectations: [{ state: Remember, variables: { total: 3, deep: {} } }]'],
    ['variables of a branch', 'stateExpectations: [{ state: "Each[1].Split[0].Left", variables: { side: l } }]'],
    [
      'iterations',
      'mapExpectations: [{ state: Each, iterationCount: 3, iterationPaths: { samples: { 0: ["Odd?", Odd], 2: ["Odd?", Split] } } }]',
    ],
    [
      'child executions',
      'mapExpectations: [{ state: Children, iterationCount: 3, iterationPaths: { all: [Call, v1.2 done] } }]',
    ],
    [
      'branches',
      'parallelExpectations: [{ state: Split, branchCount: 2, branchPaths: { 0: [Left], 1: [Right, Last] } }]',
    ],
    ['a part of the output', 'expectedOutput: { mapped: [odd, [l, 2], [l, 3]] }'],
  ])('%s', async (_what, expectations) => {
    expect(await failuresOf(expectations)).toEqual([]);
  });
});

describe('expectations that do not hold say what happened, where they stand and which state is to blame', () => {
  it.each([
    [
      'path',
      'expectedPath: [Each, Rememba, Children]',
      ['7: The path is not the expected one. There is no state "Rememba". Did you mean "Remember"? [Remember]'],
    ],
    [
      'output',
      'expectedOutput: { mapped: [odd, [l, 2], [l, 4]], more: 1 }',
      ['7: The output is not the expected one.'],
    ],
    ['no error', 'expectedError: Boom', ['7: The execution succeeded, but should have failed with Boom.']],
    [
      'state never reached',
      'stateExpectations: [{ state: "Each[9].Odd", output: 1 }]',
      ['7: "Each[9].Odd" was not reached. [Odd]'],
    ],
    [
      'unknown state',
      'stateExpectations: [{ state: Oddd, output: 1 }]',
      ['7: There is no state "Oddd". Did you mean "Odd?"?'],
    ],
    [
      'input and output of a state',
      'stateExpectations:\n- state: Odd\n  input: 2\n  output: even',
      [
        '9: The input of "Odd" is not the expected one. [Odd]',
        '10: The output of "Odd" is not the expected one. [Odd]',
      ],
    ],
    [
      'variables',
      'stateExpectations: [{ state: Remember, variables: { total: 4, other: 1 } }]',
      [
        '7: The variable $total after "Remember" is not the expected one. [Remember]',
        '7: The variable $other does not exist after "Remember". [Remember]',
      ],
    ],
    [
      'count of iterations',
      'mapExpectations: [{ state: Each, iterationCount: 2 }]',
      ['7: "Each" had 3 iterations, expected were 2. [Each]'],
    ],
    [
      'paths of iterations',
      'mapExpectations: [{ state: Each, iterationPaths: { all: ["Odd?", Odd] } }]',
      ['7: Iteration 1 of "Each" took another path. [Split]', '7: Iteration 2 of "Each" took another path. [Split]'],
    ],
    [
      'a sample that is not there',
      'mapExpectations: [{ state: Each, iterationPaths: { samples: { 3: [Odd] } } }]',
      ['7: "Each" has no iteration 3: it had 3, counted from 0. [Each]'],
    ],
    [
      'a Map that is none',
      'mapExpectations: [{ state: Odd, iterationCount: 2 }]',
      ['7: "Odd" is no Map state, it is a Pass. [Odd]'],
    ],
    [
      'branches',
      'parallelExpectations: [{ state: Split, branchCount: 3, branchPaths: { 1: [Right], 2: [Left] } }]',
      [
        '7: "Split" has 2 branches, expected were 3. [Split]',
        '7: Branch 1 of "Split" took another path. [Last]',
        '7: "Split" has no branch 2: it has 2, counted from 0. [Split]',
      ],
    ],
  ])('%s', async (_what, expectations, failures) => {
    expect(await failuresOf(expectations)).toEqual(failures);
  });
});

describe('a failing execution', () => {
  const failing = {
    StartAt: 'A',
    States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Fail', Error: 'Order.Refused', Cause: 'no stock' } },
  };
  it.each([
    [
      'fails the case, and names the state',
      'expectedPath: [A, B]',
      ['5: The execution failed in the state "B": Order.Refused: no stock [B]'],
    ],
    ['does not fail a case that expects its name', 'expectedError: Order.Refused', []],
    ['does not fail a case that expects a part of it', 'expectedError: "Refused: no"', []],
    ['does not fail a case that expects its fields', 'expectedError: { type: Order.Refused, cause: stock }', []],
    [
      'fails a case that expects another name',
      'expectedError: { type: Refused }',
      ['7: The execution failed with another error: Order.Refused: no stock [B]'],
    ],
    [
      'has no output',
      'expectedError: Order.Refused\nexpectedOutput: {}',
      ['8: There is no output: the execution failed.'],
    ],
  ])('%s', async (_what, expectations, failures) => {
    expect(await failuresOf(expectations, failing)).toEqual(failures);
  });
});

describe('a case', () => {
  const task = { StartAt: 'A', States: { A: { ...lambda, End: true } } };
  const override = (mock: string): string => `mockOverrides: [{ state: A, ${mock} }]`;

  it('whose mock has no matching condition fails at the mock', async () => {
    const failures = await failuresOf(
      override('type: conditional, conditions: [{ when: { input: { x: 1 } }, response: 1 }]'),
      task,
    );
    expect(failures[0]).toBe(
      '7: No condition of the mock of "A" matches its input {"FunctionName":"f","Payload":{"items":[1,2,3]}}. Add a condition or a `default`.',
    );
  });

  it('whose response file is broken fails at the place in that file', async () => {
    const { failures } = await runCase(
      override('type: conditional, conditions: [{ when: { input: {} }, responseFile: answer.json }]'),
      task,
      { 'answer.json': '{ "a": [1,\n  2' },
    );
    expect(failures.map(({ message, place }) => [message, place])).toEqual([
      [
        'Not valid JSON: the text ends too early.',
        {
          path: resolve(FOLDER, 'answer.json'),
          range: { start: { line: 1, character: 3 }, end: { line: 1, character: 3 } },
        },
      ],
    ]);
  });

  it('that fails with too many children says how many, and why the first did', async () => {
    const failing = { Refuse: { Type: 'Fail', Error: 'Refused', Cause: 'closed' } };
    const fan = { ...child(failing, 'Refuse'), ItemsPath: '$.items', MaxConcurrency: 1, End: true };
    const [failure] = await failuresOf('', { StartAt: 'Fan', States: { Fan: fan } });
    expect(failure).toContain(
      'The execution failed in the state "Fan": States.ExceedToleratedFailureThreshold: ' +
        'The specified tolerated failure threshold was exceeded. The only child of "Fan" failed: Refused: closed',
    );
  });

  it('that goes round for ever ends with its time', async () => {
    const loop = {
      StartAt: 'A',
      States: {
        A: { Type: 'Choice', Choices: [{ Variable: '$.done', IsPresent: true, Next: 'B' }], Default: 'A' },
        B: { Type: 'Succeed' },
      },
    };
    const failures = await failuresOf('timeout: 1', loop);
    expect(failures[0]).toMatch(
      /^5: (?:The case took longer than 1 ms|The execution failed in the state "A": States.Runtime: The execution reached)/,
    );
  });

  it('goes where a mock of a Choice says, and nowhere else than the Choice leads', async () => {
    const choosing = {
      StartAt: 'A',
      States: {
        A: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 1, Next: 'B' }], Default: 'C' },
        B: { Type: 'Pass', Result: 'b', End: true },
        C: { Type: 'Pass', Result: 'c', Next: 'D' },
        D: { Type: 'Pass', Next: 'B' },
      },
    };
    const going = (next: string): string =>
      `expectedPath: [A, B]\nexpectedOutput: b\nmockOverrides: [{ state: A, type: fixed, response: { Next: ${next} } }]`;
    expect(await failuresOf(going('B'), choosing)).toEqual([]);
    expect((await failuresOf(going('C'), choosing)).length).toBe(1);
    expect((await failuresOf(going('D'), choosing))[0]).toContain(
      'The Choice is told to go to "D", where none of its rules leads.',
    );
  });

  it('can be prepared once and started again and again: every run is the same run', async () => {
    const suite = `${HEAD}  mockOverrides: [{ state: A, type: stateful, responses: [{ error: { type: E } }, 1] }]\n`;
    const retrying = { StartAt: 'A', States: { A: { ...lambda, Retry: [{ ErrorEquals: ['E'] }], End: true } } };
    const loaded = await loadSuite('s.yaml', accessTo({ 's.yaml': suite, 'm.asl.json': JSON.stringify(retrying) }));
    const outcome = loaded.kind === 'loaded' ? await prepareCase(loaded.suite, 'c') : null;
    if (outcome?.kind !== 'prepared') throw new Error('not prepared');
    const stories = [1, 2].map(() => {
      const events: object[] = [];
      const { run } = outcome.prepared.start({
        sink: (event) => events.push(event),
        recording: { root: 'full', children: () => 'none' },
      });
      while (run.advance(10) === 'ready');
      return { outcome: run.outcome, events };
    });
    expect(stories[0]?.outcome).toEqual({ status: 'SUCCEEDED', output: 1 });
    expect(stories[1]).toEqual(stories[0]);
  });
});

describe('a suite', () => {
  const files = {
    'm.asl.json': JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }),
    'suite.yaml':
      'version: "1"\nname: s\nstateMachine: m.asl.json\nsettings: { stopOnFailure: true }\ntestCases:\n- { name: a, input: 1, skip: true }\n- { name: b, input: 1, expectedOutput: 2 }\n- { name: c, input: 1 }\n',
  };
  it('stops at the first failure when it says so, and can run single cases', async () => {
    const loaded = await loadSuite('suite.yaml', accessTo(files));
    if (loaded.kind === 'refused') throw new Error('refused');
    const statuses = async (caseNames: readonly string[] | null): Promise<string[]> =>
      (await runSuite(loaded.suite, { caseNames })).map(({ name, status }) => `${name} ${status}`);
    expect(await statuses(null)).toEqual(['a skipped', 'b failed']);
    expect(await statuses(['a', 'c'])).toEqual(['a passed', 'c passed']);
  });

  it('that names no state machine is about the definition of its own name', async () => {
    const loaded = await loadSuite(
      'm.test.yaml',
      accessTo({ ...files, 'm.test.yaml': 'version: "1"\nname: s\ntestCases: []\n' }),
    );
    expect(loaded.kind === 'loaded' && loaded.suite.definition.file.path).toBe(resolve(FOLDER, 'm.asl.json'));
  });
});
