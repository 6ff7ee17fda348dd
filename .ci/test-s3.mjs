/**
 * `npm run test:s3`: the tests against a real server that speaks S3. It is moto's, from PyPI, in a Python environment of its own under
 * node_modules/.cache; or whatever STEPSCOPE_S3_ENDPOINT names (with credentials in the environment), and then nothing is installed.
 *
 * Fails, and says why, where it cannot run: a test that did not run proves nothing.
 */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Exact, so that a run tomorrow is the run of today. `moto[server]` would bring every service. */
const packages = ['moto[s3]==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5'];

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const environment = join(root, 'node_modules', '.cache', 'moto');
const python = join(environment, 'bin', 'python');

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  return error === undefined && status === 0;
}

function install() {
  const marker = join(environment, `${packages.join(' ').replace(/[^\w.]+/g, '-')}.ok`);
  if (existsSync(marker)) return;
  mkdirSync(dirname(environment), { recursive: true });
  if (!run('python3', ['-m', 'venv', '--clear', environment])) {
    throw new Error('Python 3 with its module venv is not here (Debian: apt-get install python3-venv)');
  }
  if (!run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages])) {
    throw new Error(`pip could not install ${packages.join(' ')}`);
  }
  mkdirSync(marker);
}

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function startMoto() {
  install();
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  process.once('exit', () => server.kill());
  for (let attempt = 0; attempt < 150; attempt++) {
    if (server.exitCode !== null) throw new Error(`moto's server ended with code ${server.exitCode}`);
    const answer = await fetch(`${endpoint}/moto-api/`).catch(() => null);
    if (answer !== null) return { endpoint, stop: () => server.kill() };
    await new Promise((done) => setTimeout(done, 200));
  }
  server.kill();
  throw new Error("moto's server did not answer within 30 seconds");
}

try {
  const given = process.env.STEPSCOPE_S3_ENDPOINT;
  const { endpoint, stop } = given ? { endpoint: given, stop: () => {} } : await startMoto();
  const credentials = given
    ? {}
    : { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' };
  const env = { ...process.env, ...credentials, STEPSCOPE_S3_ENDPOINT: endpoint };
  // The command line is tested as it is bundled.
  const ok =
    run(process.execPath, ['esbuild.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] }) &&
    (await new Promise((done) => {
      const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
      const args = [vitest, 'run', '--config', '.vitest.config.mjs', 'server/src/node/s3-real.test.ts'];
      spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env }).on('close', (code) => done(code === 0));
    }));
  stop();
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  console.error(`test:s3 could not run: ${error.message}.`);
  process.exitCode = 1;
}
