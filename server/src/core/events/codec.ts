/** Run events as JSON Lines, for event logs: what was written can be read back, and a damaged line is known as one. */

import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { RunEvent } from './run-event.ts';

/** Fields that must be there, by kind, with their JSON types; others are kept as they are. */
const FIELDS: {
  readonly [K in RunEvent['kind']]: Readonly<Record<string, 'number' | 'string' | 'boolean' | 'object'>>;
} = {
  history: { execution: 'number', event: 'object' },
  'data-stage': { execution: 'number', enteredEventId: 'number', stage: 'string' },
  'map-run-started': { mapRun: 'number', execution: 'number', state: 'string', arn: 'string', time: 'number' },
  'map-run-scope': { mapRun: 'number', variables: 'object', context: 'object' },
  'map-run-redriven': { mapRun: 'number', redriveCount: 'number', time: 'number' },
  'items-read': { mapRun: 'number', nItems: 'number', bytes: 'number', complete: 'boolean' },
  'child-started': { mapRun: 'number', index: 'number', execution: 'number', nItems: 'number', time: 'number' },
  'child-ended': { mapRun: 'number', index: 'number', execution: 'number', status: 'string', time: 'number' },
  'child-pending': { mapRun: 'number', index: 'number', firstItem: 'number', nItems: 'number' },
  'result-file-written': { mapRun: 'number', bucket: 'string', key: 'string', nRecords: 'number', bytes: 'number' },
  'nested-execution-started': {
    execution: 'number',
    parent: 'number',
    parentEventId: 'number',
    arn: 'string',
    stateMachineArn: 'string',
    time: 'number',
  },
  'nested-execution-ended': { execution: 'number', status: 'string', time: 'number' },
  'map-run-ended': { mapRun: 'number', status: 'string', nPending: 'number', time: 'number' },
};

/** One line, with its line end. */
export function encodeRunEvent(event: RunEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** Null for a text that is no event. */
export function decodeRunEvent(line: string): RunEvent | null {
  let value: Json;
  try {
    value = JSON.parse(line) as Json;
  } catch {
    return null;
  }
  return isJsonObject(value) && isRunEvent(value) ? (value as unknown as RunEvent) : null;
}

function isRunEvent(value: JsonObject): boolean {
  const { kind } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(FIELDS, kind)) return false;
  const fields = FIELDS[kind as RunEvent['kind']];
  return (
    Object.entries(fields).every(([name, type]) => typeof value[name] === type && value[name] !== null) &&
    (kind !== 'history' || isHistoryEvent(value['event'] as JsonObject)) &&
    (kind !== 'data-stage' || value['value'] !== undefined)
  );
}

function isHistoryEvent({ type, id, previousEventId, time, details }: JsonObject): boolean {
  return (
    typeof type === 'string' &&
    typeof id === 'number' &&
    typeof previousEventId === 'number' &&
    typeof time === 'number' &&
    isJsonObject(details)
  );
}
