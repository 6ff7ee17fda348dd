/**
 * One evaluation: what it can see, what it has used up, and its variables.
 *
 * Compiled expressions are shared; everything that changes is in here. Limits are counted, never timed, so the same input fails or
 * succeeds everywhere. Measured on AWS: 1 s of CPU, 6,990,256 bytes in one value with eight bytes a number and one a character,
 * 100 nested sub-expressions.
 */

import type { Json, JsonObject } from '../../base/json.ts';
import type { EvaluationScope } from '../evaluation-scope.ts';
import { JsonataError } from './jsonata-error.ts';
import { fromJson, type Value } from './jsonata-value.ts';

/** `$states`, variables, time and chance: the same scope that every compiled expression of a state machine gets. */
export type JsonataBindings = EvaluationScope;

/** Stands for one second of CPU: loop rounds, calls and copied bytes, weighted so that one step is well under a microsecond. */
const MAX_STEPS = 4_000_000;
/** 873,782 numbers of eight bytes. */
const MAX_VALUE_BYTES = 6_990_256;
export const MAX_DEPTH = 100;

/** A slot whose variable has not been assigned yet: the lookup goes on outside. */
export const UNASSIGNED: unique symbol = Symbol('unassigned');
export type Slot = Value | typeof UNASSIGNED;

export type Tuple = Record<string, Value>;

/** Variables of a block, a function call or a tuple of path bindings. Which slot is whose is decided when compiling. */
export class Frame {
  readonly parent: Frame | null;
  readonly slots: Slot[];
  /** Bindings by name, of a step in a path that binds variables. */
  readonly tuple: Tuple | null;

  constructor(parent: Frame | null, slots: Slot[], tuple: Tuple | null) {
    this.parent = parent;
    this.slots = slots;
    this.tuple = tuple;
  }
}

export class Runtime {
  readonly bindings: JsonataBindings;
  depth = 0;
  /** Whether a container was built that holds something which is not plain JSON (a sequence, a function, an infinite number). */
  impure = false;
  private steps = 0;
  private wholeStates: JsonObject | undefined;

  constructor(bindings: JsonataBindings) {
    this.bindings = bindings;
  }

  /** `$states`, made when an expression asks for the whole of it. */
  states(): Value {
    if (this.wholeStates === undefined) {
      const { input, result, errorOutput } = this.bindings;
      const states: Record<string, Json> = { input, context: this.bindings.context() };
      if (result !== undefined) states['result'] = result;
      if (errorOutput !== undefined) states['errorOutput'] = errorOutput;
      this.wholeStates = states;
    }
    return fromJson(this.wholeStates);
  }

  /** Counts work. */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > MAX_STEPS) throw new JsonataError(null, {}, 'time');
  }

  /** Counts a value about to be made: `elements` of eight bytes. */
  allocateElements(elements: number): void {
    if (elements * 8 > MAX_VALUE_BYTES) throw new JsonataError(null, {}, 'memory');
    this.spend(elements >> 3);
  }

  /** Counts a text about to be made. */
  allocateText(characters: number): void {
    if (characters > MAX_VALUE_BYTES) throw new JsonataError(null, {}, 'memory');
    this.spend(characters >> 6);
  }

  /** Enters a sub-expression; the caller leaves with `depth--`. An error ends the evaluation, so nothing has to be undone. */
  enter(): void {
    if (++this.depth > MAX_DEPTH) throw new JsonataError(null, {}, 'depth');
  }

  /** For a sub-expression without parts of its own. */
  enterLeaf(): void {
    if (this.depth >= MAX_DEPTH) throw new JsonataError(null, {}, 'depth');
  }
}

/** Compiled code of one sub-expression. */
export type Code = (runtime: Runtime, input: Value, frame: Frame) => Value;
