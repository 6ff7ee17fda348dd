/** The borders of the rules: definitions that look wrong and are right, and those that look right and are refused. */

import { describe, expect, it } from 'vitest';

import { readAslDocument } from '../model/asl-document.ts';
import {
  CHILDREN,
  distributed,
  inline,
  INVOKE,
  integration,
  jsonataMachine,
  machine,
  output,
  parallel,
  pass,
  PASS,
  reader,
  rule,
  states,
  task,
  template,
  type Machine,
} from './testing/machines.ts';
import { validateStateMachine } from './validate-state-machine.ts';

function found(what: Machine | string, format: 'json' | 'yaml' = 'json'): readonly string[] {
  const text = typeof what === 'string' ? what : JSON.stringify(what);
  return validateStateMachine(readAslDocument(text, format)).map(({ severity, code }) => `${severity} ${code}`);
}

const errorsOf = (what: Machine | string, format?: 'json' | 'yaml'): readonly string[] =>
  found(what, format).filter((each) => each.startsWith('error'));

const calls = (resource: string): Machine => machine({ Type: 'Task', Resource: resource, End: true });
const PROCESSOR = { StartAt: 'I', States: { I: PASS } };
const withMode = (mode: string): Machine =>
  machine({
    Type: 'Map',
    ItemProcessor: { ...PROCESSOR, ProcessorConfig: { Mode: mode, ExecutionType: 'STANDARD' } },
    ToleratedFailureCount: 1,
    End: true,
  });

describe('what a Task calls', () => {
  it.each([
    'arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST',
    'arn:aws-cn:lambda:cn-north-1:123456789012:function:f',
    'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f:live',
    'arn:aws-iso:states:us-iso-east-1:123456789012:activity:My-Activity',
    'arn:aws:lambda:REGION:ACCOUNT_ID:function:FUNCTION_NAME',
    '${LambdaArn}',
    'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${F}',
  ])('%s is taken', (resource) => {
    expect(errorsOf(calls(resource))).toEqual([]);
  });

  it.each([
    ['arn:aws:lambda', 'resource-not-arn'],
    ['arn:aws:s3:::bucket/key', 'resource-not-arn'],
    ['arn:aws:states:::', 'resource-not-arn'],
    ['arn:aws:states:::lambda', 'resource-not-arn'],
    ['arn:aws:states:::lambda:', 'resource-not-arn'],
    ['arn:aws:states:us-east-1:123456789012:stateMachine:x', 'resource-unknown-service'],
    ['arn:aws:lambda:us-east-1:123456789012:func:x', 'resource-not-arn'],
    ['arn:aws:lambda:us-east-1:function:x', 'resource-not-arn'],
    ['arn:aws:lambda:us-east-1:123456789012:function:f x', 'resource-not-arn'],
  ])('%s is refused', (resource, code) => {
    expect(errorsOf(calls(resource))).toContain(`error ${code}`);
  });

  it('is an error where neither Step Functions nor the service has the action, else a warning: lists age', () => {
    expect(found(integration('lambda:invokeFunction', { FunctionName: 'f' }))).toContain(
      'error resource-unknown-action',
    );
    expect(found(integration('ecs:stopTask', { Task: 't' }))).toContain('warning resource-unknown-action');
    expect(errorsOf(integration('ecs:stopTask', { Task: 't' }))).toEqual([]);
  });

  it('may be an ARN of the form that the specification’s examples have', () => {
    const example = found(calls('arn:aws:swf:us-east-1:123456789012:task:X'));
    expect(example).toContain('warning resource-not-arn');
  });
});

