/** Reads a test suite (`test-suite.yaml`, `*.test.yaml`): strict, with the place of everything an editor or a report points at. */

import type { Parsed } from '../base/problem.ts';
import { readExecutionContext } from './execution-context.ts';
import { readExpectations } from './expectation-fields.ts';
import { createProblemCollector, readMap, type FieldReader, type ProblemCollector } from './field-reader.ts';
import { readMockEntries } from './mock-file.ts';
import { parseSourceText, type SourceNode } from './source-tree.ts';
import type {
  Located,
  MockEntry,
  OutputMatching,
  PathMatching,
  SuiteSettings,
  TestCase,
  TestSuite,
} from './suite-types.ts';

const OUTPUT_MATCHING: readonly OutputMatching[] = ['exact', 'partial'];
const PATH_MATCHING: readonly PathMatching[] = ['exact', 'includes'];
const DEFAULT_TIMEOUT_MS = 30_000;
/** Timers know no longer ones. */
const MAX_TIMEOUT_MS = 2_147_483_647;

const SUITE_KEYS = [
  'version',
  'name',
  'description',
  'stateMachine',
  'baseMock',
  'executionContext',
  'testCases',
  'settings',
  'assertions',
];
const CASE_KEYS = [
  'name',
  'description',
  'input',
  'expectedOutput',
  'expectedPath',
  'expectedError',
  'stateExpectations',
  'mapExpectations',
  'parallelExpectations',
  'timeout',
  'skip',
  'only',
  'executionContext',
  'mockOverrides',
];

/**
 * Reads a suite. The value is null where the text is no suite at all; otherwise it holds what could be read, also when there are
 * problems. Only problems of severity `error` keep a suite from being run.
 */
export function parseSuiteFile(text: string, file: string): Parsed<TestSuite | null> {
  const source = parseSourceText(text);
  const collector = createProblemCollector();
  collector.problems.push(...source.problems);
  if (source.value === null) {
    if (source.problems.length === 0) {
      const message = 'The test suite is empty: it needs `version`, `name`, `stateMachine` and `testCases`.';
      collector.report('empty-file', message, { start: 0, end: 0 }, '');
    }
    return { value: null, problems: collector.problems };
  }
  const shape = { what: 'test suite', keys: SUITE_KEYS, unknownKeys: 'refused' as const };
  const reader = readMap(source.value, '', shape, collector);
  if (reader === null) return { value: null, problems: collector.problems };

  const version = reader.requiredText('version') ?? '';
  const name = reader.requiredText('name') ?? '';
  const description = reader.text('description');
  const { outputMatching, pathMatching } = readAssertions(reader, collector);
  if (!reader.has('testCases')) {
    collector.report('missing-field', 'This test suite needs `testCases`, a list of test cases.', reader.range, '');
  }
  const cases: TestCase[] = [];
  const names = new Set<string>();
  for (const [index, node] of (reader.list('testCases') ?? []).entries()) {
    const context = { file, pointer: `/testCases/${index}`, outputMatching, pathMatching };
    const testCase = readCase(node, context, collector);
    if (testCase === null) continue;
    if (names.has(testCase.name)) reportSameName(testCase, context.pointer, collector);
    names.add(testCase.name);
    cases.push(testCase);
  }
  const suite: TestSuite = {
    version,
    name,
    ...(description === undefined ? {} : { description }),
    stateMachine: locatedText(reader, 'stateMachine'),
    baseMock: locatedText(reader, 'baseMock'),
    executionContext: readExecutionContext(reader, collector),
    settings: readSettings(reader, collector),
    outputMatching,
    pathMatching,
    cases,
  };
  return { value: suite, problems: collector.problems };
}

/** The cases that a run of the whole suite runs: those that say `only` if any does, else all that do not say `skip`. */
export function selectCases(cases: readonly TestCase[]): readonly TestCase[] {
  const only = cases.filter((testCase) => testCase.only);
  return only.length > 0 ? only : cases.filter((testCase) => !testCase.skip);
}

function reportSameName({ name, nameRange }: TestCase, pointer: string, collector: ProblemCollector): void {
  const message = `There is a case "${name}" already: both are run under that name, and it is not clear which one a report means.`;
  collector.report('same-name', message, nameRange, `${pointer}/name`, 'warning');
}

