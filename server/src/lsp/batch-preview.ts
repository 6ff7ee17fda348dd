/**
 * How known items will be batched, by the code that batches them in a run: the reader, the selector and the batcher themselves.
 *
 * Works in slices and gives the event loop its turn between them, so that typing stays smooth while a large file is counted.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';

import { jsonByteLength } from '../core/base/byte-length.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/base/json.ts';
import { createRng } from '../core/base/rng.ts';
import { StatesError } from '../core/base/states-error.ts';
import {
  createBatcher,
  createSingleItemBatcher,
  MAX_CHILD_INPUT_BYTES,
  type Batcher,
} from '../core/distributed-map/batcher.ts';
import { createChildInputs, type SelectItem } from '../core/distributed-map/child-inputs.ts';
import { compileBatcher } from '../core/distributed-map/compile-batcher.ts';
import { compileReader } from '../core/distributed-map/compile-reader.ts';
import { compileValue, type QueryLanguage } from '../core/distributed-map/fields.ts';
import type { ItemOverride } from '../core/distributed-map/item-overrides.ts';
import { createSelector } from '../core/distributed-map/item-selector.ts';
import type { EvaluationScope } from '../core/expressions/evaluation-scope.ts';
import { createVariables } from '../core/expressions/variables.ts';
import type { BatchPreview, KnownItems } from '../core/language/known-data.ts';
import { itemDecoders } from '../data/item-decoders.ts';
import { createScratchStore } from '../host/run-suite-store.ts';

/** More are not read: the editor asks again after every change. */
const MAX_ITEMS = 200_000;
const CHILDREN_PER_TURN = 500;
const MILLENNIUM = Date.UTC(2024, 0, 1);

export interface PreviewRequest {
  readonly stateName: string;
  /** The Map state as JSON. */
  readonly state: JsonObject;
  readonly language: QueryLanguage;
  readonly items: ItemOverride;
  readonly from: string;
  /** What the state gets, where that is known; its expressions are then worth evaluating. */
  readonly input: Json | null;
}

/** Null where the items cannot be read, or the limits depend on what only a run knows. */
export async function previewItems(request: PreviewRequest): Promise<KnownItems | null> {
  try {
    return await countItems(request);
  } catch (error) {
    if (error instanceof StatesError) return null;
    throw error;
  }
}

async function countItems(request: PreviewRequest): Promise<KnownItems | null> {
  const { state, stateName, language, items, from, input } = request;
  const scope = previewScope(input ?? {}, stateName);
  const { Parameters: _parameters, Arguments: _arguments, ...reader } = objectOf(state['ItemReader']);
  const plan = compileReader(
    reader,
    { stateName, pointer: '', queryLanguage: language },
    { store: createScratchStore(), decoders: itemDecoders, overrides: { itemsFor: () => items } },
  );
  const source = plan(scope).open();
  const seen: { sample: Json | null } = { sample: null };
  const batching =
    state['ItemBatcher'] === undefined ? null : batcherOf(objectOf(state['ItemBatcher']), language, scope);
  const selector = selectorOf(state, language, scope);
  const select: SelectItem = (item, index, chunk) => {
    seen.sample ??= item;
    return selector.select(item, index, chunk);
  };
  const inputs = createChildInputs(source, select, batching?.batcher ?? createSingleItemBatcher(), () => undefined);
  const counts = createCounts();
  for (let turn = 0; ; turn++) {
    if (inputs.nItemsRead > MAX_ITEMS) break;
    if (turn % CHILDREN_PER_TURN === CHILDREN_PER_TURN - 1) await nextTurn();
    const next = inputs.next();
    if (next.kind === 'end') break;
    if (next.kind === 'unreadable') return null;
    if (next.kind === 'wait') await next.ready;
    else if (next.kind === 'oversized') {
      counts.oversized = next.oversized;
      break;
    } else {
      const { child } = next;
      counts.add(child.nItems, child.measured ? child.maxBytes : jsonByteLength(child.input));
    }
  }
  inputs.close();
  const complete = inputs.complete || counts.oversized !== null;
  return {
    from,
    nItems: inputs.complete ? inputs.nItemsRead : counts.nItems,
    complete,
    sample: seen.sample,
    batches: batching === null ? null : counts.preview(batching.exact && selector.exact),
  };
}

