/**
 * JSONata for AWS Step Functions: synchronous, compiled once, run often.
 *
 * A compiled expression holds no state, so any number of concurrent executions can share it. It terminates: work, memory and depth are
 * bounded as on AWS, by counting.
 */

import type { Json, JsonObject } from '../../base/json.ts';
import { BUILTINS } from './builtins.ts';
import { parseJsonata, type AstNode, type JsonataProblem } from './jsonata-ast.ts';
import { compileProgram } from './jsonata-compiler.ts';
import { JsonataError, UnsupportedResultError } from './jsonata-error.ts';
import { Runtime, type JsonataBindings } from './jsonata-runtime.ts';
import {
  isFunction,
  isList,
  isPlain,
  setOwn,
  type List,
  type MutableObject,
  type Value,
  type ValueObject,
} from './jsonata-value.ts';

export type { JsonataBindings } from './jsonata-runtime.ts';
export type { JsonataProblem } from './jsonata-ast.ts';

export interface CompiledJsonata {
  /**
   * The expression's value, `undefined` when it has none. Throws `JsonataError`, or `UnsupportedResultError` when the value is a
   * function; nothing else.
   */
  evaluate(bindings: JsonataBindings): Json | undefined;
}

export interface JsonataCompilation {
  readonly expression: CompiledJsonata | null;
  readonly problem: JsonataProblem | null;
}

/** Compiles the text between `{%` and `%}`. */
export function compileJsonata(source: string): JsonataCompilation {
  const { ast, problem } = parseJsonata(source);
  if (problem !== null) return { expression: null, problem };
  const program = compileOrRefuse(ast);
  return {
    expression: {
      evaluate(bindings) {
        const runtime = new Runtime(bindings);
        try {
          return toJson(program(runtime), runtime);
        } catch (error) {
          // Deeply nested data exhausts the machine's own stack before any counter.
          if (error instanceof RangeError) throw new JsonataError(null, {}, 'depth');
          throw error;
        }
      },
    },
    problem: null,
  };
}

/** An expression that exhausts the machine's own stack when it is compiled would exceed the depth that AWS allows when it runs. */
function compileOrRefuse(ast: AstNode): (runtime: Runtime) => Value {
  try {
    return compileProgram(ast, BUILTINS);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return () => {
      throw new JsonataError(null, {}, 'depth');
    };
  }
}

/** Takes a value out of its evaluation. Values without sequences in them are not even looked into. */
function toJson(value: Value, runtime: Runtime): Json | undefined {
  if (value === undefined) return undefined;
  if (!runtime.impure) {
    if (isPlain(value)) return value as Json;
    if (isList(value) && value.every(isPlain)) return value.slice() as Json;
  }
  return purify(value);
}

/** Copies what is not plain JSON: flags are dropped, infinite numbers become the words that AWS writes for them. */
function purify(value: Value): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? (value === 0 ? 0 : value) : String(value);
    case 'undefined':
      return null;
    default:
  }
  if (value === null) return null;
  if (isFunction(value)) throw new UnsupportedResultError();
  return isList(value) ? purifyList(value) : purifyObject(value);
}

function purifyList(list: List): Json {
  let copy: Json[] | null = list.flags === undefined ? null : [];
  for (let index = 0; index < list.length; index++) {
    const pure = purify(list[index]);
    if (copy === null && !Object.is(pure, list[index])) copy = list.slice(0, index) as Json[];
    copy?.push(pure);
  }
  return copy ?? (list as Json);
}

function purifyObject(object: ValueObject): Json {
  let copy: MutableObject | null = null;
  for (const key of Object.keys(object)) {
    const value = object[key];
    const pure = purify(value);
    if (Object.is(pure, value)) continue;
    copy ??= { ...object };
    setOwn(copy, key, pure);
  }
  return (copy ?? object) as JsonObject;
}
