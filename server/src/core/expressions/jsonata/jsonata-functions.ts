/** Functions as values, and how they are called: argument checks, closures, tail calls, partial application. */

import { JsonataError } from './jsonata-error.ts';
import { Frame, type Code, type Runtime, type Slot } from './jsonata-runtime.ts';
import { freshSlots, type Scope } from './jsonata-scope.ts';
import { validateArguments, type Signature } from './jsonata-signature.ts';
import { FunctionValue, isList, isPlain, type Value } from './jsonata-value.ts';

/** Arguments are checked already; `context` is the context value of the call. */
export type NativeImplementation = (args: readonly Value[], runtime: Runtime, context: Value) => Value;

export class NativeFunction extends FunctionValue {
  readonly signature: Signature | null;
  readonly implementation: NativeImplementation;

  constructor(arity: number, signature: Signature | null, implementation: NativeImplementation) {
    super(arity);
    this.signature = signature;
    this.implementation = implementation;
  }
}

/** What a function expression compiles to, shared by all closures made from it. */
export interface LambdaDefinition {
  readonly parameters: readonly string[];
  /** Per parameter its slot in `scope`. */
  readonly slots: readonly number[];
  /** `null` for a function without parameters and assignments: it needs no frame. */
  readonly scope: Scope | null;
  readonly signature: Signature | null;
  readonly body: Code;
}

export class LambdaFunction extends FunctionValue {
  readonly definition: LambdaDefinition;
  readonly frame: Frame;
  /** The context value where the function was written. */
  readonly input: Value;
  /** Arguments fixed by partial application; `null` in an entry marks one that the call still gives. */
  readonly fixed: readonly ({ readonly value: Value } | null)[] | null;

  constructor(definition: LambdaDefinition, frame: Frame, input: Value, fixed: LambdaFunction['fixed']) {
    super(fixed === null ? definition.parameters.length : fixed.filter((argument) => argument === null).length);
    this.definition = definition;
    this.frame = frame;
    this.input = input;
    this.fixed = fixed;
  }
}

/** A call in tail position: the caller makes it, so that recursion does not nest. */
export class TailCall extends FunctionValue {
  readonly callee: Code;
  readonly args: readonly Code[];
  readonly frame: Frame;
  readonly input: Value;
  readonly token: string | undefined;

  constructor(callee: Code, args: readonly Code[], frame: Frame, input: Value, token: string | undefined) {
    super(0);
    this.callee = callee;
    this.args = args;
    this.frame = frame;
    this.input = input;
    this.token = token;
  }
}

/** Calls a function with its tail calls. `context` fills in for a left-out argument that defaults to the context value. */
export function applyFunction(runtime: Runtime, callee: Value, args: readonly Value[], context: Value): Value {
  let result = applyOnce(runtime, callee, args, context);
  while (result instanceof TailCall) {
    const call: TailCall = result;
    const next = call.callee(runtime, call.input, call.frame);
    const nextArgs = call.args.map((argument) => argument(runtime, call.input, call.frame));
    try {
      result = applyOnce(runtime, next, nextArgs, context);
    } catch (error) {
      throw named(error, call.token);
    }
  }
  return result;
}

/** Tells an error the name of the function that was called, unless a call further in has. */
export function named(error: unknown, token: string | undefined): unknown {
  if (error instanceof JsonataError) error.token ??= token;
  return error;
}

/** A call by a higher-order function. */
export function callback(runtime: Runtime, callee: FunctionValue, args: readonly Value[]): Value {
  runtime.spend(1);
  return applyFunction(runtime, callee, args, null);
}

/** The arguments that a higher-order function passes: as many as the callback can take. */
export function callbackArguments(
  callee: FunctionValue,
  value: Value,
  position: Value,
  whole: Value,
): readonly Value[] {
  if (callee.arity >= 3) return [value, position, whole];
  return callee.arity === 2 ? [value, position] : [value];
}

function applyOnce(runtime: Runtime, callee: Value, args: readonly Value[], context: Value): Value {
  runtime.spend(2);
  if (callee instanceof LambdaFunction) return applyLambda(runtime, callee, args, context);
  if (callee instanceof NativeFunction) {
    const { signature } = callee;
    if (signature === null) return callee.implementation(args, runtime, context);
    return callee.implementation(checkArguments(runtime, signature, args, context), runtime, context);
  }
  throw new JsonataError('T1006');
}

/** Arguments made into arrays of one are new arrays, and can hold what is not plain JSON. */
function checkArguments(
  runtime: Runtime,
  signature: Signature,
  args: readonly Value[],
  context: Value,
): readonly Value[] {
  const checked = validateArguments(signature, args, context);
  if (checked !== args && !runtime.impure) {
    for (const argument of checked) if (isList(argument) && !isPlain(argument[0])) runtime.impure = true;
  }
  return checked;
}

function applyLambda(runtime: Runtime, callee: LambdaFunction, args: readonly Value[], context: Value): Value {
  const { definition, fixed } = callee;
  const { scope, slots, signature, body } = definition;
  if (scope === null) return body(runtime, callee.input, callee.frame);
  const values: Slot[] = freshSlots(scope);
  if (fixed === null) {
    const checked = signature === null ? args : checkArguments(runtime, signature, args, context);
    for (let index = 0; index < slots.length; index++) values[slots[index] as number] = checked[index];
  } else {
    let next = 0;
    for (let index = 0; index < slots.length; index++) {
      const argument = fixed[index];
      values[slots[index] as number] = argument === null || argument === undefined ? args[next++] : argument.value;
    }
  }
  return body(runtime, callee.input, new Frame(callee.frame, values, null));
}

/** Fixes some arguments; `null` entries stay open. Missing ones at the end count as given and absent. */
export function partiallyApply(
  callee: Value,
  given: readonly ({ readonly value: Value } | null)[],
  token: string | undefined,
): FunctionValue {
  if (callee instanceof LambdaFunction) {
    const { definition, fixed } = callee;
    let next = 0;
    const merged = definition.parameters.map((_, index) => {
      const already = fixed?.[index];
      if (already !== null && already !== undefined) return already;
      const argument = given[next++];
      return argument === undefined ? { value: undefined } : argument;
    });
    return new LambdaFunction(definition, callee.frame, callee.input, merged);
  }
  if (callee instanceof NativeFunction) {
    const { implementation, signature } = callee;
    const open = given.filter((argument) => argument === null).length;
    return new NativeFunction(open, null, (args, runtime, context) => {
      let next = 0;
      const all = given.map((argument) => (argument === null ? args[next++] : argument.value));
      const checked = signature === null ? all : checkArguments(runtime, signature, all, context);
      return implementation(checked, runtime, context);
    });
  }
  throw new JsonataError('T1008', token === undefined ? {} : { token });
}
