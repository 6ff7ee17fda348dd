/** Completion, hover and definition in mock files of Step Functions Local: offsets in, plain data out. */

import type { TextRange } from '../../base/text-range.ts';
import type { AslDocument } from '../../model/asl-document.ts';
import type { StateModel } from '../../model/machine-model.ts';
import { getString, getValue, type SyntaxNode, type SyntaxProperty } from '../../syntax/syntax-node.ts';
import { entries, escapeSnippet, type CompletionEntry, type Draft } from '../completion-entry.ts';
import { cursorAt, type Cursor } from '../cursor.ts';
import { ERROR_NAMES } from '../error-names.ts';
import { stateCard, type HoverData } from '../hover.ts';
import { stateDetail } from '../state-flow.ts';
import {
  invocationRange,
  localResponses,
  partOf,
  propertiesOf,
  type LocalMockDocument,
  type LocalPart,
} from './local-mock-document.ts';

const KEYS: Readonly<Partial<Record<LocalPart, Readonly<Record<string, string>>>>> = {
  root: {
    StateMachines: 'The state machines with their test cases.',
    MockedResponses: 'What states answer, by names that test cases use.',
  },
  machine: { TestCases: 'By name: which states are answered by which responses. Other states run as they are.' },
  invocation: {
    Return: 'The result of the task, as its integration returns it.',
    Throw: 'The error the task fails with.',
  },
  throw: { Error: 'The error’s name, as Retry and Catch see it.', Cause: 'The cause.' },
};

const KEY_SNIPPETS: Readonly<Record<string, string>> = {
  Return: '{$1}',
  Throw: '{ "Error": "$1", "Cause": "$2" }',
  Error: '"$1"',
  Cause: '"$1"',
};

export type LocalMockTarget =
  | { readonly kind: 'state'; readonly origin: TextRange; readonly definition: AslDocument; readonly state: StateModel }
  /** A place in the file itself. */
  | { readonly kind: 'here'; readonly origin: TextRange; readonly range: TextRange; readonly nameRange: TextRange };

/** What the text at an offset names: a state of a definition, or a response of the file. */
export function localMockTargetAt({ source, machines }: LocalMockDocument, offset: number): LocalMockTarget | null {
  const cursor = cursorAt(source, offset);
  if (cursor === null || cursor.property === null) return null;
  const { part, machine } = partOf(cursor.object.node);
  if (part !== 'case') return null;
  const { property } = cursor;
  if (cursor.kind === 'key') {
    const definition = machine === null ? undefined : machines.get(machine);
    const state = definition?.model.statesByName.get(property.name)?.[0];
    if (definition === undefined || state === undefined) return null;
    return { kind: 'state', origin: property.key.range, definition, state };
  }
  const { value } = property;
  if (value.kind !== 'string') return null;
  const response = localResponses(source.root).find(({ name }) => name === value.value);
  if (response === undefined) return null;
  const { range, key } = response.property;
  return { kind: 'here', origin: value.range, range, nameRange: key.range };
}

export function localMockHoverAt(document: LocalMockDocument, offset: number): HoverData | null {
  const target = localMockTargetAt(document, offset);
  if (target?.kind === 'state') return { range: target.origin, markdown: stateCard(target.definition, target.state) };
  if (target?.kind === 'here') {
    const response = localResponses(document.source.root).find(({ property }) => property.range === target.range);
    return { range: target.origin, markdown: responseCard(response?.name ?? '', response?.invocations ?? []) };
  }
  const cursor = cursorAt(document.source, offset);
  if (cursor?.kind !== 'key' || cursor.property === null) return null;
  const { part } = partOf(cursor.object.node);
  const { name, key } = cursor.property;
  if (part === 'response') return { range: key.range, markdown: invocationWords(name) };
  const doc = KEYS[part]?.[name];
  return doc === undefined ? null : { range: key.range, markdown: `**${name}**\n\n${doc}` };
}

/** `0 returns · 1–2 throw States.Timeout`, a line each. */
function responseCard(name: string, invocations: readonly SyntaxProperty[]): string {
  const lines = invocations.map(({ name: written, value }) => {
    const thrown = getValue(value, 'Throw');
    if (thrown === undefined) return `- ${written}: returns`;
    return `- ${written}: throws \`${getString(thrown, 'Error') ?? '?'}\``;
  });
  return [`**${name}**`, '', ...lines].join('\n');
}

