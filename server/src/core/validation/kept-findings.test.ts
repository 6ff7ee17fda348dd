/** What is found in a state of an open document when something elsewhere changes that it depends on. */

import { describe, expect, it } from 'vitest';

import { openAslDocument, rereadAslDocument } from '../model/asl-document.ts';
import type { ValidationOptions } from './rule.ts';
import { validateStateMachine } from './validate-state-machine.ts';

const MACHINE = `StartAt: First
States:
  First:
    Type: Pass
    QueryLanguage: JSONata
    Assign:
      total: 1
    Output:
      orders: []
    Next: Each
  Each:
    Type: Map
    ItemsPath: $.orders
    ItemProcessor:
      ProcessorConfig:
        Mode: INLINE
      StartAt: Item
      States:
        Item:
          Type: Pass
          Parameters:
            from.$: $$.Execution.Input.id
            total.$: $total
          End: true
    Catch:
      - ErrorEquals: [States.ALL]
        Next: Failed
    Next: Done
  Failed:
    Type: Fail
    Error: Broken
  Done:
    Type: Succeed
`;

/** The codes that are found after a change and were not before, and the other way round. */
function afterChange(from: string, to: string): { readonly more: readonly string[]; readonly less: readonly string[] } {
  const document = openAslDocument(MACHINE, 'yaml');
  const before = validateStateMachine(document).map(({ code }) => code);
  const after = validateStateMachine(rereadAslDocument(document, MACHINE.replace(from, to))).map(({ code }) => code);
  return {
    more: after.filter((code) => !before.includes(code)),
    less: before.filter((code) => !after.includes(code)),
  };
}

describe('findings in a state while other states are edited', () => {
  it('come when a variable that it reads is no longer assigned', () => {
    expect(afterChange('      total: 1', '      sum: 1').more).toEqual(['variable-unused', 'variable-unassigned']);
  });

  it('come when its input no longer has what it reads', () => {
    expect(afterChange('      orders: []', '      order: []').more).toEqual(['input-flow-unknown-path']);
  });

  it('come when the state it leads to is renamed', () => {
    expect(afterChange('  Done:\n', '  Finished:\n').more).toContain('next-missing-state');
  });

  it('come when its catcher leads on to a state that now uses the input', () => {
    expect(afterChange('    Type: Fail\n    Error: Broken', '    Type: Pass\n    Next: Done').more).toEqual([
      'catch-overwrites-input',
    ]);
  });

  it('come when the Map around it becomes a Distributed Map', () => {
    const { more } = afterChange('Mode: INLINE', 'Mode: DISTRIBUTED\n        ExecutionType: STANDARD');
    expect(more).toEqual(['distributed-payload', 'distributed-variable']);
  });

  it('stand where the state stands', () => {
    const broken = MACHINE.replace('Error: Broken', 'Error: Broken\n    Next: Done');
    const document = openAslDocument(broken, 'yaml');
    const [before] = validateStateMachine(document).filter(({ code }) => code === 'terminal-with-next');
    const moved = rereadAslDocument(document, broken.replace('StartAt: First', 'Comment: moved\nStartAt: First'));
    const [after] = validateStateMachine(moved).filter(({ code }) => code === 'terminal-with-next');
    expect(before).toBeDefined();
    expect(after).toEqual({
      ...before,
      range: { start: (before?.range.start ?? 0) + 15, end: (before?.range.end ?? 0) + 15 },
    });
  });

  it('follow the severities that are set', () => {
    const document = openAslDocument(MACHINE.replace('total: 1', 'sum: 1'), 'yaml');
    const codes = (options: ValidationOptions): readonly string[] =>
      validateStateMachine(document, options).map(({ code }) => code);
    expect(codes({})).toContain('variable-unassigned');
    expect(codes({ severities: new Map([['variable-unassigned', 'off']]) })).not.toContain('variable-unassigned');
    expect(codes({})).toContain('variable-unassigned');
  });
});
