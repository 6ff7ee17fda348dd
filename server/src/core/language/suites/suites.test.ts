import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Problem } from '../../base/problem.ts';
import { readAslDocument } from '../../model/asl-document.ts';
import { parseMockFile } from '../../suite/mock-file.ts';
import { parseProjectConfig } from '../../suite/project-config.ts';
import { parseSuiteFile } from '../../suite/suite-file.ts';
import { readMarkedText } from '../testing/marked-text.ts';
import { readSuiteDocument, suiteCompletionsAt, suiteHoverAt, suiteRenameEdits } from './suite-editing.ts';
import { suiteJsonSchema } from './suite-json-schema.ts';
import { mockProblemsOf, suiteProblemsOf } from './suite-problems.ts';
import { SUITE_SHAPES, suiteShape, type SuiteFileKind, type SuiteShapeName } from './suite-shapes.ts';

const STRANGER = 'zzzzqqqq';

/** A file in which a map of the shape has one key more; null for shapes that ignore such keys. */
const WITH_STRANGER: Readonly<Record<SuiteShapeName, Json | null>> = (() => {
  const x = { [STRANGER]: 1 };
  const suite = (fields: JsonObject): Json => ({ version: '1', name: 's', testCases: [], ...fields });
  const testCase = (fields: JsonObject): Json => suite({ testCases: [{ name: 'c', input: {}, ...fields }] });
  const mocks = (...list: Json[]): Json => ({ version: '1', mocks: list });
  const conditions = (fields: JsonObject): Json => mocks({ state: 'S', type: 'conditional', conditions: [fields] });
  return {
    suite: suite(x),
    'test-case': testCase(x),
    settings: suite({ settings: x }),
    assertions: suite({ assertions: x }),
    'execution-context': suite({ executionContext: x }),
    'expected-error': testCase({ expectedError: x }),
    'state-expectation': testCase({ stateExpectations: [{ state: 'S', ...x }] }),
    'map-expectation': testCase({ mapExpectations: [{ state: 'S', ...x }] }),
    'iteration-paths': testCase({ mapExpectations: [{ state: 'S', iterationPaths: x }] }),
    'parallel-expectation': testCase({ parallelExpectations: [{ state: 'S', ...x }] }),
    'mock-file': null,
    mock: mocks(
      ...['fixed', 'conditional', 'stateful', 'error', 'itemReader'].map((type) => ({ state: 'S', type, ...x })),
    ),
    'mock-override': testCase({ mockOverrides: [{ state: 'S', type: 'fixed', ...x }] }),
    condition: conditions({ default: 1, ...x }),
    when: conditions({ when: { input: 1, ...x }, response: 1 }),
    'mock-error': mocks({ state: 'S', type: 'error', error: { type: 'E', ...x } }),
    machine: { version: '1', stateMachines: { M: { definition: 'd', ...x } } },
    handler: { version: '1', handlers: { H: { module: 'm.js', ...x } } },
    config: { stateMachines: [], ...x },
    paths: { stateMachines: [], paths: x },
    'configured-machine': { stateMachines: [{ name: 'M', source: { type: 'asl', path: 'p' }, ...x }] },
    'machine-source': { stateMachines: [{ name: 'M', source: { type: 'asl', path: 'p', ...x } }] },
  };
})();

function problemsOf(file: Json): readonly Problem[] {
  const text = JSON.stringify(file);
  if (isJsonObject(file) && Array.isArray(file['stateMachines'])) return parseProjectConfig(text).problems;
  const isMocks = isJsonObject(file) && !('testCases' in file);
  return (isMocks ? parseMockFile(text, 'f') : parseSuiteFile(text, 'f')).problems;
}

