/** Reads a message of the host. A message that is not of the protocol is null: it is from another version, or not ours. */

import type { ToWebview } from '../../../server/src/protocol/run-view.ts';

/** Checks the outer shape; what is inside came through the server's own types. */
export function parseToWebview(value: unknown): ToWebview | null {
  if (!isRecord(value)) return null;
  switch (value['kind']) {
    case 'show-graph':
      return isRecord(value['graph']) && isScope(value['graph']['root']) && typeof value['title'] === 'string'
        ? (value as unknown as ToWebview)
        : null;
    case 'update':
      return isUpdate(value['update']) ? (value as unknown as ToWebview) : null;
    case 'child':
      return typeof value['requestId'] === 'number' &&
        isRecord(value['detail']) &&
        Array.isArray(value['detail']['events'])
        ? (value as unknown as ToWebview)
        : null;
    case 'request-failed':
      return typeof value['requestId'] === 'number' && typeof value['message'] === 'string'
        ? (value as unknown as ToWebview)
        : null;
    case 'highlight-state':
      return value['pointer'] === null || typeof value['pointer'] === 'string' ? (value as unknown as ToWebview) : null;
    case 'outdated':
      return { kind: 'outdated' };
    case 'problem':
      return typeof value['message'] === 'string' ? (value as unknown as ToWebview) : null;
    default:
      return null;
  }
}

function isScope(value: unknown): boolean {
  return (
    isRecord(value) && typeof value['id'] === 'string' && Array.isArray(value['nodes']) && Array.isArray(value['edges'])
  );
}

function isUpdate(value: unknown): boolean {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value['sequence']) &&
    typeof value['reset'] === 'boolean' &&
    typeof value['phase'] === 'string' &&
    Array.isArray(value['events']) &&
    Array.isArray(value['counters']) &&
    Array.isArray(value['mapRuns'])
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
