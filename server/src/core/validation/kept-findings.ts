/**
 * While a document is edited, the findings in a state are kept until its own text changes or something that its rules asked about the
 * rest of the machine.
 *
 * Kept are only findings that lie in the state as a whole. Nothing of a syntax tree is held on to.
 */

import type { Problem } from '../base/problem.ts';
import type { TextRange } from '../base/text-range.ts';
import type { AslDocument, Editing } from '../model/asl-document.ts';
import type { ScopeModel, StateModel } from '../model/machine-model.ts';
import type { Asked } from './beyond-state.ts';
import type { ValidationOptions } from './rule.ts';
import type { RuleRun } from './rule-run.ts';

interface Kept {
  /** The state with the indentation before it, and what of it is filled in at deployment. */
  readonly text: string;
  readonly masked: string | null;
  /** What the rules see of where the state stands. */
  readonly surroundings: string;
  readonly asked: readonly Asked[];
  /** Where the state stood then. */
  readonly start: number;
  readonly problems: readonly Problem[];
}

interface History {
  readonly options: ValidationOptions;
  /** By JSON pointer of the state. */
  readonly states: Map<string, Kept>;
}

const BLANKS_AND_COMMENTS = /(?:\s|#.*)*/y;

const histories = new WeakMap<object, History>();

export class KeptFindings {
  readonly #document: AslDocument;
  readonly #editing: Editing;
  readonly #run: RuleRun;
  readonly #states: Map<string, Kept>;
  readonly #surroundings = new Map<ScopeModel, string>();

  private constructor(document: AslDocument, editing: Editing, run: RuleRun, states: Map<string, Kept>) {
    this.#document = document;
    this.#editing = editing;
    this.#run = run;
    this.#states = states;
  }

  /** Null for a document that is not being edited, or whose parts mean different things in different places. */
  static of(document: AslDocument, run: RuleRun): KeptFindings | null {
    const { editing, model } = document;
    if (editing === undefined || !editing.syntax.divisible) return null;
    let history = histories.get(editing.history);
    // States that are gone are forgotten now and then, but not when a bracket is missing for a moment.
    const isFull = history !== undefined && history.states.size > 4 * model.states.length + 2_000;
    if (history === undefined || isFull || !sameOptions(history.options, run.options)) {
      history = { options: run.options, states: new Map() };
      histories.set(editing.history, history);
    }
    return new KeptFindings(document, editing, run, history.states);
  }

  /** Reports what is in a state: as it was found before, or by looking. */
  findIn(state: StateModel, look: () => void): void {
    const run = this.#run;
    const { start } = state.range;
    const { start: from, end } = this.#stretchOf(state);
    const text = copyOf(this.#document.text, from, end);
    const { masked } = this.#editing.syntax;
    const filled = masked.text === this.#document.text ? null : copyOf(masked.text, from, end);
    const surroundings = this.#surroundingsOf(state.scope);
    const kept = this.#states.get(state.pointer);
    if (
      kept?.text === text &&
      kept.masked === filled &&
      kept.surroundings === surroundings &&
      run.beyond.holds(state, kept.asked)
    ) {
      for (const problem of kept.problems) run.problems.push(moved(problem, start - kept.start));
      return;
    }
    const nBefore = run.problems.length;
    run.beyond.takeAsked();
    look();
    const asked = run.beyond.takeAsked();
    const problems = run.problems.slice(nBefore);
    if (problems.every((problem) => liesIn(problem, state.range))) {
      this.#states.set(state.pointer, { text, masked: filled, surroundings, asked, start, problems });
    } else this.#states.delete(state.pointer);
  }

  /** In YAML the indentation of a text counts, and what is missing at its end stands among the blanks behind it. */
  #stretchOf({ range: { start, end } }: StateModel): TextRange {
    const { format, text } = this.#document;
    if (format === 'json') return { start, end };
    BLANKS_AND_COMMENTS.lastIndex = end;
    BLANKS_AND_COMMENTS.test(text);
    return { start: text.lastIndexOf('\n', start - 1) + 1, end: BLANKS_AND_COMMENTS.lastIndex };
  }

  #surroundingsOf(scope: ScopeModel): string {
    const known = this.#surroundings.get(scope);
    if (known !== undefined) return known;
    const { owner, kind, distributed, executionType } = scope;
    const own = `${kind} ${distributed} ${executionType} ${owner?.queryLanguage ?? ''}`;
    const { model, text } = this.#document;
    const outer = owner === null ? `${model.queryLanguage} ${text.includes('${')}` : this.#surroundingsOf(owner.scope);
    const surroundings = `${own} in ${outer}`;
    this.#surroundings.set(scope, surroundings);
    return surroundings;
  }
}

/** A string of its own: a mere slice would keep the whole text of its version alive. */
function copyOf(text: string, start: number, end: number): string {
  return `:${text.slice(start, end)}`;
}

function sameOptions(left: ValidationOptions, right: ValidationOptions): boolean {
  return (
    left.type === right.type &&
    left.severities === right.severities &&
    left.now === right.now &&
    left.substitutions === right.substitutions
  );
}

function liesIn({ range, related }: Problem, { start, end }: TextRange): boolean {
  const isIn = (place: TextRange): boolean => place.start >= start && place.end <= end;
  return isIn(range) && (related ?? []).every((each) => isIn(each.range));
}

function moved(problem: Problem, delta: number): Problem {
  if (delta === 0) return problem;
  const { range, related } = problem;
  return {
    ...problem,
    range: shifted(range, delta),
    ...(related === undefined
      ? {}
      : { related: related.map((each) => ({ ...each, range: shifted(each.range, delta) })) }),
  };
}

function shifted({ start, end }: TextRange, delta: number): TextRange {
  return { start: start + delta, end: end + delta };
}
