import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readAslDocument } from '../../model/asl-document.ts';
import { hasErrors, validateStateMachine } from '../validate-state-machine.ts';
import { applyEdits, fixAll, fixesFor } from './fixes-for.ts';

const BROKEN = `{
  // the order
  "StartAt": "check",
  "States": {
    "Check": {
      "Type": "task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "parameters": {"FunctionName": "f", "Payload.$": "$"},
      "Retry": [
        {"ErrorEquals": ["States.ALL"]},
        {"ErrorEquals": "States.Timeout"}
      ],
      "TimeoutSeconds": "10",
      "Next": "Each",
    },
    "Each": {
      "Type": "Map",
      "Iterator": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "I", "States": {"I": {"Type": "Succeed"}}},
      "MaxConcurrency.$": "$.limit",
      "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Key.$": "$.k"}},
      "End": "true"
    }
  }
}
`;

describe('fixing everything', () => {
  it('mends what is clear, and keeps the text around', () => {
    const { text, problems, nFixes } = fixAll(BROKEN, 'json');
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(nFixes).toBeGreaterThanOrEqual(11);
    expect(text).toContain('"StartAt": "Check"');
    expect(text).toContain('"Parameters": {"FunctionName": "f", "Payload.$": "$"}');
    expect(text).toContain('{"ErrorEquals": ["States.Timeout"]},\n        {"ErrorEquals": ["States.ALL"]}');
    expect(text).toContain('"MaxConcurrencyPath": "$.limit"');
    expect(text).toContain('{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}');
    expect(text).toContain('"Prefix.$": "$.k"');
    expect(text.startsWith('{\n  "StartAt"')).toBe(true);
  });

  it('leaves a text alone that has nothing to mend', () => {
    const text = 'StartAt: A # first\nStates:\n  A: {Type: Succeed}\n';
    expect(fixAll(text, 'yaml')).toMatchObject({ text, nFixes: 0 });
  });

  it('keeps the comments of YAML', () => {
    const text = [
      'StartAt: a # where it begins',
      'States:',
      '  A: # the only one',
      '    Type: Wait # waits',
      "    Seconds: '5' # seconds",
      '    End: true # done',
      '',
    ].join('\n');
    expect(fixAll(text, 'yaml').text).toBe(text.replace('StartAt: a', 'StartAt: A').replace("'5'", '5'));
  });

  it('adds fields in block style where the text has it', () => {
    const text =
      'StartAt: A\nStates:\n  A:\n    Type: Choice\n    Choices:\n      - Variable: $.a\n        IsNull: true # yes\n    Default: B\n  B:\n    Type: Succeed\n';
    const document = readAslDocument(text, 'yaml');
    const problem = validateStateMachine(document).find(({ code }) => code === 'rule-no-next');
    const [fix] = problem === undefined ? [] : fixesFor(document, problem);
    expect(applyEdits(text, fix?.edits ?? [])).toBe(
      text.replace('IsNull: true # yes\n', 'IsNull: true # yes\n        Next: B\n'),
    );
  });

  it('makes edits inside the text for any damage, in both formats', () => {
    const sources = [
      ['json', BROKEN],
      [
        'yaml',
        'StartAt: A\nStates:\n  A: &a\n    Type: Task\n    Resource: x\n    Retry: [{ErrorEquals: [States.ALL, E]}]\n    Next: B\n  B: *a\n',
      ],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.nat(2000),
        fc.nat(30),
        fc.string({ maxLength: 4 }),
        ([format, source], at, length, put) => {
          const start = at % source.length;
          const text = source.slice(0, start) + put + source.slice(start + length);
          const document = readAslDocument(text, format);
          for (const problem of validateStateMachine(document)) {
            for (const fix of fixesFor(document, problem)) {
              for (const { range } of fix.edits) {
                expect(range.start).toBeGreaterThanOrEqual(0);
                expect(range.end).toBeLessThanOrEqual(text.length);
                expect(range.end).toBeGreaterThanOrEqual(range.start);
              }
              const ordered = [...fix.edits].sort((left, right) => left.range.start - right.range.start);
              ordered
                .slice(1)
                .forEach((edit, index) =>
                  expect(edit.range.start).toBeGreaterThanOrEqual(ordered[index]?.range.end ?? 0),
                );
            }
          }
          const fixed = fixAll(text, format);
          expect(hasErrors(fixed.problems) && !hasErrors(validateStateMachine(document))).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});
