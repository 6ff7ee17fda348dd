/**
 * The worker thread that hosts runs. The language server's process asks, this thread answers; it knows no LSP and no editor.
 *
 * A failure that a user can mend is a sentence; anything else is a bug and goes back with its stack, for the log.
 */

import { parentPort } from 'node:worker_threads';

import type { FromWorker, ToWorker } from '../protocol/worker.ts';
import { createRunHost, UserFailure } from './run-host.ts';

const port = parentPort;
if (port === null) throw new Error('This script runs in a worker thread only.');

const send = (message: FromWorker): void => port.postMessage(message);
const host = createRunHost(send);

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'applied':
      return host.applied(message.sessionId, message.sequence);
    case 'cancel-run':
      return host.cancelRun(message.runId);
    case 'request':
      void answer(message);
  }
});

async function answer(request: Extract<ToWorker, { kind: 'request' }>): Promise<void> {
  const { id } = request;
  try {
    send({ kind: 'result', id, result: await host.handle(request) });
  } catch (error) {
    if (error instanceof UserFailure) return send({ kind: 'failure', id, message: error.message });
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send({ kind: 'failure', id, message: 'Stepscope ran into a defect of its own (see the Stepscope log).', stack });
  }
}
