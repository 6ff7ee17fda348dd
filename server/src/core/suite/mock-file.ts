/**
 * Reads mock files, and the mock overrides of a test case, which have almost the same fields.
 *
 * A file's entries tolerate unknown keys (they are mentioned), an override refuses them: so the format has it.
 */

import { isJsonArray, type Json } from '../base/json.ts';
import type { Parsed } from '../base/problem.ts';
import {
  createProblemCollector,
  readMap,
  type FieldReader,
  type ProblemCollector,
  type UnknownKeys,
} from './field-reader.ts';
import { readMockSections, SECTION_KEYS, type MockSections } from './mock-sections.ts';
import { parseSourceText, type SourceNode } from './source-tree.ts';
import type {
  DataFormat,
  FileReference,
  ItemFileFormat,
  MockAnswer,
  MockCondition,
  MockEntry,
  MockError,
} from './suite-types.ts';

const TYPES = ['fixed', 'conditional', 'stateful', 'error', 'itemReader'] as const;
const FORMATS: readonly DataFormat[] = ['json', 'csv', 'jsonl', 'yaml'];
const ITEM_FORMATS: readonly ItemFileFormat[] = [...FORMATS, 'parquet'];
const COMMON_KEYS = ['state', 'type', 'description', 'delay', 'workerName'];
const FILE_KEYS: Readonly<Record<(typeof TYPES)[number], readonly string[]>> = {
  fixed: ['response', 'responseFile', 'responseFormat'],
  conditional: ['conditions'],
  stateful: ['responses', 'responsesFile', 'responseFormat'],
  error: ['error', 'probability'],
  itemReader: ['data', 'dataFile', 'dataFormat'],
};
const OVERRIDE_KEYS = [
  'state',
  'type',
  'response',
  'error',
  'delay',
  'workerName',
  'conditions',
  'responses',
  'data',
  'dataFile',
  'dataFormat',
];

/** A whole mock file. */
export interface MockFile extends MockSections {
  /** In the order of the file. */
  readonly entries: readonly MockEntry[];
}

/** The mocks alone, in the order of the file. */
export function parseMockFile(text: string, file: string): Parsed<readonly MockEntry[]> {
  const { value, problems } = parseWholeMockFile(text, file);
  return { value: value.entries, problems };
}

const EMPTY: MockFile = { entries: [], machines: [], handlers: [] };

export function parseWholeMockFile(text: string, file: string): Parsed<MockFile> {
  const source = parseSourceText(text);
  const collector = createProblemCollector();
  collector.problems.push(...source.problems);
  if (source.value === null) {
    if (source.problems.length === 0) {
      collector.report(
        'empty-file',
        'The mock file is empty: it needs `version` and `mocks`.',
        { start: 0, end: 0 },
        '',
      );
    }
    return { value: EMPTY, problems: collector.problems };
  }
  const shape = { what: 'mock file', keys: ['version', 'mocks', ...SECTION_KEYS], unknownKeys: 'ignored' as const };
  const reader = readMap(source.value, '', shape, collector);
  if (reader === null) return { value: EMPTY, problems: collector.problems };
  reader.requiredText('version');
  const sections = readMockSections(reader, file, collector);
  if (!reader.has('mocks') && sections.handlers.length === 0 && sections.machines.length === 0) {
    collector.report('missing-field', 'This mock file needs `mocks`, a list of mocks.', reader.range, '');
  }
  const entries = readMockEntries(reader.list('mocks') ?? [], { file, pointer: '/mocks', kind: 'file' }, collector);
  return { value: { entries, ...sections }, problems: collector.problems };
}

export interface MockListContext {
  readonly file: string;
  readonly pointer: string;
  readonly kind: 'file' | 'override';
}

