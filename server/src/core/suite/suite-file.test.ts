import { describe, expect, it } from 'vitest';
import { parseSuiteFile, selectCases } from './suite-file.ts';

const HEAD = 'version: "1"\nname: s\nstateMachine: ./m.asl.json\n';

/** The problems of a text, each as `message @ "the text it points at"`. */
function problemsOf(text: string): string[] {
  return parseSuiteFile(text, 's.yaml').problems.map(
    ({ message, range }) => `${message} @ ${JSON.stringify(text.slice(range.start, range.end))}`,
  );
}

describe('a suite file with a mistake says what and where', () => {
  const cases: readonly [what: string, text: string, problem: string][] = [
    [
      'unknown key in a case',
      `${HEAD}testCases: [{ name: a, input: {}, expectedOuput: 1 }]`,
      'Unknown key "expectedOuput". Did you mean "expectedOutput"? @ "expectedOuput"',
    ],
    [
      'unknown key at the top',
      `${HEAD}testCases: []\nsetings: {}`,
      'Unknown key "setings". Did you mean "settings"? @ "setings"',
    ],
    [
      'version without quotes',
      'version: 1.0\nname: s\nstateMachine: m.json\ntestCases: []',
      '`version` must be a text, but is the number 1. Put it in quotes. @ "1.0"',
    ],
    [
      'no input',
      `${HEAD}testCases: [{ name: a }]`,
      'This test case needs `input` (`input: {}` where it has none). @ "a"',
    ],
    ['cases are no list', `${HEAD}testCases: { a: 1 }`, '`testCases` must be a list, but is a map. @ "{ a: 1 }"'],
    [
      'old name of includes',
      `${HEAD}testCases: []\nassertions: { pathMatching: sequence }`,
      '`pathMatching` must be one of exact, includes. @ "sequence"',
    ],
    [
      'path of numbers',
      `${HEAD}testCases: [{ name: a, input: 1, expectedPath: [A, 2] }]`,
      '`expectedPath` must be a list of state names. @ "2"',
    ],
    [
      'sample without index',
      `${HEAD}testCases: [{ name: a, input: 1, mapExpectations: [{ state: M, iterationPaths: { samples: { x: [A] } } }] }]`,
      '"x" is no index: use 0, 1, 2, ... @ "x"',
    ],
    [
      'override with a file',
      `${HEAD}testCases: [{ name: a, input: 1, mockOverrides: [{ state: A, type: fixed, response: 1, responseFile: f.json }] }]`,
      'Unknown key "responseFile". Did you mean "responses"? @ "responseFile"',
    ],
    ['duplicate key', `${HEAD}testCases: []\nname: t`, 'This key stands twice in the same map. @ "name"'],
    ['two documents', `${HEAD}testCases: []\n---\na: 1`, 'Only one YAML document is read from a file. @ "---"'],
    [
      'two cases of a name',
      `${HEAD}testCases: [{ name: a, input: 1 }, { name: a, input: 2 }]`,
      'There is a case "a" already: both are run under that name, and it is not clear which one a report means. @ "a"',
    ],
    ['empty file', '', 'The test suite is empty: it needs `version`, `name`, `stateMachine` and `testCases`. @ ""'],
    ['a text', 'hello', 'A test suite must be a map, but this is a text. @ "hello"'],
    [
      'unfinished list',
      'version: [1',
      'Not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ] @ ""',
    ],
    ['not JSON', `${HEAD}testCases: [{ name: a, input: .inf }]`, '.inf is no JSON value; put it in quotes. @ ".inf"'],
  ];
  it.each(cases)('%s', (_what, text, problem) => {
    expect(problemsOf(text)).toContain(problem);
  });

  it('a nesting that no reader survives is refused at its place', () => {
    const text = `${HEAD}testCases: ${'['.repeat(10_000_000)}`;
    const { value, problems } = parseSuiteFile(text, 's.yaml');
    expect(value).toBeNull();
    expect(problems.map((problem) => problem.code)).toEqual(['nested-too-deeply']);
  });

  it('aliases that expand without end are refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `a${level}: &a${level} [${Array(9)
          .fill(level === 0 ? 'x' : `*a${level - 1}`)
          .join(', ')}]`,
    );
    expect(parseSuiteFile(levels.join('\n'), 's.yaml').problems.map((problem) => problem.code)).toContain(
      'yaml-too-large',
    );
  });

  it('an alias within its own anchor is refused', () => {
    expect(parseSuiteFile('a: &a [*a]', 's.yaml').problems.map((problem) => problem.code)).toContain('yaml-alias');
  });
});

describe('a suite file', () => {
  it('may use anchors and merge keys; explicit keys win', () => {
    const text = `${HEAD}testCases:\n  - &base { name: a, input: { x: 1 }, timeout: 5 }\n  - <<: *base\n    name: b\n`;
    const { value, problems } = parseSuiteFile(text, 's.yaml');
    expect(problems).toEqual([]);
    expect(value?.cases.map(({ name, input, timeoutMs }) => ({ name, input, timeoutMs }))).toEqual([
      { name: 'a', input: { x: 1 }, timeoutMs: 5 },
      { name: 'b', input: { x: 1 }, timeoutMs: 5 },
    ]);
  });

  it('keeps the place of every case and expectation', () => {
    const text = `${HEAD}testCases:\n  - name: first case\n    input: null\n    expectedPath: [A, B]\n`;
    const testCase = parseSuiteFile(text, 's.yaml').value?.cases[0];
    const slice = (range: { start: number; end: number }): string => text.slice(range.start, range.end);
    expect(testCase && slice(testCase.nameRange)).toBe('first case');
    expect(testCase?.expectations.map((expectation) => [expectation.kind, slice(expectation.range)])).toEqual([
      ['path', 'expectedPath'],
    ]);
  });

  it('reads yes and no as texts, and the last override of a state counts', () => {
    const text = `${HEAD}testCases: [{ name: a, input: yes, mockOverrides: [{ state: A, type: fixed, response: 1 }, { state: A, type: fixed, response: 2 }] }]`;
    const testCase = parseSuiteFile(text, 's.yaml').value?.cases[0];
    expect(testCase?.input).toBe('yes');
    expect(testCase?.mockOverrides.map((entry) => entry.kind === 'fixed' && entry.answer)).toMatchObject([
      { kind: 'value', value: 2 },
    ]);
  });

  it.each([
    ['all but the skipped', '{ name: a, input: 1 }, { name: b, input: 1, skip: true }', ['a']],
    [
      'only those that say so, even when they say skip',
      '{ name: a, input: 1 }, { name: b, input: 1, skip: true, only: true }',
      ['b'],
    ],
  ])('runs %s', (_what, cases, names) => {
    const suite = parseSuiteFile(`${HEAD}testCases: [${cases}]`, 's.yaml').value;
    expect(selectCases(suite?.cases ?? []).map((testCase) => testCase.name)).toEqual(names);
  });
});
