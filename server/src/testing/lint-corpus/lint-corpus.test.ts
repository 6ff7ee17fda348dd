import { describe, expect, it } from 'vitest';
import { hasErrors } from '../../core/validation/validate-state-machine.ts';
import { readAcceptedDefinitions, readConformanceCases, readCorpus } from './corpus.ts';
import { disagreements, flagged, judge, otherReasons, problemsOf, ratesOf } from './measure.ts';

/**
 * What has been reached, as numbers of definitions that are missed: they only go down. Without the shared folder there is nothing to judge.
 */
const REACHED = {
  invalid: { missed: 2, notLocated: 3 },
  mutants: { missed: 0, notLocated: 0 },
} as const;

describe('the corpus of definitions', () => {
  it('has no error on any valid definition', () => {
    const wrong = flagged(readCorpus('valid')).map(
      ({ entry, errors }) => `${entry.id}: ${errors.map(({ code }) => code).join(', ')}`,
    );
    expect(wrong).toEqual([]);
  });

  it.each(['invalid', 'mutants'] as const)('finds and locates the defects of %s', (name) => {
    const { n, found, withPlace, located } = ratesOf(readCorpus(name).map(judge));
    expect(n - found).toBeLessThanOrEqual(REACHED[name].missed);
    expect(withPlace - located).toBeLessThanOrEqual(REACHED[name].notLocated);
  });

  it('refuses what AWS refuses, and nothing else', () => {
    expect(disagreements(readConformanceCases())).toEqual([]);
  });

  it('refuses it for AWS’s reason, at AWS’s place', () => {
    expect(otherReasons(readConformanceCases())).toEqual([]);
  });

  it('has no error on a definition that AWS ran', () => {
    const wrong = readAcceptedDefinitions().filter(({ text, type }) => hasErrors(problemsOf(text, 'json', type)));
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});
