import { describe, expect, it } from 'vitest';
import { readAslDocument } from '../model/asl-document.ts';
import { RULES } from './catalogue/rule-catalogue.ts';
import { hasErrors, validateStateMachine } from './validate-state-machine.ts';

/** Problems of a definition as `code @ underlined text`. */
function check(text: string, type?: 'STANDARD' | 'EXPRESS'): string[] {
  return validateStateMachine(readAslDocument(text, 'json'), type === undefined ? {} : { type })
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ code, range }) => `${code} @ ${text.slice(range.start, range.end)}`);
}

function messagesOf(text: string): string {
  return validateStateMachine(readAslDocument(text, 'json'))
    .map(({ message }) => message)
    .join('\n');
}

const PASS = { Type: 'Pass', End: true };
const PROCESSOR = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
  StartAt: 'I',
  States: { I: PASS },
};

/** A machine of one state `A` and a state `Z` where it may go. */
function withState(state: object, extra: object = {}): string {
  const goes = JSON.stringify(state).includes('"Z"');
  return JSON.stringify({ StartAt: 'A', ...extra, States: { A: state, ...(goes ? { Z: PASS } : {}) } });
}

const distributed = (fields: object): string =>
  withState({ Type: 'Map', ItemProcessor: PROCESSOR, End: true, ...fields });
const task = (fields: object): string =>
  withState({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: 'f' },
    End: true,
    ...fields,
  });
const jsonata = (output: unknown): string =>
  withState({ Type: 'Pass', End: true, Output: output }, { QueryLanguage: 'JSONata' });
const choice = (rule: object): string => withState({ Type: 'Choice', Choices: [{ Next: 'Z', ...rule }], Default: 'Z' });

