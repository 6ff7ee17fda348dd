/**
 * Reads `sfn-test.config.yaml`: which state machines a project has under which names, and where its suites, mocks and data lie.
 *
 * Paths stay as they are written; whoever reads the file knows which folder they are relative to (that of the file).
 */

import type { Parsed } from '../base/problem.ts';
import { readExecutionContext } from './execution-context.ts';
import { createProblemCollector, readMap, type FieldReader, type ProblemCollector } from './field-reader.ts';
import { parseSourceText, type SourceNode } from './source-tree.ts';
import type { ExecutionContextFields, Located } from './suite-types.ts';

export const CONFIG_FILE_NAME = 'sfn-test.config.yaml';

/** Folders of the project, relative to the configuration's. */
export interface ProjectPaths {
  readonly mocks: string;
  readonly testSuites: string;
  readonly testData: string;
  readonly extracted: string;
  readonly coverage: string;
}

export const DEFAULT_PATHS: ProjectPaths = {
  mocks: './sfn-test/mocks',
  testSuites: './sfn-test/test-suites',
  testData: './sfn-test/test-data',
  extracted: './.sfn-test/extracted',
  coverage: './.sfn-test/coverage',
};

/** A state machine that suites call by name. */
export interface ConfiguredMachine {
  readonly name: Located<string>;
  /** A definition, or a CloudFormation template that holds one. */
  readonly type: 'asl' | 'cdk';
  readonly path: Located<string>;
  /** For `cdk`: the resource's logical id. */
  readonly logicalId: Located<string> | null;
}

export interface ProjectConfig {
  readonly paths: ProjectPaths;
  /** As written, with places; what is left out is not in it. */
  readonly statedPaths: Readonly<Partial<Record<keyof ProjectPaths, Located<string>>>>;
  readonly executionContext: ExecutionContextFields;
  /** In the order of the file; the first of a name counts. */
  readonly stateMachines: readonly ConfiguredMachine[];
}

export const NO_CONFIG: ProjectConfig = {
  paths: DEFAULT_PATHS,
  statedPaths: {},
  executionContext: {},
  stateMachines: [],
};

const KEYS = ['version', 'paths', 'executionContext', 'stateMachines'];
const PATH_KEYS = Object.keys(DEFAULT_PATHS) as readonly (keyof ProjectPaths)[];

/** Keys that the format does not know are mentioned: older files may have them. An empty file is a configuration without fields. */
export function parseProjectConfig(text: string): Parsed<ProjectConfig> {
  const source = parseSourceText(text);
  const collector = createProblemCollector();
  collector.problems.push(...source.problems);
  if (source.value === null) return { value: NO_CONFIG, problems: collector.problems };
  const shape = { what: 'configuration', keys: KEYS, unknownKeys: 'mentioned' as const };
  const reader = readMap(source.value, '', shape, collector);
  if (reader === null) return { value: NO_CONFIG, problems: collector.problems };
  reader.text('version');
  const statedPaths = readPaths(reader, collector);
  const stated = PATH_KEYS.map((key) => [key, statedPaths[key]?.value ?? DEFAULT_PATHS[key]]);
  const executionContext = readExecutionContext(reader, collector);
  const stateMachines = readMachines(reader, collector);
  return {
    value: { paths: Object.fromEntries(stated) as ProjectPaths, statedPaths, executionContext, stateMachines },
    problems: collector.problems,
  };
}

function readPaths(reader: FieldReader, collector: ProblemCollector): ProjectConfig['statedPaths'] {
  const node = reader.node('paths');
  if (node === undefined) return {};
  const shape = { what: 'set of paths', keys: PATH_KEYS, unknownKeys: 'mentioned' as const };
  const fields = readMap(node, '/paths', shape, collector);
  if (fields === null) return {};
  const located = PATH_KEYS.map((key) => [key, pathOf(fields, key, collector)] as const);
  return Object.fromEntries(located.filter(([, value]) => value !== null));
}

function readMachines(reader: FieldReader, collector: ProblemCollector): readonly ConfiguredMachine[] {
  const machines: ConfiguredMachine[] = [];
  for (const [index, node] of (reader.list('stateMachines') ?? []).entries()) {
    const machine = readMachine(node, `/stateMachines/${index}`, collector);
    if (machine === null) continue;
    if (machines.some(({ name }) => name.value === machine.name.value)) {
      const message = `"${machine.name.value}" is configured already; only the first state machine of a name counts.`;
      collector.report('duplicate-name', message, machine.name.range, `/stateMachines/${index}/name`, 'warning');
    }
    machines.push(machine);
  }
  return machines;
}

function readMachine(node: SourceNode, pointer: string, collector: ProblemCollector): ConfiguredMachine | null {
  const shape = { what: 'state machine', keys: ['name', 'source'], unknownKeys: 'mentioned' as const };
  const reader = readMap(node, pointer, shape, collector);
  if (reader === null) return null;
  const name = located(reader, 'name', reader.requiredText('name'));
  const sourceNode = reader.node('source');
  if (sourceNode === undefined) {
    const advice = 'This state machine needs `source`: { type: asl, path: ./workflow.asl.json }.';
    collector.report('missing-field', advice, reader.has('name') ? reader.keyRange('name') : reader.range, pointer);
    return null;
  }
  const keys = ['type', 'path', 'stateMachineName'];
  const source = readMap(
    sourceNode,
    `${pointer}/source`,
    { what: 'source', keys, unknownKeys: 'mentioned' },
    collector,
  );
  if (source === null) return null;
  source.requiredText('type');
  const type = source.choice('type', ['asl', 'cdk']);
  if (!source.has('path')) source.requiredText('path');
  const path = pathOf(source, 'path', collector);
  const logicalId = located(source, 'stateMachineName', source.text('stateMachineName'));
  if (type === 'cdk' && !source.has('stateMachineName')) {
    const message =
      'A source of type cdk needs `stateMachineName`, the logical id of the state machine in the template.';
    collector.report('missing-field', message, source.keyRange('type'), `${pointer}/source`);
    return null;
  }
  return name === null || type === undefined || path === null ? null : { name, type, path, logicalId };
}

function pathOf(fields: FieldReader, key: string, collector: ProblemCollector): Located<string> | null {
  const path = located(fields, key, fields.text(key));
  if (path === null || path.value.trim() !== '') return path;
  collector.report('wrong-value', `\`${key}\` is empty: it must be a path.`, path.range, fields.pointerTo(key));
  return null;
}

function located(reader: FieldReader, key: string, value: string | undefined): Located<string> | null {
  return value === undefined ? null : { value, range: (reader.node(key) as SourceNode).range };
}
