/** How built-in functions are written down: a signature, how many arguments a callback gets, and what to do. */

import { NativeFunction, type NativeImplementation } from './jsonata-functions.ts';
import { parseSignature } from './jsonata-signature.ts';

export type BuiltinDefinitions = Readonly<Record<string, NativeFunction>>;

/** `arity`: how many arguments a higher-order function passes to it at most. */
export function define(signature: string, arity: number, implementation: NativeImplementation): NativeFunction {
  return new NativeFunction(arity, parseSignature(signature), implementation);
}
