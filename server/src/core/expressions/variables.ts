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
  return new OneScope(parent);
}

/** A class, because there is one of these for every child execution and a class has its functions once. */
class OneScope implements VariableScope {
  readonly #parent: Variables | null;
  #own: JsonObject = NONE;

  constructor(parent: Variables | null) {
    this.#parent = parent;
  }

  get(name: string): Json | undefined {
    if (this.#own !== NONE && Object.hasOwn(this.#own, name)) return this.#own[name];
    return this.#parent === null ? undefined : this.#parent.get(name);
  }

  all(): JsonObject {
    if (this.#parent === null) return this.#own;
    return this.#own === NONE ? this.#parent.all() : { ...this.#parent.all(), ...this.#own };
  }

  assign(values: JsonObject): void {
    this.#own = { ...this.#own, ...values };
  }

  own(): JsonObject {
    return this.#own;
  }
}
