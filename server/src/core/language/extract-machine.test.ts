import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { compileDefinition, DEFAULT_IDENTITY, startExecution } from '../../host/execute.ts';
import { createScratchStore } from '../../host/run-suite-store.ts';
import { runToEnd } from '../../host/run-to-end.ts';
import type { TaskPort } from '../interpreter/task-port.ts';
import { readAslDocument } from '../model/asl-document.ts';
import { convertFormat } from '../syntax/convert-format.ts';
import { nodeToJson, type SyntaxFormat } from '../syntax/syntax-node.ts';
import { applyEdits } from '../validation/fixes/fixes-for.ts';
import { validateStateMachine } from '../validation/validate-state-machine.ts';
import { extractionsAt, type Extraction } from './extract-machine.ts';
import { readMarkedText } from './testing/marked-text.ts';

const TASK = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };
const INPUTS: readonly Json[] = [
  { n: 1, list: [1, 'two', { three: 3 }, null], name: 'x' },
  { n: -1, list: [], name: '' },
  { n: 2, list: ['fail'], name: 'fail' },
];

function tasksWith(child: Json | null): TaskPort {
  const own: TaskPort = {
    invoke({ input }) {
      const text = JSON.stringify(input);
      if (text.includes('"fail"')) return { kind: 'failed', error: 'Broken', cause: 'it says "fail"' };
      return { kind: 'succeeded', output: { got: input } };
    },
  };
  const { plan } = compileDefinition(child, { store: createScratchStore() });
  return {
    invoke(request) {
      if (request.resource.resourceType !== 'states') return own.invoke(request);
      if (plan === null) throw new Error('the extracted machine does not compile');
      return { kind: 'nested', machine: { plan, type: 'STANDARD', identity: DEFAULT_IDENTITY, tasks: own } };
    },
  };
}

async function run(definition: Json, child: Json | null, input: Json): Promise<unknown> {
  const started = startExecution({ definition, input, store: createScratchStore(), tasks: tasksWith(child) });
  if (started.kind === 'refused') return started.problems;
  const outcome = await runToEnd(started.run);
  return outcome.status === 'SUCCEEDED'
    ? outcome.output
    : [outcome.status, 'error' in outcome ? outcome.error : null, 'cause' in outcome ? outcome.cause : null];
}

function jsonOf(text: string, format: SyntaxFormat): Json {
  const { root } = readAslDocument(text, format);
  return root === null ? null : nodeToJson(root);
}

function errorsOf(text: string, format: SyntaxFormat): readonly string[] {
  return validateStateMachine(readAslDocument(text, format))
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}

/** A machine with what is extracted between markers: keys and values of `States`. */
async function provenTheSame(marked: string, format: SyntaxFormat): Promise<Extraction> {
  const { text, cursor, ranges } = readMarkedText(marked);
  const selection = ranges[0] ?? { start: cursor, end: cursor };
  const [extraction] = extractionsAt(readAslDocument(text, format), selection);
  if (extraction === undefined) throw new Error('nothing is offered');
  expect(extraction.refused).toBeUndefined();
  const after = applyEdits(text, extraction.edits);
  expect(errorsOf(after, format)).toEqual([]);
  expect(errorsOf(extraction.childText, format)).toEqual([]);
  const child = jsonOf(extraction.childText, format);
  for (const input of INPUTS) {
    const whole = await run(jsonOf(text, format), null, input);
    expect(await run(jsonOf(after, format), child, input)).toEqual(whole);
  }
  return extraction;
}

function marked(definition: JsonObject, from: string, to: string): string {
  const text = JSON.stringify(definition, null, 2);
  const start = text.indexOf(`"${from}": {`);
  const end = text.indexOf(`"${to}": {`);
  if (from === to) return `${text.slice(0, start + 2)}<|>${text.slice(start + 2)}`;
  return `${text.slice(0, start)}<|${text.slice(start, end)}|>${text.slice(end)}`;
}

