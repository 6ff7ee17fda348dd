import { describe, expect, it } from 'vitest';
import { historyOf } from './fixtures.ts';
import { visitsOfChild, type StateVisit } from './state-visits.ts';

const lambda = { resourceType: 'lambda', resource: 'invoke' };

function summary(visits: readonly StateVisit[]): readonly string[] {
  return visits.map(({ name, status, error, nRetries }) =>
    [name, status, error ?? '', nRetries > 0 ? `${nRetries} retries` : ''].filter(Boolean).join(' '),
  );
}

describe('visits of an execution', () => {
  it('has input and output of a state that succeeded', () => {
    const { visits } = visitsOfChild(
      historyOf([
        ['ExecutionStarted', 0, { input: 1 }],
        ['PassStateEntered', 1, { name: 'A', input: 1 }],
        ['PassStateExited', 2, { name: 'A', output: 2 }],
        ['ExecutionSucceeded', 3, { output: 2 }],
      ]),
      [],
    );
    expect(summary(visits)).toEqual(['A succeeded']);
    expect(visits[0]).toMatchObject({ input: 1, output: 2, enteredTime: 1000, exitedTime: 2000, type: 'Pass' });
  });

  it('counts retries and forgets the error once an attempt succeeds', () => {
    const { visits } = visitsOfChild(
      historyOf([
        ['TaskStateEntered', 0, { name: 'T', input: 1 }],
        ['TaskScheduled', 1, lambda],
        ['TaskFailed', 2, { ...lambda, error: 'Lambda.Unknown' }],
        ['TaskScheduled', 3, lambda],
        ['TaskSucceeded', 4, { ...lambda, output: 2 }],
        ['TaskStateExited', 5, { name: 'T', output: 2 }],
      ]),
      [],
    );
    expect(summary(visits)).toEqual(['T succeeded 1 retries']);
  });

  it('shows an error that was caught', () => {
    const { visits } = visitsOfChild(
      historyOf([
        ['TaskStateEntered', 0, { name: 'T', input: 1 }],
        ['TaskScheduled', 1, lambda],
        ['TaskFailed', 2, { ...lambda, error: 'Boom', cause: 'why' }],
        ['TaskStateExited', 3, { name: 'T', output: {} }],
        ['PassStateEntered', 4, { name: 'Handle', input: {} }],
      ]),
      [],
    );
    expect(summary(visits)).toEqual(['T caught Boom', 'Handle active']);
    expect(visits[0]?.cause).toBe('why');
  });

  it('fails what is open when the execution fails', () => {
    const { visits } = visitsOfChild(
      historyOf([
        ['PassStateEntered', 0, { name: 'A', input: 1 }],
        ['PassStateExited', 1, { name: 'A', output: 1 }],
        ['FailStateEntered', 2, { name: 'F', input: 1 }],
        ['ExecutionFailed', 3, { error: 'Bad', cause: 'it is' }],
      ]),
      [],
    );
    expect(summary(visits)).toEqual(['A succeeded', 'F failed Bad']);
  });

  it('tells the branches of a Parallel apart', () => {
    const { visits } = visitsOfChild(
      historyOf([
        ['ParallelStateEntered', 0, { name: 'P', input: 0 }],
        ['ParallelStateStarted', 1, {}],
        ['PassStateEntered', 2, { name: 'Left', input: 0 }],
        ['PassStateEntered', 2, { name: 'Right', input: 0 }],
        ['PassStateExited', 4, { name: 'Right', output: 'r' }],
        ['PassStateExited', 3, { name: 'Left', output: 'l' }],
        ['ParallelStateSucceeded', 6, {}],
        ['ParallelStateExited', 7, { name: 'P', output: ['l', 'r'] }],
      ]),
      [],
    );
    expect(summary(visits)).toEqual(['P succeeded', 'Left succeeded', 'Right succeeded']);
    expect(visits.map(({ output }) => output)).toEqual([['l', 'r'], 'l', 'r']);
  });

  it('ends what a failing branch has left open beside it once the container is left', () => {
    const { visits } = visitsOfChild(
      historyOf([
        ['ParallelStateEntered', 0, { name: 'P', input: 0 }],
        ['ParallelStateStarted', 1, {}],
        ['TaskStateEntered', 2, { name: 'Fails', input: 0 }],
        ['WaitStateEntered', 2, { name: 'Waits', input: 0 }],
        ['TaskFailed', 3, { resource: 'r', resourceType: 't', error: 'Bad' }],
        ['WaitStateAborted', 5, {}],
        ['ParallelStateFailed', 5, {}],
        ['ParallelStateExited', 7, { name: 'P', output: {} }],
        ['PassStateEntered', 8, { name: 'After', input: {} }],
      ]),
      [],
    );
    expect(visits.map(({ name, status }) => `${name} ${status}`).slice(1)).toEqual([
      'Fails failed',
      'Waits aborted',
      'After active',
    ]);
  });

  it('keeps the iterations of an inline Map apart, though their states have one name', () => {
    const { visits } = visitsOfChild(
      historyOf([
        ['MapStateEntered', 0, { name: 'M', input: [] }],
        ['MapStateStarted', 1, { length: 2 }],
        ['MapIterationStarted', 2, { name: 'M', index: 0 }],
        ['MapIterationStarted', 2, { name: 'M', index: 1 }],
        ['PassStateEntered', 3, { name: 'X', input: 'first' }],
        ['PassStateEntered', 4, { name: 'X', input: 'second' }],
        ['PassStateExited', 6, { name: 'X', output: 'second done' }],
        ['PassStateExited', 5, { name: 'X', output: 'first done' }],
      ]),
      [],
    );
    expect(visits.filter(({ name }) => name === 'X').map(({ input, output }) => [input, output])).toEqual([
      ['first', 'first done'],
      ['second', 'second done'],
    ]);
  });

  it('puts data stages to their visit', () => {
    const { visits } = visitsOfChild(historyOf([['PassStateEntered', 0, { name: 'A', input: 1 }]]), [
      { kind: 'data-stage', execution: 3, enteredEventId: 1, stage: 'afterParameters', value: { a: 1 } },
    ]);
    expect(visits[0]?.stages).toEqual([{ stage: 'afterParameters', value: { a: 1 } }]);
  });
});
