import { describe, expect, it } from 'vitest';
import { withDeadline, type Timer } from './deadline.ts';
import { isCancellation, RequestFailure, toRequestFailure, userMessageOf } from './request-failure.ts';

const responseError = (code: number, message: string): Error => Object.assign(new Error(message), { code });

describe('toRequestFailure', () => {
  it.each([
    ['a cancelled request', responseError(-32800, 'Request cancelled'), 'cancelled'],
    ['a server that cancelled', responseError(-32802, 'x'), 'cancelled'],
    [
      'a connection that is gone',
      responseError(-32097, 'Pending response rejected since connection got disposed'),
      'server-stopped',
    ],
    ['a connection that was never there', new Error('Client is not running'), 'server-stopped'],
    ['a refusal', responseError(-32803, 'There is no case “x” in this suite.'), 'refused'],
    ['something thrown that is no error', { odd: true }, 'refused'],
  ])('takes %s', (_, error, kind) => {
    expect(toRequestFailure(error, 'stepscope/snapshot').kind).toBe(kind);
  });

  it("keeps the server's sentence", () => {
    expect(toRequestFailure(responseError(-32803, 'There is no case “x” in this suite.'), 'm').message).toBe(
      'There is no case “x” in this suite.',
    );
  });

  it('says what to do when the server does not know the method', () => {
    expect(toRequestFailure(responseError(-32601, 'Unhandled method'), 'stepscope/new').message).toContain(
      'reload the window',
    );
  });

  it('leaves a failure as it is', () => {
    const failure = new RequestFailure('timed-out', 'Too long.');
    expect(toRequestFailure(failure, 'm')).toBe(failure);
  });

  it('always has a sentence', () => {
    for (const error of [undefined, null, 7, '', new Error(''), 'plain']) expect(userMessageOf(error)).not.toBe('');
  });
});

describe('withDeadline', () => {
  function fakeTimer(): { timer: Timer; ring: () => void; isSet: () => boolean } {
    let callback: (() => void) | null = null;
    return {
      timer: {
        after(_, wanted) {
          callback = wanted;
          return () => (callback = null);
        },
      },
      ring: () => callback?.(),
      isSet: () => callback !== null,
    };
  }

  it('fails when the time is up, and stops the work', async () => {
    const { timer, ring } = fakeTimer();
    let stopped = 0;
    const limited = withDeadline(new Promise(() => {}), 30_000, { timer, what: 'Waiting', onTimeout: () => stopped++ });
    ring();
    await expect(limited).rejects.toMatchObject({
      kind: 'timed-out',
      message: 'Waiting took longer than 30 s and was given up.',
    });
    expect(stopped).toBe(1);
  });

  it('gives the result in time and lets go of the timer', async () => {
    const { timer, isSet } = fakeTimer();
    const limited = withDeadline(Promise.resolve(7), 1, { timer, what: 'Waiting', onTimeout: () => {} });
    expect(await limited).toBe(7);
    await Promise.resolve();
    expect(isSet()).toBe(false);
  });
});

describe('isCancellation', () => {
  it('is only that', () => {
    expect(isCancellation(new RequestFailure('cancelled', 'x'))).toBe(true);
    expect(isCancellation(new RequestFailure('timed-out', 'x'))).toBe(false);
    expect(isCancellation(new Error('cancelled'))).toBe(false);
  });
});
