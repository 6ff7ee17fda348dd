/**
 * Paths: `a.b[0].c@$v#$i^(d){…}`.
 *
 * Each step maps a list of context values to the next one. Paths that bind variables carry tuples instead: objects of bindings with the
 * context value under `@`. The common case, names below one object, makes no list at all.
 */

import type { AstNode, PathNode, Stage } from './jsonata-ast.ts';
import {
  asSequence,
  compileFilter,
  compileGroup,
  compileSort,
  isTuples,
  tupleFrame,
  type CompileNode,
  type Filter,
  type TupleMode,
} from './jsonata-clauses.ts';
import { JsonataError } from './jsonata-error.ts';
import { MAX_DEPTH, type Code, type Frame, type Runtime, type Tuple } from './jsonata-runtime.ts';
import { openTupleScope, resolveVariable, type Scope } from './jsonata-scope.ts';
import {
  CONSTRUCTED,
  KEEP_SINGLETON,
  SEQUENCE,
  TUPLES,
  collapse,
  createSequence,
  flagsOf,
  fromJson,
  getOwn,
  isList,
  isObject,
  isSequence,
  sequenceOf,
  setOwn,
  type List,
  type Value,
} from './jsonata-value.ts';

type StepRun = (runtime: Runtime, items: List, frame: Frame, last: boolean) => List;
type TupleRun = (runtime: Runtime, items: List, tuples: List | undefined, frame: Frame) => List;

/** Finds the value below a name, in each element of a list. */
export function lookupName(input: Value, name: string): Value {
  if (isList(input)) {
    const results = createSequence();
    for (const item of input) {
      const found = lookupName(item, name);
      if (isList(found)) for (const value of found) results.push(value);
      else if (found !== undefined) results.push(found);
    }
    return results;
  }
  return isObject(input) ? getOwn(input, name) : undefined;
}

/** The path without what every sub-expression does at its end (collapsing). */
export function compilePath(node: PathNode, scope: Scope | null, compile: CompileNode): Code {
  const core = node.steps.some((step) => step.tuple === true)
    ? compileTuplePath(node, scope, compile)
    : compileValuePath(node, scope, compile);
  const kept: Code =
    node.keepSingletonArray === true ? (runtime, input, frame) => keepSingleton(core(runtime, input, frame)) : core;
  if (node.group === undefined) return kept;
  const mode: TupleMode = node.steps.some((step) => step.tuple === true) ? 'tuples' : 'values';
  const group = compileGroup(node.group, scope, compile, mode);
  return (runtime, input, frame) => group(runtime, kept(runtime, input, frame), frame);
}

function keepSingleton(result: Value): Value {
  if (!isList(result)) return result;
  const sequence = (flagsOf(result) & (CONSTRUCTED | SEQUENCE)) === CONSTRUCTED ? sequenceOf(result) : result;
  if (isSequence(sequence)) sequence.flags |= KEEP_SINGLETON;
  return sequence;
}

function compileValuePath(node: PathNode, scope: Scope | null, compile: CompileNode): Code {
  const first = node.steps[0] as AstNode;
  const absolute = first.type === 'variable';
  const runs = node.steps.map((step) => compileStep(step, scope, compile));
  const head = first.consarray === true ? compile(first, scope) : null;
  const lastIndex = runs.length - 1;
  const general = (runtime: Runtime, start: List, frame: Frame, from: number): Value => {
    let items = start;
    for (let index = from; index <= lastIndex; index++) {
      items = (runs[index] as StepRun)(runtime, items, frame, index === lastIndex);
      if (items.length === 0) break;
    }
    return items;
  };
  if (head !== null) {
    return (runtime, input, frame) => {
      const made = head(runtime, isList(input) ? input : sequenceOf(input), frame);
      // What is not a list has no elements to go on with.
      if (lastIndex === 0 || !isList(made)) return lastIndex === 0 || made === undefined ? made : createSequence();
      return made.length === 0 ? made : general(runtime, made, frame, 1);
    };
  }
  const { start, startIndex } = compileStart(node, scope, compile);
  const names = plainNames(node, startIndex);
  const prefix = startIndex + names.length;
  return (runtime, input, frame) => {
    if (runtime.depth >= MAX_DEPTH) throw new JsonataError(null, {}, 'depth');
    let value = start === null ? input : start(runtime, input, frame);
    for (let index = startIndex; index < prefix; index++) {
      if (Array.isArray(value)) return general(runtime, elementsOf(value as List, index), frame, index);
      if (!isObject(value)) return undefined;
      value = getOwn(value, names[index - startIndex] as string);
      if (value === undefined) return undefined;
    }
    if (prefix > lastIndex) return isSequence(value) ? flattened([value]) : value;
    if (start === null && prefix === 0) return general(runtime, isList(value) && !absolute ? value : [value], frame, 0);
    if (value === undefined) return undefined;
    return general(runtime, isList(value) ? elementsOf(value, prefix) : [value], frame, prefix);
  };
}

