import { describe, expect, it } from 'vitest';
import { readAslDocument } from '../model/asl-document.ts';
import { codeLensesOf } from './code-lenses.ts';
import { describeBatches, inlayHintsIn } from './inlay-hints.ts';
import { NOTHING_KNOWN, type BatchPreview, type KnownData, type KnownItems } from './known-data.ts';
import { durationText } from './quantities.ts';

/** The text with every hint written where it stands, as ⟨…⟩. */
function withHints(text: string, format: 'json' | 'yaml' = 'json', known: KnownData = NOTHING_KNOWN): string {
  const hints = inlayHintsIn(readAslDocument(text, format), { start: 0, end: text.length }, known);
  return hints.reduceRight(
    (marked, { offset, label }) => `${marked.slice(0, offset)}⟨${label}⟩${marked.slice(offset)}`,
    text,
  );
}

const BATCHES: BatchPreview = {
  nBatches: 3,
  minItems: 10,
  maxItems: 10,
  lastItems: 5,
  minBytes: 1000,
  maxBytes: 1100,
  lastBytes: 560,
  exact: true,
  oversized: null,
};
const ITEMS: KnownItems = { from: 'items.json', nItems: 25, complete: true, sample: null, batches: BATCHES };

describe('inlay hints', () => {
  it.each([
    ['{"ErrorEquals": ["X"], "IntervalSeconds": 2⟨retries after 2 s, 4 s, 8 s⟩, "MaxAttempts": 3}'],
    ['{"ErrorEquals": ["X"]⟨retries after 1 s, 2 s, 4 s⟩}'],
    ['{"ErrorEquals": ["X"], "MaxAttempts": 0⟨no retry⟩}'],
    ['{"ErrorEquals": ["X"], "MaxAttempts": 2⟨retries after up to 1 s, 2 s⟩, "JitterStrategy": "FULL"}'],
    ['{"IntervalSeconds": 60⟨retries after 1 min, 1 min 30 s, 1 min 30 s⟩, "MaxDelaySeconds": 90, "BackoffRate": 1.7}'],
    [
      '{"IntervalSeconds": 1⟨retries after 1 s, 1 s, 1 s, 1 s, 1 s, …, 1 s (9 retries)⟩, "BackoffRate": 1, "MaxAttempts": 9}',
    ],
    ['{"IntervalSeconds": "${Wait}"}'],
  ])('tell when retries come: %s', (marked) => {
    const state = (retrier: string): string =>
      `{"States": {"A": {"Type": "Task", "Retry": [${retrier}], "End": true}}}`;
    expect(withHints(state(marked.replace(/⟨.*?⟩/g, '')))).toBe(state(marked));
  });

  it('show long times in larger units, in YAML too', () => {
    const marked =
      'TimeoutSeconds: 5400⟨= 1 h 30 min⟩\nStates:\n  A:\n    Type: Wait\n    Seconds: 60\n  B:\n    Type: Wait\n    Seconds: 172800⟨= 2 d⟩\n';
    expect(withHints(marked.replace(/⟨.*?⟩/g, ''), 'yaml')).toBe(marked);
    expect([0, 59, 61, 3601, 90061].map(durationText)).toEqual(['0 s', '59 s', '1 min 1 s', '1 h 1 s', '1 d 1 h']);
  });

  it('show how known items are batched', () => {
    const known: KnownData = { executionInput: null, itemsOf: (name) => (name === 'M' ? ITEMS : null) };
    const map = (rest: string): string =>
      `{"States": {"M": {"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}}, ${rest}}}}`;
    const json = map(
      '"ItemBatcher": {⟨25 items → 3 batches: 2 × 10 + 5 items · 560 B to 1,100 B⟩"MaxItemsPerBatch": 10}',
    );
    expect(withHints(json.replace(/⟨.*?⟩/g, ''), 'json', known)).toBe(json);
    expect(withHints(json.replace(/⟨.*?⟩/g, '').replace('"M"', '"N"'), 'json', known)).not.toContain('⟨');
    const yaml =
      'States:\n  M:\n    Type: Map\n    ItemProcessor: {ProcessorConfig: {Mode: DISTRIBUTED}}\n    ItemBatcher:⟨25 items → 3 batches: 2 × 10 + 5 items · 560 B to 1,100 B⟩\n      MaxItemsPerBatch: 10\n';
    expect(withHints(yaml.replace(/⟨.*?⟩/g, ''), 'yaml', known)).toBe(yaml);
    const bare = map('"ItemReader": {⟨25 items → 25 child executions⟩"Resource": "x"}');
    const one: KnownData = { ...known, itemsOf: () => ({ ...ITEMS, batches: null }) };
    expect(withHints(bare.replace(/⟨.*?⟩/g, ''), 'json', one)).toBe(bare);
  });

  it.each<[string, Partial<KnownItems>, Partial<BatchPreview>]>([
    ['25 items → 3 batches: 3–10 items, last 5 · ≈ 560 B to 1,100 B', {}, { minItems: 3, exact: false }],
    ['the first 25 items → 3 batches: 10 items each · 560 B to 1,100 B', { complete: false }, { lastItems: 10 }],
    [
      '25 items → 1 batch: 25 items · 2,000 B',
      {},
      { nBatches: 1, lastItems: 25, minBytes: 2000, maxBytes: 2000, lastBytes: 2000 },
    ],
    ['no items: no child execution', { nItems: 0 }, { nBatches: 0 }],
    ['item 7 does not fit into any batch', {}, { oversized: { item: 7, bytes: 300_000, limit: 262_144 } }],
  ])('say %s', (label, items, batches) => {
    expect(describeBatches({ ...ITEMS, ...items }, { ...BATCHES, ...batches }).label).toBe(label);
  });
});

describe('code lenses', () => {
  it('stand above a state machine and nothing else', () => {
    const titles = (text: string): string[] => codeLensesOf(readAslDocument(text, 'json')).map(({ title }) => title);
    expect(titles('{"StartAt": "A"}')).toEqual(['Run tests', 'Debug a test case', 'Graph']);
    expect(titles('{}')).toEqual([]);
    expect(titles('')).toEqual([]);
  });
});
