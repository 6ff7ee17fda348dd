/** A helper thread: runs children of large Map Runs for the run that has started it. */

import { parentPort, workerData } from 'node:worker_threads';
import { createCrewHelper } from '../host/crew-helper.ts';
import type { CrewRecipe } from '../host/crew-recipe.ts';
import type { FromHelper, ToHelper } from '../protocol/crew.ts';

const port = parentPort;
if (port === null) throw new Error('This script runs in a worker thread only.');

const send = (message: FromHelper, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(message, transfer);
const giveUp = (error: unknown): void =>
  send({ kind: 'unfit', reason: error instanceof Error ? error.message : String(error) });

try {
  const helper = await createCrewHelper(workerData as CrewRecipe, send);
  port.on('message', (message: ToHelper) => {
    helper.begin(message).catch(giveUp);
  });
  send({ kind: 'ready' });
} catch (error) {
  giveUp(error);
}
