import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { outline, runMachine, START } from './test-runs.ts';
import type { TaskAnswer } from './task-port.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';

function machine(states: Record<string, JsonObject>): JsonObject {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0] ?? '', States: states };
}

describe('JSONata states', () => {
  it('Arguments, Output and Assign see input, result and context', async () => {
    const { outcome, requests } = await runMachine(
      machine({
        T: {
          Type: 'Task',
          Resource: INVOKE,
          Arguments: { FunctionName: 'f', Payload: '{% $states.input.order %}' },
          Assign: { price: '{% $states.result.Payload.price %}' },
          Output: { id: '{% $states.input.order.id %}', state: '{% $states.context.State.Name %}' },
          Next: 'P',
        },
        P: { Type: 'Pass', Output: '{% $merge([$states.input, {"price": $price}]) %}', End: true },
      }),
      { input: { order: { id: 1 } }, answer: () => ({ kind: 'succeeded', output: { Payload: { price: 9 } } }) },
    );
    expect(requests[0]?.input).toEqual({ FunctionName: 'f', Payload: { id: 1 } });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: { id: 1, state: 'T', price: 9 } });
  });

  it("a Choice's rule brings its own Output, the Default the state's", async () => {
    const states = {
      C: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.n > 1 %}', Output: 'many', Next: 'S' }],
        Output: 'few',
        Default: 'S',
      },
      S: { Type: 'Succeed' },
    };
    const outputs: Json[] = [];
    for (const n of [1, 2])
      outputs.push(((await runMachine(machine(states), { input: { n } })).outcome as { output: Json }).output);
    expect(outputs).toEqual(['few', 'many']);
  });

  it('a failing expression is told beside the entry, retried and caught', async () => {
    const { outcome, history } = await runMachine(
      machine({
        T: {
          Type: 'Task',
          Resource: INVOKE,
          Arguments: { n: '{% 1 + $states.input.text %}' },
          Catch: [
            { ErrorEquals: ['States.QueryEvaluationError'], Output: '{% $states.errorOutput.Error %}', Next: 'S' },
          ],
          End: true,
        },
        S: { Type: 'Succeed' },
      }),
      { input: { text: 'x' } },
    );
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: 'States.QueryEvaluationError' });
    expect(outline(history).slice(1, 4)).toEqual([
      '2<-0 TaskStateEntered T',
      '3<-2 EvaluationFailed',
      '4<-3 TaskStateExited T',
    ]);
    expect(history[2]?.details).toMatchObject({ location: 'Arguments/n', state: 'T' });
  });

  it('a catcher that fails itself fails the state without being asked again', async () => {
    const { outcome } = await runMachine(
      machine({
        T: {
          Type: 'Task',
          Resource: INVOKE,
          Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% 1 + "x" %}', Next: 'S' }],
          End: true,
        },
        S: { Type: 'Succeed' },
      }),
      { answer: (): TaskAnswer => ({ kind: 'failed', error: 'E' }) },
    );
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });

  it('Seconds and TimeoutSeconds may be expressions', async () => {
    const { run, outcome } = await runMachine(
      machine({
        W: { Type: 'Wait', Seconds: '{% $states.input.n %}', Next: 'T' },
        T: { Type: 'Task', Resource: INVOKE, TimeoutSeconds: '{% $states.input.n * 2 %}', End: true },
      }),
      { input: { n: 3 }, answer: () => ({ kind: 'timedOut' }) },
    );
    expect(outcome).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(run.now - START).toBe(9000);
  });

  it('a Map without Items wants a list as its input', async () => {
    const processor = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
    const map = machine({ M: { Type: 'Map', ItemProcessor: processor, End: true } });
    expect((await runMachine(map, { input: [1, 2] })).outcome).toEqual({ status: 'SUCCEEDED', output: [1, 2] });
    const { outcome, history } = await runMachine(map, { input: { a: 1 } });
    expect(outcome).toEqual({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause:
        'An error occurred while executing the state \'M\' (entered at the event id #2). Map state input must be an array but was: {"a":1}',
    });
    expect(outline(history).slice(2)).toEqual(['3<-0 EvaluationFailed', '4<-3 MapStateFailed', '5<-4 ExecutionFailed']);
  });
});
