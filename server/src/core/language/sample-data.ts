/**
 * What the input of a state looks like: as a run of the suite's first case has shown it, else told from the suite's input and the states
 * before it.
 *
 * The latter is a guess for completion and hovers: values that are not known are null, and where nothing is known the answer is undefined.
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { parseJsonPath } from '../expressions/json-path.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { allTransitions, targetOf, type StateModel } from '../model/machine-model.ts';
import { getString, getValue, nodeToJson, type SyntaxNode } from '../syntax/syntax-node.ts';
import { assignmentsOf, type Assignment } from '../validation/variable-scopes.ts';
import type { KnownData } from './known-data.ts';
import { scopeOfVariable } from './variables.ts';

const MAX_STEPS = 40;

/** The state's input before InputPath. */
export function sampleInputOf(document: AslDocument, state: StateModel, known: KnownData): Json | undefined {
  return inputOf(document, state, known, new Set());
}

/** What `$` stands for in the state's own fields: the input after InputPath. */
export function sampleEffectiveInputOf(document: AslDocument, state: StateModel, known: KnownData): Json | undefined {
  const input = sampleInputOf(document, state, known);
  return input === undefined ? undefined : afterInputPath(state, input);
}

/** What a task, Map or Parallel gave in the run; else what a task gives, as far as its integration says. */
export function sampleResultOf(state: StateModel, known: KnownData): Json | undefined {
  return known.observed?.visitOf(state.name)?.result ?? usualResultOf(state);
}

/** The value of a variable that the state can see. */
export function sampleVariable(
  document: AslDocument,
  state: StateModel,
  name: string,
  known: KnownData,
): Json | undefined {
  const scope = scopeOfVariable(state, name);
  if (scope === null) return undefined;
  for (const assigner of scope.states) {
    const value = known.observed?.assignedBy(assigner.name, name);
    if (value !== undefined) return value;
  }
  const assignment = assignmentsOf(scope).get(name);
  return assignment === undefined ? undefined : assignedValue(document, assignment, known);
}

const PLAIN_MEMBER = /^\{%\s*\$states\.(input|result)((?:\.[A-Za-z_]\w*)*)\s*%\}$/;

/** A literal, or the data at a plain path. */
function assignedValue(
  document: AslDocument,
  { property: { name, value }, state }: Assignment,
  known: KnownData,
): Json | undefined {
  const text = value.kind === 'string' ? value.value : '';
  const member = state.queryLanguage === 'JSONata' ? PLAIN_MEMBER.exec(text) : null;
  if (member !== null) {
    const data = member[1] === 'input' ? sampleInputOf(document, state, known) : sampleResultOf(state, known);
    return valueAt(data, (member[2] ?? '').split('.').slice(1));
  }
  const hasResult = state.type === 'Task' || state.type === 'Map' || state.type === 'Parallel';
  const base = hasResult ? sampleResultOf(state, known) : sampleEffectiveInputOf(document, state, known);
  if (name.endsWith('.$') && state.queryLanguage === 'JSONPath') {
    const path = stepsOfPath(text);
    return path?.root === '$' ? valueAt(base, path.steps) : undefined;
  }
  return text.startsWith('{%') ? undefined : templateShape(value, base);
}

function usualResultOf(state: StateModel): Json | undefined {
  if (state.type !== 'Task') return undefined;
  const resource = getString(state.node, 'Resource') ?? '';
  if (/:states:[^:]*:[^:]*:lambda:invoke$/.test(resource)) {
    return { ExecutedVersion: '$LATEST', Payload: null, SdkHttpMetadata: {}, SdkResponseMetadata: {}, StatusCode: 200 };
  }
  if (/:sqs:sendMessage$/.test(resource)) return { MessageId: null, MD5OfMessageBody: null };
  if (/:sns:publish$/.test(resource)) return { MessageId: null };
  if (/:states:startExecution$/.test(resource)) return { ExecutionArn: null, StartDate: null };
  if (/:dynamodb:getItem$/.test(resource)) return { Item: {} };
  return undefined;
}

/** The value at names and indices below another; undefined where there is none. */
export function valueAt(value: Json | undefined, steps: readonly (string | number)[]): Json | undefined {
  let found = value;
  for (const step of steps) {
    if (isJsonArray(found) && typeof step === 'number') found = found[step];
    else if (isJsonObject(found) && Object.hasOwn(found, String(step))) found = found[String(step)];
    else return undefined;
  }
  return found;
}

/** Names and indices of a definite path, or null. */
function stepsOfPath(text: string): { readonly root: string; readonly steps: readonly (string | number)[] } | null {
  const { path } = parseJsonPath(text);
  if (path === null || !path.isReferencePath) return null;
  const steps = path.steps.map((step) =>
    step.kind === 'fields' ? (step.names[0] as string) : step.kind === 'indices' ? (step.indices[0] as number) : '',
  );
  return { root: path.root, steps };
}

function inputOf(document: AslDocument, state: StateModel, known: KnownData, seen: Set<StateModel>): Json | undefined {
  const observed = known.observed?.visitOf(state.name);
  if (observed != null) return observed.input;
  if (seen.has(state) || seen.size > MAX_STEPS) return undefined;
  seen.add(state);
  if (state.scope.startAt?.target === state.name) return scopeInputOf(document, state, known, seen);
  for (const transition of allTransitions(document.model)) {
    const { from } = transition;
    if (from === null || targetOf(transition) !== state) continue;
    const input = inputOf(document, from, known, seen);
    if (input === undefined) continue;
    if (transition.kind === 'catch') return caught(transition.holder, input);
    return known.observed?.visitOf(from.name)?.output ?? outputOf(from, input, known);
  }
  return undefined;
}

