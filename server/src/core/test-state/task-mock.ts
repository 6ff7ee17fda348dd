/** What answers the task of a state under test. */

import type { TaskPort, TaskReply } from '../interpreter/task-port.ts';
import type { Mocked } from './map-mock.ts';

/** The mock answers, whatever is asked. */
export function mockedTask(mocked: Mocked): TaskPort {
  const reply: TaskReply =
    mocked.kind === 'result'
      ? { kind: 'succeeded', output: mocked.value }
      : {
          kind: 'failed',
          error: mocked.error,
          ...(mocked.cause === undefined ? {} : { cause: mocked.cause }),
        };
  return { invoke: () => reply };
}

/** Asks the port once and gives the same answer ever after: a state that is run twice calls its service once. */
export function askedOnce(port: TaskPort): TaskPort {
  let reply: TaskReply | null = null;
  return { invoke: (request) => (reply ??= port.invoke(request)) };
}