describe('what is filled in at deployment', () => {
  const text = (state: string): string => `{"StartAt":"A","States":{"A":${state}}}`;

  it.each([
    ['a number', text('{"Type":"Wait","Seconds":${n},"End":true}')],
    ['a list', text('{"Type":"Task","Resource":"${f}","Retry":${retry},"End":true}')],
    ['a call of Terraform', text('{"Type":"Pass","Result":${jsonencode({a = 1})},"End":true}')],
    ['a quoted key', text('{"Type":"Task","Resource":"${arns["x"]}","Comment":"${join("-", a, "b")}","End":true}')],
    [
      'the state that is next',
      '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"${n}"},"B":{"Type":"Pass","End":true}}}',
    ],
    ['the mode of a Map', JSON.stringify(withMode('${mode}'))],
  ])('%s is no error', (_what, definition) => {
    expect(errorsOf(definition)).toEqual([]);
  });

  it('does not hide what is wrong beside it', () => {
    expect(errorsOf(text('{"Type":"Task","Resource":"${arns["x"]}","Edn":true}'))).toContain('error unknown-field');
    expect(errorsOf(withMode('INLINE'))).toContain('error inline-execution-type');
    expect(
      errorsOf('{"StartAt":"A","States":{"A":{"Type":"Pass","End":true},"B":{"Type":"Pass","End":true}}}'),
    ).toEqual(['error unreachable-state']);
  });

  it('is not seen in a text that only opens a hole', () => {
    expect(errorsOf(text('{"Type":"Pass","Comment":"a ${b", "Result":"c }","End":true}'))).toEqual([]);
  });
});

describe('values', () => {
  it('of End that are no booleans are refused; false is as if it were left out', () => {
    const ends = (end: unknown): Machine => states({ A: { Type: 'Pass', Next: 'B', End: end }, B: PASS });
    for (const end of ['true', 1, null, {}]) expect(errorsOf(ends(end))).toContain('error end-must-be-true');
    expect(found(ends(false))).toEqual(['warning end-must-be-true']);
  });

  it('of Assign are objects, so that its variables are known', () => {
    expect(errorsOf(jsonataMachine({ ...PASS, Assign: '{% {"a": 1} %}' }))).toEqual(['error assign-type']);
  });

  it('of Credentials are templates', () => {
    const credentials = (role: object): Machine => task({ Credentials: role });
    expect(errorsOf(credentials({ 'RoleArn.$': "States.Format('arn:aws:iam::{}:role/r', $.account)" }))).toEqual([]);
    expect(errorsOf(credentials({ 'RoleArn.$': 'role' }))).toEqual(['error template-dollar-value']);
    expect(errorsOf(credentials({ 'RoleArn.$': 5 }))).toEqual(['error template-dollar-type']);
    expect(found(credentials({ RoleArn: '$.role' }))).toContain('warning template-missing-dollar');
  });

  it('of a payload that is too large fail at run time, and AWS takes the definition', () => {
    expect(found(pass({ Result: 'x'.repeat(262_145) }))).toEqual(['warning payload-limit']);
  });

  it('of a reader that says nothing are refused', () => {
    expect(errorsOf(reader({ Parameters: undefined }))).toEqual(['error item-reader-parameters']);
  });

  it('of a path operand and a variable may read the context object', () => {
    expect(errorsOf(rule({ Variable: '$$.Execution.Name', StringEqualsPath: '$$.StateMachine.Name' }))).toEqual([]);
  });
});

describe('tolerated failures of an inline Map', () => {
  it('are refused in JSONPath, and in JSONata without effect', () => {
    expect(errorsOf(inline({ ToleratedFailureCount: 1 }))).toEqual(['error inline-tolerated-failure']);
    const jsonata = jsonataMachine({ Type: 'Map', ItemProcessor: PROCESSOR, ToleratedFailureCount: 1, End: true });
    expect(found(jsonata)).toEqual(['warning inline-tolerated-failure']);
    expect(errorsOf(jsonataMachine({ Type: 'Map', ItemProcessor: PROCESSOR, Label: 'L', End: true }))).toEqual([
      'error inline-label',
    ]);
  });
});

