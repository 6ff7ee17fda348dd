/**
 * Workflow variables (Assign) with their scopes.
 *
 * The main flow, every Parallel branch and every iteration of an inline Map has a scope of its own: it reads outwards, assigns only itself,
 * and nothing escapes when it ends. A scope never changes an object that it has handed out, so a snapshot taken earlier stays true.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { Variables } from './evaluation-scope.ts';

export interface VariableScope extends Variables {
  /** Takes over all values of one Assign at once; they hide variables of the same name further out. */
  assign(values: JsonObject): void;
  /** Only the variables that were assigned in this scope. */
  own(): JsonObject;
}

const NONE: JsonObject = {};

/** @param parent the scope around this one; null for the main flow and for children of a Distributed Map, which see nothing outside. */
export function createVariables(parent: Variables | null): VariableScope {
  let own: JsonObject = NONE;
  return {
    get(name: string): Json | undefined {
      if (own !== NONE && Object.hasOwn(own, name)) return own[name];
      return parent === null ? undefined : parent.get(name);
    },
    all() {
      if (parent === null) return own;
      return own === NONE ? parent.all() : { ...parent.all(), ...own };
    },
    assign(values) {
      own = { ...own, ...values };
    },
    own: () => own,
  };
}