const MACHINES: readonly (readonly [string, JsonObject, string, string])[] = [
  [
    'states in the middle',
    {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', ResultPath: '$.a', Result: 1, Next: 'B' },
        B: { ...TASK, Parameters: { FunctionName: 'f', 'Payload.$': '$.name' }, ResultPath: '$.b', Next: 'C' },
        C: { Type: 'Wait', Seconds: 1, Next: 'D' },
        D: { Type: 'Pass', ResultPath: '$.d', Result: 1, End: true },
      },
    },
    'B',
    'D',
  ],
  [
    'a choice and a catcher that lead on, a loop, the first state',
    {
      StartAt: 'A',
      States: {
        A: {
          Type: 'Choice',
          Choices: [{ Variable: '$.n', NumericLessThan: 0, Next: 'Z' }],
          Default: 'B',
        },
        B: {
          ...TASK,
          Parameters: { FunctionName: 'f', 'Payload.$': '$.name' },
          ResultPath: '$.b',
          Catch: [{ ErrorEquals: ['Broken'], ResultPath: '$.error', Next: 'Z' }],
          Next: 'L',
        },
        L: { Type: 'Pass', Result: -1, ResultPath: '$.n', Next: 'A' },
        Z: { Type: 'Pass', Parameters: { 'all.$': '$' }, End: true },
      },
    },
    'A',
    'Z',
  ],
  [
    'the last states, one of which fails',
    {
      StartAt: 'A',
      States: {
        A: {
          Type: 'Choice',
          Choices: [{ Variable: '$.n', NumericEquals: 2, Next: 'Other' }],
          Default: 'B',
        },
        B: {
          Type: 'Choice',
          Choices: [{ Variable: '$.n', NumericLessThan: 0, Next: 'F' }],
          Default: 'S',
        },
        F: { Type: 'Fail', Error: 'Negative', Cause: 'n' },
        S: { Type: 'Succeed' },
        Other: { Type: 'Pass', End: true },
      },
    },
    'B',
    'Other',
  ],
  [
    'a Map, whole',
    {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ItemsPath: '$.list',
          ItemSelector: { 'v.$': '$$.Map.Item.Value', 'state.$': '$$.State.Name' },
          ItemProcessor: {
            StartAt: 'I',
            States: { I: { ...TASK, Parameters: { FunctionName: 'f', 'Payload.$': '$.v' }, End: true } },
          },
          ResultPath: '$.out',
          Next: 'Z',
        },
        Z: { Type: 'Pass', End: true },
      },
    },
    'M',
    'Z',
  ],
  [
    'what runs for each item, items of every kind',
    {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ItemsPath: '$.list',
          ItemProcessor: {
            StartAt: 'I',
            States: {
              I: { ...TASK, Parameters: { FunctionName: 'f', 'Payload.$': '$' }, Next: 'J' },
              J: { Type: 'Pass', End: true },
            },
          },
          End: true,
        },
      },
    },
    'M',
    'M',
  ],
  [
    'the same in JSONata',
    {
      QueryLanguage: 'JSONata',
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          Items: '{% $states.input.list %}',
          ItemProcessor: {
            StartAt: 'I',
            States: {
              I: {
                ...TASK,
                Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
                Assign: { x: 1 },
                Next: 'J',
              },
              J: { Type: 'Pass', Output: { x: '{% $x %}', all: '{% [$states.input] %}' }, End: true },
            },
          },
          End: true,
        },
      },
    },
    'M',
    'M',
  ],
  [
    'a branch, with the error that another branch’s owner catches',
    {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'I',
              States: { I: { ...TASK, Parameters: { FunctionName: 'f', 'Payload.$': '$.name' }, End: true } },
            },
            { StartAt: 'J', States: { J: { Type: 'Pass', End: true } } },
          ],
          Catch: [{ ErrorEquals: ['Broken'], Next: 'Z' }],
          End: true,
        },
        Z: { Type: 'Pass', End: true },
      },
    },
    'P',
    'P',
  ],
];

describe('extracting to a state machine of its own keeps what the machine does', () => {
  it.each(MACHINES)('%s, in JSON and YAML', async (_what, definition, from, to) => {
    await provenTheSame(marked(definition, from, to), 'json');
    const { root } = readAslDocument(JSON.stringify(definition), 'json');
    const yaml = root === null ? null : convertFormat(root, 'yaml');
    if (yaml?.kind !== 'converted') throw new Error('no YAML');
    const start = yaml.text.search(new RegExp(`^ +${from}:`, 'm'));
    const end = from === to ? -1 : yaml.text.search(new RegExp(`^ +${to}:`, 'm'));
    const withMarks =
      end === -1
        ? `${yaml.text.slice(0, start + 3)}<|>${yaml.text.slice(start + 3)}`
        : `${yaml.text.slice(0, start)}<|${yaml.text.slice(start, end)}|>${yaml.text.slice(end)}`;
    await provenTheSame(withMarks, 'yaml');
  });

  it('keeps texts and comments as they are written', async () => {
    const { childText, fileStem, stateMachineArn } = await provenTheSame(
      `StartAt: A\nStates:\n  # The first.\n  A: # here\n    Type: Pass\n    Next: B\n<|  # Asks.\n  B:\n    Type: Task\n    Resource: 'arn:aws:states:::lambda:invoke'\n    Parameters: { FunctionName: f } # no payload\n    Next: C # on\n  C:\n    Type: Pass\n    # Nothing.\n    Next: Z\n|>  # The last.\n  Z:\n    Type: Pass\n    End: true\n`,
      'yaml',
    );
    expect(childText).toBe(
      `StartAt: B\nStates:\n  # Asks.\n  B:\n    Type: Task\n    Resource: 'arn:aws:states:::lambda:invoke'\n    Parameters: { FunctionName: f } # no payload\n    Next: C # on\n  C:\n    Type: Pass\n    # Nothing.\n    End: true\n`,
    );
    expect([fileStem, stateMachineArn]).toEqual(['b', '${BArn}']);
  });
});

