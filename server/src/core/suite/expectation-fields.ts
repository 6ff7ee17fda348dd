/** Reads what a test case expects. */

import { isJsonObject, type Json } from '../base/json.ts';
import type { TextRange } from '../base/text-range.ts';
import { readMap, readTextList, type FieldReader, type ProblemCollector } from './field-reader.ts';
import type { SourceEntry, SourceNode } from './source-tree.ts';
import type { Expectation, ExpectedError, Located, OutputMatching, PathMatching } from './suite-types.ts';

const OUTPUT_MATCHING: readonly OutputMatching[] = ['exact', 'partial'];
const PATH_MATCHING: readonly PathMatching[] = ['exact', 'includes'];

export interface ExpectationDefaults {
  readonly outputMatching: OutputMatching;
  readonly pathMatching: PathMatching;
}

/** All expectations of a case, in the order in which they are reported. */
export function readExpectations(
  reader: FieldReader,
  defaults: ExpectationDefaults,
  collector: ProblemCollector,
): readonly Expectation[] {
  const expectations: Expectation[] = [];
  const error = readExpectedError(reader, collector);
  if (error !== null)
    expectations.push({ kind: 'error', range: rangeOfField(reader, 'expectedError'), expected: error });
  const output = reader.json('expectedOutput');
  if (output !== undefined) {
    const range = rangeOfField(reader, 'expectedOutput');
    expectations.push({ kind: 'output', range, expected: output, matching: defaults.outputMatching });
  }
  const paths = readExpectedPath(reader, collector);
  if (paths !== null) {
    expectations.push({
      kind: 'path',
      range: rangeOfField(reader, 'expectedPath'),
      paths,
      matching: defaults.pathMatching,
    });
  }
  for (const [key, read] of [
    ['stateExpectations', readStateExpectation],
    ['mapExpectations', readMapExpectation],
    ['parallelExpectations', readParallelExpectation],
  ] as const) {
    for (const [index, node] of (reader.list(key) ?? []).entries()) {
      const expectation = read(node, `${reader.pointerTo(key)}/${index}`, defaults, collector);
      if (expectation !== null) expectations.push(expectation);
    }
  }
  return expectations;
}

function readExpectedError(reader: FieldReader, collector: ProblemCollector): ExpectedError | null {
  const node = reader.node('expectedError');
  if (node === undefined) return null;
  if (typeof node.json === 'string') return { text: node.json };
  if (node.kind !== 'map') {
    const message = '`expectedError` must be the name of an error, or a map with `type`, `cause` or `message`.';
    collector.report('wrong-type', message, node.range, reader.pointerTo('expectedError'));
    return null;
  }
  const shape = { what: 'expected error', keys: ['type', 'cause', 'message'], unknownKeys: 'refused' as const };
  const fields = readMap(node, reader.pointerTo('expectedError'), shape, collector);
  const type = fields?.text('type');
  const cause = fields?.text('cause') ?? fields?.text('message');
  return { ...(type === undefined ? {} : { type }), ...(cause === undefined ? {} : { cause }) };
}

/** A list of names, or a list of such lists; null where there is nothing to check. */
function readExpectedPath(reader: FieldReader, collector: ProblemCollector): readonly (readonly string[])[] | null {
  const nodes = reader.list('expectedPath');
  if (nodes === undefined || nodes.length === 0) return null;
  const pointer = reader.pointerTo('expectedPath');
  if (nodes[0]?.kind !== 'list') {
    const path = readTextList(reader.node('expectedPath') as SourceNode, '`expectedPath`', pointer, collector);
    return path === undefined ? null : [path];
  }
  const paths = nodes.map((node) => readTextList(node, 'Every path in `expectedPath`', pointer, collector));
  return paths.includes(undefined) ? null : (paths as readonly (readonly string[])[]);
}

function readStateExpectation(
  node: SourceNode,
  pointer: string,
  defaults: ExpectationDefaults,
  collector: ProblemCollector,
): Expectation | null {
  const keys = ['state', 'input', 'output', 'outputMatching', 'variables'];
  const reader = readMap(node, pointer, { what: 'state expectation', keys, unknownKeys: 'refused' }, collector);
  const address = reader?.requiredText('state');
  const matching = reader?.choice('outputMatching', OUTPUT_MATCHING) ?? defaults.outputMatching;
  if (reader === null || address === undefined) return null;
  const input = located(reader, 'input');
  const output = located(reader, 'output');
  const variables = located(reader, 'variables');
  if (variables !== undefined && !isJsonObject(variables.value)) {
    collector.report('wrong-type', '`variables` must be a map of variable names.', variables.range, pointer);
  }
  return {
    kind: 'state',
    range: rangeOfField(reader, 'state'),
    address,
    matching,
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(variables !== undefined && isJsonObject(variables.value)
      ? { variables: { value: variables.value, range: variables.range } }
      : {}),
  };
}

