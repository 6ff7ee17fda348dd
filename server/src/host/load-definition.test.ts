import { describe, expect, it } from 'vitest';
import { loadDefinition } from './load-definition.ts';
import type { FileAccess } from './run-suite-files.ts';

const STATES = 'States: { A: { Type: Pass, End: true } }';

function opened(path: string, text: string): { readonly path: string; readonly access: FileAccess } {
  return { path, access: { workingFolder: '/', openText: (name) => (name === path ? text : undefined) } };
}

describe('loading a definition', () => {
  it.each([
    ['/x.asl.json', '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}'],
    ['/x.asl.yaml', `StartAt: A\n${STATES}\n`],
  ])('reads %s by its name', async (path, text) => {
    const { access } = opened(path, text);
    const outcome = await loadDefinition(path, access, { type: 'STANDARD', errors: 'refused' });
    expect(outcome).toMatchObject({ kind: 'loaded', definition: { json: { StartAt: 'A' } } });
  });

  it('a text that is no value is refused at its place, whatever is asked for', async () => {
    const { path, access } = opened('/x.asl.json', '{"StartAt":\n  oops}');
    const outcome = await loadDefinition(path, access, { type: 'STANDARD', errors: 'mentioned' });
    expect(outcome.kind).toBe('refused');
    if (outcome.kind === 'refused') expect(outcome.problems.map(({ range }) => range?.start.line)).toContain(1);
  });

  it.each(['refused', 'mentioned'] as const)(
    'a definition that AWS would refuse is %s when that is asked for',
    async (errors) => {
      const { path, access } = opened('/x.asl.yaml', `StartAt: B\n${STATES}\n`);
      const outcome = await loadDefinition(path, access, { type: 'STANDARD', errors });
      expect(outcome.kind).toBe(errors === 'refused' ? 'refused' : 'loaded');
      if (outcome.kind === 'loaded') expect(outcome.definition.findings).not.toEqual([]);
    },
  );
});
