/** Cases for families H and I. */

import {
  CHILDREN,
  inline,
  jsonataMachine,
  machine,
  output,
  pass,
  PASS,
  states,
  task,
  template,
  type Machine,
  type RuleCase,
} from './machines.ts';

const PROCESSOR = { StartAt: 'I', States: { I: PASS } };
const nestedMap = { Type: 'Map', ItemProcessor: CHILDREN, End: true };
const NESTED = `${'States.Array('.repeat(11)}$.a${')'.repeat(11)}`;

export const JSON_PATH_CASES: readonly RuleCase[] = [
  { rule: 'path-syntax', defect: pass({ InputPath: '$.a[0' }), fine: pass({ InputPath: '$.a[0]' }) },
  { rule: 'path-start', defect: pass({ InputPath: 'a.b' }), fine: pass({ InputPath: '$.a.b' }) },
  { rule: 'path-unusual', defect: pass({ InputPath: '$.a b c' }), fine: pass({ InputPath: "$['a b c']" }) },
  { rule: 'reference-path', defect: pass({ ResultPath: '$.a[*]' }), fine: pass({ ResultPath: '$.a[0]' }) },
  { rule: 'result-path-context', defect: pass({ ResultPath: '$$.x' }), fine: pass({ ResultPath: '$.x' }) },
  {
    rule: 'context-path-not-allowed',
    defect: inline({ MaxConcurrencyPath: '$$.Execution.Input.n' }),
    fine: inline({ MaxConcurrencyPath: '$.n' }),
  },
  {
    rule: 'context-unknown-member',
    defect: template({ 'x.$': '$$.Execution.Idd' }),
    fine: template({ 'x.$': '$$.Execution.Id' }),
  },
  {
    rule: 'context-map-outside',
    defect: template({ 'x.$': '$$.Map.Item.Value' }),
    fine: inline({ ItemSelector: { 'x.$': '$$.Map.Item.Value' } }),
  },
  { rule: 'path-null-allowed', defect: inline({ MaxConcurrencyPath: null }), fine: pass({ ResultPath: null }) },
  { rule: 'template-dollar-value', defect: template({ 'x.$': 'abc' }), fine: template({ x: 'abc' }) },
  { rule: 'template-dollar-type', defect: template({ 'x.$': 5 }), fine: template({ x: 5 }) },
  { rule: 'template-duplicate-key', defect: template({ x: 1, 'x.$': '$.x' }), fine: template({ 'x.$': '$.x' }) },
  { rule: 'template-missing-dollar', defect: template({ x: '$.a' }), fine: template({ x: '$5' }) },
  { rule: 'template-in-literal', defect: pass({ Result: { 'x.$': '$.a' } }), fine: template({ 'x.$': '$.a' }) },
  {
    rule: 'intrinsic-unknown',
    defect: template({ 'x.$': 'States.Formt($.a)' }),
    fine: template({ 'x.$': "States.Format('a')" }),
  },
  {
    rule: 'intrinsic-syntax',
    defect: template({ 'x.$': 'States.Format("a {}", $.a)' }),
    fine: template({ 'x.$': "States.Format('a {}', $.a)" }),
  },
  {
    rule: 'intrinsic-escape',
    defect: template({ 'x.$': "States.Format('a\\n')" }),
    fine: template({ 'x.$': "States.Format('a\\'')" }),
  },
  {
    rule: 'intrinsic-arity',
    defect: template({ 'x.$': 'States.MathAdd($.a)' }),
    fine: template({ 'x.$': 'States.MathAdd($.a, 1)' }),
  },
  {
    rule: 'intrinsic-argument-type',
    defect: template({ 'x.$': "States.ArrayGetItem($.a, 'x')" }),
    fine: template({ 'x.$': 'States.ArrayGetItem($.a, 0)' }),
  },
  {
    rule: 'intrinsic-format-placeholders',
    defect: template({ 'x.$': "States.Format('{} {}', $.a)" }),
    fine: template({ 'x.$': "States.Format('{}', $.a)" }),
  },
  {
    rule: 'intrinsic-hash-algorithm',
    defect: template({ 'x.$': "States.Hash($.a, 'SHA-3')" }),
    fine: template({ 'x.$': "States.Hash($.a, 'SHA-256')" }),
  },
  {
    rule: 'intrinsic-base64-length',
    defect: template({ 'x.$': `States.Base64Encode('${'x'.repeat(10_001)}')` }),
    fine: template({ 'x.$': "States.Base64Encode('x')" }),
  },
  {
    rule: 'intrinsic-range',
    defect: template({ 'x.$': 'States.ArrayRange(1, 9, 0)' }),
    fine: template({ 'x.$': 'States.ArrayRange(1, 9, 2)' }),
  },
  {
    rule: 'intrinsic-nesting',
    defect: template({ 'x.$': NESTED }),
    fine: template({ 'x.$': 'States.Array(States.Array($.a))' }),
  },
  {
    rule: 'intrinsic-not-allowed',
    defect: pass({ InputPath: 'States.StringToJson($.a)' }),
    fine: pass({ InputPath: '$.a' }),
  },
  { rule: 'result-selector-not-for-type', defect: pass({ ResultSelector: {} }), fine: task({ ResultSelector: {} }) },
  {
    rule: 'parameters-not-for-type',
    defect: machine({ Type: 'Wait', Seconds: 1, Parameters: {}, End: true }),
    fine: template({}),
  },
  {
    rule: 'input-flow-unknown-path',
    defect: states({ A: { Type: 'Pass', Result: { order: 1 }, Next: 'B' }, B: { ...PASS, InputPath: '$.oder' } }),
    fine: states({ A: { Type: 'Pass', Result: { order: 1 }, Next: 'B' }, B: { ...PASS, InputPath: '$.order' } }),
  },
];

