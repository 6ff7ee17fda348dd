/**
 * What a person at the editor waits for, measured over the language server's protocol: from its start to the first diagnostics, from a
 * keystroke in a definition of 200 kB to its diagnostics, and completion right after a keystroke; then the same while a million items
 * run in the same server. `npm run bench -- --validation` prints them beside the limits they are held to.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { convertFormat } from '../src/core/syntax/convert-format.ts';
import { parseAslText } from '../src/core/syntax/parse-asl-text.ts';
import { buildServer, removeServer, startServerProcess, type EditorServer } from './editor-server.ts';
import { generateItems } from './generate-items.ts';
import type { LimitTally } from './limits.ts';
import { generateDefinition, quantile } from './validation.bench.ts';

const LIMITS_MS = { keystroke: 30, completion: 20, first: 300 } as const;
/** How much slower the 95th percentile may be while a run goes on. */
const LIMIT_WHILE_RUNNING = 2;
const N_STARTS = 5;
const N_PLACES = 12;
const N_WARM_UP = 4;
/** Faster than anybody types. */
const BETWEEN_KEYS_MS = 15;

interface Definition {
  readonly name: string;
  readonly text: string;
  readonly format: 'json' | 'yaml';
}

export async function benchEditor(size: 'whole' | 'quick', tally: LimitTally): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), 'stepscope-bench-editor-'));
  const folder = await buildServer();
  try {
    const definitions = [
      { name: 'JSON', text: generateDefinition(200_000), format: 'json' },
      { name: 'YAML', text: asYaml(generateDefinition(265_000)), format: 'yaml' },
    ] as const;
    const small = { name: 'JSON', text: generateDefinition(4_000), format: 'json' } as const;
    console.log(
      `(work takes ${crowding().toFixed(1)} times as long here and now as on a machine that has nothing else to do)`,
    );
    for (const definition of [small, ...definitions]) {
      const name = `${nameOf(definition)}, start to first diagnostics`;
      row({ name, times: await start(folder, workspace, definition), most: LIMITS_MS.first, unit: 'ms' }, tally);
    }
    const alone = new Map<string, number>();
    for (const definition of definitions) {
      for (const [what, times] of await typeInto(folder, workspace, definition, null)) {
        alone.set(`${what} ${definition.name}`, quantile(times, 0.95));
        row({ name: `${nameOf(definition)}, ${what}`, times, most: LIMITS_MS[what], unit: 'ms' }, tally);
      }
    }
    const suite = await writeRun(workspace, size === 'quick' ? 100_000 : 1_000_000);
    for (const definition of definitions) {
      for (const [what, times] of await typeInto(folder, workspace, definition, suite)) {
        const before = alone.get(`${what} ${definition.name}`) ?? 1;
        const name = `${nameOf(definition)}, ${what}, while a run goes on`;
        row({ name, times, most: before * LIMIT_WHILE_RUNNING, unit: 'ms, twice that without' }, tally);
      }
    }
  } finally {
    removeServer(folder);
    rmSync(workspace, { recursive: true, force: true });
  }
}

function asYaml(json: string): string {
  const { value } = parseAslText(json, 'json');
  const converted = value === null ? null : convertFormat(value, 'yaml');
  if (converted?.kind !== 'converted') throw new Error('The definition has no YAML.');
  return converted.text;
}

function nameOf({ name, text }: Definition): string {
  return `${Math.round(text.length / 1_000)} kB ${name}`;
}

function uriIn(workspace: string, { format }: Definition): string {
  return pathToFileURL(join(workspace, format === 'json' ? 'bench.asl.json' : 'bench.asl.yaml')).href;
}

async function open(server: EditorServer, uri: string, { text, format }: Definition): Promise<void> {
  const languageId = format === 'json' ? 'asl' : 'asl-yaml';
  const seen = server.diagnosticsOf(uri, 1);
  await server.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  await seen;
}

async function start(folder: string, workspace: string, definition: Definition): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = 0; n < N_STARTS; n++) {
    const begin = performance.now();
    const server = await startServerProcess(folder, workspace);
    await open(server, uriIn(workspace, definition), definition);
    times.push(performance.now() - begin);
    await server.stop();
  }
  return times;
}

