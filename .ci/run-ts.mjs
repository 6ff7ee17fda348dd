/**
 * Runs one TypeScript file with Node 20: bundles it to a temporary file (packages stay outside), runs that, and passes on arguments,
 * standard streams and the exit code. The working directory is the project's root; `import.meta.url` is that of the temporary file.
 *
 * Usage: node .ci/run-ts.mjs FILE.ts [ARGUMENT...]
 */

import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  console.error('usage: node .ci/run-ts.mjs FILE.ts [ARGUMENT...]');
  process.exit(2);
}

// Inside node_modules, so that the packages left outside the bundle are found from there.
const folder = join(root, 'node_modules', '.cache', 'stepscope');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `${basename(entry, '.ts')}-${process.pid}.mjs`);

try {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    // Beside the bundle, so that a process whose memory is measured does not hold it.
    sourcemap: 'linked',
    logLevel: 'warning',
  });
} catch {
  process.exit(1);
}

const nodeOptions = args.includes('--expose-gc') ? ['--expose-gc'] : [];
const child = spawn(process.execPath, ['--enable-source-maps', ...nodeOptions, outfile, ...args], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  for (const file of [outfile, `${outfile}.map`]) rmSync(file, { force: true });
  process.exit(code ?? (signal === null ? 1 : 130));
});
