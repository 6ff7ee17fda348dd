/** The engine against what AWS recorded: prints the rates, and fails when a case breaks or a known failure is mended. */

import { describe, expect, it } from 'vitest';
import { failureOf, knownFailures } from './known-failures.ts';
import { conformanceFolder, loadExecutionCases, loadLocalMockCases, loadTestStateCases } from './load-cases.ts';
import { formatRates, ratesOf } from './rates.ts';
import { runCase, runLocalMockCase, type CaseResult } from './run-case.ts';
import { runTestStateCase } from './test-state-case.ts';

const folder = conformanceFolder();

describe('conformance with recorded executions', () => {
  if (folder === null) {
    it('finds no recordings beside the project', () => {
      expect(conformanceFolder()).toBeNull();
    });
    return;
  }

  it('passes all cases but the known failures', async () => {
    const results: CaseResult[] = [];
    for (const example of loadExecutionCases(folder)) results.push(await runCase(example));
    for (const example of loadLocalMockCases(folder)) results.push(await runLocalMockCase(example));
    for (const example of loadTestStateCases(folder)) results.push(await runTestStateCase(example));
    process.stdout.write(`${formatRates(ratesOf(results).slice(0, 1))}\n`);

    const failing = results.flatMap((result) => {
      const fails = failureOf(result);
      return fails === null ? [] : [`${result.file}: ${fails}`];
    });
    const ran = new Set(results.map((result) => result.file));
    const known = knownFailures()
      .filter(({ file }) => ran.has(file))
      .map(({ file, fails }) => `${file}: ${fails}`);
    expect(failing.sort()).toEqual(known.sort());
  }, 60_000);
});
