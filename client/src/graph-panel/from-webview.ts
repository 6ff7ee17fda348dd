/** Reads a message of the webview. What comes from there is not trusted: anything else than a `FromWebview` is null. */

import type { DebugCommand, FromWebview } from '../../../server/src/protocol/run-view.ts';

const PLAIN_COMMANDS: ReadonlySet<string> = new Set([
  'continue',
  'pause',
  'step',
  'step-back',
  'next-batch',
  'step-into-child',
  'step-out',
  'stop',
  'restart',
] satisfies readonly Exclude<DebugCommand['kind'], 'set-speed' | 'go-to-step'>[]);

export function parseFromWebview(value: unknown): FromWebview | null {
  if (!isRecord(value)) return null;
  switch (value['kind']) {
    case 'ready':
      return { kind: 'ready' };
    case 'command': {
      const command = parseCommand(value['command']);
      return command === null ? null : { kind: 'command', command };
    }
    case 'open-child': {
      const { requestId, mapRun, index } = value;
      return isCount(requestId) && isCount(mapRun) && isCount(index)
        ? { kind: 'open-child', requestId, mapRun, index }
        : null;
    }
    case 'reveal-state':
      return typeof value['pointer'] === 'string' ? { kind: 'reveal-state', pointer: value['pointer'] } : null;
    case 'applied':
      return isCount(value['sequence']) ? { kind: 'applied', sequence: value['sequence'] } : null;
    default:
      return null;
  }
}

function parseCommand(value: unknown): DebugCommand | null {
  if (!isRecord(value) || typeof value['kind'] !== 'string') return null;
  if (value['kind'] === 'set-speed') {
    const speed = value['transitionsPerSecond'];
    if (speed === null) return { kind: 'set-speed', transitionsPerSecond: null };
    return typeof speed === 'number' && Number.isFinite(speed) && speed > 0
      ? { kind: 'set-speed', transitionsPerSecond: speed }
      : null;
  }
  if (value['kind'] === 'go-to-step')
    return isCount(value['step']) ? { kind: 'go-to-step', step: value['step'] } : null;
  return PLAIN_COMMANDS.has(value['kind']) ? ({ kind: value['kind'] } as DebugCommand) : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