describe('what the seed spells differently from AWS', () => {
  it.each([
    [
      'a .$ on MaxConcurrency',
      distributed({ 'MaxConcurrency.$': '$.limit' }),
      'field-dollar-suffix @ "MaxConcurrency.$"',
      '"MaxConcurrencyPath": "$.limit"',
    ],
    [
      'a .$ on ToleratedFailurePercentage',
      distributed({ 'ToleratedFailurePercentage.$': '$.p' }),
      'field-dollar-suffix @ "ToleratedFailurePercentage.$"',
      '"ToleratedFailurePercentagePath": "$.p"',
    ],
    [
      'a ResultWriter with Key',
      distributed({
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', 'Key.$': '$.k' } },
      }),
      'result-writer-key @ "Key.$"',
      '"Prefix.$"',
    ],
    [
      'a ResultWriter with Lambda',
      distributed({ ResultWriter: { Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' } } }),
      'result-writer-resource @ "arn:aws:states:::lambda:invoke"',
      'a Task that hands the manifest',
    ],
    [
      'more bytes than a child takes',
      distributed({ ItemBatcher: { MaxInputBytesPerBatch: 1048576 } }),
      'batcher-range @ 1048576',
      '256 KiB',
    ],
  ])('%s', (_name, text, problem, advice) => {
    expect(check(text)).toEqual([problem]);
    expect(messagesOf(text)).toContain(advice);
  });
});

describe('rules', () => {
  it.each([
    // documents and fields
    ['[1]', ['root-not-object @ [']],
    ['{"StartAt": "A"}', ['required-field @ {']],
    [withState({ Type: 'pass', End: true }), ['unknown-state-type @ "pass"']],
    [withState({ End: true }), ['required-field @ "A"']],
    [
      withState({ Type: 'Pass', end: true }),
      ['no-next-no-end @ "A"', 'field-case @ "end"', 'no-terminal-state @ "States"'].sort(),
    ],
    [task({ Resouce: 'x' }), ['unknown-field @ "Resouce"']],
    [withState({ ...PASS, TimeoutSeconds: 5 }), ['field-not-for-type @ "TimeoutSeconds"']],
    [task({ TimeoutSeconds: '10' }), ['wrong-json-type @ "10"']],
    [task({ TimeoutSeconds: 0 }), ['timeout-range @ 0']],
    [task({ TimeoutSeconds: 5, TimeoutSecondsPath: '$.t' }), ['timeout-exclusive @ "TimeoutSecondsPath"']],
    [task({ HeartbeatSeconds: 10, TimeoutSeconds: 10 }), ['heartbeat-below-timeout @ 10']],
    // flow
    [withState({ Type: 'Pass', Next: 'Zz' }), ['next-missing-state @ "Zz"', 'no-terminal-state @ "States"']],
    [withState({ Type: 'Pass', Next: 'Z', End: true }), ['next-and-end @ "End"']],
    [JSON.stringify({ StartAt: 'A', States: { A: PASS, B: PASS } }), ['unreachable-state @ "B"']],
    [
      JSON.stringify({ StartAt: 'A', States: { A: PASS, B: { Type: 'Pass', Next: 'B' } } }),
      ['self-loop-only @ "B"', 'no-path-to-end @ "B"', 'infinite-loop-suspect @ "B"'],
    ],
    [
      JSON.stringify({
        StartAt: 'P',
        States: {
          P: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', Next: 'Z' } } }], Next: 'Z' },
          Z: PASS,
        },
      }),
      ['no-terminal-state @ "States"', 'transition-out-of-scope @ "Z"'],
    ],
    [
      JSON.stringify({
        StartAt: 'A',
        States: { A: { Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: PASS } }, End: true } },
      }),
      ['duplicate-state-name @ "A"'],
    ],
    // choice
    [choice({ Variable: '$.a', StringEquals: 'x', StringLessThan: 'y' }), ['rule-operator-count @ "StringLessThan"']],
    [choice({ Variable: '$.a', NumericEquals: '1' }), ['rule-operand-type @ "1"']],
    [
      choice({ Variable: '$.a', StringEqual: 'x' }),
      ['rule-operator-count @ {', 'rule-unknown-operator @ "StringEqual"'],
    ],
    [choice({ Variable: 'a', IsNull: true }), ['rule-variable-path @ "a"']],
    [choice({ And: [{ Variable: '$.a', IsNull: true, Next: 'Z' }] }), ['rule-nested-next @ "Next"']],
    [choice({ Variable: '$.a', TimestampEquals: 'today' }), ['rule-operand-timestamp @ "today"']],
    // errors
    [task({ Retry: [{ ErrorEquals: ['States.ALL', 'X'] }] }), ['states-all-alone @ "ErrorEquals"']],
    [task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }] }), ['states-all-last @ "ErrorEquals"']],
    [task({ Catch: [{ ErrorEquals: [], Next: 'Z' }] }), ['error-equals-empty @ "ErrorEquals"']],
    [
      task({ Retry: [{ ErrorEquals: ['States.Timedout'], BackoffRate: 0.5 }] }),
      ['unknown-states-error @ "States.Timedout"', 'retry-backoff-min @ 0.5'],
    ],
    // tasks
    [task({ Resource: 'lambda:invoke' }), ['resource-not-arn @ "lambda:invoke"']],
    [task({ Resource: 'arn:aws:states:::lambda:invoke.sync' }), ['resource-sync-unsupported @ .sync']],
    [
      task({ Parameters: { functionName: 'f' } }),
      ['integration-required-field @ "Parameters"', 'integration-unknown-field @ "functionName"'],
    ],
    [task({ Credentials: {} }), ['credentials-role-arn @ "Credentials"']],
    // maps
    [
      withState({
        Type: 'Map',
        End: true,
        ItemProcessor: { StartAt: 'I', States: { I: PASS } },
        ItemBatcher: { MaxItemsPerBatch: 1 },
      }),
      ['inline-item-batcher @ "ItemBatcher"'],
    ],
    [
      withState({ Type: 'Map', End: true, ItemProcessor: { ...PROCESSOR, ProcessorConfig: { Mode: 'DISTRIBUTED' } } }),
      ['distributed-execution-type @ "ProcessorConfig"'],
    ],
    [distributed({ ItemBatcher: { BatchInput: {} } }), ['batcher-empty @ "ItemBatcher"']],
    [distributed({ Label: 'a b' }), ['label-characters @ "a b"']],
    [distributed({ ToleratedFailurePercentage: 0.5 }), []],
    [distributed({ MaxConcurrencyPath: '$$.Execution.Name' }), ['context-path-not-allowed @ "$$.Execution.Name"']],
    [
      distributed({
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          Parameters: { Bucket: 'b' },
          ReaderConfig: { InputType: 'CSV' },
        },
      }),
      ['item-reader-parameters @ "Parameters"', 'reader-csv-header-location-required @ "CSV"'],
    ],
    // paths and templates: the place inside the string
    [withState({ ...PASS, InputPath: '$.a[0' }), ['path-syntax @ [0']],
    [withState({ ...PASS, ResultPath: '$.a[*].b' }), ['reference-path @ [*]']],
    [withState({ ...PASS, Parameters: { 'x.$': "States.Format('a')" } }), []],
    [
      withState({ ...PASS, Parameters: { 'x.$': "States.Format('{} {}', $.a)" } }),
      ["intrinsic-format-placeholders @ '{} {}'"],
    ],
    [withState({ ...PASS, Parameters: { 'x.$': 'States.Nope($.a)' } }), ['intrinsic-unknown @ States.Nope']],
    [withState({ ...PASS, Parameters: { x: '$.a' } }), ['template-missing-dollar @ "$.a"']],
    [withState({ ...PASS, Parameters: { 'x.$': 5 } }), ['template-dollar-type @ 5']],
    // JSONata
    [jsonata('{% $states.input.a + %}'), ['jsonata-syntax @ +']],
    [jsonata('{% $x'), ['jsonata-delimiters @ "{% $x"']],
    [jsonata({ v: '{% order.id %}' }), ['jsonata-root-reference @ order']],
    [jsonata('{% $states.input.list[price > 3].name %}'), []],
    [jsonata('{% $lenght($states.input) %}'), ['jsonata-unknown-function @ $lenght']],
    [jsonata('{% $states.result %}'), ['states-result-scope @ result']],
    [jsonata('{% $nosuch %}'), ['variable-unassigned @ nosuch']],
    [
      withState({ ...PASS, Parameters: {} }, { QueryLanguage: 'JSONata' }),
      ['jsonpath-field-in-jsonata @ "Parameters"'],
    ],
    [withState({ ...PASS, Output: {} }), ['jsonata-field-in-jsonpath @ "Output"']],
    [
      withState({ ...PASS, Assign: { states: 1, 'a-b': 2, ok: 3 } }),
      ['assign-reserved @ "states"', 'assign-name @ "a-b"'],
    ],
  ] as const)('%s', (text, expected) => {
    expect([...check(text)].sort()).toEqual([...expected].sort());
  });

  it('knows what only Express refuses', () => {
    const text = withState({ Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:x', End: true });
    expect(check(text)).toEqual([]);
    expect(check(text, 'EXPRESS')).toEqual(['express-activity @ "arn:aws:states:us-east-1:123456789012:activity:x"']);
  });

  it('goes on checking where the text is broken', () => {
    expect(check('{"StartAt": "A", "States": {"A": {"Type": "Task", "Next": , "Retry": 5}}}')).toEqual(
      expect.arrayContaining(['json-syntax @ ,', 'required-field @ "A"', 'wrong-json-type @ 5']),
    );
  });

  it('takes substitutions for any value', () => {
    expect(
      check(
        '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Fn}", "TimeoutSeconds": ${T}, "End": true}}}',
      ),
    ).toEqual([]);
  });
});

describe('the table', () => {
  it('has a page for every rule, and lower-case ids', () => {
    for (const [id, { docs }] of Object.entries(RULES)) {
      expect(id).toMatch(/^[a-z][a-z0-9-]+$/);
      expect(docs).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    }
  });

  it('tells errors from advice', () => {
    expect(hasErrors([{ severity: 'warning' }, { severity: 'hint' }])).toBe(false);
    expect(hasErrors([{ severity: 'error' }])).toBe(true);
  });
});
