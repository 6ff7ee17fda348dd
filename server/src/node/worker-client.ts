/**
 * The language server's end of the worker thread that hosts runs.
 *
 * The worker starts with the first request and is started again after a crash: what was in flight then fails with one clear sentence,
 * the server itself goes on.
 */

import { Worker } from 'node:worker_threads';

import type { FromWorker, ToWorker, WorkerMethod, WorkerRequests } from '../protocol/worker.ts';

export type WorkerNotification = Exclude<FromWorker, { kind: 'result' | 'failure' }>;

export interface WorkerClient {
  /** Rejects with `WorkerFailure`, whose message is for the user. */
  request<M extends WorkerMethod>(method: M, params: WorkerRequests[M]['params']): Promise<WorkerRequests[M]['result']>;
  notify(message: Exclude<ToWorker, { kind: 'request' }>): void;
  dispose(): Promise<void>;
}

export class WorkerFailure extends Error {
  override readonly name = 'WorkerFailure';
}

interface Waiting {
  resolve(result: WorkerRequests[WorkerMethod]['result']): void;
  reject(reason: WorkerFailure): void;
}

export function createWorkerClient(options: {
  readonly scriptPath: string;
  readonly onNotification: (message: WorkerNotification) => void;
  /** The worker is gone and with it all that ran in it; the next request starts another. */
  readonly onCrash: () => void;
  readonly log: (line: string) => void;
}): WorkerClient {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let nextId = 1;
  let disposed = false;

  const failAll = (message: string): void => {
    for (const entry of waiting.values()) entry.reject(new WorkerFailure(message));
    waiting.clear();
  };

  const start = (): Worker => {
    const started = new Worker(options.scriptPath);
    started.on('message', (message: FromWorker) => {
      if (message.kind !== 'result' && message.kind !== 'failure') return options.onNotification(message);
      const entry = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.kind === 'result') return entry?.resolve(message.result);
      if (message.stack !== undefined) options.log(message.stack);
      entry?.reject(new WorkerFailure(message.message));
    });
    started.on('error', (error) => options.log(`The run worker crashed: ${error.stack ?? error.message}`));
    started.on('exit', (code) => {
      if (worker === started) worker = null;
      if (code !== 0 && !disposed) options.onCrash();
      failAll(
        code === 0
          ? 'The run was stopped.'
          : 'The process that runs state machines stopped unexpectedly (see the Stepscope log). Start the run again.',
      );
    });
    return started;
  };

  return {
    request: (method, params) =>
      new Promise<WorkerRequests[typeof method]['result']>((resolve, reject) => {
        worker ??= start();
        const id = nextId++;
        waiting.set(id, { resolve: resolve, reject });
        worker.postMessage({ kind: 'request', id, method, params });
      }),
    notify(message) {
      worker?.postMessage(message);
    },
    async dispose() {
      disposed = true;
      await worker?.terminate();
    },
  };
}
