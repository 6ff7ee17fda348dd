import { resolve } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import type { FromWorker, ToWorker, WorkerMethod, WorkerRequests } from '../protocol/worker.ts';
import { createRunHost, type RunHost } from './run-host.ts';

const SUITE = resolve(import.meta.dirname, '../../../test-data/05-distributed-map/test-suite.yaml');
const CASE = '25 products make three batches of 10, 10 and 5';

describe('the host of runs', () => {
  let sent: FromWorker[];
  let host: RunHost;
  beforeEach(() => {
    sent = [];
    host = createRunHost((message) => sent.push(message));
  });

  function ask<M extends WorkerMethod>(method: M, params: WorkerRequests[M]['params']): Promise<unknown> {
    return host.handle({ kind: 'request', id: 1, method, params } as Extract<ToWorker, { kind: 'request' }>);
  }
  const start = (sessionId: string, caseName = CASE): Promise<unknown> =>
    ask('start-session', { sessionId, suitePath: SUITE, caseName, openTexts: {}, s3Folder: null });
  const settled = async (sessionId: string): Promise<void> => {
    for (let turn = 0; turn < 10_000; turn++) {
      await new Promise((next) => setImmediate(next));
      const update = sent.findLast((message) => message.kind === 'run-update' && message.sessionId === sessionId);
      if (update?.kind === 'run-update' && update.update.phase !== 'running') return;
    }
    throw new Error(`${sessionId} does not stand still`);
  };

  it('keeps two sessions of the same case apart', async () => {
    await Promise.all([start('a'), start('b')]);
    await ask('debug-command', { sessionId: 'a', command: { kind: 'continue' } });
    await settled('a');
    expect(await ask('snapshot', { sessionId: 'a' })).toMatchObject({ phase: 'ended' });
    expect(await ask('snapshot', { sessionId: 'b' })).toMatchObject({ phase: 'paused', step: 0 });
  });

  it('a session that is ended before its files were read does not stay', async () => {
    const started = start('a');
    await ask('end-session', { sessionId: 'a' });
    await expect(started).rejects.toThrow('ended before it began');
    await expect(ask('snapshot', { sessionId: 'a' })).rejects.toThrow('This debug session is over');
  });

  it('a session that is over sends nothing any more', async () => {
    await start('a');
    await ask('debug-command', { sessionId: 'a', command: { kind: 'continue' } });
    await ask('end-session', { sessionId: 'a' });
    sent.length = 0;
    for (let turn = 0; turn < 50; turn++) await new Promise((next) => setImmediate(next));
    expect(sent).toEqual([]);
  });

  it('names a file as it is seen from the suite', async () => {
    const openTexts = {
      [SUITE]:
        'version: "1.0"\nname: x\nstateMachine: ./gone.asl.json\ntestCases: [{ name: a, input: {}, expectedOutput: {} }]\n',
    };
    const params = { sessionId: 'a', suitePath: SUITE, caseName: 'a', openTexts, s3Folder: null };
    await expect(ask('start-session', params)).rejects.toThrow(/^test-suite\.yaml:3: .*gone\.asl\.json/);
  });

  it.each([
    ['a case that the suite does not have', () => start('a', 'no such case'), 'no case called "no such case"'],
    [
      'a child that has not started',
      async () => (await start('a'), ask('child-detail', { sessionId: 'a', mapRun: 0, index: 7 })),
      'has not started',
    ],
  ])('refuses %s with a sentence', async (_, act, sentence) => {
    await expect(act()).rejects.toThrow(sentence);
  });
});
