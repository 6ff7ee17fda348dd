/** The sections of a mock file beside its mocks: other state machines that tasks start, and local handlers of Lambda functions. */

import { readMap, type FieldReader, type ProblemCollector } from './field-reader.ts';
import type { SourceEntry, SourceNode } from './source-tree.ts';
import type { SourcePlace } from './suite-types.ts';

/** Another state machine: `Child: ./child.asl.json`, or a map with `definition`, `mock` and `type`. */
export interface MachineReference {
  /** A name, an ARN, or whatever else stands in StateMachineArn. */
  readonly key: string;
  readonly definition: string;
  /** A mock file of its own; null: the mocks of this file. */
  readonly mock: string | null;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly place: SourcePlace;
}

export type HandlerTarget =
  | { readonly kind: 'module'; readonly path: string; readonly exportName: string }
  /** Program and arguments; JSON on its standard input, JSON on its standard output. */
  | { readonly kind: 'command'; readonly command: readonly string[] };

/** What runs in place of a Lambda function. */
export interface HandlerReference {
  /** A function's name or ARN. */
  readonly key: string;
  readonly target: HandlerTarget;
  /** Real milliseconds. */
  readonly timeoutMs: number;
  /** Processes of this handler at the same time. */
  readonly concurrency: number;
  readonly place: SourcePlace;
}

export interface MockSections {
  readonly machines: readonly MachineReference[];
  readonly handlers: readonly HandlerReference[];
}

export const SECTION_KEYS: readonly string[] = ['stateMachines', 'handlers'];

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_CONCURRENCY = 4;
const MAX_CONCURRENCY = 64;
const MODULE = /\.(?:[cm]?js|m?ts)$/i;

export function readMockSections(reader: FieldReader, file: string, collector: ProblemCollector): MockSections {
  const machines = entriesOf(reader, 'stateMachines', collector).flatMap((entry) => {
    const pointer = `${reader.pointerTo('stateMachines')}/${entry.key}`;
    const machine = readMachine(entry, pointer, file, collector);
    return machine === null ? [] : [machine];
  });
  const handlers = entriesOf(reader, 'handlers', collector).flatMap((entry) => {
    const pointer = `${reader.pointerTo('handlers')}/${entry.key}`;
    const handler = readHandler(entry, pointer, file, collector);
    return handler === null ? [] : [handler];
  });
  return { machines, handlers };
}

function entriesOf(reader: FieldReader, key: string, collector: ProblemCollector): readonly SourceEntry[] {
  const node = reader.node(key);
  if (node === undefined) return [];
  const shape = { what: `section \`${key}\``, keys: [], unknownKeys: 'ignored' as const };
  if (readMap(node, reader.pointerTo(key), shape, collector) === null) return [];
  return node.kind === 'map' ? node.entries : [];
}

function readMachine(
  { key, value }: SourceEntry,
  pointer: string,
  file: string,
  collector: ProblemCollector,
): MachineReference | null {
  const place = { file, range: value.range };
  if (typeof value.json === 'string') return { key, definition: value.json, mock: null, type: 'STANDARD', place };
  const keys = ['definition', 'mock', 'type'];
  const fields = readMap(value, pointer, { what: 'state machine', keys, unknownKeys: 'mentioned' }, collector);
  const definition = fields?.requiredText('definition');
  if (fields === null || definition === undefined) return null;
  const type = fields.choice('type', ['STANDARD', 'EXPRESS']) ?? 'STANDARD';
  return { key, definition, mock: fields.text('mock') ?? null, type, place };
}

function readHandler(
  { key, value }: SourceEntry,
  pointer: string,
  file: string,
  collector: ProblemCollector,
): HandlerReference | null {
  const place = { file, range: value.range };
  const usual = { key, timeoutMs: DEFAULT_TIMEOUT_MS, concurrency: DEFAULT_CONCURRENCY, place };
  if (typeof value.json === 'string') {
    const path = modulePath(value.json, value, pointer, collector);
    return path === null ? null : { ...usual, target: { kind: 'module', path, exportName: 'handler' } };
  }
  const keys = ['module', 'export', 'command', 'timeout', 'concurrency'];
  const fields = readMap(value, pointer, { what: 'handler', keys, unknownKeys: 'mentioned' }, collector);
  if (fields === null) return null;
  const timeoutMs = wholeNumber(fields, 'timeout', 1, 900_000, collector) ?? DEFAULT_TIMEOUT_MS;
  const concurrency = wholeNumber(fields, 'concurrency', 1, MAX_CONCURRENCY, collector) ?? DEFAULT_CONCURRENCY;
  const target = readTarget(fields, pointer, collector);
  return target === null ? null : { key, target, timeoutMs, concurrency, place };
}

function readTarget(fields: FieldReader, pointer: string, collector: ProblemCollector): HandlerTarget | null {
  if (fields.has('module') === fields.has('command')) {
    const message =
      'A handler needs one of `module` (a JavaScript or TypeScript file) and `command` (a program with its arguments).';
    collector.report('missing-field', message, fields.range, pointer);
    return null;
  }
  if (fields.has('module')) {
    const text = fields.text('module');
    const path = text === undefined ? null : modulePath(text, fields.node('module') as SourceNode, pointer, collector);
    return path === null ? null : { kind: 'module', path, exportName: fields.text('export') ?? 'handler' };
  }
  const { json, range } = fields.node('command') as SourceNode;
  const command = Array.isArray(json) ? (json as readonly unknown[]) : [];
  if (command.length > 0 && command.every((part) => typeof part === 'string')) return { kind: 'command', command };
  const message = '`command` must be a list of texts: the program and its arguments, such as [python3, handler.py].';
  collector.report('wrong-type', message, range, fields.pointerTo('command'));
  return null;
}

function modulePath(path: string, { range }: SourceNode, pointer: string, collector: ProblemCollector): string | null {
  if (MODULE.test(path)) return path;
  const message = 'A handler module is a .js, .mjs, .cjs, .ts or .mts file.';
  collector.report('wrong-value', message, range, pointer);
  return null;
}

function wholeNumber(
  fields: FieldReader,
  key: string,
  least: number,
  most: number,
  collector: ProblemCollector,
): number | undefined {
  const value = fields.number(key);
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return value;
  const { range } = fields.node(key) as SourceNode;
  const message = `\`${key}\` must be a whole number from ${String(least)} to ${String(most)}.`;
  collector.report('wrong-value', message, range, fields.pointerTo(key));
  return undefined;
}
