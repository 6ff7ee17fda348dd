import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../base/problem.ts';
import { parseMockFile } from '../../suite/mock-file.ts';
import { parseProjectConfig } from '../../suite/project-config.ts';
import { parseSourceText } from '../../suite/source-tree.ts';
import { parseSuiteFile } from '../../suite/suite-file.ts';
import { readLocalMockDocument } from '../local-mocks/local-mock-document.ts';
import { localMockProblems } from '../local-mocks/local-mock-problems.ts';
import { localMockJsonSchema } from '../local-mocks/local-mock-schema.ts';
import { suiteJsonSchema } from './suite-json-schema.ts';

interface FileKind {
  readonly matches: ValidateFunction;
  readonly problems: (text: string) => readonly Problem[];
}

const ajv = new Ajv({ strict: false, allErrors: true });
const KINDS = {
  suite: { matches: ajv.compile(suiteJsonSchema('suite')), problems: (text) => parseSuiteFile(text, 'f').problems },
  mocks: { matches: ajv.compile(suiteJsonSchema('mock-file')), problems: (text) => parseMockFile(text, 'f').problems },
  config: { matches: ajv.compile(suiteJsonSchema('config')), problems: (text) => parseProjectConfig(text).problems },
  local: {
    matches: ajv.compile(localMockJsonSchema()),
    problems: (text) => localMockProblems(readLocalMockDocument(text, new Map(), [])),
  },
} as const satisfies Record<string, FileKind>;

type Kind = keyof typeof KINDS;

function opinions(kind: Kind, text: string): { readonly schema: boolean; readonly own: boolean } {
  const { matches, problems } = KINDS[kind];
  const own = !problems(text).some(({ severity }) => severity === 'error');
  return { schema: matches(parseSourceText(text).value?.json), own };
}

const suite = (fields: string): string => `version: '1'\nname: s\ntestCases: []\n${fields}\n`;
const inCase = (fields: string): string => `version: '1'\nname: s\ntestCases:\n  - { name: c, input: {}, ${fields} }\n`;
const mock = (fields: string): string => `version: '1'\nmocks:\n  - { state: S, ${fields} }\n`;
const machine = (source: string): string => `stateMachines:\n  - { name: M, source: ${source} }\n`;
const response = (fields: string): string =>
  `{"StateMachines": {"M": {"TestCases": {"A": {"S": "R"}}}}, "MockedResponses": {"R": ${fields}}}`;

const ACCEPTED: readonly (readonly [Kind, string])[] = [
  ['suite', suite('')],
  ['suite', suite('description: d\nstateMachine: ./m.asl.json\nbaseMock: m\nexecutionContext: { name: n, other: 1 }')],
  ['suite', suite('settings: { timeout: 0, parallel: true, stopOnFailure: false, verbose: true, strict: true }')],
  ['suite', suite('assertions: { outputMatching: exact, pathMatching: includes, stateMatching: partial }')],
  [
    'suite',
    inCase('expectedOutput: null, expectedPath: [A, B], expectedError: States.Timeout, skip: true, only: false'),
  ],
  ['suite', inCase('expectedPath: [[A], [B, C]], expectedError: { type: E, cause: c, message: m }, timeout: 5')],
  [
    'suite',
    inCase('stateExpectations: [{ state: "M[0].S", input: 1, output: 2, outputMatching: exact, variables: { a: 1 } }]'),
  ],
  [
    'suite',
    inCase(
      'mapExpectations: [{ state: M, iterationCount: 2, iterationPaths: { all: [A], samples: { 0: [A], "1": [B] } } }]',
    ),
  ],
  [
    'suite',
    inCase('parallelExpectations: [{ state: P, branchCount: 2, branchPaths: { pathMatching: exact, 0: [A] } }]'),
  ],
  ['suite', inCase('mockOverrides: [{ state: S, type: fixed, response: null, delay: 3 }]')],
  ['mocks', 'version: "1"\nmocks: []\nother: 1\n'],
  ['mocks', 'version: "1"\nhandlers: { f: ./f.mjs, g: { command: [python3, g.py], timeout: 5, concurrency: 2 } }\n'],
  [
    'mocks',
    'version: "1"\nstateMachines: { M: ./m.asl.json, N: { definition: n.asl.json, mock: n.yaml, type: EXPRESS } }\n',
  ],
  ['mocks', mock('type: fixed, responseFile: f.json, responseFormat: json, description: d, unknown: 1')],
  ['mocks', mock('type: conditional, conditions: [{ when: { input: {} }, response: 1 }, { default: null }]')],
  ['mocks', mock('type: conditional, conditions: [{ when: { input: 0 }, error: { type: E } }], delay: 10')],
  ['mocks', mock('type: stateful, responses: [{ error: { type: E } }, 1]')],
  ['mocks', mock('type: stateful, responsesFile: r.json')],
  ['mocks', mock('type: error, error: { type: E, cause: c }, probability: 0.5')],
  ['mocks', mock('type: itemReader, data: [1, 2]')],
  ['mocks', mock('type: itemReader, dataFile: d.csv, dataFormat: csv')],
  ['config', 'version: "1.0"\n'],
  ['config', 'paths: { mocks: ./m, testSuites: s }\nexecutionContext: { region: eu-west-1 }\n'],
  ['config', machine('{ type: asl, path: p }')],
  ['config', machine('{ type: cdk, path: p, stateMachineName: L }')],
  ['local', response('{"0": {"Return": 1}, "1-2": {"Throw": {"Error": "E", "Cause": "c"}}}')],
];

