/**
 * Edits definitions at random for as long as is asked and stops at the first keystroke after which rereading gives something else than
 * reading, with all that is needed to see it again. Its short, seeded version is among the tests.
 *
 * Usage: npm run fuzz -- [--minutes N] [--seed N]     (default: 1 minute of processor time, a seed of the clock)
 */

import { createRng } from '../src/core/base/rng.ts';
import { changeBetween } from '../src/core/syntax/text-change.ts';
import { below, pick } from '../src/testing/editing-fuzz/random-edits.ts';
import { editAtRandom, type Failure } from '../src/testing/editing-fuzz/editing-session.ts';
import { corpusSamples, exampleSamples } from '../src/testing/editing-fuzz/samples.ts';

function main(args: readonly string[]): number {
  const minutes = numberAfter(args, '--minutes') ?? 1;
  const firstSeed = numberAfter(args, '--seed') ?? Date.now() % 1_000_000_000;
  const samples = [...exampleSamples('.'), ...corpusSamples()];
  const texts = samples.map(({ text }) => text);
  const start = process.cpuUsage();
  let nKeystrokes = 0;
  let nSessions = 0;
  const spentMs = (): number => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
  for (let seed = firstSeed; spentMs() < minutes * 60_000; seed++) {
    const rng = createRng(seed);
    const outcome = editAtRandom(pick(samples, rng), rng, 5 + below(rng, 20), texts);
    nKeystrokes += outcome.nKeystrokes;
    nSessions++;
    if (outcome.failure !== null) {
      report(seed, outcome.failure);
      return 1;
    }
  }
  const seconds = (spentMs() / 1_000).toFixed(0);
  console.log(
    `${nKeystrokes} keystrokes in ${nSessions} sessions, seeds from ${firstSeed}, ${seconds} s of processor time: none differs`,
  );
  return 0;
}

function report(seed: number, { sample, what, edit, before, after }: Failure): void {
  const change = changeBetween(before, after) ?? { start: 0, oldEnd: 0, newEnd: 0 };
  const around = (text: string, end: number): string => text.slice(Math.max(0, change.start - 300), end + 300);
  console.log(`--seed ${seed}: ${sample}, "${edit}" at ${change.start} of ${before.length}: ${what}`);
  console.log(`before:\n${around(before, change.oldEnd)}\nafter:\n${around(after, change.newEnd)}`);
}

function numberAfter(args: readonly string[], name: string): number | null {
  const index = args.indexOf(name);
  const value = index === -1 ? Number.NaN : Number(args[index + 1]);
  return Number.isFinite(value) ? value : null;
}

process.exitCode = main(process.argv.slice(2));