function batcherOf(
  fields: JsonObject,
  language: QueryLanguage,
  scope: EvaluationScope,
): { readonly batcher: Batcher; readonly exact: boolean } {
  const { BatchInput: batchInput, ...limits } = fields;
  const { maxItems, maxBytes } = compileBatcher(limits, language)(scope, false);
  const value = batchInput === undefined ? undefined : evaluated(batchInput, 'ItemBatcher/BatchInput', language, scope);
  return {
    batcher: createBatcher(
      { maxItems, maxBytes: Math.min(maxBytes ?? MAX_CHILD_INPUT_BYTES, MAX_CHILD_INPUT_BYTES) },
      value,
    ),
    exact: batchInput === undefined || !isDynamic(batchInput, language),
  };
}

/** The template itself stands in where its value is not known. */
function evaluated(template: Json, where: string, language: QueryLanguage, scope: EvaluationScope): Json {
  try {
    return compileValue(template, where, language)(scope);
  } catch (error) {
    if (error instanceof StatesError) return template;
    throw error;
  }
}

function selectorOf(
  state: JsonObject,
  language: QueryLanguage,
  scope: EvaluationScope,
): { readonly select: SelectItem; readonly exact: boolean } {
  const template = state['ItemSelector'] ?? (language === 'JSONPath' ? state['Parameters'] : undefined);
  if (template === undefined) return { select: (item) => item, exact: true };
  const apply = createSelector(compileValue(template, 'ItemSelector', language), scope);
  return {
    exact: !isDynamic(template, language) || readsOnlyItem(template),
    select(item, index, chunk) {
      try {
        return apply(item, index, chunk);
      } catch (error) {
        if (error instanceof StatesError) return item;
        throw error;
      }
    },
  };
}

function isDynamic(template: Json, language: QueryLanguage): boolean {
  return language === 'JSONata' ? JSON.stringify(template).includes('{%') : JSON.stringify(template).includes('.$":');
}

/** Whether all that the template reads is the item. */
function readsOnlyItem(template: Json): boolean {
  const text = JSON.stringify(template).replaceAll(/\$\$\.Map\.Item\.|\$states\.context\.Map\.Item\./g, '');
  return !/\$(?!":)/.test(text) && !text.includes('States.');
}

interface Counts {
  nItems: number;
  oversized: BatchPreview['oversized'];
  add(nItems: number, bytes: number): void;
  preview(exact: boolean): BatchPreview;
}

function createCounts(): Counts {
  let nBatches = 0;
  let last: { readonly items: number; readonly bytes: number } | null = null;
  let items = { min: Infinity, max: 0 };
  let bytes = { min: Infinity, max: 0 };
  return {
    nItems: 0,
    oversized: null,
    add(nItems, size) {
      if (last !== null) {
        items = { min: Math.min(items.min, last.items), max: Math.max(items.max, last.items) };
        bytes = { min: Math.min(bytes.min, last.bytes), max: Math.max(bytes.max, last.bytes) };
      }
      last = { items: nItems, bytes: size };
      this.nItems += nItems;
      nBatches++;
    },
    preview(exact) {
      const end = last ?? { items: 0, bytes: 0 };
      const single = nBatches < 2;
      return {
        nBatches,
        minItems: single ? end.items : items.min,
        maxItems: single ? end.items : items.max,
        lastItems: end.items,
        minBytes: single ? end.bytes : bytes.min,
        maxBytes: single ? end.bytes : bytes.max,
        lastBytes: end.bytes,
        exact,
        oversized: this.oversized,
      };
    },
  };
}

/** Values of the length that a run's have. */
function previewScope(input: Json, stateName: string): EvaluationScope {
  const time = '2024-01-01T00:00:00.000Z';
  const arn = 'arn:aws:states:us-east-1:123456789012:execution:StateMachine:test-execution';
  const context: JsonObject = {
    Execution: { Id: arn, Input: input, Name: 'test-execution', RoleArn: arn, StartTime: time, RedriveCount: 0 },
    StateMachine: { Id: 'arn:aws:states:us-east-1:123456789012:stateMachine:StateMachine', Name: 'StateMachine' },
    State: { Name: stateName, EnteredTime: time, RetryCount: 0 },
  };
  return {
    input,
    context: () => context,
    variables: createVariables(null),
    rng: createRng(1),
    now: MILLENNIUM,
  };
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
