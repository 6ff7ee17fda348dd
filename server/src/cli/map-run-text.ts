/** Map Runs and children as lines for people. */

import type { JsonObject } from '../core/base/json.ts';
import { isoTime, type MapRunCounts, type MapRunRecord } from '../core/views/map-run-record.ts';
import type { ChildRow } from '../core/views/map-run-view.ts';
import type { ChildStory } from '../host/saved-run/child-story.ts';

export function mapRunText(
  record: MapRunRecord,
  files: readonly { readonly bucket: string; readonly key: string; readonly bytes: number }[],
): string {
  const lines = [
    `Map Run ${record.mapRun}, "${record.stateName}": ${record.status}`,
    `  ${record.mapRunArn}`,
    `  started ${isoTime(record.startDate)}${record.stopDate === null ? '' : `, stopped ${isoTime(record.stopDate)}`}`,
    `  items       ${countsText(record.itemCounts)}`,
    `  executions  ${countsText(record.executionCounts)}`,
  ];
  if (record.redriveCount > 0)
    lines.push(`  redriven ${timesText(record.redriveCount)}, last at ${isoTime(record.redriveDate ?? 0)}`);
  const reason = [record.error, record.cause].filter((part) => part !== undefined).join(': ');
  if (reason !== '') lines.push(`  ${reason}`);
  for (const { bucket, key, bytes } of files) lines.push(`  s3://${bucket}/${key}  ${count(bytes)} bytes`);
  return `${lines.join('\n')}\n`;
}

export function rowText(row: ChildRow): string {
  const took = row.status === 'RUNNING' ? '' : `${count(row.stopTime - row.startTime)} ms`;
  const facts = [
    String(row.index).padStart(8),
    row.status.padEnd(9),
    `${count(row.nItems)} ${row.nItems === 1 ? 'item' : 'items'} from ${count(row.firstItem)}`.padEnd(22),
    took.padStart(10),
    row.nRetries === 0 ? '' : `${row.nRetries} retries`,
    row.redriveCount === 0 ? '' : `redriven ${timesText(row.redriveCount)}`,
    row.error ?? '',
  ];
  return `${facts.join('  ').trimEnd()}\n`;
}

/** One child: its facts, then its history, one line an event. */
export function childText(description: JsonObject, story: ChildStory): string {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(description)) {
    if (name === 'events' || name === 'inputDetails' || name === 'outputDetails') continue;
    lines.push(`${name.padEnd(20)} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  }
  if (story.history.length > 0) lines.push('', 'history');
  for (const { id, previousEventId, type, time, details } of story.history) {
    const place = 'name' in details ? ` ${details.name}` : '';
    const error = 'error' in details && details.error !== undefined ? `: ${details.error}` : '';
    const cause = 'cause' in details && details.cause !== undefined ? `: ${details.cause}` : '';
    lines.push(
      `${String(id).padStart(6)} <- ${String(previousEventId).padEnd(5)} ${isoTime(time)}  ${type}${place}${error}${cause}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function timesText(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function countsText(counts: MapRunCounts): string {
  const { total, succeeded, failed, timedOut, aborted, pending, running, pendingRedrive } = counts;
  const parts: readonly (readonly [number, string])[] = [
    [succeeded, 'succeeded'],
    [failed, 'failed'],
    [timedOut, 'timed out'],
    [aborted, 'aborted'],
    [running, 'running'],
    [pending, 'pending'],
    [pendingRedrive, 'pending redrive'],
  ];
  const shown = parts.filter(([amount]) => amount > 0).map(([amount, name]) => `${count(amount)} ${name}`);
  return `${count(total)}${shown.length === 0 ? '' : `: ${shown.join(', ')}`}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
