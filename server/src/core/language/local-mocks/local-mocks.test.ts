import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/json.ts';
import { readAslDocument } from '../../model/asl-document.ts';
import { readMarkedText } from '../testing/marked-text.ts';
import { readLocalMockDocument, type LocalMockDocument } from './local-mock-document.ts';
import { localMockCompletionsAt, localMockHoverAt, localMockTargetAt } from './local-mock-editing.ts';
import { localMockProblems } from './local-mock-problems.ts';

const MACHINE = readAslDocument(
  JSON.stringify({
    StartAt: 'Pay',
    States: {
      Pay: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Next: 'Route' },
      Route: { Type: 'Choice', Choices: [], Default: 'Ship' },
      Ship: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true },
    },
  }),
  'json',
);

function read(text: string): LocalMockDocument {
  return readLocalMockDocument(text, new Map([['Order', MACHINE]]), ['Order', 'Other']);
}

const RIGHT = `{
  "StateMachines": {
    "Order": { "TestCases": { "Happy": { "Pay": "Paid", "Ship": "Sent" }, "Busy": { "Pay": "Throttled" } } }
  },
  "MockedResponses": {
    "Paid": { "0": { "Return": { "Payload": 1 } } },
    "Sent": { "0-3": { "Return": {} } },
    "Throttled": { "0": { "Throw": { "Error": "Busy", "Cause": "c" } }, "1-2": { "Return": null }, "3": { "Return": { "Payload": 1 } } }
  }
}
`;

function problems(text: string): string[] {
  return localMockProblems(read(text)).map(
    ({ severity, message, range }) =>
      `${severity === 'error' ? '' : `${severity} `}${text.slice(range.start, range.end)}: ${message}`,
  );
}

describe('a mock file of Step Functions Local', () => {
  it('may be right', () => {
    expect(problems(RIGHT)).toEqual([]);
  });

  it.each([
    [
      '"Order"',
      '"Odrer"',
      'warning "Odrer": No definition of a state machine "Odrer" is known here. Did you mean "Order"?',
    ],
    [
      '"Order"',
      '"Refunds"',
      'warning "Refunds": No definition of a state machine "Refunds" is known here. Its states are not checked.',
    ],
    ['"Ship": "Sent"', '"Shp": "Sent"', '"Shp": There is no state "Shp" in "Order". Did you mean "Ship"?'],
    [
      '"Ship": "Sent"',
      '"Route": "Sent"',
      'warning "Route": "Route" is a Choice state: only Task states have mocked responses; it runs as it is.',
    ],
    ['"Pay": "Paid"', '"Pay": "Payd"', '"Payd": There is no response "Payd" in MockedResponses. Did you mean "Paid"?'],
    ['"Pay": "Paid"', '"Pay": "Sent"', 'warning "Paid": No test case uses the response "Paid".'],
    ['"Pay": "Paid"', '"Pay": {}', '{}: "Pay" must name a response of MockedResponses.'],
    ['"0-3"', '"1-3"', '"1-3": Invocations are counted from 0; this response begins with 1.'],
    ['"0-3"', '"3-0"', '"3-0": The range ends before it begins: "0-3" is meant.'],
    ['"0-3"', '"first"', '"first": "first" is not the number of an invocation: "0", "1", or a range such as "1-3".'],
    ['"1-2"', '"0-2"', '"0-2": Invocation 0 has an answer already; the next one is 1.'],
    ['"1-2"', '"1"', '"3": There is no answer for invocation 2: after 1 comes 2, not 3.'],
    ['{ "Return": { "Payload": 1 } }', '{}', '"0": An answer needs Return or Throw.'],
    ['{ "Return": { "Payload": 1 } }', '3', '3: "0" must be an object.'],
    [
      '{ "Return": { "Payload": 1 } }',
      '{ "Return": 1, "Throw": { "Error": "a", "Cause": "b" } }',
      '"0": An answer is either Return or Throw, not both.',
    ],
    ['"Cause": "c"', '"Cuase": "c"', '"Throw": Throw needs Cause, a text.'],
    ['"Cause": "c"', '"Cause": 3', '3: Cause must be a text.'],
    [
      '{ "0-3": { "Return": {} } }',
      '{}',
      '"Sent": The response "Sent" answers nothing: it needs "0": { "Return": … }.',
    ],
    ['"TestCases"', '"TestCase"', '"Order": "Order" needs TestCases.'],
    ['"Busy": {', '"Happy": {', '"Happy": "Happy" stands here twice; only the last one counts.'],
    ['"MockedResponses"', '"Responses"', '{: This mock file needs MockedResponses.'],
  ])('says what is wrong with %s written as %s', (right, wrong, expected) => {
    expect(problems(RIGHT.replace(right, wrong))).toContain(expected);
  });

  it.each([
    '',
    '[]',
    '3',
    '{',
    '{"StateMachines": 1, "MockedResponses": []}',
    '{"StateMachines": {"Order": {"TestCases": 1}}}',
  ])('is read as far as it goes: %j', (text) => {
    for (const { range } of localMockProblems(read(text))) {
      expect(range.start).toBeLessThanOrEqual(range.end);
      expect(range.end).toBeLessThanOrEqual(text.length);
    }
  });

  it('tells what a state cannot read of an answer, once', () => {
    const resource = (arn: string): ReturnType<typeof readAslDocument> =>
      readAslDocument(
        JSON.stringify({
          StartAt: 'Pay',
          States: { Pay: { Type: 'Task', Resource: arn, ResultSelector: { 'x.$': '$.Payload.id' }, End: true } },
        }),
        'json',
      );
    const text =
      '{"StateMachines": {"Order": {"TestCases": {"A": {"Pay": "R"}, "B": {"Pay": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": {"Payload": {}}}}}}';
    const told = (arn: string): string[] =>
      localMockProblems(readLocalMockDocument(text, new Map([['Order', resource(arn)]]), [])).map(
        ({ message, range }) => `${text.slice(range.start, range.end)}: ${message}`,
      );
    const expected = '{"Payload": {}}: ResultSelector of "Pay" reads $.Payload.id, which this answer does not have.';
    expect(told('arn:aws:states:::lambda:invoke')).toEqual([expected]);
    expect(told('arn:aws:lambda:us-east-1:123456789012:function:f')).toEqual([expected]);
  });

  it('says no more than it knows of a machine without definition', () => {
    const text = RIGHT.replace('"Ship": "Sent"', '"Whatever": "Sent"');
    expect(localMockProblems(readLocalMockDocument(text, new Map(), []))).toEqual([]);
  });
});

