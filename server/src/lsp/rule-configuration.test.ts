/** What definitions are checked with must not change from key to key, or everything is checked anew at each of them. */

import { afterEach, expect, it, vi } from 'vitest';
import type { Connection } from 'vscode-languageserver/node';

import { createRuleConfiguration } from './rule-configuration.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('checks with the same present all through a minute, and with the next one then', () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12, 30, 10) });
  const ignore = (): void => undefined;
  const connection = { onInitialized: ignore, onDidChangeConfiguration: ignore } as unknown as Connection;
  const rules = createRuleConfiguration(connection, ignore);
  const first = rules.options();
  vi.advanceTimersByTime(40_000);
  expect(rules.options()).toEqual(first);
  expect(rules.options().severities).toBe(first.severities);
  vi.advanceTimersByTime(10_000);
  expect(rules.options().now).toBe(Date.UTC(2026, 0, 1, 12, 31));
});
