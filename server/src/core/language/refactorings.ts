/** Changes that keep what a definition does, or add what is usually wanted: offered at a state, made as edits of the text. */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { stateAtOffset, type StateModel } from '../model/machine-model.ts';
import { commentsIn, type Comment } from '../syntax/comments.ts';
import { convertFormat, type Converted } from '../syntax/convert-format.ts';
import { getProperty, getString, getValue, nodeToJson, type SyntaxNode } from '../syntax/syntax-node.ts';
import { TextSurgeon } from '../validation/fixes/text-surgeon.ts';
import { objectContext } from './cursor.ts';
import type { TextEditData } from './navigation.ts';
import { stateToJsonata } from './to-jsonata.ts';

export interface Refactoring {
  readonly title: string;
  readonly edits: readonly TextEditData[];
  /** Why it cannot be done here; it is then shown, but not offered. */
  readonly refused?: string;
}

/** What can be done with the state at an offset. */
export function refactoringsAt(document: AslDocument, offset: number): readonly Refactoring[] {
  const state = stateAtOffset(document.model, offset);
  if (state?.node == null || state.type === null) return [];
  const surgeon = new TextSurgeon(document);
  return [
    ...toJsonata(document, state, surgeon),
    ...toLambdaInvoke(document, state, surgeon),
    ...addErrorHandling(state, surgeon),
  ];
}

/** The whole definition in the other format. Comments become YAML's; in JSON they join the field Comment of what they stand in. */
export function otherFormat(document: AslDocument): Converted {
  const { text, root, format, syntaxProblems } = document;
  const broken = syntaxProblems.some(
    ({ severity, code }) => severity === 'error' && code !== 'json-comment' && code !== 'json-trailing-comma',
  );
  if (root === null || broken) return { kind: 'refused', reason: 'The definition has errors in its text.' };
  const comments = commentsIn(text, format, root);
  if (format === 'json') return convertFormat(root, 'yaml', { comments });
  const byHolder = new Map<SyntaxNode, string[]>();
  for (const comment of comments) {
    const holder = commentHolder(document, comment);
    if (holder !== null) byHolder.set(holder, [...(byHolder.get(holder) ?? []), ...comment.lines]);
  }
  return convertFormat(root, 'json', {
    commentOf: (node) => {
      const lines = byHolder.get(node);
      return lines === undefined ? undefined : [getString(node, 'Comment') ?? '', ...lines].join(' ').trim();
    },
  });
}

/** The innermost object around that may have a Comment: a state, a rule, the machine. */
function commentHolder(document: AslDocument, { about }: Comment): SyntaxNode | null {
  const node = about === null ? document.root : 'value' in about && 'key' in about ? about.value : about;
  for (let around: SyntaxNode | null = node; around !== null; around = around.parent) {
    if (around.kind !== 'object') continue;
    if (objectContext(document, around).shape?.fields.has('Comment') === true) return around;
  }
  return null;
}

const TO_JSONATA = 'Convert the state to JSONata';

function toJsonata(document: AslDocument, state: StateModel, surgeon: TextSurgeon): readonly Refactoring[] {
  const json = state.node === null ? null : nodeToJson(state.node);
  if (state.queryLanguage !== 'JSONPath' || state.node === null || !isJsonObject(json)) return [];
  const obstacle = obstacleToRewriting(document, state.node);
  if (obstacle !== null) return [{ title: TO_JSONATA, edits: [], refused: obstacle }];
  const converted = stateToJsonata(json);
  if (converted.kind === 'refused') {
    return [{ title: TO_JSONATA, edits: [], refused: `Not converted: ${converted.reason}.` }];
  }
  return [{ title: TO_JSONATA, edits: [surgeon.replace(state.node, converted.state)] }];
}

/** A state is written anew as a whole; what cannot be written anew must not be in it. */
function obstacleToRewriting({ text, format }: AslDocument, node: SyntaxNode): string | null {
  const written = text.slice(node.range.start, node.range.end);
  if (format === 'yaml' && /(?:^|\s)#/.test(written)) return 'Its comments would be lost.';
  const open: SyntaxNode[] = [node];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (each.kind === 'hole') return 'It holds values that a deployment fills in.';
    if (each.kind === 'array') open.push(...each.elements);
    else if (each.kind === 'object') open.push(...each.properties.map(({ value }) => value));
  }
  return null;
}

const TO_INVOKE = 'Call the function with lambda:invoke';

function toLambdaInvoke(document: AslDocument, state: StateModel, surgeon: TextSurgeon): readonly Refactoring[] {
  const { node } = state;
  const json = node === null ? null : nodeToJson(node);
  const resource = isJsonObject(json) ? json['Resource'] : undefined;
  if (node === null || !isJsonObject(json) || typeof resource !== 'string') return [];
  if (!/^arn:[^:]*:lambda:[^:]*:[^:]*:function:/.test(resource)) return [];
  const obstacle = obstacleToRewriting(document, node);
  if (obstacle !== null) return [{ title: TO_INVOKE, edits: [], refused: obstacle }];
  const invoked =
    state.queryLanguage === 'JSONata' ? invokeWithJsonata(json, resource) : invokeWithPaths(json, resource);
  if (typeof invoked === 'string') return [{ title: TO_INVOKE, edits: [], refused: invoked }];
  return [{ title: TO_INVOKE, edits: [surgeon.replace(node, invoked)] }];
}