function invocationWords(written: string): string {
  const range = invocationRange(written);
  if (range === null) return 'The number of an invocation, counted from 0: `"0"`, or a range such as `"1-3"`.';
  const which =
    range.first === range.last ? `invocation ${range.first}` : `invocations ${range.first} to ${range.last}`;
  return `The answer for ${which} of the state, counted from 0 across retries, loops and iterations.`;
}

export function localMockCompletionsAt(document: LocalMockDocument, offset: number): readonly CompletionEntry[] {
  const { source } = document;
  const cursor = cursorAt(source, offset);
  if (cursor === null) return source.text.trim() === '' ? entries({ start: offset, end: offset }, [SKELETON]) : [];
  const { part, machine } = partOf(cursor.object.node);
  if (cursor.kind === 'key') return entries(cursor.range, keyDrafts(document, cursor, part, machine));
  return entries(cursor.range, valueDrafts(document, cursor, part));
}

function keyDrafts(
  document: LocalMockDocument,
  cursor: Cursor,
  part: LocalPart,
  machine: string | null,
): readonly Draft[] {
  const written = cursor.object.node.properties.filter((each) => each !== cursor.property).map(({ name }) => name);
  const draft = (name: string, value: string, more: Partial<Draft> = {}): Draft => ({
    kind: 'field',
    label: name,
    // A key that has a value keeps it.
    snippet: cursor.property === null ? `${quotedSnippet(name)}: ${value}` : quotedSnippet(name),
    filterText: JSON.stringify(name),
    ...more,
  });
  const fresh = (drafts: readonly Draft[]): readonly Draft[] => drafts.filter(({ label }) => !written.includes(label));
  switch (part) {
    case 'machines':
      return fresh(
        document.knownNames.map((name) => draft(name, '{ "TestCases": { "$1": {$2} } }', { kind: 'value' })),
      );
    case 'case':
      return fresh(
        tasksOf(machine === null ? undefined : document.machines.get(machine)).map((state) =>
          draft(state.name, '"$1"', { kind: 'state', detail: stateDetail(state) }),
        ),
      );
    case 'response': {
      const next = nextInvocation(written);
      return fresh(
        [String(next), `${next}-${next + 1}`].map((name) => draft(name, '{ "Return": {$1} }', { kind: 'value' })),
      );
    }
    case 'responses': {
      const missing = namedResponses(document.source.root).filter((name) => !written.includes(name));
      return missing.map((name) => draft(name, '{ "0": { "Return": {$1} } }', { kind: 'value' }));
    }
    default:
      return fresh(
        Object.entries(KEYS[part] ?? {}).map(([name, documentation]) =>
          draft(name, KEY_SNIPPETS[name] ?? '{$1}', { documentation }),
        ),
      );
  }
}

function valueDrafts({ source }: LocalMockDocument, { property }: Cursor, part: LocalPart): readonly Draft[] {
  const texts =
    part === 'case'
      ? localResponses(source.root).map(({ name }) => name)
      : part === 'throw' && property?.name === 'Error'
        ? Object.keys(ERROR_NAMES)
        : [];
  return texts.map((text) => ({
    kind: 'value',
    label: text,
    snippet: quotedSnippet(text),
    filterText: JSON.stringify(text),
  }));
}

function tasksOf(definition: AslDocument | undefined): readonly StateModel[] {
  return definition?.model.states.filter(({ type }) => type === 'Task') ?? [];
}

/** Names that test cases use. */
function namedResponses(root: SyntaxNode | null): readonly string[] {
  const names = new Set<string>();
  for (const machine of propertiesOf(getValue(root, 'StateMachines'))) {
    for (const testCase of propertiesOf(getValue(machine.value, 'TestCases'))) {
      for (const { value } of propertiesOf(testCase.value)) if (value.kind === 'string') names.add(value.value);
    }
  }
  return [...names];
}

function nextInvocation(written: readonly string[]): number {
  return Math.max(-1, ...written.map((key) => invocationRange(key)?.last ?? -1)) + 1;
}

function quotedSnippet(text: string): string {
  return escapeSnippet(JSON.stringify(text));
}

const SKELETON: Draft = {
  kind: 'snippet',
  label: 'Mock file of Step Functions Local',
  snippet:
    '{\n  "StateMachines": {\n    "${1:Name}": {\n      "TestCases": {\n        "${2:HappyPath}": {\n          "${3:State}": "${4:Success}"\n        }\n      }\n    }\n  },\n' +
    '  "MockedResponses": {\n    "${4:Success}": {\n      "0": { "Return": {$0} }\n    }\n  }\n}\n',
  filterText: '',
};
