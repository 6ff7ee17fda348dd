/** The Distributed Map as a pipeline of five cards: what was read, batched, run, tolerated and written so far. */

import type { MapRunFacts } from '../store/run-state.ts';
import { formatBytes, formatCount, formatPercent, formatShortCount } from '../theme/format.ts';

interface Card {
  readonly title: string;
  readonly value: string;
  readonly note: string;
  readonly tone?: 'failed';
  /** A share from 0 to 1 to show as a bar. */
  readonly share?: number;
}

export function Pipeline({ facts, flow }: { readonly facts: MapRunFacts; readonly flow: 'flowing' | 'still' }) {
  return (
    <ol class={`pipeline ${flow}`} aria-label="Pipeline of the Distributed Map">
      {cardsOf(facts).map(({ title, value, note, tone, share }) => (
        <li key={title} class="card" data-tone={tone}>
          <span class="card-title" title={title}>
            {title}
          </span>
          <strong title={value}>{value}</strong>
          <span class="quiet card-note" title={note}>
            {note}
          </span>
          {share !== undefined && (
            <span class="meter" aria-hidden="true">
              <span style={{ width: `${Math.min(100, share * 100)}%` }} />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function cardsOf(facts: MapRunFacts): readonly Card[] {
  const { reader, batcher, children, threshold, writer } = facts;
  const started = children.total - children.pending;
  return [
    {
      title: 'reader',
      value: formatCardCount(reader.nItems),
      note: [
        reader.complete ? 'items, all read' : 'items so far',
        reader.bytes > 0 ? formatBytes(reader.bytes) : '',
        reader.source,
      ]
        .filter(Boolean)
        .join(' · '),
    },
    {
      title: 'batcher',
      value: formatCardCount(batcher.nBatches),
      note: [
        batcher.maxItems === null ? '' : `${formatCount(batcher.maxItems)} a batch`,
        batcher.maxBytes === null ? '' : `≤ ${formatBytes(batcher.maxBytes)}`,
        batcher.maxItems === null && batcher.maxBytes === null ? 'one item each' : '',
      ]
        .filter(Boolean)
        .join(' · '),
    },
    {
      title: 'children',
      value: formatCardCount(started),
      note: `${formatCount(children.running)} running · max ${formatCount(children.maxConcurrency)}`,
    },
    thresholdCard(threshold, children, reader.nItems),
    {
      title: 'writer',
      value: writer.enabled ? formatCount(writer.nFiles) : '–',
      note: writer.enabled
        ? [
            writer.nFiles === 1 ? 'file' : 'files',
            writer.bytes > 0 ? formatBytes(writer.bytes) : '',
            writer.manifestKey ?? 'manifest at the end',
          ]
            .filter(Boolean)
            .join(' · ')
        : 'results stay in the state',
    },
  ];
}

/** Whole up to five digits: a card is narrow. */
function formatCardCount(count: number): string {
  return count < 100_000 ? formatCount(count) : formatShortCount(count);
}

/** AWS measures the tolerated percentage in items, not in children. */
function thresholdCard(
  { count, percentage, failedItems }: MapRunFacts['threshold'],
  children: MapRunFacts['children'],
  nItems: number,
): Card {
  const failed = children.failed + children.timedOut;
  const share = nItems === 0 ? 0 : (failedItems / nItems) * 100;
  const limits = [
    count > 0 ? `${formatCount(count)} items` : '',
    percentage > 0 ? formatPercent(percentage) : '',
  ].filter(Boolean);
  const used = Math.max(percentage > 0 ? share / percentage : 0, count > 0 ? failedItems / count : 0);
  const isTight = failed > 0 && (limits.length === 0 || used >= 1);
  return {
    title: 'tolerance',
    value: formatPercent(share),
    note: limits.length === 0 ? 'no failure tolerated' : `failed, of ${limits.join(' or ')}`,
    ...(isTight ? { tone: 'failed' as const } : {}),
    share: limits.length === 0 ? (failed > 0 ? 1 : 0) : used,
  };
}
