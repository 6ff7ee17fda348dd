/**
 * Reference Paths: paths that name exactly one place, which can be read and written (ResultPath).
 *
 * Writing copies the containers on the way and nothing else. Missing fields are created as objects; a scalar, null or array where the path
 * needs an object, or an index that the array does not have, is AWS's `States.ReferencePathConflict`.
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import { compilePath } from './json-path-evaluate.ts';
import { parseJsonPath } from './json-path.ts';
import { runtimeError } from './path-errors.ts';

export interface ReferencePath {
  /** Undefined when there is nothing at the place. */
  get(root: Json): Json | undefined;
  /** A copy of `root` with `value` at the place; `root` is not changed. */
  set(root: Json, value: Json): Json;
}

/** Compiling never fails: a text that is no Reference Path gives one whose operations fail the state. */
export function compileReferencePath(text: string): ReferencePath {
  const { path } = parseJsonPath(text);
  if (path === null || !path.isReferencePath || path.root !== '$') {
    const fail = (): never => {
      throw runtimeError(`Value is not a Reference Path: ${text}`);
    };
    return { get: fail, set: fail };
  }
  const keys = path.steps.map((step) => (step.kind === 'indices' ? (step.indices[0] as number) : fieldName(step)));
  const get = compilePath(path);
  const [first] = keys;
  if (first === undefined) return { get, set: (_root, value) => value };
  if (keys.length === 1 && typeof first === 'string') {
    return { get, set: (root, value) => (isJsonObject(root) ? withMember(root, first, value) : conflict(text, root)) };
  }
  return { get, set: (root, value) => write(root, keys, 0, value) ?? conflict(text, root) };
}

function fieldName(step: { readonly kind: string; readonly names?: readonly string[] }): string {
  return step.names?.[0] ?? '';
}

/** Undefined where the path does not fit; there is no JSON value `undefined`. */
function write(node: Json | undefined, keys: readonly (string | number)[], at: number, value: Json): Json | undefined {
  const key = keys[at];
  if (key === undefined) return value;
  if (typeof key === 'number') {
    if (!isJsonArray(node) || key >= node.length) return undefined;
    const child = write(node[key], keys, at + 1, value);
    return child === undefined ? undefined : node.with(key, child);
  }
  if (node !== undefined && !isJsonObject(node)) return undefined;
  const child = write(node !== undefined && Object.hasOwn(node, key) ? node[key] : undefined, keys, at + 1, value);
  return child === undefined ? undefined : withMember(node ?? {}, key, child);
}

/** Assignment into a fresh object is ten times as fast in V8 as a spread that grows, but must not meet the setter of `__proto__`. */
function withMember(object: JsonObject, key: string, value: Json): JsonObject {
  if (key === '__proto__' || Object.hasOwn(object, '__proto__')) return { ...object, [key]: value };
  const copy: Record<string, Json> = Object.assign({}, object);
  copy[key] = value;
  return copy;
}

function conflict(text: string, root: Json): never {
  throw new StatesError(
    'States.ReferencePathConflict',
    `Unable to apply ReferencePath ${text} to input ${JSON.stringify(root)}`,
  );
}
