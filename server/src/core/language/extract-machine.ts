/**
 * The refactoring "extract to a state machine of its own": states of one scope become a definition in a file of its own, and a Task that
 * starts it and waits takes their place. Input, output, error and cause stay what they were; a test runs both.
 *
 * What another execution would see otherwise is refused with the reason, see `extraction-obstacles.ts`.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { TextRange } from '../base/text-range.ts';
import { readAslDocument, type AslDocument } from '../model/asl-document.ts';
import {
  allTransitions,
  scopeAtOffset,
  stateAtOffset,
  targetOf,
  type ScopeModel,
  type StateModel,
  type TransitionModel,
} from '../model/machine-model.ts';
import { formatText } from '../syntax/format-text.ts';
import { getProperty, getValue } from '../syntax/syntax-node.ts';
import { applyEdits } from '../validation/fixes/fixes-for.ts';
import { extractionObstacle } from './extraction-obstacles.ts';
import { quoteName, type TextEditData } from './navigation.ts';
import { indentUnitOf, propertiesText, shiftedLines } from './text-blocks.ts';

export interface Extraction {
  readonly title: string;
  /** Why it cannot be done here; the rest is empty then. */
  readonly refused?: string;
  /** The new file's name without its endings. */
  readonly fileStem: string;
  readonly childText: string;
  /** What stands in StateMachineArn: a substitution, as templates fill them in. */
  readonly stateMachineArn: string;
  /** Of the document. */
  readonly edits: readonly TextEditData[];
}

/** What can be extracted at a selection: the states it touches; at a Map or Parallel without a selection what it holds, and itself. */
export function extractionsAt(document: AslDocument, selection: TextRange): readonly Extraction[] {
  if (document.syntaxProblems.some(({ severity }) => severity === 'error')) return [];
  const selected = selectedStates(document, selection);
  if (selected !== null) {
    const [first] = selected.states;
    const what =
      selected.states.length === 1 && first !== undefined ? `"${first.name}"` : `${selected.states.length} states`;
    return [extract(document, selected, `Extract ${what} to a state machine of its own`)];
  }
  const state = stateAtOffset(document.model, selection.start);
  if (state === null) return [];
  return state.scopes.map((scope, index) => {
    const part = scope.kind === 'branch' ? `branch ${index + 1}` : 'what runs for each item';
    const stem = `${state.name} ${scope.kind === 'branch' ? `branch ${index + 1}` : 'item'}`;
    return extract(document, { scope, states: scope.states, stem }, `Extract ${part} to a state machine of its own`);
  });
}

interface Selected {
  readonly scope: ScopeModel;
  readonly states: readonly StateModel[];
  /** What the file is named after; by default the first state. */
  readonly stem?: string;
}

/** The states of the innermost scope around the selection that it touches; null where it stays within one state or takes all. */
function selectedStates({ model }: AslDocument, { start, end }: TextRange): Selected | null {
  if (end <= start) return null;
  for (let scope = scopeAtOffset(model, start); scope !== null; scope = scope.owner?.scope ?? null) {
    if (scope.node.range.start > start || scope.node.range.end < end) continue;
    const states = scope.states.filter(({ range }) => range.start < end && start < range.end);
    const [only] = states;
    const within = states.length === 1 && only !== undefined && only.range.start < start && end < only.range.end;
    if (states.length === 0 || within || (scope.owner === null && states.length === scope.states.length)) return null;
    return { scope, states };
  }
  return null;
}

function extract(document: AslDocument, selected: Selected, title: string): Extraction {
  const { scope, states } = selected;
  const ways = waysOf(document, selected);
  const obstacle = extractionObstacle(document, scope, states);
  if (typeof ways === 'string' || obstacle !== null) {
    const reason = typeof ways === 'string' ? ways : (obstacle ?? '');
    return { title, refused: reason, fileStem: '', childText: '', stateMachineArn: '', edits: [] };
  }
  const fileStem = fileStemOf(selected.stem ?? ways.entry.name);
  const stateMachineArn = `\${${pascalCase(fileStem)}Arn}`;
  const childText = childTextOf(document, selected, ways).replaceAll('\r\n', '\n');
  const edits = parentEdits(document, selected, ways, stateMachineArn);
  return { title, fileStem, childText, stateMachineArn, edits };
}

