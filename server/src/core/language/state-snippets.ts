/** Whole states and machines to start from, for both query languages, written as JSON or YAML. */

import type { StateKind } from '../events/history-event.ts';
import type { QueryLanguage } from '../model/machine-model.ts';
import type { SyntaxFormat } from '../syntax/syntax-node.ts';
import type { Draft } from './completion-entry.ts';

/** Strings may hold placeholders (`${1:text}`); a string that begins with `#` is written without quotes. */
type Body = string | readonly Body[] | { readonly [key: string]: Body };

interface StateSnippet {
  readonly type: StateKind;
  readonly label: string;
  readonly detail: string;
  readonly body: (language: QueryLanguage) => Body;
}

const END = { End: '#true' } as const;

const inner = { StartAt: '${3:Work}', States: { '${3:Work}': { Type: 'Pass', End: '#true' } } } as const;

const LAMBDA_ERRORS = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

const STATE_SNIPPETS: readonly StateSnippet[] = [
  {
    type: 'Task',
    label: 'Task state: Lambda function',
    detail: 'with the retries that AWS recommends',
    body: (language) => ({
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      ...(language === 'JSONata'
        ? {
            Arguments: { FunctionName: '${2:function}', Payload: '{% \\$states.input %}' },
            Output: '{% \\$states.result.Payload %}',
          }
        : { Parameters: { FunctionName: '${2:function}', 'Payload.\\$': '\\$' }, OutputPath: '\\$.Payload' }),
      Retry: [{ ErrorEquals: LAMBDA_ERRORS, IntervalSeconds: '#1', MaxAttempts: '#3', BackoffRate: '#2' }],
      ...END,
    }),
  },
  {
    type: 'Task',
    label: 'Task state',
    detail: 'any integration',
    body: (language) => ({
      Type: 'Task',
      Resource: '${2:arn:aws:states:::}',
      ...(language === 'JSONata' ? { Arguments: {} } : { Parameters: {} }),
      ...END,
    }),
  },
  {
    type: 'Pass',
    label: 'Pass state',
    detail: 'shapes data',
    body: (language) => ({
      Type: 'Pass',
      ...(language === 'JSONata'
        ? { Output: { '${2:field}': '{% \\$states.input.${3:field} %}' } }
        : { Parameters: { '${2:field}.\\$': '\\$.${3:field}' } }),
      ...END,
    }),
  },
  {
    type: 'Choice',
    label: 'Choice state',
    detail: 'decides where to go',
    body: (language) => ({
      Type: 'Choice',
      Choices: [
        language === 'JSONata'
          ? { Condition: '{% \\$states.input.${2:field} = ${3:true} %}', Next: '${4}' }
          : { Variable: '\\$.${2:field}', BooleanEquals: '#${3:true}', Next: '${4}' },
      ],
      Default: '${5}',
    }),
  },
  {
    type: 'Wait',
    label: 'Wait state',
    detail: 'waits some seconds',
    body: () => ({ Type: 'Wait', Seconds: '#${2:10}', ...END }),
  },
  { type: 'Succeed', label: 'Succeed state', detail: 'ends well', body: () => ({ Type: 'Succeed' }) },
  {
    type: 'Fail',
    label: 'Fail state',
    detail: 'ends with an error',
    body: () => ({ Type: 'Fail', Error: '${2:Error}', Cause: '${3:What went wrong}' }),
  },
  {
    type: 'Parallel',
    label: 'Parallel state',
    detail: 'two branches side by side',
    body: () => ({
      Type: 'Parallel',
      Branches: [inner, { StartAt: '${4:Other}', States: { '${4:Other}': { Type: 'Pass', End: '#true' } } }],
      ...END,
    }),
  },
  {
    type: 'Map',
    label: 'Map state',
    detail: 'inline: an iteration for each item',
    body: (language) => ({
      Type: 'Map',
      ...(language === 'JSONata' ? { Items: '{% \\$states.input.${2:items} %}' } : { ItemsPath: '\\$.${2:items}' }),
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...inner },
      ...END,
    }),
  },
  {
    type: 'Map',
    label: 'Distributed Map state',
    detail: 'batches of items from S3, a child execution for each',
    body: (language) => ({
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: '${2|JSON,JSONL,CSV|}' },
        ...(language === 'JSONata'
          ? { Arguments: { Bucket: '{% \\$states.input.bucket %}', Key: '{% \\$states.input.key %}' } }
          : { Parameters: { 'Bucket.\\$': '\\$.bucket', 'Key.\\$': '\\$.key' } }),
      },
      ItemBatcher: { MaxItemsPerBatch: '#${4:100}' },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: '${5|STANDARD,EXPRESS|}' }, ...inner },
      MaxConcurrency: '#${6:100}',
      ToleratedFailurePercentage: '#${7:5}',
      ...END,
    }),
  },
];

