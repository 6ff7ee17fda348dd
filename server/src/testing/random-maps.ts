/**
 * For tests: Distributed Maps of every kind over any data, and what is to come of them, worked out from the data alone: nothing here asks the
 * product. `host/saved-run/random-maps.test.ts` holds the one against the other.
 */

import type { Json, JsonObject } from '../core/base/json.ts';
import type { MemoryObjectStore } from './object-store-memory.ts';

/** Fails in the attempts of the run that are no later than `badUntil`; takes its time in the first one only. */
export interface Item {
  readonly id: number;
  readonly badUntil: number;
  readonly ms: number;
  readonly pad: string;
}

export interface MapCase {
  readonly items: readonly Item[];
  readonly source: 'array' | 'object' | 'JSON' | 'JSONL' | 'CSV' | 'flattened';
  readonly chunkBytes: number;
  readonly selects: boolean;
  readonly language: 'JSONPath' | 'JSONata';
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly maxItems: number | null;
  readonly maxBytes: number | null;
  readonly batchInput: boolean;
  readonly concurrency: number;
  readonly toleratedCount: number;
  readonly toleratedPercentage: number;
  readonly writes: 'output' | 'files';
  readonly transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  readonly outputType: 'JSON' | 'JSONL';
  /** Transitions after which the first attempt is stopped. */
  readonly stopAfter: number;
  readonly seed: number;
}

export function isBatched({ source, maxItems, maxBytes }: MapCase): boolean {
  // Entries of an object cannot be batched.
  return source !== 'object' && (maxItems !== null || maxBytes !== null);
}

/** Puts the items where the definition looks for them, and returns the execution's input. */
export function layOut(one: MapCase, store: MemoryObjectStore): Json {
  const texts = one.items.map((item) => JSON.stringify(item));
  switch (one.source) {
    case 'array':
      return { items: one.items as unknown as Json };
    case 'object':
      return { items: Object.fromEntries(one.items.map((item) => [`key ${item.id}`, item as unknown as Json])) };
    case 'JSON':
      store.put('data', 'items', `[${texts.join(', ')}]`);
      break;
    case 'JSONL':
      store.put('data', 'items', texts.join('\n'));
      break;
    case 'CSV':
      store.put('data', 'items', ['id,badUntil,ms,pad', ...one.items.map(csvRow)].join('\r\n'));
      break;
    case 'flattened':
      store.put('data', 'items/', '');
      for (let part = 0; part < 3; part++) {
        const those = texts.filter((_text, index) => partOf(one, index) === part);
        store.put('data', `items/${part}`, `[${those.join(',')}]`);
      }
  }
  return {};
}

function csvRow({ id, badUntil, ms, pad }: Item): string {
  return `${id},${badUntil},${ms},"${pad.replaceAll('"', '""')}"`;
}

function partOf({ items }: MapCase, index: number): number {
  return Math.floor((index * 3) / Math.max(1, items.length));
}

/** What each item is once it is selected, in order. */
export function selectedItems(one: MapCase): readonly Json[] {
  return one.items.map((item, index) => {
    const value: Json =
      one.source === 'CSV'
        ? Object.fromEntries(Object.entries(item).map(([name, field]) => [name, String(field)]))
        : (item as unknown as Json);
    const whole = one.source === 'object' ? { Key: `key ${item.id}`, Value: value } : value;
    return one.selects ? { index, value, source: sourceName(one, index) } : whole;
  });
}

function sourceName(one: MapCase, index: number): string {
  if (one.source === 'array' || one.source === 'object') return 'STATE_DATA';
  return one.source === 'flattened' ? `s3://data/items/${partOf(one, index)}` : 's3://data/items';
}

/** The items in a child's input. */
export function idsIn(one: MapCase, input: Json): readonly number[] {
  const values = isBatched(one) ? (input as { readonly Items: readonly Json[] }).Items : [input];
  return values.map((value) => {
    const item = value as { readonly id?: Json; readonly value?: JsonObject; readonly Value?: JsonObject };
    return Number(item.id ?? item.value?.['id'] ?? item.Value?.['id']);
  });
}

/** What a child that succeeds yields: an array for every second one, which FLATTEN splices. */
export function outputFor(ids: readonly number[]): Json {
  return (ids[0] ?? 0) % 2 === 0 ? [...ids] : { ids };
}

export function definitionFor(one: MapCase): JsonObject {
  const jsonata = one.language === 'JSONata';
  return {
    QueryLanguage: one.language,
    StartAt: 'Fan',
    States: {
      Fan: {
        Type: 'Map',
        End: true,
        Label: 'Fan',
        MaxConcurrency: one.concurrency,
        ToleratedFailureCount: one.toleratedCount,
        ToleratedFailurePercentage: one.toleratedPercentage,
        ...itemFields(one),
        ...(one.selects ? { ItemSelector: jsonata ? JSONATA_SELECTOR : JSONPATH_SELECTOR } : {}),
        ...(isBatched(one) ? { ItemBatcher: batcherOf(one) } : {}),
        ...resultFields(one),
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: one.type },
          StartAt: 'Work',
          States: {
            Work: {
              Type: 'Task',
              Resource: 'arn:aws:states:::sqs:sendMessage',
              TimeoutSeconds: 20,
              ...(jsonata ? { Arguments: '{% $states.input %}' } : {}),
              End: true,
            },
          },
        },
      },
    },
  };
}

const JSONPATH_SELECTOR = {
  'index.$': '$$.Map.Item.Index',
  'value.$': '$$.Map.Item.Value',
  'source.$': '$$.Map.Item.Source',
};
const JSONATA_SELECTOR = {
  index: '{% $states.context.Map.Item.Index %}',
  value: '{% $states.context.Map.Item.Value %}',
  source: '{% $states.context.Map.Item.Source %}',
};

function itemFields({ source, language }: MapCase): JsonObject {
  const args = language === 'JSONata' ? 'Arguments' : 'Parameters';
  switch (source) {
    case 'array':
    case 'object':
      return language === 'JSONata' ? { Items: '{% $states.input.items %}' } : { ItemsPath: '$.items' };
    case 'flattened':
      return {
        ItemReader: {
          Resource: 'arn:aws:states:::s3:listObjectsV2',
          ReaderConfig: { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' },
          [args]: { Bucket: 'data', Prefix: 'items/' },
        },
      };
    default:
      return {
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: source, ...(source === 'CSV' ? { CSVHeaderLocation: 'FIRST_ROW' } : {}) },
          [args]: { Bucket: 'data', Key: 'items' },
        },
      };
  }
}

function batcherOf({ maxItems, maxBytes, batchInput }: MapCase): JsonObject {
  return {
    ...(maxItems === null ? {} : { MaxItemsPerBatch: maxItems }),
    ...(maxBytes === null ? {} : { MaxInputBytesPerBatch: maxBytes }),
    ...(batchInput ? { BatchInput: { tag: 'é' } } : {}),
  };
}

function resultFields({ writes, transformation, outputType, language }: MapCase): JsonObject {
  if (writes === 'output') return {};
  return {
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      [language === 'JSONata' ? 'Arguments' : 'Parameters']: { Bucket: 'out', Prefix: 'results' },
      WriterConfig: { Transformation: transformation, OutputType: outputType },
    },
  };
}
