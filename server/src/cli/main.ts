#!/usr/bin/env node
/** The entry of `sfn-test`: hands the process to the commands and takes the exit code back. */

import type { CliIo } from './cli-io.ts';
import { runCli } from './run-cli.ts';

/** A reader that has gone (`sfn-test ... | head`) is no reason to complain. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const io: CliIo = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  workingFolder: process.cwd(),
  outColors: wantsColors(process.stdout),
  errColors: wantsColors(process.stderr),
  errIsTerminal: process.stderr.isTTY,
  columns: process.stderr.columns || 80,
  interruption() {
    const controller = new AbortController();
    // The first asks the run to end, with its results and its history; the second takes the process as it takes any.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        controller.abort();
      });
    }
    return controller.signal;
  },
  async readInput() {
    process.stdin.setEncoding('utf8');
    let text = '';
    for await (const chunk of process.stdin) text += chunk as string;
    return text;
  },
};

function wantsColors(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR']) return false;
  return Boolean(process.env['FORCE_COLOR']) || (stream.isTTY && process.env['TERM'] !== 'dumb');
}

process.exitCode = await runCli(process.argv.slice(2), io);
