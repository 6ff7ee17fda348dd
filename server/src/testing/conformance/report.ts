/**
 * Entry point (`npm run conformance`): prints how many conformance cases the engine passes, by tag, and writes the failing ones with their
 * reasons to `conformance.actual`. With UPDATE=1 it also rewrites the list of known failures; keep a reason for each by hand.
 */

import { writeFileSync } from 'node:fs';
import { isOutdated, knownFailures, renderKnownFailures, writeKnownFailures } from './known-failures.ts';
import { conformanceFolder, loadExecutionCases, loadLocalMockCases, loadTestStateCases } from './load-cases.ts';
import { formatCurrentHistories, formatFailures, formatRates, ratesOf } from './rates.ts';
import { runCase, runLocalMockCase, type CaseResult } from './run-case.ts';
import { runTestStateCase } from './test-state-case.ts';

const folder = conformanceFolder();
if (folder === null) {
  process.stderr.write('There is no conformance folder; set STEPSCOPE_SHARED to the folder that holds it.\n');
  process.exitCode = 2;
} else {
  const results: CaseResult[] = [];
  for (const example of loadExecutionCases(folder)) results.push(await runCase(example));
  const outdated = new Set(knownFailures().flatMap((known) => (isOutdated(known) ? [known.file] : [])));
  process.stdout.write(`${formatRates(ratesOf(results))}\n${formatCurrentHistories(results, outdated)}\n`);
  const mocked: CaseResult[] = [];
  for (const example of loadLocalMockCases(folder)) mocked.push(await runLocalMockCase(example));
  process.stdout.write(`\nunder mock files of Step Functions Local\n${formatRates(ratesOf(mocked).slice(0, 1))}\n`);
  const tested: CaseResult[] = [];
  for (const example of loadTestStateCases(folder)) tested.push(await runTestStateCase(example));
  process.stdout.write(`\nanswers of TestState\n${formatRates(ratesOf(tested).slice(0, 1))}\n`);
  results.push(...mocked, ...tested);
  writeFileSync('conformance.actual', formatFailures(results));
  if (process.env['UPDATE'] === '1') writeKnownFailures(renderKnownFailures(results, knownFailures()));
}