/** A field typed at places all over the definition, key by key, with completion asked for after its first letter; then taken out. */
async function typeInto(
  folder: string,
  workspace: string,
  definition: Definition,
  suite: string | null,
): Promise<readonly (readonly [what: 'keystroke' | 'completion', times: readonly number[]])[]> {
  const server = await startServerProcess(folder, workspace);
  const uri = uriIn(workspace, definition);
  await open(server, uri, definition);
  const keystroke: number[] = [];
  const completion: number[] = [];
  let version = 1;
  const change = async (range: object, text: string): Promise<number> => {
    const seen = server.diagnosticsOf(uri, ++version);
    const start = performance.now();
    await server.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    });
    await seen;
    const time = performance.now() - start;
    await wait(BETWEEN_KEYS_MS);
    return time;
  };
  const run = suite === null ? null : keepRunning(server, suite);
  // The run's first second is that of starting a worker.
  if (run !== null) await wait(1_000);
  const lines = definition.text.split('\n');
  const places = placesToType(lines, definition.format);
  // The first places warm up a process that has just started.
  for (const [index, line] of [...places.slice(0, N_WARM_UP), ...places].entries()) {
    const indent = /^ */.exec(lines[line] ?? '')?.[0] ?? '';
    const typed = definition.format === 'json' ? '"Comment": "ok",' : 'Comment: ok';
    const end = { line, character: lines[line]?.length ?? 0 };
    let at = end;
    // Editors indent the new line themselves.
    for (const [position, key] of [`\n${indent}`, ...typed].entries()) {
      const time = await change({ start: at, end: at }, key);
      if (index >= N_WARM_UP) keystroke.push(time);
      at =
        position === 0
          ? { line: line + 1, character: indent.length }
          : { line: at.line, character: at.character + key.length };
      if (position !== 2) continue;
      const start = performance.now();
      version++;
      void server.notify('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range: { start: at, end: at }, text: '' }],
      });
      await server.request('textDocument/completion', { textDocument: { uri }, position: at });
      if (index >= N_WARM_UP) completion.push(performance.now() - start);
    }
    await change({ start: end, end: at }, '');
  }
  await run?.stop();
  await server.stop();
  return [
    ['keystroke', keystroke],
    ['completion', completion],
  ];
}

/** Lines that hold one short field and are followed by another. */
function placesToType(lines: readonly string[], format: 'json' | 'yaml'): readonly number[] {
  const field = format === 'json' ? /^ +"[A-Z][A-Za-z]+": [^{[]*,$/ : /^ +[A-Z][A-Za-z]+: \S.*$/;
  const all = lines.flatMap((line, index) => (field.test(line) ? [index] : []));
  return Array.from({ length: N_PLACES }, (_, n) => all[Math.floor(((n + 0.5) / N_PLACES) * all.length)] ?? 0);
}

/** Runs the suite, and again when it is over, until it is stopped. */
function keepRunning(server: EditorServer, suite: string): { stop(): Promise<void> } {
  const runId = 'bench';
  let isWanted = true;
  const ended = (async () => {
    while (isWanted) {
      await server.request('stepscope/runSuite', { uri: pathToFileURL(suite).href, runId, caseNames: null });
    }
  })();
  return {
    async stop() {
      isWanted = false;
      await server.notify('stepscope/cancelRun', { runId });
      await ended;
    },
  };
}

/** A suite over a file of items; its path. */
async function writeRun(workspace: string, nItems: number): Promise<string> {
  const folder = join(workspace, 'run');
  mkdirSync(folder);
  await generateItems(join(folder, 'items.jsonl'), { nItems, width: 'narrow' }, 1);
  const child = { StartAt: 'Check', States: CHILD };
  writeFileSync(
    join(folder, 'run.asl.json'),
    JSON.stringify({
      StartAt: 'All',
      States: {
        All: {
          Type: 'Map',
          ItemReader: {
            Resource: 'arn:aws:states:::s3:getObject',
            ReaderConfig: { InputType: 'JSONL' },
            Parameters: { Bucket: 'bench', Key: 'items.jsonl' },
          },
          ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, ...child },
          ResultPath: null,
          End: true,
        },
      },
    }),
  );
  const suite = join(folder, 'test-suite.yaml');
  const item = '{ state: All, type: itemReader, dataFile: items.jsonl, dataFormat: jsonl }';
  writeFileSync(
    suite,
    `version: '1.0'\nname: Bench\nstateMachine: ./run.asl.json\ntestCases:\n  - name: all\n    input: {}\n    mockOverrides:\n      - ${item}\n`,
  );
  return suite;
}

const CHILD = {
  Check: {
    Type: 'Choice',
    Choices: [{ Variable: '$.price', NumericGreaterThan: 500, Next: 'Dear' }],
    Default: 'Cheap',
  },
  Dear: { Type: 'Pass', Parameters: { 'sku.$': '$.sku', dear: true }, End: true },
  Cheap: { Type: 'Pass', End: true },
};

interface Row {
  readonly name: string;
  readonly times: readonly number[];
  readonly most: number;
  readonly unit: string;
}

function row({ name, times, most, unit }: Row, tally: LimitTally): void {
  const p95 = quantile(times, 0.95);
  const cells = [quantile(times, 0.5), p95, quantile(times, 1)].map((time) => time.toFixed(1).padStart(7));
  const verdict = tally.judge([{ measured: p95, most: Math.round(most), unit }]);
  console.log(`${name.padEnd(52)} median ${cells[0]}  p95 ${cells[1]}  max ${cells[2]} ms  ${verdict}`);
}

/**
 * How many times longer work takes here and now than it has the processor: 1 where nobody else wants it. The limits are meant for a
 * machine that has time.
 */
function crowding(): number {
  const cpu = process.cpuUsage();
  const start = performance.now();
  while (performance.now() - start < 1_000);
  const { user, system } = process.cpuUsage(cpu);
  return (performance.now() - start) / ((user + system) / 1_000);
}
