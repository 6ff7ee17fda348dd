/** Cases for families A to C. */

import {
  machine,
  output,
  parallel,
  pass,
  PASS,
  rule,
  states,
  task,
  catching,
  inline,
  type RuleCase,
} from './machines.ts';

const FINE = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}';
const YAML = 'StartAt: A\nStates:\n  A:\n    Type: Pass\n    End: true\n';
const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const next = (target: string): object => ({ Type: 'Pass', Next: target });
const choose = (fields: object): object => ({
  Type: 'Choice',
  Choices: [{ Variable: '$.a', IsPresent: true, Next: 'Z' }],
  ...fields,
});

export const DOCUMENT_CASES: readonly RuleCase[] = [
  { rule: 'json-syntax', defect: '{"StartAt": }', fine: FINE },
  { rule: 'json-trailing-comma', defect: FINE.replace('true}', 'true,}'), fine: FINE },
  { rule: 'json-comment', defect: `// note\n${FINE}`, fine: FINE },
  { rule: 'json-duplicate-key', defect: FINE.replace('"End"', '"Type": "Pass", "End"'), fine: FINE },
  { rule: 'yaml-syntax', defect: 'StartAt:\n\tA: 1\n', fine: YAML, format: 'yaml' },
  {
    rule: 'yaml-alias-expansion',
    defect: `a: &a [${'1,'.repeat(60)}]\nb: &b [${'*a,'.repeat(60)}]\nc: &c [${'*b,'.repeat(60)}]\nd: [*c]\n`,
    fine: YAML,
    format: 'yaml',
  },
  { rule: 'yaml-boolean-name', defect: 'StartAt: No\nStates:\n  No:\n    Type: Succeed\n', fine: YAML, format: 'yaml' },
  {
    rule: 'yaml-anchor',
    defect:
      'StartAt: A\nStates:\n  A: &a\n    Type: Pass\n    Next: B\n    Result: &r {}\n  B:\n    Type: Pass\n    Result: *r\n    End: true\n',
    fine: YAML,
    format: 'yaml',
  },
  { rule: 'root-not-object', defect: '[]', fine: FINE },
  { rule: 'required-field', defect: { States: { A: PASS } }, fine: FINE },
  {
    rule: 'unknown-field',
    defect: task({ Commnet: 'x' }),
    fine: task({ Comment: 'x' }),
  },
  { rule: 'field-case', defect: pass({ parameters: {} }), fine: pass({ Parameters: {} }) },
  { rule: 'field-not-for-type', defect: inline({ TimeoutSeconds: 5 }), fine: task({ TimeoutSeconds: 5 }) },
  {
    rule: 'field-dollar-suffix',
    defect: task({ 'TimeoutSeconds.$': '$.t' }),
    fine: task({ TimeoutSecondsPath: '$.t' }),
  },
  { rule: 'wrong-json-type', defect: task({ TimeoutSeconds: '10' }), fine: task({ TimeoutSeconds: 10 }) },
  { rule: 'end-must-be-true', defect: pass({ End: 'true' }), fine: pass({}) },
  { rule: 'state-not-object', defect: states({ A: PASS, B: 'Pass' as unknown as object }), fine: FINE },
  { rule: 'states-empty', defect: { StartAt: 'A', States: {} }, fine: FINE },
  { rule: 'unknown-state-type', defect: pass({ Type: 'pass' }), fine: FINE },
  { rule: 'version-value', defect: machine(PASS, { Version: '2.0' }), fine: machine(PASS, { Version: '1.0' }) },
  {
    rule: 'top-timeout-range',
    defect: machine(PASS, { TimeoutSeconds: -1 }),
    fine: machine(PASS, { TimeoutSeconds: 0 }),
  },
  {
    rule: 'definition-size',
    defect: pass({ Comment: 'x'.repeat(1_048_577) }),
    fine: pass({ Comment: 'x'.repeat(1_000_000) }),
  },
  { rule: 'comment-type', defect: pass({ Comment: 3 }), fine: pass({ Comment: '3' }) },
  {
    rule: 'substitution-unquoted',
    defect: FINE.replace('true', '${End}'),
    fine: FINE.replace('"A",', '"${A}",').replace('"A":', '"${A}":'),
  },
  {
    rule: 'substitution-undefined',
    defect: pass({ Comment: '${Nmae}' }),
    fine: pass({ Comment: '${Name} ${AWS::Region}' }),
    options: { substitutions: new Set(['Name']) },
  },
];