export function readMockEntries(
  nodes: readonly SourceNode[],
  context: MockListContext,
  collector: ProblemCollector,
): MockEntry[] {
  const entries: MockEntry[] = [];
  for (const [index, node] of nodes.entries()) {
    const entry = readEntry(node, `${context.pointer}/${index}`, context, collector);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

function readEntry(
  node: SourceNode,
  pointer: string,
  context: MockListContext,
  collector: ProblemCollector,
): MockEntry | null {
  const declared = node.kind === 'map' ? node.entries.find((entry) => entry.key === 'type')?.value.json : undefined;
  const known = TYPES.find((candidate) => candidate === declared);
  const override = context.kind === 'override';
  const unknownKeys: UnknownKeys = override ? 'refused' : known === undefined ? 'ignored' : 'mentioned';
  const keys = override ? OVERRIDE_KEYS : [...COMMON_KEYS, ...(known === undefined ? [] : FILE_KEYS[known])];
  const what = override ? 'mock override' : known === undefined ? 'mock' : `mock of type ${known}`;
  const reader = readMap(node, pointer, { what, keys, unknownKeys }, collector);
  if (reader === null) return null;
  const state = reader.requiredText('state');
  reader.requiredText('type');
  const type = reader.choice('type', TYPES);
  const workerName = reader.text('workerName');
  if (state === undefined || type === undefined) return null;
  const base = {
    state,
    statePlace: { file: context.file, range: (reader.node('state') as SourceNode).range },
    place: { file: context.file, range: reader.range },
    delayMs: readDelay(reader, collector) ?? 0,
    ...(workerName === undefined ? {} : { workerName }),
  };
  switch (type) {
    case 'fixed':
      return { ...base, kind: 'fixed', answer: readAnswer(reader, context.file, collector) };
    case 'conditional':
      return { ...base, kind: 'conditional', conditions: readConditions(reader, context.file, collector) };
    case 'stateful': {
      const file = readFile(reader, 'responsesFile', 'responseFormat', context.file);
      const nodes = reader.list('responses');
      const responses = nodes?.map((item) => item.json);
      if (responses === undefined && file === undefined && !reader.has('responses')) {
        missing(reader, 'A stateful mock needs `responses`, a list of answers in the order of the calls.', collector);
      }
      if (responses?.length === 0) {
        collector.report(
          'empty-responses',
          '`responses` is empty: there is nothing to answer.',
          reader.keyRange('responses'),
          pointer,
        );
      }
      return {
        ...base,
        kind: 'stateful',
        responses: responses ?? file ?? [],
        ranges: nodes?.map(({ range }) => range) ?? [],
      };
    }
    case 'error': {
      const error = readError(reader, collector, 'required');
      const probability = reader.number('probability') ?? 1;
      if (probability < 0 || probability > 1) {
        const range = (reader.node('probability') as SourceNode).range;
        collector.report(
          'wrong-value',
          '`probability` must be between 0 and 1.',
          range,
          reader.pointerTo('probability'),
        );
      }
      return { ...base, kind: 'error', error: error ?? { type: 'Error' }, probability };
    }
    case 'itemReader': {
      const file = readFile(reader, 'dataFile', 'dataFormat', context.file, ITEM_FORMATS);
      const data = reader.list('data')?.map((item) => item.json);
      if (data === undefined && file === undefined && !reader.has('data')) {
        missing(reader, 'An itemReader mock needs `data` (a list of items) or `dataFile`.', collector);
      }
      return { ...base, kind: 'itemReader', items: data ?? file ?? [] };
    }
  }
}

function missing(reader: FieldReader, message: string, collector: ProblemCollector): void {
  collector.report('missing-field', message, reader.keyRange('type'), reader.pointer);
}

function readDelay(reader: FieldReader, collector: ProblemCollector): number | undefined {
  const delay = reader.number('delay');
  if (delay === undefined || delay >= 0) return delay;
  const range = (reader.node('delay') as SourceNode).range;
  collector.report(
    'wrong-value',
    '`delay` is a number of milliseconds and cannot be negative.',
    range,
    reader.pointerTo('delay'),
  );
  return 0;
}

/** `response` first (a null counts), then `responseFile`. */
function readAnswer(reader: FieldReader, file: string, collector: ProblemCollector): MockAnswer {
  const response = reader.json('response');
  if (response !== undefined)
    return { kind: 'value', value: response, range: (reader.node('response') as SourceNode).range };
  const reference = readFile(reader, 'responseFile', 'responseFormat', file);
  if (reference !== undefined) return { kind: 'file', file: reference };
  missing(reader, 'A fixed mock needs `response` or `responseFile`.', collector);
  return { kind: 'none' };
}

function readFile(
  reader: FieldReader,
  key: string,
  formatKey: string,
  file: string,
  formats: readonly ItemFileFormat[] = FORMATS,
): FileReference | undefined {
  const path = reader.text(key);
  if (path === undefined) return undefined;
  const format = reader.choice(formatKey, formats) ?? null;
  return { path, format, place: { file, range: (reader.node(key) as SourceNode).range } };
}

function readError(
  reader: FieldReader,
  collector: ProblemCollector,
  need: 'required' | 'optional',
): MockError | undefined {
  const node = reader.node('error');
  if (node === undefined) {
    if (need === 'required') {
      collector.report('missing-field', 'An error mock needs `error: { type, cause }`.', reader.range, reader.pointer);
    }
    return undefined;
  }
  const shape = { what: 'mock error', keys: ['type', 'cause', 'message'], unknownKeys: 'mentioned' as const };
  const fields = readMap(node, reader.pointerTo('error'), shape, collector);
  const type = fields?.requiredText('type');
  if (fields === null || type === undefined) return undefined;
  return mockError(type, fields.text('cause'), fields.text('message'));
}

function mockError(type: string, cause: string | undefined, message: string | undefined): MockError {
  return { type, ...(cause === undefined ? {} : { cause }), ...(message === undefined ? {} : { message }) };
}

function readConditions(reader: FieldReader, file: string, collector: ProblemCollector): MockCondition[] {
  const nodes = reader.list('conditions');
  if (nodes === undefined && !reader.has('conditions')) {
    missing(reader, 'A conditional mock needs `conditions`, tried in their order.', collector);
  }
  const conditions: MockCondition[] = [];
  for (const [index, node] of (nodes ?? []).entries()) {
    const pointer = `${reader.pointerTo('conditions')}/${index}`;
    const keys = ['when', 'response', 'responseFile', 'responseFormat', 'error', 'default', 'delay'];
    const fields = readMap(node, pointer, { what: 'condition', keys, unknownKeys: 'mentioned' }, collector);
    if (fields === null) continue;
    const delayMs = readDelay(fields, collector) ?? null;
    if (!fields.has('when')) {
      const value = fields.json('default');
      if (value === undefined) {
        collector.report('missing-field', 'A condition needs `when: { input }` or `default`.', fields.range, pointer);
        continue;
      }
      if (value === null && fields.has('response')) {
        const advice =
          '`default` is empty here, so the answer is null: write the answer under `default`, not beside it.';
        collector.report('empty-default', advice, fields.keyRange('default'), pointer, 'warning');
      }
      conditions.push({ kind: 'default', value, range: (fields.node('default') as SourceNode).range, delayMs });
      continue;
    }
    const shape = { what: 'when', keys: ['input'], unknownKeys: 'refused' as const };
    const when = readMap(fields.node('when') as SourceNode, `${pointer}/when`, shape, collector);
    const input = when?.json('input');
    if (when !== null && input === undefined) {
      collector.report(
        'missing-field',
        '`when` needs `input`: what the task is given, or a part of it.',
        when.range,
        pointer,
      );
    }
    if (input === undefined) continue;
    const inputRange = (when?.node('input') as SourceNode).range;
    conditions.push({ kind: 'when', input, inputRange, answer: readConditionAnswer(fields, file, collector), delayMs });
  }
  return conditions;
}

function readConditionAnswer(fields: FieldReader, file: string, collector: ProblemCollector): MockAnswer {
  const error = readError(fields, collector, 'optional');
  if (error !== undefined) return { kind: 'error', error };
  const response = fields.json('response');
  if (response !== undefined)
    return { kind: 'value', value: response, range: (fields.node('response') as SourceNode).range };
  const reference = readFile(fields, 'responseFile', 'responseFormat', file);
  if (reference !== undefined) return { kind: 'file', file: reference };
  if (!fields.has('error')) {
    const message = 'This condition matches but says no answer: it needs `response`, `responseFile` or `error`.';
    collector.report('missing-field', message, fields.keyRange('when'), fields.pointer);
  }
  return { kind: 'none' };
}

/** The error that an element of a stateful mock raises, or null where the element is an answer. */
export function errorOfResponse(response: Json): MockError | null {
  if (typeof response !== 'object' || response === null || isJsonArray(response)) return null;
  const error = (response as Readonly<Record<string, Json>>)['error'];
  if (error === undefined || error === null || error === false || error === '' || error === 0) return null;
  if (typeof error === 'string') return mockError(error, undefined, undefined);
  if (typeof error !== 'object' || isJsonArray(error)) return mockError('Error', undefined, undefined);
  const fields = error as Readonly<Record<string, Json>>;
  const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
  return mockError(text(fields['type']) ?? 'Error', text(fields['cause']), text(fields['message']));
}