const assigning = (assign: object): Machine => pass({ Assign: assign });
const ASSIGN = { Type: 'Pass', Assign: { v: 1 } };
const VARIABLES = { QueryLanguage: 'JSONata' };

export const JSONATA_CASES: readonly RuleCase[] = [
  { rule: 'query-language-value', defect: machine(PASS, { QueryLanguage: 'jsonata' }), fine: machine(PASS, VARIABLES) },
  {
    rule: 'query-language-downgrade',
    defect: jsonataMachine({ ...PASS, QueryLanguage: 'JSONPath' }),
    fine: pass({ QueryLanguage: 'JSONata' }),
  },
  {
    rule: 'query-language-not-inherited',
    defect: machine({
      Type: 'Map',
      QueryLanguage: 'JSONata',
      ItemProcessor: { StartAt: 'I', States: { I: { ...PASS, Output: 1 } } },
      End: true,
    }),
    fine: machine({ Type: 'Map', QueryLanguage: 'JSONata', ItemProcessor: PROCESSOR, End: true }),
  },
  {
    rule: 'jsonpath-field-in-jsonata',
    defect: jsonataMachine({ Type: 'Wait', SecondsPath: '$.s', End: true }),
    fine: jsonataMachine({ Type: 'Wait', Seconds: '{% $states.input.s %}', End: true }),
  },
  { rule: 'jsonata-field-in-jsonpath', defect: pass({ Output: {} }), fine: output({}) },
  { rule: 'jsonata-delimiters', defect: output('{% $states.input'), fine: output('{% $states.input %}') },
  { rule: 'jsonata-syntax', defect: output('{% $states.input + %}'), fine: output('{% $states.input + 1 %}') },
  { rule: 'jsonata-root-reference', defect: output('{% phone %}'), fine: output('{% $states.input.phone %}') },
  { rule: 'jsonata-context-item', defect: output('{% $$ %}'), fine: output('{% $states.input.list[$ > 1] %}') },
  { rule: 'jsonata-eval', defect: output("{% $eval('1') %}"), fine: output("{% $parse('1') %}") },
  {
    rule: 'jsonata-unknown-function',
    defect: output('{% $lenght($states.input.s) %}'),
    fine: output('{% $length($states.input.s) %}'),
  },
  { rule: 'jsonata-arity', defect: output("{% $uppercase('a', 'b') %}"), fine: output("{% $uppercase('a') %}") },
  {
    rule: 'jsonata-unknown-states-member',
    defect: output('{% $states.inputs %}'),
    fine: output('{% $states.input %}'),
  },
  {
    rule: 'states-result-scope',
    defect: output('{% $states.result %}'),
    fine: jsonataMachine({
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'f' },
      Output: '{% $states.result %}',
      End: true,
    }),
  },
  {
    rule: 'states-error-output-scope',
    defect: output('{% $states.errorOutput %}'),
    fine: output('{% $states.input %}'),
  },
  {
    rule: 'jsonata-in-jsonpath-state',
    defect: template({ x: '{% $states.input %}' }),
    fine: output({ x: '{% $states.input %}' }),
  },
  { rule: 'jsonata-dollar-suffix', defect: output({ 'x.$': '$.a' }), fine: output({ x: '{% $states.input.a %}' }) },
  {
    rule: 'assign-type',
    defect: jsonataMachine({ ...PASS, Assign: [1] }),
    fine: jsonataMachine({ ...PASS, Assign: { v: 1 } }),
  },
  { rule: 'assign-reserved', defect: assigning({ states: 1 }), fine: assigning({ state: 1 }) },
  { rule: 'assign-name', defect: assigning({ 'a-b': 1 }), fine: assigning({ a_b: 1 }) },
  { rule: 'assign-name-length', defect: assigning({ ['x'.repeat(81)]: 1 }), fine: assigning({ ['x'.repeat(80)]: 1 }) },
  {
    rule: 'assign-shadow',
    defect: states({
      A: { ...ASSIGN, Next: 'B' },
      B: { Type: 'Parallel', Branches: [{ StartAt: 'C', States: { C: { ...PASS, Assign: { v: 2 } } } }], End: true },
    }),
    fine: states({
      A: { ...ASSIGN, Next: 'B' },
      B: { Type: 'Parallel', Branches: [{ StartAt: 'C', States: { C: { ...PASS, Assign: { w: 2 } } } }], End: true },
    }),
  },
  {
    rule: 'variable-unassigned',
    defect: output('{% $nobody %}'),
    fine: states({ A: { ...ASSIGN, Next: 'B' }, B: { ...PASS, Output: '{% $v %}' } }, VARIABLES),
  },
  {
    rule: 'variable-maybe-unassigned',
    defect: states(
      {
        A: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.x %}', Next: 'B' }], Default: 'C' },
        B: { ...ASSIGN, Next: 'C' },
        C: { ...PASS, Output: '{% $v %}' },
      },
      VARIABLES,
    ),
    fine: states(
      {
        A: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.x %}', Assign: { v: 0 }, Next: 'C' }],
          Default: 'B',
        },
        B: { ...ASSIGN, Next: 'C' },
        C: { ...PASS, Output: '{% $v %}' },
      },
      VARIABLES,
    ),
  },
  {
    rule: 'variable-out-of-scope',
    defect: states(
      {
        A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: { ...ASSIGN, End: true } } }], Next: 'C' },
        C: { ...PASS, Output: '{% $v %}' },
      },
      VARIABLES,
    ),
    fine: states(
      {
        A: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'B',
              States: { B: { ...ASSIGN, Output: '{% $v %}', Next: 'D' }, D: { ...PASS, Output: '{% $v %}' } },
            },
          ],
          End: true,
        },
      },
      VARIABLES,
    ),
    leaves: [],
  },
  {
    rule: 'variable-same-state',
    defect: jsonataMachine({ ...PASS, Assign: { v: 1 }, Output: '{% $v %}' }),
    fine: states({ A: { ...ASSIGN, Next: 'B' }, B: { ...PASS, Assign: { v: '{% $v + 1 %}' } } }, VARIABLES),
  },
  {
    rule: 'variable-unused',
    defect: assigning({ v: 1 }),
    fine: states({ A: { ...ASSIGN, Next: 'B' }, B: { ...PASS, Parameters: { 'x.$': '$v' } } }),
  },
  {
    rule: 'distributed-variable',
    defect: states(
      {
        A: { ...ASSIGN, Next: 'B' },
        B: { ...nestedMap, ItemProcessor: { ...CHILDREN, States: { I: { ...PASS, Output: '{% $v %}' } } } },
      },
      VARIABLES,
    ),
    fine: states({ A: { ...ASSIGN, Next: 'B' }, B: { ...nestedMap, ItemSelector: { x: '{% $v %}' } } }, VARIABLES),
  },
];
