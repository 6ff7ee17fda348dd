/** Judges diagnostics against the corpus: flagged, found, located, and how long a document takes. */

import type { Problem, Severity } from '../../core/base/problem.ts';
import { createLineIndex } from '../../core/base/text-range.ts';
import { readAslDocument } from '../../core/model/asl-document.ts';
import { hasErrors, validateStateMachine } from '../../core/validation/validate-state-machine.ts';
import type { ConformanceCase, CorpusEntry } from './corpus.ts';

export interface Judgement {
  readonly entry: CorpusEntry;
  readonly problems: readonly Problem[];
  /** A problem of the expected severity or above. */
  readonly found: boolean;
  /** One of them is at the expected place; null where none is known. */
  readonly located: boolean | null;
}

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, information: 1, hint: 0 };

export function problemsOf(text: string, format: 'json' | 'yaml', type?: 'STANDARD' | 'EXPRESS'): Problem[] {
  return validateStateMachine(readAslDocument(text, format), type === undefined ? {} : { type });
}

export function judge(entry: CorpusEntry): Judgement {
  const { expected } = entry;
  const all = problemsOf(entry.text, entry.format, expected?.machineType);
  const wanted = RANK[expected?.severity ?? 'error'];
  const problems = all.filter(({ severity }) => RANK[severity] >= wanted);
  const hasPlace = typeof expected?.path === 'string' || expected?.line !== undefined;
  return {
    entry,
    problems: all,
    found: problems.length > 0,
    located: hasPlace ? problems.some((problem) => isAt(problem, entry)) : null,
  };
}

/** Covers the expected line, or is about the expected node or its parent. */
function isAt({ range, pointer }: Problem, { text, expected }: CorpusEntry): boolean {
  const path = expected?.path === '/' ? '' : expected?.path;
  if (typeof path === 'string' && (pointer === path || pointer === path.slice(0, path.lastIndexOf('/')))) return true;
  if (expected?.line === undefined) return false;
  const lines = createLineIndex(text);
  return (
    lines.positionAt(range.start).line + 1 <= expected.line && lines.positionAt(range.end).line + 1 >= expected.line
  );
}

export interface Rates {
  readonly n: number;
  readonly found: number;
  readonly withPlace: number;
  readonly located: number;
}

export function ratesOf(judgements: readonly Judgement[]): Rates {
  return {
    n: judgements.length,
    found: judgements.filter(({ found }) => found).length,
    withPlace: judgements.filter(({ located }) => located !== null).length,
    located: judgements.filter(({ located }) => located === true).length,
  };
}

/** Valid definitions on which an error is reported. */
export function flagged(
  entries: readonly CorpusEntry[],
): readonly { readonly entry: CorpusEntry; readonly errors: readonly Problem[] }[] {
  return entries.flatMap((entry) => {
    const errors = problemsOf(entry.text, entry.format).filter(({ severity }) => severity === 'error');
    return errors.length === 0 ? [] : [{ entry, errors }];
  });
}

/** Cases where AWS and we disagree on whether the definition is refused. */
export function disagreements(cases: readonly ConformanceCase[]): readonly string[] {
  return cases
    .filter(({ text, type, refused }) => hasErrors(problemsOf(text, 'json', type)) !== refused)
    .map(({ id }) => id);
}

/** Cases that AWS refuses for one reason and we for others, or at another place. */
export function otherReasons(cases: readonly ConformanceCase[]): readonly string[] {
  return cases
    .filter(({ reason, text, type }) => {
      if (reason === null) return false;
      const { code, pointer } = reason;
      return !problemsOf(text, 'json', type).some(
        (problem) => problem.awsCode === code && (pointer === null || isAtOrIn(problem.pointer, pointer)),
      );
    })
    .map(({ id }) => id);
}

/** AWS names the state or object of a field, we the field. */
function isAtOrIn(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}
