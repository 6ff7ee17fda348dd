/**
 * Turns a syntax tree into nested functions, once per expression.
 *
 * Every node becomes `(runtime, input, frame) => value`; `input` is the context value (`$`), `frame` holds the variables. The
 * closures keep nothing between calls.
 */

import { childrenOf, type AstNode, type BinaryNode, type UnaryNode, type VariableNode } from './jsonata-ast.ts';
import {
  compileApply,
  compileCall,
  compileLambda,
  compilePartial,
  compileTransform,
  type IsBound,
} from './jsonata-calls.ts';
import { compileFilter, compileGroup, type TupleMode } from './jsonata-clauses.ts';
import { JsonataError } from './jsonata-error.ts';
import type { FunctionValue } from './jsonata-value.ts';
import {
  arithmetic,
  comparison,
  concatenate,
  equality,
  includes,
  isNumeric,
  isTruthy,
  range,
  type ArithmeticOperator,
  type ComparisonOperator,
} from './jsonata-operators.ts';
import { collapsedLookup, compilePath } from './jsonata-path.ts';
import { compileRegex } from './jsonata-regex.ts';
import { Frame, UNASSIGNED, type Code, type Runtime } from './jsonata-runtime.ts';
import { freshSlots, openScope, resolveVariable, type Scope } from './jsonata-scope.ts';
import {
  CONSTRUCTED,
  appendValues,
  collapse,
  collapseKeepingArray,
  createSequence,
  fromJson,
  isList,
  isObject,
  isPlain,
  type List,
  type Sequence,
  type Value,
} from './jsonata-value.ts';

export type Builtins = ReadonlyMap<string, FunctionValue>;

/** Compiles a whole expression. The code is called with no context value: a workflow has none. */
export function compileProgram(ast: AstNode, builtins: Builtins): (runtime: Runtime) => Value {
  const scope = openScope(null, [], [ast]);
  const code = new Compiler(builtins).compile(ast, scope);
  if (scope === null) return (runtime) => code(runtime, undefined, ROOT);
  return (runtime) => code(runtime, undefined, new Frame(null, freshSlots(scope), null));
}

const ROOT = new Frame(null, [], null);

class Compiler {
  private readonly builtins: Builtins;

  constructor(builtins: Builtins) {
    this.builtins = builtins;
  }

  readonly compile = (node: AstNode, scope: Scope | null): Code => {
    const leaf = this.compileLeaf(node, scope);
    const clauses = this.compileClauses(node, scope);
    const bare = leaf ?? this.compileComposite(node, scope);
    const finish = node.keepArray === true ? collapseKeepingArray : collapse;
    if (leaf !== null && clauses === null) {
      if (node.keepArray !== true) return leaf;
      return (runtime, input, frame) => finish(leaf(runtime, input, frame));
    }
    if (clauses === null) {
      return (runtime, input, frame) => {
        runtime.enter();
        const value = bare(runtime, input, frame);
        runtime.depth--;
        return finish(value);
      };
    }
    return (runtime, input, frame) => {
      runtime.enter();
      if (leaf !== null) runtime.depth--;
      let value = bare(runtime, input, frame);
      if (leaf !== null) runtime.depth++;
      for (const clause of clauses) value = clause(runtime, value, frame);
      runtime.depth--;
      return finish(value);
    };
  };

  /** Sub-expressions without parts of their own. */
  private compileLeaf(node: AstNode, scope: Scope | null): Code | null {
    switch (node.type) {
      case 'string':
      case 'number':
      case 'value': {
        const { value } = node;
        return (runtime) => {
          runtime.enterLeaf();
          return value;
        };
      }
      case 'name': {
        const name = node.value;
        return (runtime, input) => {
          runtime.enterLeaf();
          return collapsedLookup(input, name);
        };
      }
      case 'variable':
        return this.compileVariable(node, scope);
      case 'wildcard':
        return (runtime, input) => {
          runtime.enterLeaf();
          return collapse(wildcard(runtime, input));
        };
      case 'descendant':
        return (runtime, input) => {
          runtime.enterLeaf();
          return collapse(descendants(runtime, input));
        };
      case 'parent': {
        const lookup = resolveVariable(scope, node.slot.label);
        return (runtime, _input, frame) => {
          runtime.enterLeaf();
          const value = lookup?.(runtime, frame);
          return value === UNASSIGNED ? undefined : collapse(value);
        };
      }
      case 'regex': {
        const regex = compileRegex(node.value);
        return (runtime) => {
          runtime.enterLeaf();
          return regex;
        };
      }
      case 'lambda':
        return compileLambda(node, scope, this.compile);
      case 'transform':
        return compileTransform(node, scope, this.compile);
      case 'operator':
        return () => undefined;
      default:
        return null;
    }
  }

