/**
 * The children of a Map Run as ListExecutions and DescribeExecution tell them. Only children that were started are listed, newest first; each
 * row is made when it is asked for.
 */

import type { JsonObject } from '../base/json.ts';
import { childIdentity } from '../events/child-identity.ts';
import type { ChildStatus } from '../events/run-event.ts';
import { isoTime } from './map-run-record.ts';
import type { ChildRow } from './map-run-view.ts';

/** Whose children they are. */
export interface ChildrenOf {
  readonly mapRun: number;
  readonly mapRunArn: string;
  readonly childType: 'STANDARD' | 'EXPRESS';
  /** The run's. */
  readonly seed: number;
}

export interface ChildFilter {
  readonly statuses?: readonly ChildStatus[];
  /** Children from this index on downwards; the newest by default. */
  readonly from?: number;
  readonly limit: number;
}

/** Rows of a Map Run's children, newest first. `rowOf` answers null behind the last child. */
export function listChildExecutions(
  nChildren: number,
  rowOf: (index: number) => ChildRow | null,
  filter: ChildFilter,
): readonly ChildRow[] {
  const wanted = filter.statuses === undefined ? null : new Set(filter.statuses);
  const rows: ChildRow[] = [];
  for (let index = filter.from ?? nChildren - 1; index >= 0 && rows.length < filter.limit; index--) {
    const row = rowOf(index);
    if (row === null || (wanted === null ? row.status === 'PENDING' : !wanted.has(row.status))) continue;
    rows.push(row);
  }
  return rows;
}

/** One item of ListExecutions' answer. */
export function childExecutionItem(owner: ChildrenOf, row: ChildRow): JsonObject {
  const { executionArn, listedName, stateMachineArn } = childIdentity(
    owner.mapRunArn,
    owner.childType,
    owner.seed,
    owner.mapRun,
    row.index,
  );
  return {
    executionArn,
    stateMachineArn,
    name: listedName,
    status: row.status,
    startDate: isoTime(row.startTime),
    ...(row.status === 'RUNNING' ? {} : { stopDate: isoTime(row.stopTime) }),
    mapRunArn: owner.mapRunArn,
    itemCount: row.nItems,
    redriveCount: row.redriveCount,
    ...(row.redriveTime === undefined ? {} : { redriveDate: isoTime(row.redriveTime) }),
  };
}

/** Whether a child can be redriven, as DescribeExecution says it. */
export function redriveStatus(childType: 'STANDARD' | 'EXPRESS', status: ChildStatus): JsonObject {
  if (status === 'SUCCEEDED' || status === 'RUNNING') {
    return {
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: `Execution is ${status} and cannot be redriven`,
    };
  }
  return childType === 'STANDARD' ? { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' } : {};
}
