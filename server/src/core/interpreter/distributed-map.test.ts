import { describe, expect, it } from 'vitest';
import { isJsonArray, type Json, type JsonObject } from '../base/json.ts';
import type { ChildEnd, DistributedMapLayer, MapRun, MapRunHost, MapRunResult, PumpResult } from './map-run-port.ts';
import { historyOf, outline, runMachine, START, startMachine } from './test-runs.ts';
import type { TaskAnswer, TaskRequest } from './task-port.ts';

/** The least layer that runs children: one for each item of the input, any failure fails the run. */
function tinyLayer(io: (() => Promise<void>) | null = null): DistributedMapLayer {
  return {
    compile: (state) => ({
      maxConcurrency: () => (typeof state['MaxConcurrency'] === 'number' ? state['MaxConcurrency'] : 0),
      length: (scope) => (isJsonArray(scope.input) ? scope.input.length : 0),
      childInputs: () => ({
        next: () => ({ kind: 'end' }),
        skip: () => ({ kind: 'end' }),
        bytesRead: 0,
        close: () => undefined,
      }),
      open: (scope, host) => tinyRun(isJsonArray(scope.input) ? scope.input : [], host, io),
    }),
  };
}

function tinyRun(items: readonly Json[], host: MapRunHost, io: (() => Promise<void>) | null): MapRun {
  const window = host.maxConcurrency === 0 ? Infinity : host.maxConcurrency;
  const outputs: Json[] = [];
  let next = 0;
  let nRunning = 0;
  let aborted = false;
  let failure: MapRunResult | null = null;
  let ready = io === null;
  const turn = (): PumpResult => {
    if (!ready) {
      ready = true;
      return { kind: 'io', ready: io === null ? Promise.resolve() : io() };
    }
    if ((failure !== null || aborted) && nRunning > 0) {
      host.abortChildren();
      return nRunning > 0 ? { kind: 'blocked' } : { kind: 'progress' };
    }
    if (failure !== null) return { kind: 'ended', result: failure };
    if (aborted || (next === items.length && nRunning === 0)) {
      return { kind: 'ended', result: { status: 'SUCCEEDED', output: outputs } };
    }
    if (next === items.length || nRunning >= window) return { kind: 'blocked' };
    nRunning++;
    const index = next++;
    host.startChild({ index, input: items[index] as Json, maxInputBytes: 100 });
    return { kind: 'progress' };
  };
  return {
    pump: turn,
    childEnded({ index, outcome }: ChildEnd) {
      nRunning--;
      if (outcome.status === 'SUCCEEDED') outputs[index] = outcome.output;
      else failure ??= { status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold', cause: 'too many' };
    },
    abort() {
      aborted = true;
    },
  };
}

const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:f';

function distributed(states: Record<string, JsonObject>, more: JsonObject = {}): JsonObject {
  return {
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        Label: 'Lots',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: Object.keys(states)[0] ?? '',
          States: states,
        },
        End: true,
        ...more,
      },
    },
  };
}

const TASK = { Type: 'Task', Resource: FUNCTION, End: true };

