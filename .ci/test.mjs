/**
 * `npm test`: everything that needs only Node. Types and lint run side by side, then the build, then the unit tests (which may use what
 * was built). Every step's output is shown when it fails; one line each when it does not.
 *
 * Usage: node .ci/test.mjs [types|lint|build|unit ...]     (default: all)
 */

import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => resolve(root, 'node_modules', '.bin', name);
/** The native compiler checks in seconds; typed lint still stands on the JavaScript one. */
const compiler = resolve(root, 'node_modules/typescript-native/bin/tsc');
const typescript = (project) => ({
  name: `types ${project}`,
  command: process.execPath,
  args: [compiler, '--noEmit', '-p', project],
});

/** Lanes of one phase run side by side, the steps of a lane one after the other. */
const phases = {
  types: [
    [
      typescript('server/src/core'),
      typescript('server/src/data'),
      typescript('server'),
      typescript('client'),
      typescript('client/e2e'),
      typescript('webview'),
    ],
  ],
  lint: [
    [
      { name: 'format', command: bin('prettier'), args: ['--check', '--log-level', 'warn', '.'] },
      { name: 'lint', command: bin('eslint'), args: ['--config', '.eslint.config.mjs', '--max-warnings', '0', '.'] },
    ],
  ],
  build: [[{ name: 'build', command: process.execPath, args: ['esbuild.mjs'] }]],
  unit: [[{ name: 'unit tests', command: bin('vitest'), args: ['run', '--config', '.vitest.config.mjs'], live: true }]],
};

function runStep({ name, command, args, live = false }) {
  const started = performance.now();
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
    });
    let output = '';
    child.stdout?.on('data', (text) => (output += text));
    child.stderr?.on('data', (text) => (output += text));
    child.on('error', (error) => (output += `${error.message}\n`));
    child.on('close', (code) => {
      const ok = code === 0;
      console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
      if (!ok && output !== '') console.log(output.trimEnd());
      done(ok);
    });
  });
}

async function runLane(steps) {
  let ok = true;
  for (const step of steps) ok = (await runStep(step)) && ok;
  return ok;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in phases));
if (unknown.length > 0) {
  console.error(`unknown step ${unknown.join(', ')} (known: ${Object.keys(phases).join(', ')})`);
  process.exit(2);
}
const lanesOf = (...names) =>
  names.filter((name) => wanted.length === 0 || wanted.includes(name)).flatMap((name) => phases[name]);

let ok = true;
for (const lanes of [lanesOf('types', 'lint'), lanesOf('build'), lanesOf('unit')]) {
  const results = await Promise.all(lanes.map(runLane));
  ok = results.every(Boolean) && ok;
}
console.log(ok ? '\nAll checks passed.' : '\nSome checks FAILED.');
process.exit(ok ? 0 : 1);