describe('the field table of suites and mocks', () => {
  it.each(Object.entries(WITH_STRANGER))('has for %s the keys that the reader takes', (name, file) => {
    const { fields, otherKeys } = suiteShape(name as SuiteShapeName);
    if (file === null) {
      expect(otherKeys).toBe('ignored');
      return;
    }
    const complaints = problemsOf(file).filter(
      ({ code, message }) => code === 'unknown-key' && message.includes(STRANGER),
    );
    expect(complaints.length).toBeGreaterThan(0);
    for (const { severity } of complaints) expect(severity).toBe(otherKeys === 'refused' ? 'error' : 'warning');
    const taken = complaints.flatMap(({ message }) => / knows (.*)\.$/.exec(message)?.[1]?.split(', ') ?? []);
    expect([...new Set(taken)].sort()).toEqual(fields.map((field) => field.name).sort());
  });

  it('is that of the JSON Schemas', () => {
    for (const kind of ['suite', 'mock-file', 'config'] as const satisfies readonly SuiteFileKind[]) {
      const { definitions } = suiteJsonSchema(kind);
      if (!isJsonObject(definitions)) throw new Error('no definitions');
      for (const [name, schema] of Object.entries(definitions)) {
        const properties = isJsonObject(schema) ? schema['properties'] : null;
        expect(Object.keys(properties as JsonObject)).toEqual(
          suiteShape(name as SuiteShapeName).fields.map((field) => field.name),
        );
      }
    }
    const covered = (['suite', 'mock-file', 'config'] as const).flatMap((kind) =>
      Object.keys(suiteJsonSchema(kind)['definitions'] as JsonObject),
    );
    expect([...new Set(covered)].sort()).toEqual(Object.keys(SUITE_SHAPES).sort());
  });
});

const MACHINE = readAslDocument(
  JSON.stringify({
    StartAt: 'A',
    States: {
      A: { Type: 'Task', Next: 'P' },
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'B', States: { B: { Type: 'Task', End: true } } },
          { StartAt: 'C', States: { C: { Type: 'Task', End: true } } },
        ],
        End: true,
      },
      Lost: { Type: 'Task', End: true },
    },
  }),
  'json',
);

describe('the schemas that ship', () => {
  it.each([
    ['suite', 'test-suite'],
    ['mock-file', 'mock-file'],
    ['config', 'sfn-test-config'],
  ] as const)('of a %s are made from the table: node .ci/run-ts.mjs server/scripts/write-schemas.ts', (kind, name) => {
    const shipped = readFileSync(join(process.cwd(), `client/schemas/${name}.schema.json`), 'utf8');
    expect(JSON.parse(shipped)).toEqual(suiteJsonSchema(kind));
  });
});

describe('problems in view of the definition', () => {
  const problems = (testCase: string): string[] => {
    const text = `testCases:\n  - name: c\n    input: {}\n${testCase.replaceAll(/^/gm, '    ')}\n`;
    const document = readSuiteDocument(text, 'suite', MACHINE);
    return suiteProblemsOf(document.source.root, MACHINE).map(
      ({ message, range }) => `${text.slice(range.start, range.end)}: ${message}`,
    );
  };

  it.each([
    ['parallelExpectations:\n  - {state: P, branchCount: 3}', '3: "P" has 2 branches.'],
    [
      'parallelExpectations:\n  - state: P\n    branchPaths: {2: [B]}',
      '2: "P" has no branch 2: it has 2, counted from 0.',
    ],
    [
      'parallelExpectations:\n  - state: P\n    branchPaths: {1: [B]}',
      'B: "B" is a state of "P"; this path is one of a branch of "P".',
    ],
    ['parallelExpectations:\n  - state: A', 'A: "A" is a Task state; this expectation is for a Parallel.'],
    ['expectedPath: [[A, P], [A, Q]]', 'Q: There is no state "Q" in the state machine.'],
  ])('%s', (testCase, expected) => {
    expect(problems(testCase)).toContain(expected);
  });

  it.each([
    'expectedPath: [[A, P], [A]]',
    'parallelExpectations:\n  - state: P\n    branchCount: 2\n    branchPaths: {0: [B], 1: [C]}',
    'stateExpectations:\n  - state: P[0].B\n  - state: B\n  - state: A',
  ])('nothing is wrong with %s', (testCase) => {
    expect(problems(testCase)).toEqual([]);
  });

  it('knows mocks that no run uses', () => {
    const { value } = parseMockFile('version: "1"\nmocks:\n  - {state: Lost, type: fixed, response: 1}\n', 'f');
    expect(mockProblemsOf(value, MACHINE).map(({ message }) => message)).toEqual([
      'The mock is never used: no run reaches "Lost".',
    ]);
  });
});