const INVOKE = 'arn:aws:states:::lambda:invoke';

/** A sentence where it cannot be done. */
function invokeWithPaths(state: JsonObject, functionArn: string): JsonObject | string {
  const { ResultPath: resultPath, ResultSelector: selector, OutputPath: outputPath, Parameters: parameters } = state;
  const payload: JsonObject = parameters === undefined ? { 'Payload.$': '$' } : { Payload: parameters };
  const discards = resultPath === null;
  if (selector === undefined && resultPath !== undefined && resultPath !== '$' && !discards) {
    return 'ResultPath keeps the function’s answer; with lambda:invoke the answer is a part of the result.';
  }
  const fields = Object.entries(state).flatMap(([name, value]): readonly (readonly [string, Json])[] => {
    if (name === 'Parameters') return [];
    if (name === 'Resource') {
      return [
        [name, INVOKE],
        ['Parameters', { FunctionName: functionArn, ...payload }],
      ];
    }
    if (name === 'ResultSelector') return [[name, belowPayload(value)]];
    if (name === 'OutputPath' && selector === undefined && !discards && typeof value === 'string') {
      return [[name, value.replace(/^\$(?!\$)/, '$.Payload')]];
    }
    return [[name, value]];
  });
  const adds = selector === undefined && outputPath === undefined && !discards;
  return { ...Object.fromEntries(fields), ...(adds ? { OutputPath: '$.Payload' } : {}) };
}

function invokeWithJsonata(state: JsonObject, functionArn: string): JsonObject {
  const payload = state['Arguments'] ?? '{% $states.input %}';
  const fields = Object.entries(state).flatMap(([name, value]): readonly (readonly [string, Json])[] => {
    if (name === 'Arguments') return [];
    if (name === 'Resource') {
      return [
        [name, INVOKE],
        ['Arguments', { FunctionName: functionArn, Payload: payload }],
      ];
    }
    return [[name, name === 'Output' || name === 'Assign' ? belowPayload(value) : value]];
  });
  const adds = state['Output'] === undefined;
  return { ...Object.fromEntries(fields), ...(adds ? { Output: '{% $states.result.Payload %}' } : {}) };
}

/** Paths to the result lead to its Payload: `$.x` of a selector, `$states.result` of an expression. */
function belowPayload(value: Json): Json {
  if (isJsonArray(value)) return value.map(belowPayload);
  if (typeof value === 'string')
    return value.startsWith('{%') ? value.replaceAll(/\$states\.result\b/g, '$states.result.Payload') : value;
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]): [string, Json] =>
      name.endsWith('.$') && typeof inner === 'string'
        ? [name, inner.replaceAll(/(?<![\w$'])\$(?=[.[,)]|$)/g, '$.Payload')]
        : [name, belowPayload(inner)],
    ),
  );
}

const LAMBDA_ERRORS = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

function addErrorHandling(state: StateModel, surgeon: TextSurgeon): readonly Refactoring[] {
  const { node, type } = state;
  if (node === null || (type !== 'Task' && type !== 'Parallel' && type !== 'Map')) return [];
  const found: Refactoring[] = [];
  const before = getProperty(node, 'Next') ?? getProperty(node, 'End');
  const after = before === undefined ? undefined : node.properties[node.properties.indexOf(before) - 1];
  if (getProperty(node, 'Retry') === undefined) {
    const resource = getValue(node, 'Resource');
    const lambda = resource?.kind === 'string' && resource.value.includes(':lambda:');
    const retrier = {
      ErrorEquals: lambda ? LAMBDA_ERRORS : ['States.ALL'],
      IntervalSeconds: 1,
      MaxAttempts: 3,
      BackoffRate: 2,
    };
    found.push({ title: 'Add Retry', edits: [surgeon.addProperty(node, 'Retry', [retrier], after)] });
  }
  if (getProperty(node, 'Catch') === undefined) {
    const others = state.scope.states.filter((other) => other !== state);
    const target = others.find((other) => other.type === 'Fail') ?? others.at(-1);
    if (target !== undefined) {
      const entry: JsonObject = {
        ErrorEquals: ['States.ALL'],
        ...(state.queryLanguage === 'JSONPath' && target.type !== 'Fail' ? { ResultPath: '$.error' } : {}),
        Next: target.name,
      };
      const title = `Add Catch that leads to "${target.name}"`;
      const anchor = getProperty(node, 'Retry') ?? after;
      found.push({ title, edits: [surgeon.addProperty(node, 'Catch', [entry], anchor)] });
    }
  }
  return found;
}
