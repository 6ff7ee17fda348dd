/** What numbers in a definition come to: the batches of known items, the schedule of retries, seconds in larger units. */

import type { TextRange } from '../base/text-range.ts';
import type { AslDocument } from '../model/asl-document.ts';
import type { StateModel } from '../model/machine-model.ts';
import { getProperty, getString, getValue, type ObjectNode, type SyntaxNode } from '../syntax/syntax-node.ts';
import type { BatchPreview, KnownData, KnownItems } from './known-data.ts';
import { bytesText, countText, durationText, groupDigits } from './quantities.ts';

export interface InlayHintData {
  /** Stands after this offset. */
  readonly offset: number;
  readonly label: string;
  /** Markdown. */
  readonly tooltip: string;
}

/** From this many seconds on a larger unit says more. */
const LONG_SECONDS = 120;
const SECONDS_FIELDS = ['TimeoutSeconds', 'HeartbeatSeconds', 'Seconds'] as const;
const MAX_SHOWN_RETRIES = 5;

/** Hints within the range, in the order of the text. */
export function inlayHintsIn(document: AslDocument, range: TextRange, known: KnownData): readonly InlayHintData[] {
  const hints: InlayHintData[] = [];
  const add = (offset: number, label: string, tooltip: string): void => {
    if (offset >= range.start && offset <= range.end) hints.push({ offset, label, tooltip });
  };
  addSeconds(document.model.node, add);
  for (const state of document.model.states) {
    const { node } = state;
    if (node === null || state.range.end < range.start || state.range.start > range.end) continue;
    addSeconds(node, add);
    const retry = getValue(node, 'Retry');
    if (retry?.kind === 'array') for (const retrier of retry.elements) addRetries(retrier, add);
    if (state.type === 'Map' && state.distributed) addItems(state, node, known, add);
  }
  return hints.sort((left, right) => left.offset - right.offset);
}

type Add = (offset: number, label: string, tooltip: string) => void;

function addSeconds(node: ObjectNode | null, add: Add): void {
  for (const name of SECONDS_FIELDS) {
    const value = getValue(node, name);
    if (value?.kind === 'number' && value.value >= LONG_SECONDS) {
      add(value.range.end, `= ${durationText(value.value)}`, `${groupDigits(value.value)} seconds`);
    }
  }
}

