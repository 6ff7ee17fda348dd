import { describe, expect, it } from 'vitest';
import { isDefinitionPath, isSuitePath, looksLikeDefinition } from '../workspace-files/file-patterns.ts';
import { caseIds, planRun, terminalLine, type PlannedItem } from './test-items.ts';

describe('caseIds', () => {
  it('stay the same while other cases come and go', () => {
    const [, second] = caseIds('file:///s', ['first', 'second']);
    expect(caseIds('file:///s', ['new', 'second', 'last'])[1]).toBe(second);
  });

  it('tell repeated names apart', () => {
    const ids = caseIds('file:///s', ['same', 'same', 'same~2']);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('planRun', () => {
  const suite: PlannedItem = { id: 's', parent: undefined };
  const other: PlannedItem = { id: 'o', parent: undefined };
  const first: PlannedItem = { id: 's#1', parent: suite };
  const second: PlannedItem = { id: 's#2', parent: suite };

  const plan = (
    included: readonly PlannedItem[] | undefined,
    excluded: readonly PlannedItem[] = [],
  ): readonly string[] =>
    planRun(included, excluded, [suite, other]).map(
      ({ suite: { id }, cases }) => `${id}: ${cases === null ? 'all' : cases.map((item) => item.id).join(', ')}`,
    );

  it.each([
    ['everything', undefined, [], ['s: all', 'o: all']],
    ['a suite', [suite], [], ['s: all']],
    ['two cases of a suite', [first, second], [], ['s: s#1, s#2']],
    ['a suite and a case of it', [suite, first], [], ['s: all']],
    ['a case and then its suite', [first, suite], [], ['s: all']],
    ['all but a suite', undefined, [other], ['s: all']],
    ['two cases, one of them not', [first, second], [second], ['s: s#1']],
    ['a case of a suite that is left out', [first], [suite], []],
  ])('runs %s', (_, included, excluded, expected) => {
    expect(plan(included, excluded)).toEqual(expected);
  });

  it('says which cases of a whole suite to leave out', () => {
    expect(planRun([suite], [second], [])[0]?.excluded.has(second)).toBe(true);
  });
});

describe('terminalLine', () => {
  it('ends lines as terminals want them', () => {
    expect(terminalLine('a\nb\r\nc')).toBe('a\r\nb\r\nc\r\n');
  });
});

describe('file names', () => {
  it.each([
    ['/w/test-suite.yaml', true],
    ['/w/test-suite.yml', true],
    ['/w/orders.test.yaml', true],
    ['/w/.test.yaml', false],
    ['/w/my-test-suite.yaml', false],
    ['/w/mock.yaml', false],
  ])('%s is a suite: %s', (path, expected) => {
    expect(isSuitePath(path)).toBe(expected);
  });

  it.each([
    ['/w/workflow.asl.json', true],
    ['/w/a.asl', true],
    ['/w/a.asl.yml', true],
    ['/w/asl.json', false],
    ['/w.asl/package.json', false],
  ])('%s is a definition: %s', (path, expected) => {
    expect(isDefinitionPath(path)).toBe(expected);
  });

  it.each([
    ['{"StartAt": "A", "States": {}}', true],
    ['StartAt: A\nStates:\n  A: {}', true],
    ['{"States": {}}', false],
    ['{"name": "StartAt", "States": 1}', false],
  ])('%j looks like a definition: %s', (text, expected) => {
    expect(looksLikeDefinition(text)).toBe(expected);
  });
});