/** A state for each of the eight types, as a member of `States`. */
export function stateSnippets(format: SyntaxFormat, language: QueryLanguage): readonly Draft[] {
  return STATE_SNIPPETS.map(({ label, detail, body }) => {
    const state = { [`\${1:${label.replace(/ state.*$/, '')}}`]: body(language) };
    return draft(label, `${detail} · ${language}`, members(state, format), format);
  });
}

/** A whole definition, for an empty text. */
export function machineSnippets(format: SyntaxFormat): readonly Draft[] {
  return (['JSONata', 'JSONPath'] as const).map((language) => {
    const machine: Body = {
      Comment: '${1:What the workflow is for}',
      ...(language === 'JSONata' ? { QueryLanguage: 'JSONata' } : {}),
      StartAt: '${2:Start}',
      States: { '${2:Start}': { Type: 'Pass', End: '#true' } },
    };
    const text = format === 'json' ? write(machine, 'json', '') : members(machine, 'yaml');
    return { ...draft(`State machine (${language})`, 'a definition to start from', text, format), filterText: '' };
  });
}

function draft(label: string, detail: string, snippet: string, format: SyntaxFormat): Draft {
  return {
    kind: 'snippet',
    label,
    detail,
    documentation: `\`\`\`${format}\n${preview(snippet)}\n\`\`\``,
    snippet,
    filterText: format === 'json' ? JSON.stringify(label) : label,
  };
}

function preview(snippet: string): string {
  return snippet.replaceAll(/\$\{\d+(?::([^}]*)|\|([^,|]*)[^}]*)?\}/g, '$1$2').replaceAll(/\\([\\$}])/g, '$1');
}

function members(object: { readonly [key: string]: Body }, format: SyntaxFormat): string {
  const lines = Object.entries(object).map(([key, value]) =>
    format === 'json' ? `"${key}": ${write(value, format, '')}` : `${key}:${block(value, '')}`,
  );
  return lines.join(format === 'json' ? ',\n' : '\n');
}

function write(body: Body, format: SyntaxFormat, indent: string): string {
  const deeper = `${indent}  `;
  if (typeof body === 'string') return scalar(body, format);
  if (isList(body)) {
    if (body.every((each) => typeof each === 'string'))
      return `[${body.map((each) => scalar(each, 'json')).join(', ')}]`;
    return `[\n${body.map((each) => deeper + write(each, format, deeper)).join(',\n')}\n${indent}]`;
  }
  const parts = Object.entries(body).map(([key, value]) => `${deeper}"${key}": ${write(value, format, deeper)}`);
  return parts.length === 0 ? '{}' : `{\n${parts.join(',\n')}\n${indent}}`;
}

/** A YAML value after its key and colon. */
function block(body: Body, indent: string): string {
  if (typeof body === 'string') return ` ${scalar(body, 'yaml')}`;
  const deeper = `${indent}  `;
  if (isList(body)) {
    if (body.every((each) => typeof each === 'string'))
      return `\n${body.map((each) => `${deeper}- ${each}`).join('\n')}`;
    return `\n${body.map((each) => `${deeper}- ${block(each, deeper).trimStart()}`).join('\n')}`;
  }
  const lines = Object.entries(body).map(([key, value]) => `\n${deeper}${key}:${block(value, deeper)}`);
  return lines.length === 0 ? ' {}' : lines.join('');
}

function scalar(text: string, format: SyntaxFormat): string {
  if (text.startsWith('#')) return text.slice(1);
  return format === 'json' || text.startsWith('{%') || /:\}?$/.test(text) ? `"${text}"` : text;
}

function isList(body: Body): body is readonly Body[] {
  return Array.isArray(body);
}
