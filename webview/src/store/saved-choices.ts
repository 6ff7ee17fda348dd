/** What survives a reload of the page: the user's choices, never the run's data. Read back with care: an older version may have written it. */

import type { ChildStatus } from '../../../server/src/core/events/run-event.ts';
import { STATUS_OF_CODE } from './child-statuses.ts';

export interface SelectedChild {
  readonly mapRun: number;
  readonly index: number;
}

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface SavedChoices {
  readonly selectedState: string | null;
  readonly child: SelectedChild | null;
  readonly statusFilter: ChildStatus | null;
  readonly graphMode: 'graph' | 'table';
  readonly speed: number | null;
  /** Null: the graph is fitted to its pane. */
  readonly viewport: Viewport | null;
  /** Transitions the run had made; the host brings a new run there after a reload of the window. */
  readonly step: number;
  /** Pixels a cell; null: all children fit the pane. */
  readonly gridZoom: number | null;
}

export function parseSavedChoices(value: unknown): SavedChoices {
  const record = isRecord(value) ? value : {};
  return {
    selectedState: typeof record['selectedState'] === 'string' ? record['selectedState'] : null,
    child: parseChild(record['child']),
    statusFilter: STATUS_OF_CODE.find((status) => status === record['statusFilter']) ?? null,
    graphMode: record['graphMode'] === 'table' ? 'table' : 'graph',
    speed: positive(record['speed']),
    viewport: parseViewport(record['viewport']),
    step: isCount(record['step']) ? record['step'] : 0,
    gridZoom: positive(record['gridZoom']),
  };
}

function parseChild(value: unknown): SelectedChild | null {
  if (!isRecord(value)) return null;
  const { mapRun, index } = value;
  return isCount(mapRun) && isCount(index) ? { mapRun, index } : null;
}

function parseViewport(value: unknown): Viewport | null {
  if (!isRecord(value)) return null;
  const { x, y } = value;
  const scale = positive(value['scale']);
  return scale !== null && Number.isFinite(x) && Number.isFinite(y) ? { x: Number(x), y: Number(y), scale } : null;
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