function scopeInputOf(
  document: AslDocument,
  { scope }: StateModel,
  known: KnownData,
  seen: Set<StateModel>,
): Json | undefined {
  const { owner } = scope;
  if (owner === null) return known.executionInput?.value;
  const outer = inputOf(document, owner, known, seen);
  const input = outer === undefined ? undefined : afterInputPath(owner, outer);
  if (owner.type === 'Parallel') {
    const parameters = getValue(owner.node, 'Parameters') ?? getValue(owner.node, 'Arguments');
    return parameters === undefined ? input : templateShape(parameters, input);
  }
  const item = itemOf(owner, input, known);
  const batcher = getValue(owner.node, 'ItemBatcher');
  if (batcher === undefined) return item;
  const batchInput = getValue(batcher, 'BatchInput');
  return {
    ...(batchInput === undefined ? {} : { BatchInput: templateShape(batchInput, input) }),
    Items: [item ?? null],
  };
}

function itemOf(map: StateModel, input: Json | undefined, known: KnownData): Json | undefined {
  const selector = getValue(map.node, 'ItemSelector') ?? getValue(map.node, 'Parameters');
  const item = sampleItemOf(map, input, known);
  return selector === undefined ? item : templateShape(selector, input, item);
}

/** One item of a Map before its ItemSelector. */
export function sampleItemOf(map: StateModel, input: Json | undefined, known: KnownData): Json | undefined {
  const sample = known.itemsOf(map.name)?.sample;
  if (sample !== undefined && sample !== null) return sample;
  const observed = known.observed?.visitOf(map.name)?.items;
  if (isJsonArray(observed) && observed.length > 0) return observed[0];
  const path = getString(map.node, 'ItemsPath') ?? '$';
  const steps = stepsOfPath(path);
  const items = steps?.root === '$' ? valueAt(input, steps.steps) : undefined;
  return isJsonArray(items) ? items[0] : undefined;
}

function afterInputPath(state: StateModel, input: Json): Json {
  const text = getString(state.node, 'InputPath');
  const steps = text === undefined || state.queryLanguage === 'JSONata' ? null : stepsOfPath(text);
  return steps?.root === '$' ? (valueAt(input, steps.steps) ?? null) : input;
}

function outputOf(state: StateModel, input: Json, known: KnownData): Json | undefined {
  if (state.queryLanguage === 'JSONata') {
    const output = getValue(state.node, 'Output');
    if (output !== undefined) return templateShape(output, undefined);
    return state.type === 'Task'
      ? sampleResultOf(state, known)
      : state.type === 'Parallel' || state.type === 'Map'
        ? undefined
        : input;
  }
  const effective = afterInputPath(state, input);
  if (state.type === 'Choice' || state.type === 'Wait') return effective;
  let result: Json | undefined;
  if (state.type === 'Pass') {
    const literal = getValue(state.node, 'Result');
    const parameters = getValue(state.node, 'Parameters');
    result =
      literal !== undefined
        ? nodeToJson(literal)
        : parameters !== undefined
          ? templateShape(parameters, effective)
          : effective;
  } else result = sampleResultOf(state, known);
  const selector = getValue(state.node, 'ResultSelector');
  if (selector !== undefined) result = templateShape(selector, result);
  const combined = putResult(state.node, input, result);
  const outputPath = getString(state.node, 'OutputPath');
  const steps = outputPath === undefined ? null : stepsOfPath(outputPath);
  return steps?.root === '$' ? valueAt(combined, steps.steps) : combined;
}

function caught(catcher: SyntaxNode, input: Json): Json | undefined {
  return putResult(catcher, input, { Error: 'States.TaskFailed', Cause: '' });
}

function putResult(holder: SyntaxNode | null, input: Json, result: Json | undefined): Json | undefined {
  const node = getValue(holder, 'ResultPath');
  if (node === undefined) return result;
  if (node.kind === 'null') return input;
  const steps = node.kind === 'string' ? stepsOfPath(node.value)?.steps : undefined;
  if (steps === undefined) return undefined;
  return steps.length === 0 ? result : withValue(input, steps, result ?? null);
}

function withValue(value: Json, steps: readonly (string | number)[], inner: Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return inner;
  const object: JsonObject = isJsonObject(value) ? value : {};
  return { ...object, [String(step)]: withValue(object[String(step)] ?? {}, rest, inner) };
}

/** A payload template's value, paths looked up where their data is known. */
function templateShape(node: SyntaxNode, input: Json | undefined, item?: Json): Json {
  if (node.kind === 'array') return node.elements.map((element) => templateShape(element, input, item));
  if (node.kind === 'string') return node.value.startsWith('{%') ? null : node.value;
  if (node.kind !== 'object') return nodeToJson(node);
  return Object.fromEntries(
    node.properties.map(({ name, value }) => {
      if (!name.endsWith('.$') || value.kind !== 'string') return [name, templateShape(value, input, item)];
      const steps = stepsOfPath(value.value);
      const itemSteps = steps?.root === '$$' && steps.steps.slice(0, 3).join('.') === 'Map.Item.Value';
      const found = itemSteps
        ? valueAt(item, steps.steps.slice(3))
        : steps?.root === '$'
          ? valueAt(input, steps.steps)
          : null;
      return [name.slice(0, -2), found ?? null];
    }),
  );
}
