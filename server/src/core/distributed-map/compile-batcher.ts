/** ItemBatcher: limits and BatchInput, evaluated in the parent once per Map Run. */

import type { Json, JsonObject } from '../base/json.ts';
import type { EvaluationScope } from '../expressions/evaluation-scope.ts';
import { compileNumber, compileValue, runtimeError, type QueryLanguage } from './fields.ts';

export interface BatcherPlan {
  readonly maxItems: number | null;
  readonly maxBytes: number | null;
  /** Undefined where the ItemBatcher has none. */
  readonly batchInput: Json | undefined;
}

/** `entries`: the items are entries of an object of the state's data, which the service does not batch. */
export function compileBatcher(
  batcher: JsonObject,
  language: QueryLanguage,
): (scope: EvaluationScope, entries: boolean) => BatcherPlan {
  const maxItems = compileNumber(batcher, 'MaxItemsPerBatch', 'ItemBatcher/MaxItemsPerBatch', language, 'integer');
  const maxBytes = compileNumber(
    batcher,
    'MaxInputBytesPerBatch',
    'ItemBatcher/MaxInputBytesPerBatch',
    language,
    'integer',
  );
  const input = batcher['BatchInput'];
  const batchInput = input === undefined ? null : compileValue(input, 'ItemBatcher/BatchInput', language);
  return (scope, entries) => {
    if (entries) throw runtimeError('ItemBatcher is not supported for items that are the entries of an object.');
    return {
      maxItems: positive(maxItems?.(scope) ?? null, 'MaxItemsPerBatch'),
      maxBytes: positive(maxBytes?.(scope) ?? null, 'MaxInputBytesPerBatch'),
      batchInput: batchInput === null ? undefined : batchInput(scope),
    };
  };
}

function positive(value: number | null, field: string): number | null {
  if (value !== null && value <= 0) throw runtimeError(`The field ${field} must be positive, but is ${value}.`);
  return value;
}