/** What a step's list gives to the step after it. The context value's own list is taken as it is. */
function elementsOf(list: List, nextStep: number): List {
  return nextStep === 0 || (flagsOf(list) & CONSTRUCTED) === 0 ? list : [list];
}

/** The value that the path starts from, when that needs no list: a variable, or one member of `$states`. */
function compileStart(
  node: PathNode,
  scope: Scope | null,
  compile: CompileNode,
): { readonly start: Code | null; readonly startIndex: number } {
  const [first, second] = node.steps;
  if (first === undefined || first.type !== 'variable' || !isPlainStep(first)) return { start: null, startIndex: 0 };
  if (first.value === 'states' && second?.type === 'name' && isPlainStep(second)) {
    const local = resolveVariable(scope, 'states');
    const member = STATES_MEMBERS.get(second.value);
    if (local === null && member !== undefined) return { start: member, startIndex: 2 };
  }
  return { start: compile(first, scope), startIndex: 1 };
}

/** One member without the others: the context object is built only for those who ask for it. */
const STATES_MEMBERS: ReadonlyMap<string, Code> = new Map<string, Code>([
  ['input', (runtime) => fromJson(runtime.bindings.input)],
  ['context', (runtime) => fromJson(runtime.bindings.context())],
  ['result', (runtime) => fromJson(runtime.bindings.result)],
  ['errorOutput', (runtime) => fromJson(runtime.bindings.errorOutput)],
]);

function isPlainStep(step: AstNode): boolean {
  return (
    step.stages === undefined && step.predicate === undefined && step.group === undefined && step.keepArray !== true
  );
}

/** The names that follow the start, up to the first step that is more than a name. */
function plainNames(node: PathNode, from: number): readonly string[] {
  const names: string[] = [];
  for (const step of node.steps.slice(from)) {
    if (step.type !== 'name' || !isPlainStep(step)) break;
    names.push(step.value);
  }
  return names;
}

function compileStep(step: AstNode, scope: Scope | null, compile: CompileNode): StepRun {
  if (step.type === 'sort') {
    const sort = compileSort(step, scope, compile, 'values');
    const stages = compileStages(step.stages ?? [], scope, compile, 'values');
    return (runtime, items, frame) => {
      const sorted = items.length > 1 ? sort(runtime, items, frame) : asSequence(items);
      return stages(runtime, sorted, frame);
    };
  }
  const code = compile(step, scope);
  const filters = (step.stages ?? []).flatMap((stage) =>
    stage.expr === undefined ? [] : [compileFilter(stage.expr, scope, compile, 'values')],
  );
  return (runtime, items, frame, last) => {
    runtime.spend(items.length);
    const results: Value[] = [];
    for (let index = 0; index < items.length; index++) {
      let result = code(runtime, items[index], frame);
      for (const filter of filters) result = filter(runtime, result, frame);
      if (result !== undefined) results.push(result);
    }
    if (last && results.length === 1 && isList(results[0]) && !isSequence(results[0])) return results[0];
    return flattened(results);
  };
}

function flattened(results: readonly Value[]): List {
  const sequence = createSequence();
  for (const result of results) {
    if (isList(result) && (flagsOf(result) & CONSTRUCTED) === 0) for (const value of result) sequence.push(value);
    else sequence.push(result);
  }
  return sequence;
}

