/** ItemSelector: evaluated in the parent for every item, with `Map.Item` in the parent's context object. */

import type { Json, JsonObject } from '../base/json.ts';
import { changedScope, type Evaluate, type EvaluationScope } from '../expressions/evaluation-scope.ts';
import type { SelectItem } from './child-inputs.ts';

export function createSelector(evaluate: Evaluate, outer: EvaluationScope): SelectItem {
  // A plain object, so that it can be spread.
  const scope = changedScope(outer, {});
  let base: JsonObject | null = null;
  return (item, index, chunk) => {
    let context: JsonObject | null = null;
    const build = (): JsonObject => {
      base ??= scope.context();
      const entry = chunk.entries ? (item as { readonly Key: Json; readonly Value: Json }) : null;
      const mapItem: JsonObject =
        entry === null
          ? { Index: index, Value: item, Source: chunk.source }
          : { Index: index, Key: entry.Key, Value: entry.Value, Source: chunk.source };
      return { ...base, Map: { Item: mapItem } };
    };
    return evaluate({ ...scope, context: () => (context ??= build()) });
  };
}
