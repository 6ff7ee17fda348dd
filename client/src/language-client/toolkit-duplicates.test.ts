import { describe, expect, it } from 'vitest';

import { duplicatesSetting, withoutDuplicates, type ToolkitWorld } from './toolkit-duplicates.ts';

const PROBLEMS = [
  { code: 'next-missing-state' },
  { code: { value: 'unknown-field', target: 'https://docs.aws.amazon.com/' } },
  { code: 'states-all-last' },
  {},
];
const ABSENT: ToolkitWorld = { setting: 'auto', isToolkitThere: false };
const PRESENT: ToolkitWorld = { setting: 'auto', isToolkitThere: true };

describe('problems that the AWS Toolkit reports too', () => {
  it('are left to it where it is there', () => {
    expect(withoutDuplicates(PROBLEMS, 'asl', PRESENT)).toEqual([{ code: 'states-all-last' }, {}]);
    expect(withoutDuplicates(PROBLEMS, 'asl-yaml', PRESENT)).toHaveLength(2);
  });

  it('are shown where it is not there, or is told of otherwise', () => {
    expect(withoutDuplicates(PROBLEMS, 'asl', ABSENT)).toEqual(PROBLEMS);
    expect(withoutDuplicates(PROBLEMS, 'asl', { ...PRESENT, setting: 'show' })).toEqual(PROBLEMS);
    expect(withoutDuplicates(PROBLEMS, 'asl', { ...ABSENT, setting: 'hide' })).toHaveLength(2);
  });

  it('are shown in templates and suites, which it does not look into', () => {
    expect(withoutDuplicates(PROBLEMS, 'yaml', PRESENT)).toEqual(PROBLEMS);
    expect(withoutDuplicates(PROBLEMS, undefined, PRESENT)).toEqual(PROBLEMS);
  });

  it('are decided by what the setting says, and by itself where it says nothing known', () => {
    expect([
      duplicatesSetting('hide'),
      duplicatesSetting('show'),
      duplicatesSetting(undefined),
      duplicatesSetting(1),
    ]).toEqual(['hide', 'show', 'auto', 'auto']);
  });
});
