/** What is shown when the pointer rests: a field's meaning, a state's card, an error's, a function's. */

import type { TextRange } from '../base/text-range.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { describeState } from '../model/describe-state.ts';
import { targetOf, type StateModel, type TransitionModel } from '../model/machine-model.ts';
import { getString, getValue } from '../syntax/syntax-node.ts';
import { describeArn } from './arn-facts.ts';
import { cursorAt } from './cursor.ts';
import { ERROR_NAMES } from './error-names.ts';
import { exampleMarkdown } from './expression-completion.ts';
import { expressionHover } from './expression-hover.ts';
import { expressionAt } from './expression-sites.ts';
import { fieldMarkdown } from './field-markdown.ts';
import { NOTHING_KNOWN, type KnownData } from './known-data.ts';
import { namedStateAt, transitionsTo } from './navigation.ts';
import { sampleVariable } from './sample-data.ts';
import { namedVariableAt } from './variables.ts';

export interface HoverData {
  readonly range: TextRange;
  readonly markdown: string;
}

export function hoverAt(document: AslDocument, offset: number, known: KnownData = NOTHING_KNOWN): HoverData | null {
  const named = namedStateAt(document, offset);
  if (named !== null) return { range: named.range, markdown: stateCard(document, named.state) };
  const cursor = cursorAt(document, offset);
  if (cursor === null) return null;
  if (cursor.kind === 'key') {
    if (cursor.field === null) return variableHover(document, offset, known);
    if (cursor.property === null) return null;
    return { range: cursor.property.key.range, markdown: fieldMarkdown(cursor.field) };
  }
  if (cursor.value?.kind !== 'string') return null;
  if (cursor.field?.value.kind === 'error-names') {
    const meaning = ERROR_NAMES[cursor.value.value];
    return meaning === undefined
      ? null
      : { range: cursor.value.range, markdown: `**${cursor.value.value}**\n\n${meaning}` };
  }
  if (cursor.field?.value.kind === 'resource') {
    const facts = describeArn(cursor.value.value);
    return facts === null ? null : { range: cursor.value.range, markdown: facts.markdown };
  }
  const site = expressionAt(document, offset);
  return site === null ? null : expressionHover(document, site, offset, known);
}

/** The key of an Assign: who sets the variable and who reads it. */
function variableHover(document: AslDocument, offset: number, known: KnownData): HoverData | null {
  const named = namedVariableAt(document, offset);
  if (named?.variable == null) return null;
  const { place, variable } = named;
  const statesOf = (kind: typeof place.kind): readonly string[] =>
    unique(
      variable.places
        .filter((each) => each.kind === kind)
        .map(({ state }) => (state === place.state ? 'here' : escapeMarkdown(state.name))),
    );
  const readers = statesOf('read');
  const value = sampleVariable(document, place.state, variable.name, known);
  const lines = [
    `Variable \`$${variable.name}\``,
    `Assigned: ${statesOf('assignment').join(', ')}`,
    `Read: ${readers.length === 0 ? 'nowhere' : readers.join(', ')}`,
    ...(value === undefined || value === null ? [] : [exampleMarkdown(value)]),
  ];
  return { range: place.node.range, markdown: lines.join('\n\n') };
}

/** Name, type, what it does, how one gets there and where it goes. */
export function stateCard(document: AslDocument, state: StateModel): string {
  const what = [state.type ?? 'unknown type', describeState(state)].filter(Boolean).join(' · ');
  const lines = [`**${escapeMarkdown(state.name)}** — ${escapeMarkdown(what)}`];
  const comment = getString(state.node, 'Comment');
  if (comment !== undefined) lines.push('', escapeMarkdown(comment));
  const incoming = transitionsTo(document, state).map(describeIncoming);
  lines.push('', `From: ${incoming.length === 0 ? 'nowhere' : unique(incoming).join(', ')}`);
  const outgoing = state.transitions.filter((transition) => targetOf(transition) !== undefined).map(describeOutgoing);
  if (state.terminal) outgoing.push('the end');
  lines.push('', `To: ${outgoing.length === 0 ? 'nowhere' : unique(outgoing).join(', ')}`);
  const retry = getValue(state.node, 'Retry');
  if (retry?.kind === 'array' && retry.elements.length > 0) lines.push('', `Retriers: ${retry.elements.length}`);
  const timeout = getValue(state.node, 'TimeoutSeconds');
  if (timeout?.kind === 'number') lines.push('', `Timeout: ${timeout.value} s`);
  if (state.queryLanguage === 'JSONata') lines.push('', 'Query language: JSONata');
  return lines.join('\n');
}

function describeIncoming({ from, kind, index }: TransitionModel): string {
  if (from === null) return 'StartAt';
  const name = escapeMarkdown(from.name);
  switch (kind) {
    case 'choice':
      return `${name} (rule ${index + 1})`;
    case 'default':
      return `${name} (Default)`;
    case 'catch':
      return `${name} (Catch)`;
    default:
      return name;
  }
}

function describeOutgoing({ target, kind, index }: TransitionModel): string {
  const name = escapeMarkdown(target);
  switch (kind) {
    case 'choice':
      return `${name} (rule ${index + 1})`;
    case 'default':
      return `${name} (Default)`;
    case 'catch':
      return `${name} (Catch)`;
    default:
      return name;
  }
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

/** A definition's texts are data; they must not turn into links or images. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+!|~]/g, '\\$&').replaceAll('\n', ' ');
}