describe('editing suites and mocks', () => {
  const complete = (marked: string, kind: SuiteFileKind): readonly string[] => {
    const { text, cursor } = readMarkedText(marked);
    return suiteCompletionsAt(readSuiteDocument(text, kind, MACHINE), cursor).map(({ label }) => label);
  };

  it.each<[string, SuiteFileKind, readonly string[], readonly string[]]>([
    ['version: "1"\n<|>', 'suite', ['name', 'testCases', 'stateMachine'], ['version', 'mocks']],
    [
      'mocks:\n  - state: A\n    type: itemReader\n    <|>\n',
      'mock-file',
      ['dataFile', 'delay'],
      ['response', 'state'],
    ],
    ['mocks:\n  - state: A\n    type: <|>\n', 'mock-file', ['fixed', 'itemReader'], []],
    ['mocks:\n  - type: fixed\n    state: <|>\n', 'mock-file', ['A', 'B', 'P'], []],
    ['testCases:\n  - expectedPath: [A, <|>]\n', 'suite', ['A', 'P'], []],
    ['testCases:\n  - expectedPath:\n      - A\n      - P<|>\n', 'suite', ['A', 'P'], []],
    ['testCases:\n  - stateExpectations:\n      - state: <|>\n', 'suite', ['P[1].C', 'C', 'A'], []],
    ['testCases:\n  - skip: <|>\n', 'suite', ['true', 'false'], []],
    ['assertions:\n  pathMatching: <|>\n', 'suite', ['exact', 'includes'], []],
    ['testCases:\n  - expectedError: <|>\n', 'suite', ['States.Timeout'], []],
    ['testCases:\n  - name: <|>\n', 'suite', [], ['A']],
    ['<|>', 'suite', ['Test suite'], []],
    ['<|>', 'config', ['Configuration'], []],
    ['stateMachines:\n  - name: A\n    source:\n      type: <|>\n', 'config', ['asl', 'cdk'], []],
    ['testCases:\n  - <|>', 'suite', ['name', 'input', 'skip'], ['version']],
    ['name: s\nsettings:\n  <|>\ntestCases: []\n', 'suite', ['timeout'], ['assertions']],
    ['name: s\nsettings:\n<|>\ntestCases: []\n', 'suite', ['assertions'], ['timeout']],
    ['mocks:\n  - state: A\n    type: error\n    error:\n      <|>', 'mock-file', ['type', 'cause'], ['delay']],
    ['paths:\n  <|>', 'config', ['mocks', 'testData'], ['source']],
  ])('%s', (marked, kind, offered, others) => {
    const labels = complete(marked, kind);
    expect(labels).toEqual(expect.arrayContaining([...offered]));
    for (const other of others) expect(labels).not.toContain(other);
  });

  it('offers Tasks first for a mock', () => {
    expect(complete('mocks:\n  - type: fixed\n    state: <|>\n', 'mock-file').slice(0, 4)).not.toContain('P');
  });

  it('tells what a key of a mock means', () => {
    const { text, cursor } = readMarkedText('mocks:\n  - state: A\n    del<|>ay: 3\n');
    expect(suiteHoverAt(readSuiteDocument(text, 'mock-file', MACHINE), cursor)?.markdown).toContain(
      'Virtual milliseconds',
    );
  });

  it.each([
    ['state: P[0].B', 'B', 'New', 'state: P[0].New'],
    ['state: P[0].B', 'P', 'New', 'state: New[0].B'],
    ["state: 'P[0].B'", 'B', 'a: b', 'state: "P[0].a: b"'],
    ['state: B', 'B', 'yes', 'state: "yes"'],
    ['state: "B"', 'B', 'New', 'state: New'],
    ['state: Bee', 'B', 'New', 'state: Bee'],
  ])('renames in %s', (line, oldName, newName, expected) => {
    const text = `testCases:\n  - stateExpectations:\n      - ${line}\n`;
    const edits = suiteRenameEdits(readSuiteDocument(text, 'suite', MACHINE), oldName, newName);
    const renamed = edits.reduceRight(
      (all, { range, newText }) => all.slice(0, range.start) + newText + all.slice(range.end),
      text,
    );
    expect(renamed).toBe(text.replace(line, expected));
  });

  it('renames what an anchor shares once', () => {
    const text = 'testCases:\n  - expectedPath: &p [A, P]\n  - expectedPath: *p\n';
    const edits = suiteRenameEdits(readSuiteDocument(text, 'suite', MACHINE), 'A', 'New');
    expect(edits.map(({ range }) => text.slice(range.start, range.end))).toEqual(['A']);
  });
});
