import { describe, expect, it } from 'vitest';
import { childOf, mapGraph, updateOf } from '../store/fixtures.ts';
import { parseToWebview } from './to-webview.ts';

describe('parseToWebview', () => {
  it.each([
    { kind: 'show-graph', graph: mapGraph(), title: 'case', debugging: true },
    { kind: 'update', update: updateOf({}) },
    { kind: 'child', requestId: 1, detail: childOf({}) },
    { kind: 'request-failed', requestId: 1, message: 'no' },
    { kind: 'highlight-state', pointer: null },
    { kind: 'highlight-state', pointer: '/States/A' },
    { kind: 'problem', message: 'no' },
    { kind: 'outdated' },
  ])('takes $kind', (message) => {
    expect(parseToWebview(message)).toEqual(message);
  });

  it.each([
    null,
    'update',
    [],
    { kind: 'unknown' },
    { kind: 'show-graph', graph: { root: {} }, title: 'case', debugging: true },
    { kind: 'show-graph', graph: null, title: 'case' },
    { kind: 'update', update: { ...updateOf({}), sequence: 1.5 } },
    { kind: 'update', update: { ...updateOf({}), mapRuns: null } },
    { kind: 'child', requestId: '1', detail: childOf({}) },
    { kind: 'child', requestId: 1, detail: {} },
    { kind: 'request-failed', requestId: 1 },
    { kind: 'highlight-state', pointer: 3 },
    { kind: 'problem' },
    { vscodeScheduleAsyncUpdate: 1 },
  ])('refuses %j', (message) => {
    expect(parseToWebview(message)).toBeNull();
  });
});
