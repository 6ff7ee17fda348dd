/** The seconds of a task that come from its input: a mistake in them fails the execution instead of a task that had all the time it needs. */

import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { runMachine } from './test-runs.ts';

const PREFIX = "An error occurred while executing the state 'A' (entered at the event id #2). ";
const TASK = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true };

const machine = (more: JsonObject): JsonObject => ({
  StartAt: 'A',
  States: { A: { ...TASK, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], ...more }, B: { Type: 'Succeed' } },
});
const PATHS = machine({ TimeoutSecondsPath: '$.timeout', HeartbeatSecondsPath: '$.heartbeat' });
const EXPRESSIONS = machine({
  QueryLanguage: 'JSONata',
  TimeoutSeconds: '{% $states.input.timeout %}',
  HeartbeatSeconds: '{% $states.input.heartbeat %}',
});

describe.each([
  ['paths', PATHS],
  ['expressions', EXPRESSIONS],
])('Timeouts from %s', (_what, definition) => {
  const run = (timeout: Json, heartbeat: Json): ReturnType<typeof runMachine> =>
    runMachine(definition, {
      input: { timeout, heartbeat },
      answer: () => ({ kind: 'succeeded', output: 'done' }),
    });

  it.each([
    [0, 1, 'TimeoutSeconds', 0],
    [-5, 1, 'TimeoutSeconds', -5],
    [9, 0, 'HeartbeatSeconds', 0],
    [9, -1, 'HeartbeatSeconds', -1],
  ])('%j and %j: %s must be positive, and nobody catches it', async (timeout, heartbeat, field, value) => {
    const { outcome } = await run(timeout, heartbeat);
    const cause = `${PREFIX}The field ${field} must be positive, but is ${value}.`;
    expect(outcome).toEqual({ status: 'FAILED', error: 'States.Runtime', cause });
  });

  it('positive ones are kept', async () => {
    expect((await run(9, 1)).outcome).toEqual({ status: 'SUCCEEDED', output: 'done' });
  });
});