  private compileComposite(node: AstNode, scope: Scope | null): Code {
    switch (node.type) {
      case 'path':
        return compilePath(node, scope, this.compile);
      case 'binary':
        return this.compileBinary(node, scope);
      case 'unary':
        return this.compileUnary(node, scope);
      case 'condition': {
        const condition = this.compile(node.condition, scope);
        const consequence = this.compile(node.then, scope);
        const alternative = node.else === undefined ? null : this.compile(node.else, scope);
        return (runtime, input, frame) => {
          if (isTruthy(condition(runtime, input, frame))) return consequence(runtime, input, frame);
          return alternative === null ? undefined : alternative(runtime, input, frame);
        };
      }
      case 'block':
        return this.compileBlock(node.expressions, scope);
      case 'bind': {
        const value = this.compile(node.rhs, scope);
        const slot = scope?.slots.get(node.lhs.value);
        if (slot === undefined) throw new Error(`No slot for the assigned variable ${node.lhs.value}`);
        return (runtime, input, frame) => {
          const bound = value(runtime, input, frame);
          frame.slots[slot] = bound;
          return bound;
        };
      }
      case 'function': {
        const call = compileCall(node, scope, this.compile, this.isBound(scope));
        return (runtime, input, frame) => call(runtime, input, frame, NO_VALUES);
      }
      case 'partial':
        return compilePartial(node, scope, this.compile, this.isBound(scope));
      case 'apply':
        return compileApply(node, scope, this.compile, this.isBound(scope));
      default:
        throw new Error(`Unexpected JSONata node ${node.type}`);
    }
  }

  private compileClauses(node: AstNode, scope: Scope | null): readonly Code[] | null {
    const predicates = node.predicate ?? [];
    const grouped = node.type !== 'path' && node.group !== undefined;
    if (predicates.length === 0 && !grouped) return null;
    const mode: TupleMode = bindsTuples(node) ? 'tuples' : 'values';
    const clauses: Code[] = [];
    for (const stage of predicates) {
      if (stage.expr !== undefined) clauses.push(compileFilter(stage.expr, scope, this.compile, mode));
    }
    if (grouped && node.group !== undefined) clauses.push(compileGroup(node.group, scope, this.compile, mode));
    return clauses;
  }

  private compileVariable(node: VariableNode, scope: Scope | null): Code {
    const name = node.value;
    if (name === '') {
      return (runtime, input) => {
        runtime.enterLeaf();
        return collapse(input);
      };
    }
    const outer = this.outerVariable(name);
    const lookup = resolveVariable(scope, name);
    if (lookup === null) {
      return (runtime) => {
        runtime.enterLeaf();
        return outer(runtime);
      };
    }
    return (runtime, _input, frame) => {
      runtime.enterLeaf();
      const value = lookup(runtime, frame);
      return value === UNASSIGNED ? outer(runtime) : collapse(value);
    };
  }

  /** `$states`, else a workflow variable, which hides a function of the same name, else the function. `$$` is nothing. */
  private outerVariable(name: string): (runtime: Runtime) => Value {
    if (name === '$') return () => undefined;
    if (name === 'states') return (runtime) => runtime.states();
    const builtin = this.builtins.get(name);
    return (runtime) => {
      const variable = fromJson(runtime.bindings.variables.get(name));
      return variable === undefined ? builtin : variable;
    };
  }

  private isBound(scope: Scope | null): IsBound {
    return (runtime, frame, name) => {
      const local = resolveVariable(scope, name)?.(runtime, frame) ?? UNASSIGNED;
      return local !== UNASSIGNED || this.outerVariable(name)(runtime) !== undefined;
    };
  }

  private compileBlock(expressions: readonly AstNode[], scope: Scope | null): Code {
    const own = openScope(scope, [], expressions);
    const codes = expressions.map((expression) => this.compile(expression, own ?? scope));
    const run: Code = (runtime, input, frame) => {
      let value: Value;
      for (let index = 0; index < codes.length; index++) value = (codes[index] as Code)(runtime, input, frame);
      return value;
    };
    if (own === null) return codes.length === 1 ? (codes[0] as Code) : run;
    return (runtime, input, frame) => run(runtime, input, new Frame(frame, freshSlots(own), null));
  }

