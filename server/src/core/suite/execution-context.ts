/** What suites, test cases and the project's configuration say of the execution: name, start time, account. */

import { readMap, type FieldReader, type ProblemCollector } from './field-reader.ts';
import type { SourceNode } from './source-tree.ts';
import type { ExecutionContextFields } from './suite-types.ts';

const KEYS = ['name', 'startTime', 'roleArn', 'accountId', 'region'] as const;

/** Reads `executionContext` of a map; empty where there is none. */
export function readExecutionContext(reader: FieldReader, collector: ProblemCollector): ExecutionContextFields {
  const node = reader.node('executionContext');
  if (node === undefined) return {};
  const pointer = reader.pointerTo('executionContext');
  const fields = readMap(node, pointer, { what: 'execution context', keys: KEYS, unknownKeys: 'mentioned' }, collector);
  if (fields === null) return {};
  const startTime = fields.text('startTime');
  if (startTime !== undefined && Number.isNaN(Date.parse(startTime))) {
    const message = '`startTime` must be a time such as 2024-01-01T00:00:00Z.';
    const { range } = fields.node('startTime') as SourceNode;
    collector.report('wrong-value', message, range, fields.pointerTo('startTime'));
  }
  return Object.fromEntries(
    KEYS.map((key) => [key, fields.text(key)] as const).filter(([, value]) => value !== undefined),
  );
}