describe('paths and intrinsic functions that are right', () => {
  it.each([
    "States.Format('it\\'s {} \\{\\}', $.x)",
    "States.Array($.a, 1, null, true, 'x', -1.5)",
    'States.ArrayGetItem($.a, States.MathAdd(States.ArrayLength($.a), -1))',
    'States.Array()',
    "States.Format('a\\\\b')",
    'States.StringToJson($.[0].body)',
    "$.a[?(@.b=='x' && @.c>3)]",
    '$.a.length()',
    "$['a b'].c",
    '$$.Execution.Input',
  ])('%s', (value) => {
    expect(errorsOf(template({ 'x.$': value }))).toEqual([]);
    expect(errorsOf(inline({ ItemSelector: { list: [{ 'x.$': value }] } }))).toEqual([]);
  });

  it('are told of a comma that is missing, which deployed machines have', () => {
    expect(found(template({ 'x.$': "States.Format('{}' $.a)" }))).toEqual(['warning intrinsic-syntax']);
  });
});

describe('JSONata that is right', () => {
  it.each([
    '$filter($states.input.xs, function($v) { $v.n = "a" })',
    '( $f := λ($x) { $x * 2 }; $f(3) )',
    '/* a comment */ $states.input',
    '$replace($states.input.s, /\\s+/, "-")',
    '$substringBefore(?, "-")',
    '$states.input^(>price)[0].{ "k": v }',
    '$states.input.xs@$x#$i.{ "x": $x, "i": $i }',
    '$states.input ~> |a|{"b":1}|',
    '[1..10][$ % 2 = 0]',
    '$states.input.items{category: $sum(price)}',
    '$states.input.`a b`.%.c',
    '$states.input.a = "it\'s"',
  ])('%s', (expression) => {
    expect(errorsOf(output(`{% ${expression} %}`))).toEqual([]);
    expect(errorsOf(output({ list: [`{%${expression}%}`] }))).toEqual([]);
    const call = { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'f', Payload: `{% ${expression} %}` } };
    expect(errorsOf(jsonataMachine({ ...call, End: true }))).toEqual([]);
  });

  it.each(['$states.input.a ?: 1', '$states.input.a ?? 1', '$states.input == 1', '!true', 'a ? 1 : 2', '$map(xs, $f)'])(
    '%s is not, or not in the version that AWS runs',
    (expression) => {
      expect(errorsOf(output(`{% ${expression} %}`)).length).toBeGreaterThan(0);
    },
  );
});

describe('a defect', () => {
  it('is told once: a state that is written twice is not also out of reach', () => {
    const text = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true},"A":{"Type":"Succeed"}}}';
    expect(found(text)).toEqual(['error json-duplicate-key']);
  });
});

describe('names', () => {
  it('of states and fields may be words of the language', () => {
    const named = states({
      Iterator: { Type: 'Pass', Next: 'Next' },
      Next: { Type: 'Pass', Next: '状態/~"' },
      '状態/~"': PASS,
    });
    expect(errorsOf(named)).toEqual([]);
  });

  it('of variables may be the same in branches and children, not in an inner scope', () => {
    const assigns = { ...PASS, Assign: { x: 2 } };
    expect(
      errorsOf(parallel({ StartAt: 'I', States: { I: assigns } }, { StartAt: 'J', States: { J: assigns } })),
    ).toEqual([]);
    const before = { Type: 'Pass', Assign: { x: 1 }, Next: 'M' };
    const map = (processor: object): Machine =>
      states({ A: before, M: { Type: 'Map', ItemProcessor: processor, End: true } });
    expect(errorsOf(map({ ...CHILDREN, States: { I: assigns } }))).toEqual([]);
    expect(errorsOf(map({ ...PROCESSOR, States: { I: assigns } }))).toEqual(['error assign-shadow']);
  });

  it('of Labels are 1 to 40 characters without blanks', () => {
    expect(errorsOf(distributed({ Label: "a-b_c.d'(e)@/!+=" }))).toEqual([]);
    for (const label of ['', 'a b', 'a\u0007', 'x'.repeat(41)])
      expect(errorsOf(distributed({ Label: label })).length).toBe(1);
  });
});
