/**
 * Which variable is in which slot: JSONata's frames, resolved when compiling.
 *
 * An assignment binds in the innermost frame, a lookup takes the innermost frame in which the name *has been* assigned, so a name can
 * have several candidate slots. Frames of tuples hold names that only the path decides; those are looked up by name.
 */

import { childrenOf, type AstNode } from './jsonata-ast.ts';
import type { Frame } from './jsonata-runtime.ts';
import { UNASSIGNED, type Runtime, type Slot } from './jsonata-runtime.ts';
import type { Value } from './jsonata-value.ts';

export interface Scope {
  readonly parent: Scope | null;
  readonly slots: ReadonlyMap<string, number>;
  /** How many of the slots are parameters, which are always assigned. */
  readonly parameters: number;
  readonly tuples: boolean;
}

export type VariableLookup = (runtime: Runtime, frame: Frame) => Value | typeof UNASSIGNED;

/** A scope for the parameters and the assignments directly inside `nodes`; `null` when there are none. */
export function openScope(
  parent: Scope | null,
  parameters: readonly string[],
  nodes: readonly AstNode[],
): Scope | null {
  const slots = new Map<string, number>();
  for (const name of parameters) if (!slots.has(name)) slots.set(name, slots.size);
  const parameterCount = slots.size;
  for (const name of assignedNames(nodes)) if (!slots.has(name)) slots.set(name, slots.size);
  return slots.size === 0 ? null : { parent, slots, parameters: parameterCount, tuples: false };
}

/** A scope of path bindings, whose names are known by each tuple only. */
export function openTupleScope(parent: Scope | null, nodes: readonly AstNode[]): Scope {
  const slots = new Map<string, number>();
  for (const name of assignedNames(nodes)) slots.set(name, slots.size);
  return { parent, slots, parameters: 0, tuples: true };
}

export function freshSlots(scope: Scope): Slot[] {
  return new Array<Slot>(scope.slots.size).fill(UNASSIGNED);
}

/** How to find a variable; `null` when no enclosing expression can have assigned it. */
export function resolveVariable(scope: Scope | null, name: string): VariableLookup | null {
  const candidates: { readonly hops: number; readonly slot: number | null }[] = [];
  let hops = 0;
  for (let current = scope; current !== null; current = current.parent) {
    if (current.tuples) candidates.push({ hops, slot: null });
    const slot = current.slots.get(name);
    if (slot !== undefined) {
      candidates.push({ hops, slot });
      if (slot < current.parameters) break;
    }
    hops++;
  }
  const [only] = candidates;
  if (only === undefined) return null;
  if (candidates.length === 1 && only.slot !== null) return slotLookup(only.hops, only.slot);
  return (_runtime, frame) => {
    let current: Frame = frame;
    let at = 0;
    for (const candidate of candidates) {
      for (; at < candidate.hops; at++) current = current.parent as Frame;
      if (candidate.slot !== null) {
        const value = current.slots[candidate.slot];
        if (value !== UNASSIGNED) return value;
      } else if (current.tuple !== null && Object.hasOwn(current.tuple, name)) return current.tuple[name];
    }
    return UNASSIGNED;
  };
}

function slotLookup(hops: number, slot: number): VariableLookup {
  if (hops === 0) return (_runtime, frame) => frame.slots[slot];
  if (hops === 1) return (_runtime, frame) => (frame.parent as Frame).slots[slot];
  return (_runtime, frame) => {
    let current = frame;
    for (let hop = 0; hop < hops; hop++) current = current.parent as Frame;
    return current.slots[slot];
  };
}

/** Names assigned in these expressions, without those inside blocks and functions, which have frames of their own. */
function assignedNames(nodes: readonly AstNode[]): Set<string> {
  const names = new Set<string>();
  const pending = [...nodes];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'bind') names.add(node.lhs.value);
    if (node.type === 'lambda' && node.thunk !== true) continue;
    if (node.type === 'block') {
      for (const stage of node.predicate ?? []) if (stage.expr !== undefined) pending.push(stage.expr);
      for (const stage of node.stages ?? []) if (stage.expr !== undefined) pending.push(stage.expr);
      for (const pair of node.group?.lhs ?? []) pending.push(...pair);
      continue;
    }
    pending.push(...childrenOf(node));
  }
  return names;
}
