import { describe, expect, it } from 'vitest';
import { DEFAULT_PATHS, parseProjectConfig } from './project-config.ts';

/** What is wrong with a configuration: the marked text, then the message. */
function problemsOf(text: string): string[] {
  return parseProjectConfig(text).problems.map(
    ({ severity, message, range }) =>
      `${severity === 'error' ? '' : `${severity} `}${text.slice(range.start, range.end).trim()}: ${message}`,
  );
}

const machine = (source: string): string => `stateMachines:\n  - name: Orders\n    source: ${source}\n`;

describe('sfn-test.config.yaml', () => {
  it('says machines, paths and the execution context; what it leaves out has its default', () => {
    const text = `version: '1.0'
paths: {mocks: ./mocks}
executionContext: {region: eu-west-1}
stateMachines:
  - name: Orders
    source: {type: asl, path: ./orders.asl.json}
  - name: Billing
    source: {type: cdk, path: cdk.out/App.template.json, stateMachineName: Billing7A}
`;
    const { value, problems } = parseProjectConfig(text);
    expect(problems).toEqual([]);
    expect(value.paths).toEqual({ ...DEFAULT_PATHS, mocks: './mocks' });
    expect(value.executionContext).toEqual({ region: 'eu-west-1' });
    expect(value.stateMachines.map(({ name, type, logicalId }) => [name.value, type, logicalId?.value])).toEqual([
      ['Orders', 'asl', undefined],
      ['Billing', 'cdk', 'Billing7A'],
    ]);
  });

  it.each(['', '# nothing yet\n', 'version: "1.0"\nstateMachines: []\n'])('may say little: %j', (text) => {
    expect(parseProjectConfig(text).problems).toEqual([]);
  });

  it.each([
    ['version: 1.0', '1.0: `version` must be a text, but is the number 1. Put it in quotes.'],
    ['- a', '- a: A configuration must be a map, but this is a list.'],
    ['paths: {mock: ./m}', 'warning mock: Unknown key "mock". Did you mean "mocks"?'],
    ['paths: {mocks: ""}', '"": `mocks` is empty: it must be a path.'],
    ['paths: {mocks: 3}', '3: `mocks` must be a text, but is the number 3. Put it in quotes.'],
    ['executionContext: {startTime: soon}', 'soon: `startTime` must be a time such as 2024-01-01T00:00:00Z.'],
    ['stateMachines: {}', '{}: `stateMachines` must be a list, but is a map.'],
    ['stateMachines: [{source: {type: asl, path: p}}]', '{source: This state machine needs `name`.'],
    [machine('{type: sam, path: p}'), 'sam: `type` must be one of asl, cdk.'],
    [machine('{type: asl}'), '{type: This source needs `path`.'],
    [
      machine('{type: cdk, path: p}'),
      'type: A source of type cdk needs `stateMachineName`, the logical id of the state machine in the template.',
    ],
    [machine('x.asl.json'), 'x.asl.json: A source must be a map, but this is a text.'],
    [
      'stateMachines: [{name: A}]',
      'name: This state machine needs `source`: { type: asl, path: ./workflow.asl.json }.',
    ],
    [
      'stateMachines: [{name: A, source: {type: asl, path: p}}, {name: A, source: {type: asl, path: q}}]',
      'warning A: "A" is configured already; only the first state machine of a name counts.',
    ],
  ])('%s', (text, expected) => {
    expect(problemsOf(text)).toEqual([expected]);
  });
});