function compileStages(
  stages: readonly Stage[],
  scope: Scope | null,
  compile: CompileNode,
  mode: TupleMode,
): (runtime: Runtime, input: List, frame: Frame) => List {
  const runs: Filter[] = stages.map((stage) => {
    if (stage.expr !== undefined) return compileFilter(stage.expr, scope, compile, mode);
    const name = stage.value as string;
    return (_runtime, input) => {
      (input as List).forEach((tuple, index) => setOwn(tuple as Tuple, name, index));
      return input as List;
    };
  });
  return (runtime, input, frame) => {
    let result = input;
    for (const run of runs) result = run(runtime, result, frame);
    return result;
  };
}

/** A path in which some step binds a variable, a position or a parent. */
function compileTuplePath(node: PathNode, scope: Scope | null, compile: CompileNode): Code {
  const first = node.steps[0] as AstNode;
  const bindingFrom = node.steps.findIndex((step) => step.tuple === true);
  const before = node.steps.slice(0, bindingFrom).map((step) => compileStep(step, scope, compile));
  const after = node.steps.slice(bindingFrom).map((step) => compileTupleStep(step, scope, compile));
  const head = first.consarray === true && bindingFrom > 0 ? compile(first, scope) : null;
  return (runtime, input, frame) => {
    let items: List = isList(input) && first.type !== 'variable' ? input : sequenceOf(input);
    for (const [index, run] of before.entries()) {
      if (index === 0 && head !== null) {
        const made = head(runtime, items, frame);
        if (!isList(made)) return made === undefined ? undefined : createSequence();
        items = made;
      } else items = run(runtime, items, frame, index === node.steps.length - 1);
      if (items.length === 0) return items;
    }
    let tuples: List | undefined;
    for (const run of after) tuples = run(runtime, items, tuples, frame);
    // A grouping sees the bindings; ancestry is carried on.
    if (node.tuple === true || node.group !== undefined) return tuples;
    const results = createSequence();
    for (const tuple of tuples ?? []) results.push((tuple as Tuple)['@']);
    return results;
  };
}

function compileTupleStep(step: AstNode, scope: Scope | null, compile: CompileNode): TupleRun {
  const stages = compileStages(step.stages ?? [], scope, compile, 'tuples');
  if (step.type === 'sort') {
    const sort = compileSort(step, scope, compile, 'tuples');
    return (runtime, items, tuples, frame) => {
      if (tuples !== undefined) return stages(runtime, sort(runtime, tuples, frame), frame);
      const sorted = sort(runtime, items, frame);
      const numbered = createTuples();
      sorted.forEach((item, index) =>
        numbered.push({ '@': item, ...(step.index === undefined ? {} : { [step.index]: index }) }),
      );
      return stages(runtime, numbered, frame);
    };
  }
  const inner = openTupleScope(scope, [{ ...step, stages: [] }]);
  const code = compile(step, inner);
  return (runtime, items, tuples, frame) => {
    const results = createTuples();
    const bindings: List = tuples ?? items.map((item) => ({ '@': item }));
    runtime.spend(bindings.length);
    for (const binding of bindings) {
      const tuple = binding as Tuple;
      const result = code(runtime, tuple['@'], tupleFrame(frame, inner, tuple));
      if (result === undefined) continue;
      const list: List = isList(result) ? result : [result];
      runtime.spend(list.length);
      for (let index = 0; index < list.length; index++) {
        results.push(
          isTuples(list) ? { ...tuple, ...(list[index] as Tuple) } : extendTuple(step, tuple, list[index], index),
        );
      }
    }
    return stages(runtime, results, frame);
  };
}

function createTuples(): List & Value[] {
  const tuples = createSequence();
  tuples.flags |= TUPLES;
  return tuples;
}

function extendTuple(step: AstNode, tuple: Tuple, value: Value, index: number): Tuple {
  const extended: Tuple = { ...tuple };
  if (step.focus === undefined) extended['@'] = value;
  else setOwn(extended, step.focus, value);
  if (step.index !== undefined) setOwn(extended, step.index, index);
  if (step.ancestor !== undefined) extended[step.ancestor.label] = tuple['@'];
  return extended;
}

/** The result of looking a name up as a sub-expression of its own. */
export function collapsedLookup(input: Value, name: string): Value {
  return collapse(lookupName(input, name));
}