interface Ways {
  readonly entry: StateModel;
  /** Transitions from outside to the entry. */
  readonly into: readonly TransitionModel[];
  /** Transitions to the one state after the extracted ones. */
  readonly out: readonly TransitionModel[];
}

/** How the states are come to and left, or why that cannot be said with one Task. */
function waysOf({ model }: AslDocument, { scope, states }: Selected): Ways | string {
  const inside = new Set(states);
  const own = allTransitions(model).filter((transition) => transition.scope === scope);
  const isInside = (transition: TransitionModel): boolean => transition.from !== null && inside.has(transition.from);
  const leadsIn = (transition: TransitionModel): boolean => inside.has(targetOf(transition) as StateModel);
  if (states.some(({ node, type }) => node === null || type === null)) return 'A state has no Type yet.';
  const broken = own.find((transition) => isInside(transition) && targetOf(transition) === undefined);
  if (broken !== undefined) return `"${broken.from?.name ?? ''}" leads to "${broken.target}", which is not there.`;
  const into = own.filter((transition) => !isInside(transition) && leadsIn(transition));
  const out = own.filter((transition) => isInside(transition) && !leadsIn(transition));
  const entries = [...new Set(into.map(targetOf))];
  const [entry, secondEntry] = entries;
  if (entry === undefined) return 'Nothing leads to these states.';
  if (secondEntry !== undefined) return `There are two ways in: to "${entry.name}" and to "${secondEntry.name}".`;
  const [exit, secondExit] = [...new Set(out.map(targetOf))];
  if (secondExit !== undefined) {
    return `There are two ways out: to "${exit?.name ?? ''}" and to "${secondExit.name}".`;
  }
  const last = states.find(({ terminal, type }) => terminal && type !== 'Fail');
  if (exit !== undefined && last !== undefined) {
    return `There are two ways out: to "${exit.name}", and "${last.name}" ends.`;
  }
  return { entry, into, out };
}

/** The extracted states as they are written, with their comments; only the ways out are others. */
function childTextOf(document: AslDocument, { states }: Selected, { entry, out }: Ways): string {
  const names = new Set(document.model.statesByName.keys());
  const done = freeName('Done', names);
  let needsDone = false;
  const edits = out.map((transition): TextEditData => {
    const property = transition.kind === 'next' ? getProperty(transition.holder, 'Next') : undefined;
    if (property !== undefined) {
      return { range: property.range, newText: document.format === 'json' ? '"End": true' : 'End: true' };
    }
    needsDone = true;
    return { range: transition.node.range, newText: quoteName(document, done) };
  });
  const changed = readAslDocument(applyEdits(document.text, edits), document.format);
  const slices = states.flatMap((state) => {
    const found = changed.model.statesByPointer.get(state.pointer);
    return found === undefined ? [] : [shiftedLines(changed, found.range, document.format === 'json' ? 2 : 1)];
  });
  if (needsDone)
    slices.push(...propertiesText(document, { [done]: { Type: 'Succeed' } }, document.format === 'json' ? 2 : 1));
  const unit = indentUnitOf(document);
  const language = document.model.queryLanguage === 'JSONata' ? [['QueryLanguage', 'JSONata'] as const] : [];
  const head = [...language, ['StartAt', entry.name] as const];
  if (document.format === 'yaml') {
    const lines = head.map(([name, value]) => `${name}: ${quoteName(document, value)}\n`);
    return `${lines.join('')}States:\n${slices.map((slice) => `${unit}${slice}\n`).join('')}`;
  }
  const lines = head.map(([name, value]) => `${unit}"${name}": ${JSON.stringify(value)},\n`);
  const text = `{\n${lines.join('')}${unit}"States": {\n${slices.map((slice) => unit + unit + slice).join(',\n')}\n${unit}}\n}\n`;
  // Lines stay as they were written; a text without lines gets some.
  const isOneLine = !document.text.includes('\n');
  const laidOut = isOneLine ? formatText(text, 'json', { indent: unit === '\t' ? null : unit.length }) : null;
  return laidOut === null ? text : applyEdits(text, laidOut);
}

