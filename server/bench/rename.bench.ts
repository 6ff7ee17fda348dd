/**
 * How long a rename takes that touches 500 files: one definition, its suites and their mock files, all naming the state, through the real
 * language server. Cold is the first request to a fresh server; an editor asks what can be renamed first, and its user then types a name for
 * a second or two, in which the server reads the files. The others find them read.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { startLanguageServer } from './language-server-process.ts';

const N_FILES = 500;
const N_ROUNDS = 10;
const TYPING_MS = 2_000;
const DEFINITION = 'orders.asl.json';
const STATE = 'Charge';

export async function benchRename(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stepscope-bench-rename-'));
  try {
    const text = writeWorkspace(folder);
    const cold = await measure(folder, text, 'at-once');
    const typed = await measure(folder, text, 'after-a-pause');
    const row = [
      ['cold', cold.first],
      ['while a name was typed', typed.first],
      ['median', median(typed.others)],
      ['max', typed.others.at(-1) ?? 0],
    ] as const;
    const cells = row.map(([name, time]) => `${name} ${time.toFixed(0)}`.padEnd(8));
    console.log(`${`rename over ${typed.nFiles} files`.padEnd(28)} ${cells.join('  ')} ms`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds of the first rename of a fresh server and of those after it, sorted. */
async function measure(folder: string, text: string, begin: 'at-once' | 'after-a-pause') {
  const server = await startLanguageServer(folder);
  const uri = pathToFileURL(join(folder, DEFINITION)).href;
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'asl', version: 1, text } });
  // The definition has been read when it is answered for.
  await server.request('textDocument/documentSymbol', { textDocument: { uri } });
  const place = { textDocument: { uri }, position: { line: 0, character: text.indexOf(`"${STATE}":`) + 1 } };
  if (begin === 'after-a-pause') {
    await server.request('textDocument/prepareRename', place);
    await new Promise((resolve) => setTimeout(resolve, TYPING_MS));
  }
  const times: number[] = [];
  let nFiles = 0;
  for (let round = 0; round <= N_ROUNDS; round++) {
    const start = performance.now();
    const edit = await server.request('textDocument/rename', { ...place, newName: `New ${round}` });
    times.push(performance.now() - start);
    nFiles = Object.keys((edit as { readonly changes: object }).changes).length;
  }
  server.stop();
  const [first = 0, ...others] = times;
  return { first, others: others.sort((left, right) => left - right), nFiles };
}

function median(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1] ?? 0;
}

/** The definition's text. */
function writeWorkspace(folder: string): string {
  const definition = JSON.stringify({
    StartAt: 'Read',
    States: {
      Read: task('read', 'Each'),
      Each: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: STATE,
          States: { [STATE]: task('charge', 'Note'), Note: { Type: 'Pass', End: true } },
        },
        End: true,
      },
    },
  });
  writeFileSync(join(folder, DEFINITION), definition);
  const nSuites = (N_FILES - 1 + 1) >> 1;
  for (let index = 0; index < nSuites; index++) {
    const own = join(folder, `area-${index % 20}`);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, `orders-${index}.test.yaml`), suite(index));
    if (index < N_FILES - 1 - nSuites) writeFileSync(join(own, `orders-${index}.mock.yaml`), mocks(index));
  }
  return definition;
}

function task(name: string, next: string): object {
  const Parameters = { FunctionName: name, 'Payload.$': '$' };
  return { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters, Next: next };
}

function suite(index: number): string {
  const cases = Array.from({ length: 4 }, (_, number) => {
    const mock = `      - { state: ${STATE}, type: fixed, response: { Payload: { ok: ${number} } } }\n`;
    return `  - name: case ${number}\n    input: { order: ${number}, items: [1, 2, 3] }\n    expectedPath: [Read, Each]\n    mockOverrides:\n${mock}    stateExpectations:\n      - state: Each[0].${STATE}\n        output: { ok: ${number} }\n    mapExpectations:\n      - state: Each\n        iterationPaths: { all: [${STATE}, Note] }\n`;
  });
  return `version: '1.0'\nname: suite ${index}\nstateMachine: ../${DEFINITION}\nbaseMock: ./orders-${index}.mock.yaml\ntestCases:\n${cases.join('')}`;
}

function mocks(index: number): string {
  const answers = Array.from(
    { length: 5 },
    (_, number) => `      - response: { Payload: { n: ${index * 10 + number} } }\n`,
  );
  return `version: '1.0'\nmocks:\n  - state: Read\n    type: fixed\n    response: { Payload: [1, 2, 3] }\n  - state: ${STATE}\n    type: stateful\n    responses:\n${answers.join('')}`;
}
