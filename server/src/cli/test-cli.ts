/** Runs commands inside a test: a working folder that is gone afterwards, and what was said on both streams. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CliIo } from './cli-io.ts';
import { runCli } from './run-cli.ts';

export interface Spoken {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface TestCli {
  readonly folder: string;
  /** Puts files into the working folder. */
  files(contents: Readonly<Record<string, string | Uint8Array>>): void;
  run(args: readonly string[], options?: Partial<CliIo>): Promise<Spoken>;
  dispose(): void;
}

export function createTestCli(): TestCli {
  const folder = mkdtempSync(join(tmpdir(), 'sfn-test-'));
  return {
    folder,
    files(contents) {
      for (const [name, text] of Object.entries(contents)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
    },
    async run(args, options = {}) {
      let out = '';
      let err = '';
      const code = await runCli(args, {
        out: (text) => void (out += text),
        err: (text) => void (err += text),
        workingFolder: folder,
        outColors: false,
        errColors: false,
        errIsTerminal: false,
        columns: 80,
        readInput: () => Promise.resolve(''),
        ...options,
      });
      return { code, out, err };
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