describe('Distributed Map, seen from the engine', () => {
  it("tells the Map Run in the parent's history and runs the children apart", async () => {
    const { outcome, events, history } = await runMachine(distributed({ P: { Type: 'Pass', End: true } }), {
      input: ['a', 'b'],
      distributedMap: tinyLayer(),
    });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: ['a', 'b'] });
    expect(outline(history)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 MapStateEntered M',
      '3<-2 MapStateStarted',
      '4<-3 MapRunStarted',
      '5<-4 MapRunSucceeded',
      '6<-5 MapStateSucceeded',
      '7<-4 MapStateExited M',
      '8<-7 ExecutionSucceeded',
    ]);
    expect(outline(historyOf(events, 2))).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 PassStateEntered P',
      '3<-2 PassStateExited P',
      '4<-3 ExecutionSucceeded',
    ]);
  });

  it("a child's context is its own: no Map, its own ARN, no outer variables", async () => {
    const definition = distributed({ P: { Type: 'Pass', Parameters: { 'c.$': '$$' }, End: true } });
    const { outcome } = await runMachine(definition, { input: ['a'], distributedMap: tinyLayer() });
    const [child] = (outcome as { readonly output: readonly JsonObject[] }).output;
    const context = child?.['c'] as JsonObject;
    expect(Object.keys(context)).toEqual(['Execution', 'StateMachine', 'State']);
    expect(context['Execution']).toMatchObject({
      Id: expect.stringMatching(
        /^arn:aws:states:eu-central-1:123456789012:execution:Machine\/Lots:[0-9a-f-]{36}$/,
      ) as string,
      Name: expect.stringMatching(/^.{14}3/) as string,
      Input: 'a',
      StartTime: '2024-01-01T00:00:00Z',
    });
    expect(context['StateMachine']).toEqual({
      Id: 'arn:aws:states:eu-central-1:123456789012:stateMachine:Machine/Lots',
      Name: 'Machine',
    });
  });

  it('children that end at the same time end in the order of their start', async () => {
    const { events, run } = await runMachine(distributed({ T: TASK }, { MaxConcurrency: 2 }), {
      input: [1, 2, 3, 4],
      distributedMap: tinyLayer(),
      answer: ({ input }: TaskRequest): TaskAnswer => ({ kind: 'succeeded', output: input, delayMs: 1000 }),
    });
    const ended = events.flatMap((event) =>
      event.kind === 'history' && event.event.type === 'ExecutionSucceeded' ? [event.execution] : [],
    );
    expect(ended).toEqual([1, 2, 3, 4, 0]);
    expect(run.now - START).toBe(2000);
  });

  it('a failing child aborts the running ones and fails the state', async () => {
    const { outcome, events, history } = await runMachine(distributed({ T: TASK }), {
      input: [1, 2],
      distributedMap: tinyLayer(),
      answer: ({ input }: TaskRequest): TaskAnswer =>
        input === 1 ? { kind: 'failed', error: 'E', delayMs: 5 } : { kind: 'succeeded', output: 0, delayMs: 10 },
    });
    expect(outcome).toEqual({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'too many',
    });
    expect(outline(history).slice(3)).toEqual([
      '4<-3 MapRunStarted',
      '5<-4 MapRunFailed',
      '6<-5 MapStateFailed',
      '7<-6 ExecutionFailed',
    ]);
    expect(outline(historyOf(events, 2)).at(-1)).toBe('5<-0 ExecutionAborted');
  });

  it('a retry is a new Map Run over all items', async () => {
    let nCalls = 0;
    const retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1 }];
    const { outcome, history } = await runMachine(distributed({ T: TASK }, { Retry: retry }), {
      input: [1],
      distributedMap: tinyLayer(),
      answer: () => (nCalls++ === 0 ? { kind: 'failed', error: 'E' } : { kind: 'succeeded', output: 'ok' }),
    });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: ['ok'] });
    const arns = history.flatMap(({ type, details }) => (type === 'MapRunStarted' ? [details.mapRunArn] : []));
    expect(new Set(arns).size).toBe(2);
  });

  it('waits for bytes without letting time pass', async () => {
    let release = (): void => undefined;
    const bytes = new Promise<void>((resolve) => {
      release = resolve;
    });
    const started = startMachine(distributed({ P: { Type: 'Pass', End: true } }), {
      input: [1],
      distributedMap: tinyLayer(() => bytes),
    });
    expect(started.run.advance(100)).toBe('waiting');
    expect(started.run.position()?.pointer).toBe('/States/M');
    release();
    await started.run.whenReady();
    expect(started.run.advance(100)).toBe('ended');
    expect(started.outcome).toEqual({ status: 'SUCCEEDED', output: [1] });
  });

  it('stepping shows the child that comes next', () => {
    const { run } = startMachine(distributed({ P: { Type: 'Pass', End: true } }), {
      input: ['a', 'b'],
      distributedMap: tinyLayer(),
    });
    const seen: string[] = [];
    for (let state = run.advance(1); state !== 'ended'; state = run.advance(1)) {
      const position = run.position();
      seen.push(
        `${String(run.transitions)} ${String(position?.child?.index ?? 'parent')} ${position?.stateName ?? ''}`,
      );
    }
    // A child that has been started stands before its first state.
    expect(seen).toEqual(['1 parent M', '1 0 P', '2 parent M', '2 1 P', '3 parent M']);
    expect(run.counters()[1]).toMatchObject({ pointer: '/States/M/ItemProcessor/States/P', entered: 2, exited: 2 });
  });

  it('stopping the parent stops the children, and the run ends when the Map Run has closed', async () => {
    const started = startMachine(distributed({ W: { Type: 'Wait', Seconds: 100, End: true } }), {
      input: [1, 2],
      distributedMap: tinyLayer(),
    });
    started.run.advance(3);
    started.run.stop({});
    while (started.run.advance(10) !== 'ended') await started.run.whenReady();
    expect(started.outcome).toEqual({ status: 'ABORTED' });
    expect(started.run.now).toBe(START);
    expect(outline(historyOf(started.events, 1)).at(-1)).toBe('3<-0 ExecutionAborted');
  });

  it('two runs with the same seed are the same, byte for byte', async () => {
    const go = async (): Promise<string> => {
      const options = {
        input: [1, 2, 3],
        distributedMap: tinyLayer(),
        answer: (): TaskAnswer => ({ kind: 'succeeded', output: 1, delayMs: 7 }),
      };
      return JSON.stringify((await runMachine(distributed({ T: TASK }, { MaxConcurrency: 2 }), options)).events);
    };
    expect(await go()).toBe(await go());
  });
});
