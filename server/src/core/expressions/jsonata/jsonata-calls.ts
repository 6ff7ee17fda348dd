/** Function expressions and the ways to call: `$f(x)`, `x ~> $f`, `$f(?, 1)`, `|pattern|update|`. */

import type { ApplyNode, AstNode, CallNode, LambdaNode, TransformNode } from './jsonata-ast.ts';
import type { CompileNode } from './jsonata-clauses.ts';
import { JsonataError } from './jsonata-error.ts';
import { LambdaFunction, NativeFunction, TailCall, applyFunction, named, partiallyApply } from './jsonata-functions.ts';
import type { LambdaDefinition } from './jsonata-functions.ts';
import { isListOfStrings, toText } from './jsonata-operators.ts';
import type { Code, Frame, Runtime } from './jsonata-runtime.ts';
import { openScope, type Scope } from './jsonata-scope.ts';
import { parseSignature } from './jsonata-signature.ts';
import {
  isFunction,
  isList,
  isObject,
  isPlain,
  setOwn,
  type List,
  type MutableObject,
  type Value,
} from './jsonata-value.ts';

/** Tells whether `$name` is anything, for the hint "Did you mean $name?". */
export type IsBound = (runtime: Runtime, frame: Frame, name: string) => boolean;

/** Calls with `given` put before the written arguments. */
export type CallCode = (runtime: Runtime, input: Value, frame: Frame, given: readonly Value[]) => Value;

/** How an error names the callee. */
function calleeName(procedure: AstNode): string | undefined {
  if (procedure.type === 'path') return stepName(procedure.steps[0]);
  return procedure.type === 'variable' ? procedure.value : undefined;
}

function stepName(step: AstNode | undefined): string | undefined {
  return step?.type === 'name' || step?.type === 'variable' ? step.value : undefined;
}

export function compileCall(node: CallNode, scope: Scope | null, compile: CompileNode, isBound: IsBound): CallCode {
  const { procedure } = node;
  const token = calleeName(procedure);
  const callee = compile(procedure, scope);
  const args = node.arguments.map((argument) => compile(argument, scope));
  return (runtime, input, frame, given) => {
    const target = callee(runtime, input, frame);
    const evaluated: Value[] = given.slice();
    for (let index = 0; index < args.length; index++) evaluated.push((args[index] as Code)(runtime, input, frame));
    try {
      if (target === undefined && procedure.type === 'path' && token !== undefined && isBound(runtime, frame, token)) {
        throw new JsonataError('T1005', { token });
      }
      return applyFunction(runtime, target, evaluated, input);
    } catch (error) {
      throw named(error, token);
    }
  };
}

export function compileLambda(node: LambdaNode, scope: Scope | null, compile: CompileNode): Code {
  if (node.thunk === true && node.body.type === 'function') return compileTailCall(node.body, scope, compile);
  const parameters = node.arguments.map((parameter) => parameter.value);
  const inner = openScope(scope, parameters, [node.body]);
  const definition: LambdaDefinition = {
    parameters,
    slots: parameters.map((name) => inner?.slots.get(name) as number),
    scope: inner,
    signature: node.signature === undefined ? null : parseSignature(node.signature.definition),
    body: compile(node.body, inner ?? scope),
  };
  return (runtime, input, frame) => {
    runtime.enterLeaf();
    return new LambdaFunction(definition, frame, input, null);
  };
}

function compileTailCall(call: CallNode, scope: Scope | null, compile: CompileNode): Code {
  const token = calleeName(call.procedure);
  const callee = compile(call.procedure, scope);
  const args = call.arguments.map((argument) => compile(argument, scope));
  return (runtime, input, frame) => {
    runtime.enterLeaf();
    return new TailCall(callee, args, frame, input, token);
  };
}