function readMapExpectation(
  node: SourceNode,
  pointer: string,
  defaults: ExpectationDefaults,
  collector: ProblemCollector,
): Expectation | null {
  const keys = ['state', 'iterationCount', 'iterationPaths'];
  const reader = readMap(node, pointer, { what: 'map expectation', keys, unknownKeys: 'refused' }, collector);
  const state = reader?.requiredText('state');
  if (reader === null || state === undefined) return null;
  const iterationCount = locatedCount(reader, 'iterationCount', collector);
  const pathsNode = reader.node('iterationPaths');
  const shape = {
    what: 'set of iteration paths',
    keys: ['pathMatching', 'all', 'samples'],
    unknownKeys: 'mentioned' as const,
  };
  const paths =
    pathsNode === undefined ? null : readMap(pathsNode, reader.pointerTo('iterationPaths'), shape, collector);
  const allNode = paths?.node('all');
  const all = allNode && readTextList(allNode, '`all`', `${reader.pointerTo('iterationPaths')}/all`, collector);
  const samples = paths?.node('samples');
  return {
    kind: 'map',
    range: rangeOfField(reader, 'state'),
    state,
    ...(iterationCount === undefined ? {} : { iterationCount }),
    pathMatching: paths?.choice('pathMatching', PATH_MATCHING) ?? defaults.pathMatching,
    ...(all === undefined || allNode === undefined ? {} : { all: { value: all, range: allNode.range } }),
    samples: samples === undefined ? [] : readIndexedPaths(samples, 'Every sample', pointer, collector),
  };
}

function readParallelExpectation(
  node: SourceNode,
  pointer: string,
  _defaults: ExpectationDefaults,
  collector: ProblemCollector,
): Expectation | null {
  const keys = ['state', 'branchCount', 'branchPaths'];
  const reader = readMap(node, pointer, { what: 'parallel expectation', keys, unknownKeys: 'refused' }, collector);
  const state = reader?.requiredText('state');
  if (reader === null || state === undefined) return null;
  const branchCount = locatedCount(reader, 'branchCount', collector);
  const pathsNode = reader.node('branchPaths');
  const paths =
    pathsNode === undefined
      ? null
      : readMap(pathsNode, pointer, { what: 'set of branch paths', keys: [], unknownKeys: 'ignored' }, collector);
  return {
    kind: 'parallel',
    range: rangeOfField(reader, 'state'),
    state,
    ...(branchCount === undefined ? {} : { branchCount }),
    pathMatching: paths?.choice('pathMatching', PATH_MATCHING) ?? 'exact',
    branchPaths: pathsNode === undefined ? [] : readIndexedPaths(pathsNode, 'Every branch path', pointer, collector),
  };
}

/** A map from an index to a list of state names. */
function readIndexedPaths(
  node: SourceNode,
  what: string,
  pointer: string,
  collector: ProblemCollector,
): { readonly index: number; readonly path: readonly string[]; readonly range: TextRange }[] {
  const found: { index: number; path: readonly string[]; range: TextRange }[] = [];
  const entries: readonly SourceEntry[] = node.kind === 'map' ? node.entries : [];
  if (node.kind !== 'map') collector.report('wrong-type', `${what} needs its index as the key.`, node.range, pointer);
  for (const { key, keyRange, value } of entries) {
    if (key === 'pathMatching') continue;
    if (!/^\d+$/.test(key)) {
      collector.report('wrong-value', `"${key}" is no index: use 0, 1, 2, ...`, keyRange, pointer);
      continue;
    }
    const path = readTextList(value, what, pointer, collector);
    if (path !== undefined)
      found.push({ index: Number(key), path, range: { start: keyRange.start, end: value.range.end } });
  }
  return found;
}

function located(reader: FieldReader, key: string): Located<Json> | undefined {
  const value = reader.json(key);
  return value === undefined ? undefined : { value, range: rangeOfField(reader, key) };
}

function locatedCount(reader: FieldReader, key: string, collector: ProblemCollector): Located<number> | undefined {
  const value = reader.number(key);
  if (value === undefined) return undefined;
  if (!Number.isInteger(value) || value < 0) {
    const { range } = reader.node(key) as SourceNode;
    collector.report('wrong-value', `\`${key}\` must be a whole number, 0 or more.`, range, reader.pointerTo(key));
    return undefined;
  }
  return { value, range: rangeOfField(reader, key) };
}

/** From the key to the end of a one-line value; of a longer value only the key. */
function rangeOfField(reader: FieldReader, key: string): TextRange {
  return reader.keyRange(key);
}
