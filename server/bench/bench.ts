/**
 * `npm run bench`: Distributed Map, the readers of formats, then the interpreter alone. `--map`, `--formats`, `--interpreter`,
 * `--validation` (renaming included) and `--rename` measure one of them; `--quick` takes a tenth of the items.
 */

import { benchFormats, measureFormat } from './formats.bench.ts';
import { benchInterpreter } from './interpreter.bench.ts';
import { benchMap, measureOne } from './map.bench.ts';
import { benchRename } from './rename.bench.ts';
import { benchValidation } from './validation.bench.ts';

const PARTS = ['--map', '--formats', '--interpreter', '--validation', '--rename'] as const;

async function main(args: readonly string[]): Promise<void> {
  const [work, ...rest] = args;
  // What the processes are asked to do that a measurement has for itself.
  if (work === '--measure') return measureOne(rest);
  if (work === '--measure-format') return measureFormat(rest);
  const size = args.includes('--quick') ? 'quick' : 'whole';
  const asked = PARTS.filter((part) => args.includes(part));
  const wanted = new Set(asked.length === 0 ? ['--map', '--formats', '--interpreter'] : asked);
  if (wanted.has('--validation')) {
    benchValidation();
    await benchRename();
  }
  if (wanted.has('--rename')) await benchRename();
  if (wanted.has('--map')) await benchMap(size);
  if (wanted.has('--formats')) await benchFormats(size);
  if (wanted.has('--interpreter')) await benchInterpreter();
}

await main(process.argv.slice(2));
