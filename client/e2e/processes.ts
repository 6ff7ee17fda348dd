/** Child processes of the scenarios: each in a group of its own, so that nothing it started outlives it. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';

/** Started and not yet known to have ended. */
const alive = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of alive) signalGroup(child, 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

/** Starts a process whose output goes to a file. */
export function startLogged(command: string, args: readonly string[], logFile: string): ChildProcess {
  const log = createWriteStream(logFile, { flags: 'a' });
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  alive.add(child);
  child.on('close', () => {
    alive.delete(child);
    log.end();
  });
  return child;
}

/** Runs a process to its end. Its output is part of the error when it fails. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  cwd: string,
  timeoutMs: number,
): Promise<string> {
  const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  alive.add(child);
  let output = '';
  child.stdout.on('data', (text) => (output += String(text)));
  child.stderr.on('data', (text) => (output += String(text)));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      output += `\n(stopped after ${timeoutMs / 1000} s)`;
      signalGroup(child, 'SIGKILL');
    }, timeoutMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      alive.delete(child);
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${args.join(' ')} failed (${code ?? 'killed'}):\n${output.trimEnd()}`));
    });
  });
}

/** Ends a process and everything it started; returns once it is gone. */
export async function stopGroup(child: ChildProcess): Promise<void> {
  if (!alive.has(child)) return;
  const gone = new Promise<void>((resolve) => child.on('close', () => resolve()));
  signalGroup(child, 'SIGTERM');
  const hammer = setTimeout(() => signalGroup(child, 'SIGKILL'), 3_000);
  await gone;
  clearTimeout(hammer);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended by itself.
  }
}