const REFUSED: readonly (readonly [Kind, string])[] = [
  ['suite', '[]'],
  ['suite', 'version: 1.0\nname: s\ntestCases: []\n'],
  ['suite', "version: '1'\ntestCases: []\n"],
  ['suite', "version: '1'\nname: s\n"],
  ['suite', suite('unknown: 1')],
  ['suite', suite('settings: { timeout: -1 }')],
  ['suite', suite('settings: { timeout: 99999999999 }')],
  ['suite', suite('settings: { parallel: yes }')],
  ['suite', suite('assertions: { pathMatching: sequence }')],
  ['suite', suite('executionContext: { name: 1 }')],
  ['suite', inCase('skip: 1')],
  ['suite', inCase('name2: x')],
  ['suite', inCase('expectedPath: A')],
  ['suite', inCase('expectedPath: [1]')],
  ['suite', inCase('expectedError: 3')],
  ['suite', inCase('expectedError: { name: E }')],
  ['suite', inCase('stateExpectations: [{ output: 1 }]')],
  ['suite', inCase('stateExpectations: [{ state: S, variables: 3 }]')],
  ['suite', inCase('mapExpectations: [{ state: M, iterationCount: -1 }]')],
  ['suite', inCase('mapExpectations: [{ state: M, iterationCount: 1.5 }]')],
  ['suite', inCase('mapExpectations: [{ state: M, iterationPaths: { samples: { first: [A] } } }]')],
  ['suite', inCase('parallelExpectations: [{ state: P, branchPaths: { 0: A } }]')],
  ['suite', inCase('mockOverrides: [{ state: S, type: fixed, responseFile: f.json }]')],
  ['suite', inCase('mockOverrides: [{ state: S, type: fixed }]')],
  ['suite', "version: '1'\nname: s\ntestCases: [{ name: c }]\n"],
  ['mocks', 'mocks: []\n'],
  ['mocks', 'version: "1"\n'],
  ['mocks', 'version: "1"\nmocks: {}\n'],
  ['mocks', 'version: "1"\nhandlers: { f: { module: f.mjs, command: [g] } }\n'],
  ['mocks', 'version: "1"\nhandlers: { f: { command: [g], timeout: 0 } }\n'],
  ['mocks', 'version: "1"\nstateMachines: { M: { mock: m } }\n'],
  ['mocks', mock('type: fixd, response: 1')],
  ['mocks', mock('type: fixed')],
  ['mocks', mock('type: fixed, response: 1, delay: -1')],
  ['mocks', mock('type: conditional')],
  ['mocks', mock('type: conditional, conditions: [{ response: 1 }]')],
  ['mocks', mock('type: conditional, conditions: [{ when: {}, response: 1 }]')],
  ['mocks', mock('type: conditional, conditions: [{ when: { input: 1 } }]')],
  ['mocks', mock('type: stateful, responses: []')],
  ['mocks', mock('type: stateful')],
  ['mocks', mock('type: error')],
  ['mocks', mock('type: error, error: { cause: c }')],
  ['mocks', mock('type: error, error: { type: E }, probability: 2')],
  ['mocks', mock('type: itemReader')],
  ['mocks', mock('type: itemReader, dataFile: d, dataFormat: xml')],
  ['config', '3'],
  ['config', 'version: 1.0\n'],
  ['config', 'paths: []\n'],
  ['config', machine('{ type: asl }')],
  ['config', machine('{ type: sam, path: p }')],
  ['config', machine('{ type: cdk, path: p }')],
  ['local', '[]'],
  ['local', '{"StateMachines": {}}'],
  ['local', response('{}')],
  ['local', response('{"first": {"Return": 1}}')],
  ['local', response('{"0": {}}')],
  ['local', response('{"0": {"Return": 1, "Throw": {"Error": "E", "Cause": "c"}}}')],
  ['local', response('{"0": {"Throw": {"Error": "E"}}}')],
  ['local', '{"StateMachines": {"M": {}}, "MockedResponses": {}}'],
  ['local', '{"StateMachines": {"M": {"TestCases": {"A": {"S": 1}}}}, "MockedResponses": {}}'],
];

describe('the schemas and the readers have one opinion', () => {
  it.each(ACCEPTED)('accepted %s: %s', (kind, text) => {
    expect(opinions(kind, text)).toEqual({ schema: true, own: true });
  });

  it.each(REFUSED)('refused %s: %s', (kind, text) => {
    expect(opinions(kind, text)).toEqual({ schema: false, own: false });
  });
});