/** `retries after 2 s, 4 s, 8 s`. */
function addRetries(retrier: SyntaxNode, add: Add): void {
  if (retrier.kind !== 'object') return;
  const plan = retryPlan(retrier);
  const anchor = ['IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'ErrorEquals']
    .map((name) => getProperty(retrier, name))
    .find((property) => property !== undefined && property.value.range.end > property.value.range.start);
  if (plan === null || anchor === undefined) return;
  const { delays, attempts, jitter } = plan;
  if (attempts === 0) return add(anchor.value.range.end, 'no retry', 'MaxAttempts is 0: the error is not retried.');
  const shown = delays.slice(0, MAX_SHOWN_RETRIES).map(durationText);
  const last = delays.at(-1) ?? 0;
  if (attempts > MAX_SHOWN_RETRIES) shown.push('…', `${durationText(last)} (${groupDigits(attempts)} retries)`);
  const label = `retries after ${jitter ? 'up to ' : ''}${shown.join(', ')}`;
  const whole = plan.total === null ? '' : ` All waits together: ${jitter ? 'up to ' : ''}${durationText(plan.total)}.`;
  add(
    anchor.value.range.end,
    label,
    `Each wait is the one before times BackoffRate, at most MaxDelaySeconds.${jitter ? ' With JitterStrategy FULL a wait is a random part of it.' : ''}${whole}`,
  );
}

interface RetryPlan {
  readonly attempts: number;
  /** At most the first thousand. */
  readonly delays: readonly number[];
  readonly total: number | null;
  readonly jitter: boolean;
}

/** Null where a number is not written out. */
function retryPlan(retrier: ObjectNode): RetryPlan | null {
  const interval = numberOf(retrier, 'IntervalSeconds', 1);
  const attempts = numberOf(retrier, 'MaxAttempts', 3);
  const rate = numberOf(retrier, 'BackoffRate', 2);
  const limit = numberOf(retrier, 'MaxDelaySeconds', Infinity);
  if (interval === null || attempts === null || rate === null || limit === null) return null;
  const delays: number[] = [];
  let delay = interval;
  let total = 0;
  const counted = Math.min(attempts, 1000);
  for (let attempt = 0; attempt < counted; attempt++) {
    const bounded = Math.min(delay, limit);
    delays.push(bounded);
    total += bounded;
    delay *= rate;
  }
  const jitter = getString(retrier, 'JitterStrategy') === 'FULL';
  return { attempts, delays, total: counted === attempts && Number.isFinite(total) ? total : null, jitter };
}

function numberOf(node: ObjectNode, name: string, fallback: number): number | null {
  const value = getValue(node, name);
  if (value === undefined || (value.kind === 'hole' && value.reason === 'missing')) return fallback;
  return value.kind === 'number' && value.value >= 0 ? value.value : null;
}

function addItems(state: StateModel, node: ObjectNode, known: KnownData, add: Add): void {
  const batcher = getProperty(node, 'ItemBatcher');
  const bytes = getValue(batcher?.value, 'MaxInputBytesPerBatch');
  if (bytes?.kind === 'number' && bytes.value >= 10_000) {
    add(bytes.range.end, `= ${bytesText(bytes.value)}`, `${groupDigits(bytes.value)} bytes`);
  }
  const items = known.itemsOf(state.name);
  if (items === null) return;
  const anchor = batcher ?? getProperty(node, 'ItemReader');
  if (anchor === undefined) return;
  const offset = headEnd(anchor.value, anchor.key.range.end);
  if (batcher === undefined) {
    const label = `${itemsText(items)} → ${countText(items.nItems, 'child execution')}`;
    add(offset, label, `${itemsText(items)} in ${items.from}: one child execution each.`);
  } else if (items.batches !== null) {
    const { label, tooltip } = describeBatches(items, items.batches);
    add(offset, label, tooltip);
  }
}

function itemsText({ nItems, complete }: KnownItems): string {
  return complete ? countText(nItems, 'item') : `the first ${countText(nItems, 'item')}`;
}

/** `25 items → 3 batches: 2 × 10 + 5 · ≈ 1,020–1,990 B`. */
export function describeBatches(
  items: KnownItems,
  batches: BatchPreview,
): { readonly label: string; readonly tooltip: string } {
  const { nBatches, minItems, maxItems, lastItems, exact, oversized } = batches;
  if (oversized !== null) {
    const label = `item ${groupDigits(oversized.item)} does not fit into any batch`;
    const tooltip = `Item ${groupDigits(oversized.item)} of ${items.from} makes a batch of ${groupDigits(oversized.bytes)} bytes; the limit is ${groupDigits(oversized.limit)}.`;
    return { label, tooltip };
  }
  if (nBatches === 0) return { label: 'no items: no child execution', tooltip: `${items.from} holds no items.` };
  const counts =
    nBatches === 1
      ? countText(lastItems, 'item')
      : minItems !== maxItems
        ? `${groupDigits(minItems)}–${groupDigits(maxItems)} items, last ${groupDigits(lastItems)}`
        : lastItems === maxItems
          ? `${groupDigits(maxItems)} items each`
          : `${groupDigits(nBatches - 1)} × ${groupDigits(maxItems)} + ${groupDigits(lastItems)} items`;
  const low = Math.min(batches.minBytes, batches.lastBytes);
  const high = Math.max(batches.maxBytes, batches.lastBytes);
  const size = low === high ? bytesText(high) : `${bytesText(low)} to ${bytesText(high)}`;
  const label = `${itemsText(items)} → ${countText(nBatches, 'batch', 'batches')}: ${counts} · ${exact ? '' : '≈ '}${size}`;
  const tooltip = [
    `From ${items.from}. Each batch is the input of one child execution.`,
    `Bytes per batch: ${groupDigits(low)} to ${groupDigits(high)} (the last one ${groupDigits(batches.lastBytes)}), BatchInput and wrapping included.`,
    ...(exact
      ? []
      : ['ItemSelector or BatchInput holds values that are only known in a run, so bytes are near the truth.']),
    ...(items.complete ? [] : ['There are more items; only the first were read.']),
  ].join('\n\n');
  return { label, tooltip };
}

/** After the brace of a JSON object, after the colon of a YAML one. */
function headEnd(value: SyntaxNode, keyEnd: number): number {
  const { start, end } = value.range;
  const braced = value.kind === 'object' && value.properties[0]?.range.start !== start && end > start;
  return braced ? start + 1 : keyEnd + 1;
}
