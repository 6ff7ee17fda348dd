/**
 * Prints what diagnostics reach on the corpus, and the time they take.
 *
 * Usage: npm run lint:corpus [-- --missed]   (--missed lists what is flagged, not found or not located)
 */

import { readConformanceCases, readCorpus, type CorpusEntry } from './corpus.ts';
import { disagreements, flagged, judge, problemsOf, ratesOf, type Judgement } from './measure.ts';

const showMissed = process.argv.includes('--missed');

const valid = readCorpus('valid');
const wrongly = flagged(valid);
print(`valid: ${valid.length} definitions, ${wrongly.length} flagged (${percent(wrongly.length, valid.length)})`);
if (showMissed) {
  for (const { entry, errors } of wrongly)
    for (const { code, pointer, message } of errors) print(`  ! ${entry.id} ${code} ${pointer}: ${message}`);
}

for (const corpus of ['invalid', 'mutants'] as const) {
  const judgements = readCorpus(corpus).map(judge);
  printRates(corpus, judgements);
  const errors = judgements.filter(({ entry }) => (entry.expected?.severity ?? 'error') === 'error');
  printRates('  severity error', errors);
  printRates(
    '  other severities',
    judgements.filter((judgement) => !errors.includes(judgement)),
  );
  printRates(
    '  measured on AWS',
    errors.filter(({ entry }) => entry.expected?.evidence === 'measured' || entry.group.includes('aws-measured')),
  );
  const groups = new Map<string, Judgement[]>();
  for (const judgement of judgements)
    groups.set(judgement.entry.group, [...(groups.get(judgement.entry.group) ?? []), judgement]);
  for (const [group, members] of groups) if (corpus === 'invalid' || showMissed) printRates(`  ${group}`, members);
  if (showMissed) judgements.forEach(printMissed);
}

const cases = readConformanceCases();
const disagreed = disagreements(cases);
print(`conformance (refused or not): ${cases.length - disagreed.length} of ${cases.length} as AWS`);
for (const id of disagreed) print(`  ! ${id}`);
printTimes(valid);

function printRates(name: string, judgements: readonly Judgement[]): void {
  const { n, found, withPlace, located } = ratesOf(judgements);
  if (n > 0)
    print(
      `${name.padEnd(34)} ${String(n).padStart(4)}  found ${percent(found, n)}  located ${percent(located, withPlace)} of ${withPlace}`,
    );
}

function printMissed({ entry, problems, found, located }: Judgement): void {
  if (found && located !== false) return;
  const { path, line, what, severity } = entry.expected ?? {};
  print(
    `  ${found ? '~' : '-'} ${entry.id} ${path ?? ''}:${line ?? ''} ${severity ?? ''} ${(what ?? '').slice(0, 120)}`,
  );
  for (const problem of problems.filter((each) => each.severity === 'error'))
    print(`      ${problem.code} ${problem.pointer}`);
}

function printTimes(entries: readonly CorpusEntry[]): void {
  const measure = (): number[] =>
    entries
      .map(({ text, format }) => {
        const start = performance.now();
        problemsOf(text, format);
        return performance.now() - start;
      })
      .sort((left, right) => left - right);
  for (let round = 0; round < 5; round++) measure();
  const times = measure();
  const at = (share: number): string =>
    (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(2);
  print(`ms per valid document, reading and checking: median ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)}`);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