export const FLOW_CASES: readonly RuleCase[] = [
  { rule: 'start-at-missing-state', defect: { StartAt: 'Alpho', States: { Alpha: PASS } }, fine: FINE },
  {
    rule: 'next-missing-state',
    defect: states({ First: next('Secand'), Second: PASS }),
    fine: states({ First: next('Second'), Second: PASS }),
    leaves: [],
  },
  {
    rule: 'default-missing-state',
    defect: states({ A: choose({ Default: 'Z' }) }),
    fine: machine(choose({ Default: 'Z' })),
    leaves: ['choice-next-missing-state'],
  },
  {
    rule: 'choice-next-missing-state',
    defect: states({ A: choose({ Default: 'End' }), End: PASS }),
    fine: machine(choose({ Default: 'Z' })),
  },
  {
    rule: 'catch-next-missing-state',
    defect: states({
      A: { ...PASS, Type: 'Parallel', Branches: [], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Handle' }] },
    }),
    fine: catching({ ErrorEquals: ['States.ALL'], Next: 'Z' }),
    leaves: ['branches-empty'],
  },
  {
    rule: 'next-case-mismatch',
    defect: states({ A: next('do it'), 'Do It': PASS }),
    fine: states({ A: next('Do It'), 'Do It': PASS }),
  },
  {
    rule: 'transition-out-of-scope',
    defect: states({
      A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: next('C') } }], Next: 'C' },
      C: PASS,
    }),
    fine: states({ A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: PASS } }], Next: 'C' }, C: PASS }),
  },
  { rule: 'unreachable-state', defect: states({ A: PASS, B: PASS }), fine: states({ A: next('B'), B: PASS }) },
  { rule: 'self-loop-only', defect: states({ A: PASS, B: next('B') }), fine: states({ A: next('B'), B: PASS }) },
  {
    rule: 'no-terminal-state',
    defect: states({ A: next('B'), B: next('A') }),
    fine: states({ A: next('B'), B: PASS }),
  },
  {
    rule: 'no-path-to-end',
    defect: states({ A: choose({ Default: 'B' }), B: { Type: 'Wait', Seconds: 1, Next: 'B' }, Z: PASS }),
    fine: states({ A: choose({ Default: 'B' }), B: { Type: 'Wait', Seconds: 1, Next: 'A' }, Z: PASS }),
  },
  { rule: 'next-and-end', defect: machine({ ...PASS, Next: 'Z' }), fine: machine(next('Z')) },
  { rule: 'no-next-no-end', defect: machine({ Type: 'Pass' }), fine: FINE },
  { rule: 'terminal-with-next', defect: machine({ Type: 'Succeed', Next: 'A' }), fine: machine({ Type: 'Succeed' }) },
  {
    rule: 'choice-with-next-end',
    defect: machine(choose({ Default: 'Z', Next: 'Z' })),
    fine: machine(choose({ Default: 'Z' })),
  },
  {
    rule: 'duplicate-state-name',
    defect: parallel({ StartAt: 'B', States: { B: PASS } }, { StartAt: 'B', States: { B: PASS } }),
    fine: parallel({ StartAt: 'B', States: { B: PASS } }, { StartAt: 'C', States: { C: PASS } }),
  },
  { rule: 'state-name-too-long', defect: states({ ['x'.repeat(81)]: PASS }), fine: states({ ['x'.repeat(80)]: PASS }) },
  { rule: 'state-name-characters', defect: states({ 'a\u0007': PASS }), fine: states({ 'a–ü': PASS }) },
  {
    rule: 'empty-state-name',
    defect: '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}, "": {"Type": "Pass", "End": true}}}',
    fine: FINE,
  },
  { rule: 'too-deeply-nested', defect: nested(500), fine: FINE },
  {
    rule: 'infinite-loop-suspect',
    defect: states({ A: next('B'), B: next('A') }),
    fine: states({ A: next('B'), B: PASS }),
  },
  {
    rule: 'pass-through-state',
    defect: states({ A: { Type: 'Wait', Seconds: 1, Next: 'B' }, B: next('C'), C: PASS }),
    fine: states({ A: next('B'), B: { ...PASS, Result: 1 } }),
  },
];

