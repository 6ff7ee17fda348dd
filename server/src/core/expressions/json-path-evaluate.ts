/**
 * Turns a parsed path into a closure that finds its value, once per plan; the closure runs millions of times.
 *
 * Definite paths (fields and single indices) become straight property reads. In all others this file chooses step by step: searches
 * (descents with the names after them) go to jsonpath-plus through `json-path-library.ts`, which says where the package
 * and Jayway JsonPath, which AWS runs, part; those steps are evaluated here, after Jayway.
 */

import { isJsonArray, isJsonObject, type Json, type JsonArray, type JsonObject } from '../base/json.ts';
import type { EvaluationScope } from './evaluation-scope.ts';
import { compileFilter } from './json-path-filter-evaluate.ts';
import { applyPathFunction } from './json-path-functions.ts';
import { findWithLibrary, isWithinLibraryLimits, libraryRunAt, type LibraryRun } from './json-path-library.ts';
import { printJsonPath, type JsonPath, type JsonPathStep } from './json-path.ts';

/** Undefined when a definite path finds nothing; an indefinite path always gives an array, which may be empty. */
export type FindInRoot = (root: Json) => Json | undefined;
/** The same, choosing the root (input, context, variable) from the scope. */
export type FindInScope = (scope: EvaluationScope) => Json | undefined;

export function compileScopedPath(path: JsonPath): FindInScope {
  const find = compilePath(path);
  const { root } = path;
  const wholeRoot = path.steps.length === 0;
  switch (root) {
    case '$':
      return wholeRoot ? (scope) => scope.input : (scope) => find(scope.input);
    case '$$':
      return wholeRoot ? (scope) => scope.context() : (scope) => find(scope.context());
    default:
      return (scope) => {
        const value = scope.variables.get(root);
        return value === undefined ? undefined : find(value);
      };
  }
}

/** The value that the path's root stands for; undefined for a variable without a value. */
export function rootValue(path: JsonPath, scope: EvaluationScope): Json | undefined {
  if (path.root === '$') return scope.input;
  return path.root === '$$' ? scope.context() : scope.variables.get(path.root);
}

export function compilePath(path: JsonPath): FindInRoot {
  const { steps } = path;
  const last = steps.at(-1);
  if (last?.kind === 'function') {
    const nodes = compileNodes(steps.slice(0, -1));
    const definite = steps.slice(0, -1).every((step) => step.kind !== 'descendants' && isSingle(step));
    const parameters = last.parameters.map((parameter) =>
      typeof parameter === 'object' ? compilePath(parameter) : (): Json => parameter,
    );
    return (root) => {
      const found = nodes(root, root);
      const subject = definite ? found[0] : found;
      if (subject === undefined) return undefined;
      return applyPathFunction(
        last.name,
        subject,
        parameters.map((parameter) => parameter(root) ?? null),
      );
    };
  }
  if (!path.isDefinite) {
    const nodes = compileNodes(steps);
    return (root) => nodes(root, root);
  }
  return compileDefinite(steps);
}

function isSingle(step: JsonPathStep): boolean {
  return (step.kind === 'fields' && step.names.length === 1) || (step.kind === 'indices' && step.indices.length === 1);
}

function compileDefinite(steps: readonly JsonPathStep[]): FindInRoot {
  const reads = steps.map(compileRead);
  const [first, second, third] = reads;
  if (first === undefined) return (root) => root;
  if (second === undefined) return first;
  if (third === undefined) {
    return (root) => {
      const node = first(root);
      return node === undefined ? undefined : second(node);
    };
  }
  return (root) => {
    let node: Json | undefined = root;
    for (const read of reads) {
      node = read(node);
      if (node === undefined) return undefined;
    }
    return node;
  };
}

/** Names for which a plain property read on a JSON value could find something that is not in the JSON. */
function needsOwnCheck(name: string): boolean {
  return name in Object.prototype || name in Array.prototype || /^\d/.test(name);
}

function compileRead(step: JsonPathStep): FindInRoot {
  if (step.kind === 'indices') {
    const index = step.indices[0] as number;
    if (index >= 0) return (node) => (isJsonArray(node) ? node[index] : undefined);
    return (node) => (isJsonArray(node) ? node[node.length + index] : undefined);
  }
  if (step.kind !== 'fields') throw new Error(`Not a definite step: ${step.kind}`);
  if (step.names.length > 1) return (node) => (isJsonObject(node) ? pick(node, step.names) : undefined);
  const name = step.names[0] as string;
  if (needsOwnCheck(name)) return (node) => (isJsonObject(node) && Object.hasOwn(node, name) ? node[name] : undefined);
  return (node) => (typeof node === 'object' && node !== null ? (node as JsonObject)[name] : undefined);
}

function pick(node: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(node, name)).map((name) => [name, node[name] as Json]),
  );
}

type CollectNodes = (node: Json, root: Json) => Json[];
type VisitNodes = (node: Json, root: Json, found: Json[]) => void;

function compileNodes(steps: readonly JsonPathStep[]): CollectNodes {
  /** By index of a step: what finds the rest of the path from there; the last one takes what was found. */
  const visits: VisitNodes[] = [];
  visits[steps.length] = (node, _root, found) => {
    found.push(node);
  };
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index] as JsonPathStep;
    const next = visits[index + 1] as VisitNodes;
    const own = step.kind === 'descendants' ? compileDescent(next, steps[index + 1]) : compileStep(steps, index, next);
    const run = libraryRunAt(steps, index);
    visits[index] = run === null ? own : compileLibraryRun(run, visits[run.end] as VisitNodes, own);
  }
  const visit = visits[0] as VisitNodes;
  return (node, root) => {
    const found: Json[] = [];
    visit(node, root, found);
    return found;
  };
}

