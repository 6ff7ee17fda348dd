/** Workflow variables by the scope they were assigned in, as far as a history tells them. */

import type { Json, JsonObject } from '../base/json.ts';
import type { DefinitionState } from './definition-states.ts';
import { stepsToState, type Frame } from './run-frames.ts';

export interface ScopedVariables {
  assign(state: DefinitionState | undefined, frame: Frame | null, values: JsonObject): void;
  /** All variables a state sees: those of its own scope and of the scopes around it, up to the child execution's border. */
  visible(state: DefinitionState | undefined, frame: Frame | null): JsonObject;
}

export function createScopedVariables(): ScopedVariables {
  const byScope = new Map<string, Record<string, Json>>();

  return {
    assign(state, frame, values) {
      const key = scopeKeys(state, frame).at(-1) as string;
      byScope.set(key, { ...byScope.get(key), ...values });
    },
    visible(state, frame) {
      return Object.assign({}, ...scopeKeys(state, frame).map((key) => byScope.get(key) ?? {})) as JsonObject;
    },
  };
}

/** Scopes from the outermost visible one inwards. A Distributed Map's children see nothing of their parent. */
function scopeKeys(state: DefinitionState | undefined, frame: Frame | null): readonly string[] {
  if (state === undefined) return [''];
  const containers: DefinitionState[] = [];
  for (let at = state.container; at !== null; at = at.container) containers.unshift(at);
  const steps = stepsToState(state, frame).slice(0, -1);
  let key = '';
  let keys = [''];
  for (const [position, step] of steps.entries()) {
    key += `${step.name}[${String(step.index)}].`;
    if (containers[position]?.distributed === true) keys = [key];
    else keys.push(key);
  }
  return keys;
}