interface CaseContext {
  readonly file: string;
  readonly pointer: string;
  readonly outputMatching: OutputMatching;
  readonly pathMatching: PathMatching;
}

function readCase(node: SourceNode, context: CaseContext, collector: ProblemCollector): TestCase | null {
  const shape = { what: 'test case', keys: CASE_KEYS, unknownKeys: 'refused' as const };
  const reader = readMap(node, context.pointer, shape, collector);
  if (reader === null) return null;
  const name = reader.requiredText('name');
  reader.text('description');
  const input = reader.json('input');
  if (input === undefined) {
    const place = reader.has('name') ? (reader.node('name') as SourceNode).range : reader.range;
    collector.report(
      'missing-field',
      'This test case needs `input` (`input: {}` where it has none).',
      place,
      context.pointer,
    );
  }
  const expectations = readExpectations(reader, context, collector);
  const timeout = readTimeout(reader, collector);
  const skip = reader.flag('skip') ?? false;
  const only = reader.flag('only') ?? false;
  const executionContext = readExecutionContext(reader, collector);
  const mockOverrides = readOverrides(reader, context.file, collector);
  if (name === undefined) return null;
  return {
    name,
    nameRange: (reader.node('name') as SourceNode).range,
    range: reader.range,
    input: input ?? null,
    skip,
    only,
    timeoutMs: timeout === undefined || timeout === 0 ? null : timeout,
    executionContext,
    mockOverrides,
    expectations,
  };
}

/** The last override of a state counts. */
function readOverrides(reader: FieldReader, file: string, collector: ProblemCollector): readonly MockEntry[] {
  const nodes = reader.list('mockOverrides');
  if (nodes === undefined) return [];
  const entries = readMockEntries(
    nodes,
    { file, pointer: reader.pointerTo('mockOverrides'), kind: 'override' },
    collector,
  );
  return entries.filter((entry, index) => !entries.slice(index + 1).some((later) => later.state === entry.state));
}

function readAssertions(
  reader: FieldReader,
  collector: ProblemCollector,
): { readonly outputMatching: OutputMatching; readonly pathMatching: PathMatching } {
  const node = reader.node('assertions');
  const shape = {
    what: 'set of assertions',
    keys: ['outputMatching', 'pathMatching', 'stateMatching'],
    unknownKeys: 'refused' as const,
  };
  const fields = node === undefined ? null : readMap(node, '/assertions', shape, collector);
  fields?.choice('stateMatching', OUTPUT_MATCHING);
  return {
    outputMatching: fields?.choice('outputMatching', OUTPUT_MATCHING) ?? 'partial',
    pathMatching: fields?.choice('pathMatching', PATH_MATCHING) ?? 'exact',
  };
}

function readSettings(reader: FieldReader, collector: ProblemCollector): SuiteSettings {
  const node = reader.node('settings');
  const keys = ['timeout', 'parallel', 'stopOnFailure', 'verbose', 'strict'];
  const shape = { what: 'set of settings', keys, unknownKeys: 'refused' as const };
  const fields = node === undefined ? null : readMap(node, '/settings', shape, collector);
  const timeout = fields === null ? undefined : readTimeout(fields, collector);
  for (const key of ['parallel', 'verbose', 'strict']) fields?.flag(key);
  return {
    timeoutMs: timeout === undefined || timeout === 0 ? DEFAULT_TIMEOUT_MS : timeout,
    stopOnFailure: fields?.flag('stopOnFailure') ?? false,
  };
}

/** Real milliseconds; 0 is the same as leaving it out. */
function readTimeout(reader: FieldReader, collector: ProblemCollector): number | undefined {
  const timeout = reader.number('timeout');
  if (timeout === undefined || (timeout >= 0 && timeout <= MAX_TIMEOUT_MS)) return timeout;
  const { range } = reader.node('timeout') as SourceNode;
  const message = `\`timeout\` is a number of milliseconds from 0 to ${MAX_TIMEOUT_MS}.`;
  collector.report('wrong-value', message, range, reader.pointerTo('timeout'));
  return undefined;
}

function locatedText(reader: FieldReader, key: string): Located<string> | null {
  const value = reader.text(key);
  return value === undefined ? null : { value, range: (reader.node(key) as SourceNode).range };
}
