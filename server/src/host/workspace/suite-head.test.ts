import { describe, expect, it } from 'vitest';
import { parseSuiteFile } from '../../core/suite/suite-file.ts';
import { suiteHeadOf } from './suite-head.ts';

describe('the files a suite names, without parsing it', () => {
  it.each<[string]>([
    ['stateMachine: ./a.asl.json\nbaseMock: mock\n'],
    ['name: x\nstateMachine:   "./a b.asl.json"   # why\nbaseMock: \'m\'\n'],
    ['name: x # stateMachine: ./b\nstateMachine: ./a#1.asl.json\r\nbaseMock: ./m.yaml\r\n'],
    ['description: |\n  stateMachine: ./b\nstateMachine: ./a'],
    ['name: none'],
    ['testCases:\n  - name: baseMock\n    stateMachine: x\n'],
  ])('%j is as the parser says', (text) => {
    const { value } = parseSuiteFile(`version: '1.0'\n${text}`, 'suite.yaml');
    expect(value).not.toBeNull();
    expect(suiteHeadOf(text)).toEqual({
      stateMachine: value?.stateMachine?.value ?? null,
      baseMock: value?.baseMock?.value ?? null,
    });
  });

  it.each<[string]>([
    ['{"stateMachine": "./a"}'],
    ['stateMachine:\n  ./a\n'],
    ['stateMachine: ./a\n  b\n'],
    ['stateMachine: *path\n'],
    ['stateMachine: "\\x61"\n'],
    ['stateMachine: ./a\nstateMachine: ./b\n'],
    ['<<: *base\nname: x\n'],
    ['stateMachine: ~\n'],
  ])('%j has to be parsed', (text) => {
    expect(suiteHeadOf(text)).toBeNull();
  });
});