describe('editing a mock file of Step Functions Local', () => {
  const inCase = (marked: string): string =>
    `{"StateMachines": {"Order": {"TestCases": {"A": {${marked}}}}}, "MockedResponses": {"Paid": {}, "Sent": {}}}`;
  const inResponse = (marked: string): string =>
    `{"StateMachines": {"Order": {"TestCases": {"A": {"Pay": "New"}}}}, "MockedResponses": {${marked}}}`;

  it.each<[string, readonly string[]]>([
    ['{<|>}', ['StateMachines', 'MockedResponses']],
    ['{"StateMachines": {<|>}}', ['Order', 'Other']],
    ['{"StateMachines": {"Order": {<|>}}}', ['TestCases']],
    [inCase('<|>'), ['Pay', 'Ship']],
    [inCase('"Pay": "Paid", "<|>"'), ['Ship']],
    [inCase('"Pay": "<|>"'), ['Paid', 'Sent']],
    [inResponse('<|>'), ['New']],
    [inResponse('"R": {<|>}'), ['0', '0-1']],
    [inResponse('"R": {"0-2": {"Return": 1}, <|>}'), ['3', '3-4']],
    [inResponse('"R": {"0": {<|>}}'), ['Return', 'Throw']],
    [inResponse('"R": {"0": {"Throw": {<|>}}}'), ['Error', 'Cause']],
    ['<|>', ['Mock file of Step Functions Local']],
  ])('%s', (marked, labels) => {
    const { text, cursor } = readMarkedText(marked);
    expect(localMockCompletionsAt(read(text), cursor).map(({ label }) => label)).toEqual(labels);
  });

  it('offers error names', () => {
    const { text, cursor } = readMarkedText(inResponse('"R": {"0": {"Throw": {"Error": "<|>"}}}'));
    expect(localMockCompletionsAt(read(text), cursor).map(({ label }) => label)).toContain('States.Timeout');
  });

  it('inserts JSON', () => {
    const { text, cursor } = readMarkedText(inCase('<|>'));
    const [first] = localMockCompletionsAt(read(text), cursor);
    const inserted = (first?.snippet ?? '').replaceAll(/\$\d/g, '');
    const whole = text.slice(0, first?.range.start) + inserted + text.slice(first?.range.end);
    expect(() => JSON.parse(whole) as Json).not.toThrow();
  });

  it('leads from a state to the definition, and from a response to what it answers', () => {
    const state = localMockTargetAt(read(RIGHT), RIGHT.indexOf('"Ship"') + 2);
    expect(state).toMatchObject({ kind: 'state', state: { name: 'Ship' } });
    const response = localMockTargetAt(read(RIGHT), RIGHT.indexOf('"Throttled"') + 2);
    const at = RIGHT.lastIndexOf('"Throttled"');
    expect(response).toMatchObject({ kind: 'here', nameRange: { start: at, end: at + 11 } });
    expect(localMockTargetAt(read(RIGHT), 2)).toBeNull();
  });

  it.each([
    ['"Pay"', 'Task'],
    ['"Throttled"', '- 0: throws `Busy`\n- 1-2: returns'],
    ['"1-2"', 'invocations 1 to 2'],
    ['"Return"', 'The result of the task'],
  ])('explains %s', (mark, expected) => {
    expect(localMockHoverAt(read(RIGHT), RIGHT.indexOf(mark) + 2)?.markdown).toContain(expected);
  });
});
