import { describe, expect, it } from 'vitest';

import { createUpdateStream, type UpdateStream } from './update-stream.ts';

/** A stream whose clock stands where the test puts it. */
function streamAt(start: number): { stream: UpdateStream; sent: number[]; clock: { time: number } } {
  const clock = { time: start };
  const sent: number[] = [];
  const stream: UpdateStream = createUpdateStream(() => sent.push(stream.next()), { now: () => clock.time });
  return { stream, sent, clock };
}

describe('update stream', () => {
  it('sends at most two updates that the view has not taken in', () => {
    const { stream, sent, clock } = streamAt(0);
    for (let round = 0; round < 10; round++) {
      clock.time += 1_000;
      stream.flushSoon();
    }
    expect(sent).toEqual([1, 2]);
  });

  it('sends what waits as soon as the view has room, also when the run itself stands', () => {
    const { stream, sent, clock } = streamAt(0);
    for (let round = 0; round < 3; round++) {
      clock.time += 1_000;
      stream.flushSoon();
    }
    clock.time += 1_000;
    stream.applied(1);
    expect(sent).toEqual([1, 2, 3]);
  });

  it('sends at once where the run stands still, whatever is in flight', () => {
    const { stream, sent } = streamAt(0);
    for (let round = 0; round < 5; round++) stream.flush();
    expect(sent).toEqual([1, 2, 3, 4, 5]);
  });

  it('does not believe in an update that it never sent', () => {
    const { stream, sent, clock } = streamAt(0);
    stream.applied(1_000_000);
    for (let round = 0; round < 10; round++) {
      clock.time += 1_000;
      stream.flushSoon();
    }
    expect(sent).toEqual([1, 2]);
  });

  it('waits for nothing from a view that starts afresh', () => {
    const { stream, sent, clock } = streamAt(0);
    stream.flush();
    stream.flush();
    stream.next();
    stream.startedAfresh();
    clock.time += 1_000;
    stream.flushSoon();
    expect(sent).toEqual([1, 2, 4]);
  });

  it('is silent once it is disposed of', () => {
    const { stream, sent } = streamAt(0);
    stream.dispose();
    stream.flush();
    stream.flushSoon();
    expect(sent).toEqual([]);
  });
});