describe('what cannot be a state machine of its own says why', () => {
  const machine = (states: string): string => `{"StartAt": "A", "States": {${states}}}`;
  it.each<[string, string]>([
    [
      machine(
        '"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "B"}], "Default": "C"}, <|"B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Succeed"}|>',
      ),
      'There are two ways in: to "B" and to "C".',
    ],
    [
      machine(
        '<|"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "B"}], "Default": "C"}|>, "B": {"Type": "Succeed"}, "C": {"Type": "Succeed"}',
      ),
      'There are two ways out: to "B" and to "C".',
    ],
    [
      machine(
        '<|"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "B"}], "Default": "C"}, "B": {"Type": "Succeed"}|>, "C": {"Type": "Succeed"}',
      ),
      'There are two ways out: to "C", and "B" ends.',
    ],
    [
      machine(
        '"A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"}, <|"B": {"Type": "Wait", "SecondsPath": "$x", "End": true}|>',
      ),
      'They share the variable $x with "A".',
    ],
    [
      machine(
        '"A": {"Type": "Pass", "Next": "B"}, <|"B": {"Type": "Pass", "Parameters": {"x.$": "$$.Execution.Name"}, "End": true}|>',
      ),
      '"B" reads $$.Execution.Name, which is not the same in another execution.',
    ],
    [
      machine(
        '"A": {"Ty<|>pe": "Map", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Parameters": {"x.$": "$$.Map.Item.Index"}, "End": true}}}, "End": true}',
      ),
      '"I" reads $$.Map.Item.Index, which is not the same in another execution.',
    ],
    [
      machine(
        '"A": {"Ty<|>pe": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true}',
      ),
      'Express child executions cannot wait for another state machine.',
    ],
    [
      machine('"A": {"Type": "Pass", "Next": "B"}, <|"B": {"Type": "Pass", "Next": "Gone"}|>'),
      '"B" leads to "Gone", which is not there.',
    ],
    [
      machine('"A": {"Type": "Pass", "End": true}, <|"B": {"Type": "Pass", "End": true}|>'),
      'Nothing leads to these states.',
    ],
  ])('%s', (text, reason) => {
    const { text: plain, cursor, ranges } = readMarkedText(text);
    const selection = ranges[0] ?? { start: cursor, end: cursor };
    expect(extractionsAt(readAslDocument(plain, 'json'), selection)[0]?.refused).toBe(reason);
  });

  it('leaves anchors and aliases of YAML where they are', () => {
    const yaml = 'StartAt: A\nStates:\n  A: &a\n    Type: Pass\n    Next: C\n  B: *a\n  C: { Type: Succeed }\n';
    const document = readAslDocument(yaml, 'yaml');
    for (const name of ['A: &a', 'B: *a']) {
      const start = yaml.indexOf(name);
      const [extraction] = extractionsAt(document, { start, end: start + 4 });
      expect(extraction?.edits ?? []).toEqual([]);
    }
    const all = extractionsAt(document, { start: yaml.indexOf('A: &a'), end: yaml.indexOf('B: *a') });
    expect(all[0]?.refused).toBe('YAML anchors and aliases cannot reach into another file.');
  });

  it('is not offered within one state, nor for all of them', () => {
    const document = readAslDocument(machine('"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}'), 'json');
    expect(extractionsAt(document, { start: 30, end: 35 })).toEqual([]);
    expect(extractionsAt(document, { start: 0, end: document.text.length })).toEqual([]);
    expect(extractionsAt(document, { start: 30, end: 30 })).toEqual([]);
  });
});