/** The Task in the place of the extracted states, which stand one behind the other. */
function parentEdits(
  document: AslDocument,
  { scope, states, stem }: Selected,
  ways: Ways,
  stateMachineArn: string,
): readonly TextEditData[] {
  const inside = new Set(states);
  const names = new Set(document.model.states.filter((state) => !inside.has(state)).map(({ name }) => name));
  const taskName = freeName(`Run ${stem ?? ways.entry.name}`.slice(0, 70), names);
  const failedName = freeName(`${taskName} failed`, names);
  const canFail = states.some(({ type }) => type !== 'Pass' && type !== 'Wait' && type !== 'Succeed');
  const task: JsonObject = {
    ...startingTask(document, scope, ways.entry, stateMachineArn),
    ...(canFail ? { Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: failedName }] } : {}),
    ...(ways.out[0] === undefined ? { End: true } : { Next: ways.out[0].target }),
  };
  const added: Record<string, Json> = { [taskName]: task, ...(canFail ? { [failedName]: failAgain(document) } : {}) };
  const start = states[0]?.range.start ?? 0;
  const end = states.at(-1)?.range.end ?? start;
  const separator = document.format === 'json' ? ',' : '';
  const column = document.text.slice(document.text.lastIndexOf('\n', start - 1) + 1, start);
  const indent = /^[ \t]*$/.test(column) ? column : '';
  const isInline = !document.text.includes('\n');
  const newText = propertiesText(document, added, indent).join(isInline ? `${separator} ` : `${separator}\n${indent}`);
  const renamed = ways.into.map(({ node }) => ({ range: node.range, newText: quoteName(document, taskName) }));
  return [...renamed, { range: { start, end }, newText }];
}

/** Starts the other machine with the state's input and gives what it gave. */
function startingTask(
  { model }: AslDocument,
  scope: ScopeModel,
  entry: StateModel,
  stateMachineArn: string,
): JsonObject {
  const head = { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2' };
  if (model.queryLanguage === 'JSONata') {
    const Arguments = { StateMachineArn: stateMachineArn, Input: jsonataInput(scope, entry) };
    return { ...head, Arguments, Output: '{% $states.result.Output %}' };
  }
  const Parameters = { StateMachineArn: stateMachineArn, 'Input.$': pathInput(scope, entry) };
  return { ...head, Parameters, OutputPath: '$.Output' };
}

/** The error and cause that the other execution ended with, which `.sync:2` tells in the cause of its own. */
function failAgain({ model }: AslDocument): JsonObject {
  const member = (name: string, otherwise: string): string =>
    `{% ( $ended := $parse($states.input.Cause); $exists($ended.${name}) ? $ended.${name} : ${otherwise} ) %}`;
  return {
    Type: 'Fail',
    ...(model.queryLanguage === 'JSONata' ? {} : { QueryLanguage: 'JSONata' }),
    Error: member('Error', '$states.input.Error'),
    Cause: member('Cause', "''"),
  };
}

/** StartExecution takes a text for the JSON of the input and null for none, so such an input has to be written as JSON. */
function pathInput(scope: ScopeModel, entry: StateModel): string {
  return isSurelyObject(scope, entry) ? '$' : 'States.JsonToString($)';
}

function jsonataInput(scope: ScopeModel, entry: StateModel): string {
  if (isSurelyObject(scope, entry)) return '{% $states.input %}';
  const text = '$string([$states.input])';
  return `{% $type($states.input) in ['string', 'null'] ? $substring(${text}, 1, $length(${text}) - 2) : $states.input %}`;
}

function isSurelyObject({ owner, startAt }: ScopeModel, entry: StateModel): boolean {
  if (startAt === null || targetOf(startAt) !== entry) return false;
  if (owner === null) return true;
  return ['ItemBatcher', 'ItemSelector', 'Parameters'].some((name) => getValue(owner.node, name)?.kind === 'object');
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let number = 2, name = wanted; ; name = `${wanted} ${number++}`) if (!taken.has(name)) return name;
}

/** `Process Orders item` → `process-orders-item`. */
function fileStemOf(name: string): string {
  const words = name.replaceAll(/(\p{Ll}|\d)(?=\p{Lu})/gu, '$1 ').match(/[\p{L}\p{N}]+/gu) ?? ['extracted'];
  return words.join('-').toLowerCase().slice(0, 60);
}

function pascalCase(stem: string): string {
  const word = stem.replaceAll(/(?:^|-)(.)/gu, (_match, letter: string) => letter.toUpperCase());
  return word.replaceAll(/[^A-Za-z0-9]/g, '') || 'Extracted';
}