function compileLibraryRun(run: LibraryRun, next: VisitNodes, own: VisitNodes): VisitNodes {
  return (node, root, found) => {
    if (!isWithinLibraryLimits(node)) return own(node, root, found);
    for (const value of findWithLibrary(run, node)) next(value, root, found);
  };
}

function compileStep(steps: readonly JsonPathStep[], at: number, next: VisitNodes): VisitNodes {
  const step = steps[at] as JsonPathStep;
  switch (step.kind) {
    case 'fields': {
      const { names } = step;
      if (at === steps.length - 1 && names.length > 1) {
        const inDescent = steps[at - 1]?.kind === 'descendants';
        return (node, _root, found) => {
          if (isJsonObject(node) && (!inDescent || names.every((name) => Object.hasOwn(node, name))))
            found.push(pick(node, names));
        };
      }
      return (node, root, found) => {
        if (!isJsonObject(node)) return;
        for (const name of names) if (Object.hasOwn(node, name)) next(node[name] as Json, root, found);
      };
    }
    case 'indices':
      return (node, root, found) => {
        if (!isJsonArray(node)) return;
        for (const index of step.indices) visitIndex(node, index, next, root, found);
      };
    case 'slice':
      return (node, root, found) => {
        if (!isJsonArray(node)) return;
        const [from, to] = sliceBounds(step.from, step.to, node.length);
        for (let index = from; index < to; index++) visitIndex(node, index, next, root, found);
      };
    case 'wildcard':
      return (node, root, found) => {
        for (const child of children(node)) next(child, root, found);
      };
    case 'filter': {
      const accepts = compileFilter(step.condition, compilePath);
      return (node, root, found) => {
        if (isJsonObject(node)) {
          if (accepts(node, root)) next(node, root, found);
        } else if (isJsonArray(node))
          for (const element of node) if (accepts(element, root)) next(element, root, found);
      };
    }
    case 'descendants':
    case 'function':
      throw new Error(`Not a step of its own: ${step.kind}`);
  }
}

/**
 * Jayway's scan, for what jsonpath-plus does not take: the following step on the node itself, then on every container below, parents
 * before children.
 */
function compileDescent(next: VisitNodes, step: JsonPathStep | undefined): VisitNodes {
  // A filter after '..' takes array elements by reaching them, not by looking into their array.
  const skipArrays = step?.kind === 'filter';
  return (start, root, found) => {
    // A stack of its own: documents may be nested deeper than the call stack allows.
    const pending: Json[] = [start];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (typeof node !== 'object' || node === null) continue;
      if (!(skipArrays && isJsonArray(node))) next(node, root, found);
      const below = children(node);
      for (let at = below.length - 1; at >= 0; at--) pending.push(below[at] as Json);
    }
  };
}

function children(node: Json): JsonArray {
  if (isJsonArray(node)) return node;
  return isJsonObject(node) ? Object.values(node) : [];
}

function visitIndex(node: JsonArray, index: number, next: VisitNodes, root: Json, found: Json[]): void {
  const child = node[index < 0 ? node.length + index : index];
  if (child !== undefined) next(child, root, found);
}

/** Jayway's bounds: an open end is the array's, a negative bound of an open slice counts from the end, a closed slice is walked as written. */
function sliceBounds(from: number | null, to: number | null, length: number): readonly [number, number] {
  if (from === null) return [0, Math.min(to === null ? length : to < 0 ? length + to : to, length)];
  if (to === null) return [Math.max(0, from < 0 ? length + from : from), length];
  return [from, Math.min(to, length)];
}

export type Miss =
  | { readonly kind: 'index-out-of-range' }
  /** In the words of Jayway JsonPath, which AWS passes on. */
  | { readonly kind: 'missing'; readonly reason: string };

/** Why a definite path finds nothing below `root`. Slow; only for error texts. */
export function explainMiss(path: JsonPath, root: Json | undefined): Miss {
  let node: Json | undefined = root;
  for (const [index, step] of path.steps.entries()) {
    if (node === undefined) break;
    const here = printJsonPath(path, index);
    const isLeaf = index === path.steps.length - 1;
    if (step.kind === 'indices') {
      if (node === null) return missing(`The path ${here} is null`);
      const fragment = printJsonPath(path, index + 1).slice(here.length);
      if (!isJsonArray(node)) {
        return missing(
          `Filter: ${fragment} can only be applied to arrays. Current context is: ${JSON.stringify(node)}`,
        );
      }
      if (compileRead(step)(node) === undefined)
        return isLeaf ? { kind: 'index-out-of-range' } : missing(noResults(path));
    } else if (step.kind === 'fields') {
      if (!isJsonObject(node)) {
        const fragment = printJsonPath(path, index + 1).slice(here.length);
        return missing(
          `Expected to find an object with property ${fragment} in path ${here} but found '${javaClassOf(node)}'. ` +
            "This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
        );
      }
      const name = step.names[0] as string;
      if (step.names.length === 1 && !Object.hasOwn(node, name)) {
        return missing(isLeaf ? noResults(path) : `Missing property in path ${printJsonPath(path, index + 1)}`);
      }
    } else break;
    node = compileRead(step)(node);
  }
  return missing(noResults(path));
}

function missing(reason: string): Miss {
  return { kind: 'missing', reason };
}

/** Jayway's text for a path that led nowhere. */
export function noResults(path: JsonPath): string {
  return `No results for path: ${printJsonPath(path)}`;
}

function javaClassOf(node: Json): string {
  if (node === null) return 'null';
  const name = { string: 'Text', number: Number.isInteger(node) ? 'Int' : 'Double', boolean: 'Boolean' }[
    typeof node as string
  ];
  return `com.fasterxml.jackson.databind.node.${name ?? 'Array'}Node`;
}