export const CHOICE_CASES: readonly RuleCase[] = [
  {
    rule: 'choices-empty',
    defect: states({ A: { Type: 'Choice', Choices: [], Default: 'Z' }, Z: PASS }),
    fine: machine(choose({ Default: 'Z' })),
  },
  {
    rule: 'choices-missing',
    defect: states({ A: { Type: 'Choice', Default: 'Z' }, Z: PASS }),
    fine: machine(choose({ Default: 'Z' })),
  },
  {
    rule: 'rule-no-next',
    defect: machine({ Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true }], Default: 'Z' }),
    fine: rule({ Variable: '$.a', IsNull: true }),
  },
  {
    rule: 'rule-nested-next',
    defect: rule({ Not: { Variable: '$.a', IsNull: true, Next: 'Z' } }),
    fine: rule({ Not: { Variable: '$.a', IsNull: true } }),
  },
  {
    rule: 'rule-nested-assign',
    defect: rule({ Not: { Variable: '$.a', IsNull: true, Assign: {} } }),
    fine: rule({ Not: { Variable: '$.a', IsNull: true }, Assign: {} }),
  },
  { rule: 'rule-selector-count', defect: rule({}), fine: rule({ Variable: '$.a', IsNull: true }) },
  {
    rule: 'rule-operator-count',
    defect: rule({ Variable: '$.a', IsNull: true, IsString: true }),
    fine: rule({
      And: [
        { Variable: '$.a', IsNull: true },
        { Variable: '$.a', IsString: true },
      ],
    }),
  },
  {
    rule: 'rule-unknown-operator',
    defect: rule({ Variable: '$.a', StringEqual: 'x' }),
    fine: rule({ Variable: '$.a', StringEquals: 'x' }),
  },
  {
    rule: 'rule-operand-type',
    defect: rule({ Variable: '$.a', NumericEquals: '1' }),
    fine: rule({ Variable: '$.a', NumericEquals: 1 }),
  },
  {
    rule: 'rule-operand-timestamp',
    defect: rule({ Variable: '$.a', TimestampEquals: '2024-01-31 10:00:00' }),
    fine: rule({ Variable: '$.a', TimestampEquals: '2024-01-31T10:00:00Z' }),
  },
  {
    rule: 'rule-variable-path',
    defect: rule({ Variable: 'a', IsNull: true }),
    fine: rule({ Variable: '$.a', IsNull: true }),
  },
  {
    rule: 'rule-operand-path',
    defect: rule({ Variable: '$.a', StringEqualsPath: 'b' }),
    fine: rule({ Variable: '$.a', StringEqualsPath: '$.b' }),
  },
  { rule: 'rule-bool-empty', defect: rule({ And: [] }), fine: rule({ And: [{ Variable: '$.a', IsNull: true }] }) },
  {
    rule: 'rule-not-array',
    defect: rule({ Not: [{ Variable: '$.a', IsNull: true }] }),
    fine: rule({ Not: { Variable: '$.a', IsNull: true } }),
  },
  {
    rule: 'rule-always-false',
    defect: rule({
      And: [
        { Variable: '$.a', StringEquals: 'x' },
        { Variable: '$.a', StringEquals: 'y' },
      ],
    }),
    fine: rule({
      Or: [
        { Variable: '$.a', StringEquals: 'x' },
        { Variable: '$.a', StringEquals: 'y' },
      ],
    }),
  },
  {
    rule: 'rule-shadowed',
    defect: rule({ Variable: '$.a', IsPresent: true }),
    fine: rule({ Variable: '$.b', IsPresent: true }),
  },
  { rule: 'choice-no-default', defect: machine(choose({})), fine: machine(choose({ Default: 'Z' })) },
  {
    rule: 'condition-not-jsonata',
    defect: machine(
      { Type: 'Choice', Choices: [{ Condition: '$states.input.x', Next: 'Z' }], Default: 'Z' },
      { QueryLanguage: 'JSONata' },
    ),
    fine: machine(
      { Type: 'Choice', Choices: [{ Condition: '{% $states.input.x %}', Next: 'Z' }], Default: 'Z' },
      { QueryLanguage: 'JSONata' },
    ),
  },
  {
    rule: 'stringmatches-escape',
    defect: rule({ Variable: '$.a', StringMatches: 'a\\d*' }),
    fine: rule({ Variable: '$.a', StringMatches: 'a\\*\\\\*' }),
  },
];

export const LIMIT_CASES: readonly RuleCase[] = [
  {
    rule: 'express-long-wait',
    defect: machine({ Type: 'Wait', Seconds: 301, End: true }),
    fine: machine({ Type: 'Wait', Seconds: 300, End: true }),
    options: { type: 'EXPRESS' },
  },
  { rule: 'payload-limit', defect: pass({ Result: 'x'.repeat(262_145) }), fine: pass({ Result: 'x'.repeat(262_000) }) },
  {
    rule: 'timestamp-past',
    defect: machine({ Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', End: true }),
    fine: machine({ Type: 'Wait', Timestamp: '2040-01-01T00:00:00Z', End: true }),
    options: { now: 1_800_000_000_000 },
  },
  { rule: 'jsonata-static', defect: output('{% 5 %}'), fine: output('{% $states.input %}') },
];