  private compileBinary(node: BinaryNode, scope: Scope | null): Code {
    const left = this.compile(node.lhs, scope);
    const right = this.compile(node.rhs, scope);
    const operator = node.value;
    switch (operator) {
      case 'and':
        return (runtime, input, frame) =>
          isTruthy(left(runtime, input, frame)) && isTruthy(right(runtime, input, frame));
      case 'or':
        return (runtime, input, frame) =>
          isTruthy(left(runtime, input, frame)) || isTruthy(right(runtime, input, frame));
      case '=':
      case '!=':
        return (runtime, input, frame) => equality(left(runtime, input, frame), right(runtime, input, frame), operator);
      case '&':
        return (runtime, input, frame) =>
          concatenate(runtime, left(runtime, input, frame), right(runtime, input, frame));
      case '..':
        return (runtime, input, frame) => range(runtime, left(runtime, input, frame), right(runtime, input, frame));
      case 'in':
        return (runtime, input, frame) => includes(left(runtime, input, frame), right(runtime, input, frame));
      case '<':
      case '<=':
      case '>':
      case '>=': {
        const comparing: ComparisonOperator = operator;
        return (runtime, input, frame) =>
          comparison(left(runtime, input, frame), right(runtime, input, frame), comparing);
      }
      default: {
        const computing = operator as ArithmeticOperator;
        return (runtime, input, frame) =>
          arithmetic(left(runtime, input, frame), right(runtime, input, frame), computing);
      }
    }
  }

  private compileUnary(node: UnaryNode, scope: Scope | null): Code {
    if (node.value === '{') return compileGroup({ lhs: node.lhs ?? [] }, scope, this.compile, 'values');
    if (node.value === '[') return this.compileArray(node, scope);
    const operand = this.compile(node.expression as AstNode, scope);
    return (runtime, input, frame) => {
      const value = operand(runtime, input, frame);
      if (value === undefined) return undefined;
      if (isNumeric(value)) return -value;
      throw new JsonataError('D1002', { value, token: '-' });
    };
  }

  private compileArray(node: UnaryNode, scope: Scope | null): Code {
    const items = (node.expressions ?? []).map((expression) => ({
      code: this.compile(expression, scope),
      /** A nested array constructor is one element; any other list is joined in. */
      nested: 'value' in expression && expression.value === '[',
    }));
    const constructed = node.consarray === true;
    return (runtime, input, frame) => {
      const result: Value[] = [];
      for (const { code, nested } of items) {
        const value = code(runtime, input, frame);
        if (value === undefined) continue;
        if (nested || !isList(value)) {
          if (!isPlain(value)) runtime.impure = true;
          result.push(value);
        } else {
          runtime.allocateElements(result.length + value.length);
          joinInto(runtime, result, value);
        }
      }
      if (constructed) (result as unknown as Sequence).flags = CONSTRUCTED;
      return result;
    };
  }
}

const NO_VALUES: readonly Value[] = [];

function joinInto(runtime: Runtime, result: Value[], values: List): void {
  for (const value of values) {
    if (!isPlain(value)) runtime.impure = true;
    result.push(value);
  }
}

/** Whether some part of the expression makes tuples: then its clauses may see them. */
function bindsTuples(node: AstNode): boolean {
  return node.tuple === true || childrenOf(node).some(bindsTuples);
}

function wildcard(runtime: Runtime, input: Value): Value {
  const results = createSequence();
  const members: List = isObject(input) ? Object.values(input) : isList(input) ? input : [];
  runtime.spend(members.length);
  let joined: Value = results;
  for (const value of members) {
    if (isList(value)) joined = appendValues(joined, flattenDeep(value));
    else if (joined === results) results.push(value);
    else (joined as Value[]).push(value);
  }
  return joined;
}

function flattenDeep(list: List): Value[] {
  const flat: Value[] = [];
  for (const item of list) {
    if (isList(item)) for (const inner of flattenDeep(item)) flat.push(inner);
    else flat.push(item);
  }
  return flat;
}

function descendants(runtime: Runtime, input: Value): Value {
  if (input === undefined) return undefined;
  const results = createSequence();
  collectDescendants(runtime, input, results);
  return results.length === 1 ? results[0] : results;
}

function collectDescendants(runtime: Runtime, input: Value, results: Value[]): void {
  runtime.spend(1);
  if (isList(input)) {
    for (const member of input) collectDescendants(runtime, member, results);
    return;
  }
  results.push(input);
  if (isObject(input)) for (const value of Object.values(input)) collectDescendants(runtime, value, results);
}
