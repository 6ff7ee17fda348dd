import { describe, expect, it } from 'vitest';
import { parseFromWebview } from './from-webview.ts';

describe('parseFromWebview', () => {
  it.each([
    { kind: 'ready' },
    { kind: 'command', command: { kind: 'next-batch' } },
    { kind: 'command', command: { kind: 'go-to-step', step: 7 } },
    { kind: 'command', command: { kind: 'set-speed', transitionsPerSecond: null } },
    { kind: 'command', command: { kind: 'set-speed', transitionsPerSecond: 10 } },
    { kind: 'open-child', requestId: 1, mapRun: 0, index: 99_999 },
    { kind: 'reveal-state', pointer: '/States/A' },
    { kind: 'applied', sequence: 3 },
  ])('takes %j', (message) => {
    expect(parseFromWebview(message)).toEqual(message);
  });

  it('takes no more than the protocol has', () => {
    expect(parseFromWebview({ kind: 'ready', extra: 1 })).toEqual({ kind: 'ready' });
  });

  it.each([
    null,
    'ready',
    [],
    { kind: 'command' },
    { kind: 'command', command: { kind: 'format-disk' } },
    { kind: 'command', command: { kind: 'go-to-step', step: -1 } },
    { kind: 'command', command: { kind: 'set-speed', transitionsPerSecond: 0 } },
    { kind: 'command', command: { kind: 'set-speed', transitionsPerSecond: Number.NaN } },
    { kind: 'open-child', requestId: 1, mapRun: 0, index: -1 },
    { kind: 'open-child', requestId: 1, mapRun: 0.5, index: 1 },
    { kind: 'reveal-state' },
    { kind: 'applied', sequence: '3' },
  ])('refuses %j', (message) => {
    expect(parseFromWebview(message)).toBeNull();
  });
});
