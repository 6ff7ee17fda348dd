/**
 * Who may import whom: the project's architecture as a table. `layers.ts` checks sources against it; nothing else belongs here.
 *
 * An area is a folder; the longest matching folder owns a file. An area that is not listed may not exist.
 */

/** What an area may import beside its own files. */
export interface AreaRule {
  /** Other areas of the project. */
  readonly areas: readonly string[];
  /** Areas of which only types may be imported (`import type`). */
  readonly typesOf?: readonly string[];
  /** Single files of which only types may be imported. */
  readonly typesOfFiles?: readonly string[];
  /** Single files outside all areas. */
  readonly files?: readonly string[];
  /** Packages, by name; sub-paths of them included. */
  readonly packages?: readonly string[];
  /** Whether Node's own modules (`node:`) are at hand. */
  readonly node?: 'allowed';
  /** Whether it is where a process or page starts: nobody imports it. */
  readonly entryPoint?: 'yes';
}

const core = (name: string): string => `server/src/core/${name}`;

const base = core('base');
const syntax = core('syntax');
const expressions = core('expressions');
const events = core('events');
const model = core('model');
const graph = core('graph');
const interpreter = core('interpreter');
const distributedMap = core('distributed-map');

/** Lower layers first: each area may import only what stands above it in this list. */
const belowModel = [base, syntax, expressions, events];
const upToModel = [...belowModel, model];

const testState = core('test-state');

const allOfCore = [
  ...upToModel,
  core('validation'),
  core('language'),
  graph,
  core('suite'),
  interpreter,
  distributedMap,
  testState,
  core('views'),
];

const protocol = 'server/src/protocol';
const data = 'server/src/data';
const node = 'server/src/node';
const host = 'server/src/host';
const belowEntryPoints = [...allOfCore, data, protocol, node, host];

/** Every area of the project. */
export const areaRules: Readonly<Record<string, AreaRule>> = {
  [base]: { areas: [] },
  [syntax]: { areas: [base], packages: ['jsonc-parser', 'yaml'] },
  [expressions]: { areas: [base], packages: ['jsonata', 'jsonpath-plus', '@noble/hashes'] },
  [events]: { areas: [base] },
  [model]: { areas: belowModel },
  [core('validation')]: { areas: upToModel },
  // Completion, hover and hints speak of the rules' words and of what suites know.
  [core('language')]: { areas: [...upToModel, core('validation'), core('suite')] },
  [graph]: { areas: upToModel },
  [core('suite')]: {
    areas: upToModel,
    // A mock answers tasks: it implements the interpreter's port and knows nothing else of it.
    typesOfFiles: [`${interpreter}/task-port.ts`],
    packages: ['jsonc-parser', 'yaml', 'diff'],
  },
  [interpreter]: { areas: [base, expressions, events, model] },
  [distributedMap]: { areas: [base, expressions, events, model, interpreter] },
  // One state, run alone: the interpreter's own work, and the checker's words about the definition.
  [testState]: {
    areas: [base, syntax, expressions, events, model, core('validation'), interpreter, distributedMap],
  },
  // Views are folds over events; one that needs the interpreter's internals means that an event is missing.
  [core('views')]: { areas: [base, events, graph, model] },

  [data]: { areas: [base], packages: ['fzstd', 'hyparquet', 'hyparquet-compressors'] },
  [protocol]: { areas: [], typesOf: allOfCore },
  [node]: { areas: [...allOfCore, data, protocol], packages: ['@aws-sdk/client-s3'], node: 'allowed' },
  [host]: { areas: [...allOfCore, data, protocol, node], node: 'allowed' },

  'server/src/lsp': {
    areas: belowEntryPoints,
    packages: ['vscode-languageserver', 'vscode-languageserver-textdocument'],
    node: 'allowed',
    entryPoint: 'yes',
  },
  'server/src/dap': {
    areas: belowEntryPoints,
    packages: ['@vscode/debugprotocol'],
    node: 'allowed',
    entryPoint: 'yes',
  },
  'server/src/cli': {
    areas: belowEntryPoints,
    files: ['package.json'],
    packages: ['picocolors', 'diff'],
    node: 'allowed',
    entryPoint: 'yes',
  },
  'server/src/crew': { areas: belowEntryPoints, node: 'allowed', entryPoint: 'yes' },
  'server/src/worker': { areas: belowEntryPoints, node: 'allowed', entryPoint: 'yes' },

  'server/src/testing': { areas: belowEntryPoints, packages: ['typescript'], node: 'allowed' },
  'server/bench': {
    areas: [...belowEntryPoints, 'server/src/testing'],
    packages: ['hyparquet', 'hyparquet-compressors', 'hyparquet-writer', 'udsv', 'esbuild', 'vscode-languageserver'],
    node: 'allowed',
  },

  'client/src': {
    areas: [protocol],
    packages: ['vscode', 'vscode-languageclient'],
    node: 'allowed',
    entryPoint: 'yes',
  },
  'client/e2e': { areas: [protocol], packages: ['playwright-core'], node: 'allowed' },
  'webview/src': {
    areas: [base, events, core('views'), graph],
    typesOf: [protocol],
    packages: ['preact', 'elkjs', '@vscode/codicons'],
    entryPoint: 'yes',
  },
};

/** What a test (`*.test.ts`) may import beside what its area may: how things are made and looked at, but no entry point of others. */
export const testRule: AreaRule = {
  areas: [...belowEntryPoints, 'server/src/testing'],
  packages: ['vitest', 'ajv', 'fast-check', 'hyparquet-writer', 'esbuild'],
  node: 'allowed',
};
