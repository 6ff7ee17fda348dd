/**
 * `npm run bench`: Distributed Map, the readers of formats, then the interpreter alone. `--map`, `--formats`, `--interpreter`,
 * `--validation` (what the editor waits for and renaming included) and `--rename` measure one of them; `--quick` takes a tenth of the
 * items, and judges nothing.
 * `--check` fails where a figure is over its limit.
 *
 * Each part is loaded when it is measured: what a process has in memory for other measurements would be counted with its own.
 */

import { createLimitTally } from './limits.ts';

const PARTS = ['--map', '--formats', '--interpreter', '--validation', '--rename'] as const;

async function main(args: readonly string[]): Promise<void> {
  const [work, ...rest] = args;
  // What the processes are asked to do that a measurement has for itself.
  if (work === '--measure') return (await import('./measure-map.ts')).measureOne(rest);
  if (work === '--measure-format') return (await import('./formats.bench.ts')).measureFormat(rest);
  const size = args.includes('--quick') ? 'quick' : 'whole';
  const asked = PARTS.filter((part) => args.includes(part));
  const wanted = new Set(asked.length === 0 ? ['--map', '--formats', '--interpreter'] : asked);
  const tally = createLimitTally();
  if (wanted.has('--validation')) {
    (await import('./validation.bench.ts')).benchValidation(tally);
    await (await import('./editor.bench.ts')).benchEditor(size, tally);
  }
  if (wanted.has('--validation') || wanted.has('--rename')) await (await import('./rename.bench.ts')).benchRename();
  if (wanted.has('--map')) await (await import('./map.bench.ts')).benchMap(size, tally);
  if (wanted.has('--formats')) await (await import('./formats.bench.ts')).benchFormats(size, tally);
  if (wanted.has('--interpreter')) await (await import('./interpreter.bench.ts')).benchInterpreter(tally);
  if (tally.nOver === 0) return;
  console.log(`\n${tally.nOver} over the limit`);
  if (args.includes('--check')) process.exitCode = 1;
}

await main(process.argv.slice(2));
