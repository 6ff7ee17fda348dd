import { describe, expect, it } from 'vitest';
import type { Problem } from '../../base/problem.ts';
import { createRng } from '../../base/rng.ts';
import type { TextRange } from '../../base/text-range.ts';
import { readAslDocument } from '../../model/asl-document.ts';
import { parseWholeMockFile } from '../../suite/mock-file.ts';
import { parseProjectConfig } from '../../suite/project-config.ts';
import { parseSuiteFile } from '../../suite/suite-file.ts';
import { readLocalMockDocument } from '../local-mocks/local-mock-document.ts';
import { localMockCompletionsAt, localMockHoverAt, localMockTargetAt } from '../local-mocks/local-mock-editing.ts';
import { localMockProblems } from '../local-mocks/local-mock-problems.ts';
import {
  fileReferencesOf,
  readSuiteDocument,
  referencesOf,
  suiteCompletionsAt,
  suiteHoverAt,
  suiteRenameEdits,
} from './suite-editing.ts';
import { mockProblemsOf, suiteProblemsOf } from './suite-problems.ts';
import type { SuiteFileKind } from './suite-shapes.ts';

const MACHINE = readAslDocument(
  JSON.stringify({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'Work.1',
          States: { 'Work.1': { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } },
        },
        Next: 'Route',
      },
      Route: { Type: 'Choice', Choices: [{ Next: 'Each' }], Default: 'Each' },
    },
  }),
  'json',
);

const SUITE = `version: '1.0'
name: S
stateMachine: ./m.asl.json
testCases:
  - name: first
    input: &in { a: [1, 2], "b": null }
    expectedPath: [Each, Route]
    stateExpectations:
      - state: "Each[0].Work.1"
        output: *in
    mapExpectations:
      - { state: Each, iterationCount: 2, iterationPaths: { samples: { 0: [Work.1] } } }
    mockOverrides:
      - state: Work.1
        type: conditional
        conditions: [{ when: { input: { x: 1 } }, response: { Payload: 1 } }, { default: {} }]
`;
const MOCKS = `version: '1.0'
templates: &t { Payload: { id: 1 } }
mocks:
  - state: Work.1
    type: stateful
    responses: [*t, { error: { type: E } }]
  - { state: Route, type: fixed, response: { Next: Each }, delay: 5 }
stateMachines: { Child: ./c.asl.json }
`;
const CONFIG = `paths: { mocks: ./m }
stateMachines:
  - name: Orders
    source: { type: asl, path: ./o.asl.json }
`;
const LOCAL = `{"StateMachines": {"M": {"TestCases": {"A": {"Work.1": "R", "Route": "R"}}}},
 "MockedResponses": {"R": {"0": {"Return": {}}, "1-2": {"Throw": {"Error": "E", "Cause": "c"}}}}}`;

const INSERTED = [
  '\n',
  ' ',
  '  ',
  ':',
  '-',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '&a',
  '*a',
  '<<: *in',
  '!Sub ',
  '|\n',
  '%',
  '\t',
  '0',
  '\u0000',
  '😀',
  '#',
  '? ',
  '---\n',
];

/** Texts as they are while somebody types, deletes and pastes: a few changes after one another. */
function edited(text: string, seed: number): string {
  const rng = createRng(seed);
  const upTo = (n: number): number => Math.floor(rng.next() * n);
  let changed = text;
  for (let nLeft = 1 + upTo(4); nLeft > 0; nLeft--) {
    const at = upTo(changed.length + 1);
    const until = Math.min(changed.length, at + ([0, 0, 1, 5, 40][upTo(5)] ?? 0));
    const pasted = [INSERTED[upTo(INSERTED.length)] as string, changed.slice(at, at + upTo(30)), ''][upTo(3)] as string;
    changed = changed.slice(0, at) + pasted + changed.slice(until);
  }
  return changed;
}

function expectInside(ranges: readonly TextRange[], text: string): void {
  for (const { start, end } of ranges) {
    if (start < 0 || end < start || end > text.length) expect({ start, end, text }).toBe('a range inside the text');
  }
}

const rangesOf = (items: readonly { readonly range: TextRange }[]): TextRange[] => items.map(({ range }) => range);

function checkSuiteText(text: string, kind: SuiteFileKind): void {
  const problems: Problem[] = [];
  const document = readSuiteDocument(text, kind, MACHINE);
  if (kind === 'suite') {
    const { value, problems: own } = parseSuiteFile(text, 'f');
    problems.push(...own, ...suiteProblemsOf(document.source.root, MACHINE));
    for (const { mockOverrides } of value?.cases ?? []) problems.push(...mockProblemsOf(mockOverrides, MACHINE));
  } else if (kind === 'mock-file') {
    const { value, problems: own } = parseWholeMockFile(text, 'f');
    problems.push(...own, ...mockProblemsOf(value.entries, MACHINE));
  } else problems.push(...parseProjectConfig(text).problems);
  expectInside(rangesOf(problems), text);
  for (const { message } of problems) expect(message).toMatch(/^\S[^\n]*$/);
  expectInside([...rangesOf(referencesOf(document)), ...rangesOf(fileReferencesOf(document))], text);
  expectInside(rangesOf(suiteRenameEdits(document, 'Each', 'New name')), text);
  for (let offset = 0; offset <= text.length; offset += 7) {
    expectInside(rangesOf(suiteCompletionsAt(document, offset)), text);
    const hover = suiteHoverAt(document, offset);
    if (hover !== null) expectInside([hover.range], text);
  }
}

function checkLocalText(text: string): void {
  const document = readLocalMockDocument(text, new Map([['M', MACHINE]]), ['M']);
  expectInside(rangesOf(localMockProblems(document)), text);
  for (let offset = 0; offset <= text.length; offset += 7) {
    expectInside(rangesOf(localMockCompletionsAt(document, offset)), text);
    const hover = localMockHoverAt(document, offset);
    const target = localMockTargetAt(document, offset);
    expectInside([...(hover === null ? [] : [hover.range]), ...(target === null ? [] : [target.origin])], text);
  }
}

describe('a text that is being edited', () => {
  it.each<[string, string, (text: string) => void]>([
    ['suite', SUITE, (text) => checkSuiteText(text, 'suite')],
    ['mock file', MOCKS, (text) => checkSuiteText(text, 'mock-file')],
    ['configuration', CONFIG, (text) => checkSuiteText(text, 'config')],
    ['mock file of Step Functions Local', LOCAL, checkLocalText],
  ])('is read whatever is typed into a %s: no exception, places inside', (_, text, check) => {
    for (let seed = 0; seed < 150; seed++) check(edited(text, seed));
  });

  it('is refused with one sentence where its aliases grow without end', () => {
    const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const lines = levels.map((name, at) => {
      const items = Array.from({ length: 10 }, () => (at === 0 ? 'x' : `*${levels[at - 1] ?? ''}`));
      return `  ${name}: &${name} [${items.join(', ')}]\n`;
    });
    const text = `version: '1'\nname: s\ntestCases: [{ name: c, input: 1 }]\ndescription:\n${lines.join('')}`;
    expect(parseSuiteFile(text, 'f').problems.map(({ message }) => message)).toEqual([
      'The aliases of this file expand to more than 20 million values.',
    ]);
    checkSuiteText(text, 'suite');
  });
});
