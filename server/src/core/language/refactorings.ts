/** Changes that keep what a definition does, or add what is usually wanted: offered at a state, made as edits of the text. */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { stateAtOffset, type StateModel } from '../model/machine-model.ts';
import { getProperty, getValue, nodeToJson, type ObjectNode, type SyntaxNode } from '../syntax/syntax-node.ts';
import { TextSurgeon } from '../validation/fixes/text-surgeon.ts';
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
  const surgeon = new TextSurgeon(document);
  const whole = machineToJsonata(document, surgeon);
  if (state?.node == null || state.type === null) return whole;
  return [
    ...whole,
    ...toJsonata(document, state, surgeon),
    ...toLambdaInvoke(document, state, surgeon),
    ...addErrorHandling(state, surgeon),
  ];
}

const TO_JSONATA = 'Convert the state to JSONata';

function toJsonata(document: AslDocument, state: StateModel, surgeon: TextSurgeon): readonly Refactoring[] {
  if (state.queryLanguage !== 'JSONPath' || state.node === null) return [];
  const edits = jsonataEdits(document, state, surgeon, 'of-its-own');
  return [typeof edits === 'string' ? { title: TO_JSONATA, edits: [], refused: edits } : { title: TO_JSONATA, edits }];
}

const MACHINE_TO_JSONATA = 'Convert the whole machine to JSONata';

/** Every state, and the machine's query language: refused where one state cannot be converted. */
function machineToJsonata(document: AslDocument, surgeon: TextSurgeon): readonly Refactoring[] {
  const { node, queryLanguage, states, root } = document.model;
  const own = states.filter((state) => state.queryLanguage === 'JSONPath');
  if (node === null || root?.startAt == null || queryLanguage === 'JSONata' || own.length === 0) return [];
  if (document.syntaxProblems.some(({ severity }) => severity === 'error')) return [];
  const edits: TextEditData[] = [];
  for (const state of own) {
    const found = jsonataEdits(document, state, surgeon, 'of-the-machine');
    if (typeof found === 'string') {
      return [{ title: MACHINE_TO_JSONATA, edits: [], refused: `"${state.name}": ${found}` }];
    }
    edits.push(...found);
  }
  const language = getProperty(node, 'QueryLanguage');
  edits.push(
    language === undefined
      ? surgeon.addProperty(node, 'QueryLanguage', 'JSONata', getProperty(node, 'StartAt'))
      : surgeon.replace(language.value, 'JSONata'),
  );
  return [{ title: MACHINE_TO_JSONATA, edits }];
}

/** A sentence where the state cannot be converted. @param language whether the state says that it is JSONata, or the machine does */
function jsonataEdits(
  document: AslDocument,
  { node }: StateModel,
  surgeon: TextSurgeon,
  language: 'of-its-own' | 'of-the-machine',
): readonly TextEditData[] | string {
  const json = node === null ? null : nodeToJson(node);
  if (node === null || !isJsonObject(json)) return 'The state is no object.';
  const converted = stateToJsonata(json);
  if (converted.kind === 'refused') return `Not converted: ${converted.reason}.`;
  const { QueryLanguage: own, ...fields } = converted.state;
  const after = language === 'of-its-own' && own !== undefined ? { ...converted.state } : fields;
  const changed = (name: string): boolean => JSON.stringify(after[name]) !== JSON.stringify(json[name]);
  const obstacle = node.properties
    .filter(({ name }) => changed(name))
    .map(({ value }) => obstacleToRewriting(document, value))
    .find((each) => each !== null);
  return obstacle ?? rewritten(node, json, after, surgeon);
}

/** Changes an object field by field, so that what stays is left as it is written. */
function rewritten(
  node: ObjectNode,
  before: JsonObject,
  after: JsonObject,
  surgeon: TextSurgeon,
): readonly TextEditData[] {
  const gone = node.properties.filter(({ name }) => !(name in after));
  const added = Object.keys(after).filter((name) => !(name in before));
  const edits: TextEditData[] = [];
  // A field that takes the place of another is written there.
  for (const property of node.properties) {
    const replacement = gone.includes(property) ? added.find((name) => takesPlaceOf(name, property.name)) : undefined;
    const value = after[replacement ?? property.name];
    if (value === undefined) continue;
    if (replacement !== undefined) {
      edits.push(surgeon.renameKey(property, replacement));
      added.splice(added.indexOf(replacement), 1);
      gone.splice(gone.indexOf(property), 1);
    }
    if (JSON.stringify(value) !== JSON.stringify(before[property.name]))
      edits.push(surgeon.replace(property.value, value));
  }
  const last = node.properties.findLast((property) => !gone.includes(property));
  for (const name of added) {
    const anchor = name === 'QueryLanguage' ? getProperty(node, 'Type') : last;
    edits.push(surgeon.addProperty(node, name, after[name] ?? null, anchor));
  }
  return [...edits, ...surgeon.removeProperties(gone)];
}

const OUTPUT_FIELDS = ['ResultPath', 'ResultSelector', 'Result', 'OutputPath'];

function takesPlaceOf(added: string, gone: string): boolean {
  if (`${added}Path` === gone) return true;
  if (gone === 'Parameters') return added === 'Arguments' || added === 'ItemSelector' || added === 'Output';
  return added === 'Output' && OUTPUT_FIELDS.includes(gone);
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
    const keepsInput = state.queryLanguage === 'JSONPath' && target !== undefined && target.type !== 'Fail';
    const name = target?.name ?? 'Failed';
    const entry: JsonObject = {
      ErrorEquals: ['States.ALL'],
      ...(keepsInput ? { ResultPath: '$.error' } : {}),
      Next: name,
    };
    const edits = [surgeon.addProperty(node, 'Catch', [entry], getProperty(node, 'Retry') ?? after)];
    const states = getValue(state.scope.node, 'States');
    if (target !== undefined) found.push({ title: `Add Catch that leads to "${name}"`, edits });
    else if (states?.kind === 'object') {
      const fail = surgeon.addProperty(states, name, { Type: 'Fail', Error: 'Failed' });
      found.push({ title: `Add Catch with a Fail state "${name}"`, edits: [...edits, fail] });
    }
  }
  return found;
}
