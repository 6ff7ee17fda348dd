/** The mocks of one test case: base file and overrides put together, checked against the definition. */

import { isJsonObject, type Json } from '../base/json.ts';
import type { Severity } from '../base/problem.ts';
import type { TextRange } from '../base/text-range.ts';
import { didYouMean } from '../base/closest-name.ts';
import type { DefinitionState, DefinitionStates } from './definition-states.ts';
import { errorOfResponse } from './mock-file.ts';
import type { FileReference, MockEntry, SourcePlace } from './suite-types.ts';
import { isFileReference } from './suite-types.ts';

export interface MockSet {
  /** What a Task answers, by state name. */
  readonly tasks: ReadonlyMap<string, MockEntry>;
  /** What an ItemReader finds, by state name. */
  readonly items: ReadonlyMap<string, MockEntry>;
}

export interface MockProblem {
  readonly severity: Severity;
  readonly message: string;
  readonly place: SourcePlace;
}

/**
 * An override replaces the whole entry of its state; of several entries for one state the first counts. Next to an `itemReader` entry a
 * `fixed` one may stand for the same Map (it was meant for the ResultWriter): it has no effect.
 */
export function createMockSet(
  base: readonly MockEntry[],
  overrides: readonly MockEntry[],
  states: DefinitionStates,
): MockSet {
  const tasks = new Map<string, MockEntry>();
  const items = new Map<string, MockEntry>();
  const overridden = new Set(overrides.map((entry) => entry.state));
  const entries = [...overrides, ...base.filter((entry) => !overridden.has(entry.state))];
  for (const entry of entries) {
    const state = states.get(entry.state);
    if (state === undefined) continue;
    if (state.type === 'Map') {
      const known = items.get(entry.state);
      const better = entry.kind === 'itemReader' && known?.kind !== 'itemReader';
      if (known === undefined || better) items.set(entry.state, entry);
    } else if (!tasks.has(entry.state)) tasks.set(entry.state, entry);
  }
  return { tasks, items };
}

/** What is wrong with mocks in view of the definition they are for. */
export function checkMocks(entries: readonly MockEntry[], states: DefinitionStates): readonly MockProblem[] {
  const problems: MockProblem[] = [];
  const seen = new Map<string, MockEntry[]>();
  for (const entry of entries) {
    const state = states.get(entry.state);
    if (state === undefined) {
      const message = `There is no state "${entry.state}" in the state machine.${didYouMean(entry.state, states.keys())}`;
      problems.push({ severity: 'error', message, place: entry.statePlace });
      continue;
    }
    const earlier = seen.get(entry.state) ?? [];
    const useless = uselessness(entry, state);
    if (useless !== null) problems.push({ severity: 'warning', message: useless, place: entry.statePlace });
    else if (earlier.some((other) => other.kind === entry.kind || state.type !== 'Map')) {
      const message = `"${entry.state}" has a mock already; only the first one of a state counts.`;
      problems.push({ severity: 'warning', message, place: entry.statePlace });
    }
    seen.set(entry.state, [...earlier, entry]);
  }
  return problems;
}

function uselessness(entry: MockEntry, state: DefinitionState): string | null {
  if (state.type === 'Task') return null;
  if (state.type === 'Map' && state.distributed && state.hasItemReader) {
    const usable = entry.kind === 'itemReader' || entry.kind === 'fixed';
    return usable
      ? null
      : `A ${entry.kind} mock says no items for the ItemReader of "${state.name}": use type itemReader.`;
  }
  if (state.type === 'Choice') return choiceComplaint(entry, state);
  const why =
    state.type === 'Map' ? 'a Map without ItemReader: it gets its items from its input' : `a ${state.type} state`;
  return `"${state.name}" is ${why}; a mock for it has no effect.`;
}

/** A mock of a Choice names the state it goes to: `{ Next: State }`. Answers without it leave the Choice to its rules. */
function choiceComplaint(entry: MockEntry, { name, choices }: DefinitionState): string | null {
  const [example] = choices;
  if (example === undefined) return null;
  const answers = inlineAnswers(entry);
  if (entry.kind === 'error' || entry.kind === 'itemReader') {
    return `"${name}" is a Choice: a mock of it names where it goes, with \`response: { Next: ${example} }\`; this one has no effect.`;
  }
  const targets = answers.map(({ value }) => nextOf(value));
  const stray = targets.find((target) => target !== null && !choices.includes(target));
  if (stray !== undefined && stray !== null) {
    return `"${name}" cannot go to "${stray}": it leads to ${choices.join(', ')}.${didYouMean(stray, choices)}`;
  }
  if (answers.length === 0 || targets.some((target) => target !== null) || entry.kind === 'conditional') return null;
  return `"${name}" is a Choice: without \`Next\` in the answer, such as { Next: ${example} }, its rules decide and the mock has no effect.`;
}

function nextOf(value: Json): string | null {
  const next = isJsonObject(value) ? value['Next'] : undefined;
  return typeof next === 'string' ? next : null;
}

/** An answer that stands in a mock itself. */
export interface InlineAnswer {
  readonly value: Json;
  readonly range: TextRange;
}

/** Those that come from files, and errors, are not among them. */
export function inlineAnswers(entry: MockEntry): readonly InlineAnswer[] {
  switch (entry.kind) {
    case 'fixed':
      return entry.answer.kind === 'value' ? [entry.answer] : [];
    case 'conditional':
      return entry.conditions.flatMap((condition): readonly InlineAnswer[] => {
        if (condition.kind === 'default') return [condition];
        return condition.answer.kind === 'value' ? [condition.answer] : [];
      });
    case 'stateful': {
      if (isFileReference(entry.responses)) return [];
      const { ranges } = entry;
      return entry.responses.flatMap((value, index) => {
        const range = ranges[index];
        return range === undefined || errorOfResponse(value) !== null ? [] : [{ value, range }];
      });
    }
    case 'error':
    case 'itemReader':
      return [];
  }
}

/** The files that answers of these mocks come from, each once. Item files are not among them: they are read as streams. */
export function answerFiles(mocks: MockSet): readonly FileReference[] {
  const files: FileReference[] = [];
  for (const entry of mocks.tasks.values()) {
    if (entry.kind === 'fixed' && entry.answer.kind === 'file') files.push(entry.answer.file);
    else if (entry.kind === 'stateful' && isFileReference(entry.responses)) files.push(entry.responses);
    else if (entry.kind === 'itemReader' && isFileReference(entry.items)) files.push(entry.items);
    else if (entry.kind === 'conditional') {
      for (const condition of entry.conditions) {
        if (condition.kind === 'when' && condition.answer.kind === 'file') files.push(condition.answer.file);
      }
    }
  }
  return files;
}
