import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WorkerMethod, WorkerRequests } from '../protocol/worker.ts';
import { createWorkerClient, WorkerFailure, type WorkerClient } from './worker-client.ts';

/** Answers with the method's name, unless the parameters say how it comes to grief. */
const SCRIPT = `
  const { parentPort, threadId } = require('node:worker_threads');
  parentPort.on('message', ({ id, method, params }) => {
    if (params.does === 'throw') throw new Error('a bug');
    if (params.does === 'exit') process.exit(7);
    if (params.does === 'reject') Promise.reject(new Error('a forgotten promise'));
    if (params.does === 'refuse') parentPort.postMessage({ kind: 'failure', id, message: 'No.', stack: 'where it was' });
    if (params.does === 'answer') parentPort.postMessage({ kind: 'result', id, result: threadId });
  });
`;

const folder = mkdtempSync(join(tmpdir(), 'worker-client-'));
const scriptPath = join(folder, 'worker.cjs');
beforeAll(() => {
  writeFileSync(scriptPath, SCRIPT);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let client: WorkerClient;
let nCrashes = 0;
const log: string[] = [];
const open = (): void => {
  nCrashes = 0;
  log.length = 0;
  client = createWorkerClient({
    scriptPath,
    onNotification: () => undefined,
    onCrash: () => void nCrashes++,
    log: (line) => void log.push(line),
  });
};
afterEach(() => client.dispose());

type Does = 'answer' | 'throw' | 'exit' | 'reject' | 'refuse' | 'hang';
const ask = (does: Does): Promise<unknown> =>
  client.request('start' as WorkerMethod, { does } as unknown as WorkerRequests[WorkerMethod]['params']);
const CRASHED =
  'The process that runs state machines stopped unexpectedly (see the Stepscope log). Start the run again.';

describe('the worker that runs state machines', () => {
  it.each<[Does, RegExp | null]>([
    ['throw', /The run worker crashed: Error: a bug/],
    ['reject', /The run worker crashed: Error: a forgotten promise/],
    ['exit', null],
  ])('that dies (%s) fails all that ran in it with one clear sentence, and is started again', async (does, logged) => {
    open();
    const first = await ask('answer');
    const running = ask('hang');
    const failing = ask(does);
    await expect(failing).rejects.toEqual(new WorkerFailure(CRASHED));
    await expect(running).rejects.toEqual(new WorkerFailure(CRASHED));
    expect(nCrashes).toBe(1);
    if (logged !== null) expect(log.join('\n')).toMatch(logged);
    expect(await ask('answer')).not.toBe(first);
  });

  it('that refuses a request goes on with the others; the place of a bug is in the log alone', async () => {
    open();
    await expect(ask('refuse')).rejects.toEqual(new WorkerFailure('No.'));
    expect(log).toEqual(['where it was']);
    expect(await ask('answer')).toBe(await ask('answer'));
    expect(nCrashes).toBe(0);
  });

  it('that is ended on purpose has not crashed', async () => {
    open();
    await ask('answer');
    const running = ask('hang');
    const refused = expect(running).rejects.toBeInstanceOf(WorkerFailure);
    await client.dispose();
    await refused;
    expect(nCrashes).toBe(0);
  });
});