export function compilePartial(node: CallNode, scope: Scope | null, compile: CompileNode, isBound: IsBound): Code {
  const { procedure } = node;
  const token = calleeName(procedure);
  const callee = compile(procedure, scope);
  const args = node.arguments.map((argument) => (argument.type === 'operator' ? null : compile(argument, scope)));
  return (runtime, input, frame) => {
    const given = args.map((argument) => (argument === null ? null : { value: argument(runtime, input, frame) }));
    const target = callee(runtime, input, frame);
    if (target === undefined && procedure.type === 'path' && token !== undefined && isBound(runtime, frame, token)) {
      throw new JsonataError('T1007', { token });
    }
    return partiallyApply(target, given, token);
  };
}

/** `lhs ~> rhs`: a call with the left side as first argument, or two functions made into one. */
export function compileApply(node: ApplyNode, scope: Scope | null, compile: CompileNode, isBound: IsBound): Code {
  const left = compile(node.lhs, scope);
  if (node.rhs.type === 'function') {
    const call = compileCall(node.rhs, scope, compile, isBound);
    return (runtime, input, frame) => call(runtime, input, frame, [left(runtime, input, frame)]);
  }
  const right = compile(node.rhs, scope);
  return (runtime, input, frame) => {
    const first = left(runtime, input, frame);
    const second = right(runtime, input, frame);
    if (!isFunction(second)) throw new JsonataError('T2006', { value: second });
    if (!isFunction(first)) return applyFunction(runtime, second, [first], null);
    return new NativeFunction(1, null, (args, at) =>
      applyFunction(at, second, [applyFunction(at, first, [args[0]], null)], null),
    );
  };
}

const TRANSFORM_SIGNATURE = parseSignature('<(oa):o>');

/** `|pattern|update, delete|`: a function that copies its argument and changes the matches in the copy. */
export function compileTransform(node: TransformNode, scope: Scope | null, compile: CompileNode): Code {
  const pattern = compile(node.pattern, scope);
  const update = compile(node.update, scope);
  const deletion = node.delete === undefined ? null : compile(node.delete, scope);
  return (created, _input, frame) => {
    created.enterLeaf();
    return new NativeFunction(1, TRANSFORM_SIGNATURE, ([subject], runtime) => {
      if (subject === undefined) return undefined;
      const copies = new Set<Value>();
      const result = cloneValue(runtime, subject, copies);
      const matches = pattern(runtime, result, frame);
      if (matches === undefined) return result;
      for (const match of isList(matches) ? matches : [matches]) {
        runtime.spend(4);
        // Only the copy may change: what a pattern finds elsewhere is the workflow's data.
        const target = copies.has(match) ? (match as MutableObject) : null;
        applyUpdate(runtime, target, update(runtime, match, frame));
        if (deletion !== null) applyDeletion(target, deletion(runtime, match, frame));
      }
      return result;
    });
  };
}

function applyUpdate(runtime: Runtime, target: MutableObject | null, update: Value): void {
  if (update === undefined) return;
  if (!isObject(update)) throw new JsonataError('T2011', { value: update });
  if (target === null) return;
  for (const key of Object.keys(update)) {
    const value = update[key];
    if (!isPlain(value)) runtime.impure = true;
    setOwn(target, key, value);
  }
}

function applyDeletion(target: MutableObject | null, deletions: Value): void {
  if (deletions === undefined) return;
  const keys: List = isList(deletions) ? deletions : [deletions];
  if (!isListOfStrings(keys)) throw new JsonataError('T2012', { value: deletions });
  if (target !== null) for (const key of keys) delete target[key as string];
}

/** A deep copy as through JSON text; `copies` collects the new objects. */
export function cloneValue(runtime: Runtime, value: Value, copies: Set<Value>): Value {
  if (isFunction(value)) return '';
  if (isList(value)) {
    runtime.allocateElements(value.length);
    return value.map((element) => cloneValue(runtime, element, copies) ?? null);
  }
  if (!isObject(value)) return typeof value === 'number' ? Number(toText(value)) : value;
  const copy: MutableObject = {};
  copies.add(copy);
  const keys = Object.keys(value);
  runtime.spend(keys.length);
  for (const key of keys) {
    const member = cloneValue(runtime, value[key], copies);
    if (member !== undefined) setOwn(copy, key, member);
  }
  return copy;
}
