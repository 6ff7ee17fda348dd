/**
 * The syntax tree that the `jsonata` package's parser makes, typed, and the one place that calls that parser.
 *
 * Only the parser of the package is used: its evaluator awaits a promise per node. The tree's positions are the offsets *after* a
 * token; `problemOffset` turns them into where the token starts.
 */

import jsonata from 'jsonata';
import { describeJsonataCode } from './jsonata-error.ts';

export interface Stage {
  readonly type: 'filter' | 'index';
  /** The predicate of a filter. */
  readonly expr?: AstNode;
  /** The variable of an index binding. */
  readonly value?: string;
}

export interface GroupClause {
  readonly lhs: readonly (readonly [AstNode, AstNode])[];
  readonly position?: number;
}

interface NodeBase {
  readonly position?: number;
  readonly keepArray?: boolean;
  readonly predicate?: readonly Stage[];
  readonly stages?: readonly Stage[];
  readonly group?: GroupClause;
  /** `@$name`: the variable that a step binds. */
  readonly focus?: string;
  /** `#$name`: the variable that a step's position is bound to. */
  readonly index?: string;
  readonly tuple?: boolean;
  readonly ancestor?: { readonly label: string };
  readonly consarray?: boolean;
}

export interface PathNode extends NodeBase {
  readonly type: 'path';
  readonly steps: readonly AstNode[];
  readonly keepSingletonArray?: boolean;
}
export interface LiteralNode extends NodeBase {
  readonly type: 'string' | 'number' | 'value';
  readonly value: string | number | boolean | null;
}
export interface NameNode extends NodeBase {
  readonly type: 'name';
  readonly value: string;
}
export interface VariableNode extends NodeBase {
  readonly type: 'variable';
  readonly value: string;
}
export interface WildcardNode extends NodeBase {
  readonly type: 'wildcard' | 'descendant';
}
export interface ParentNode extends NodeBase {
  readonly type: 'parent';
  readonly slot: { readonly label: string };
}
export interface BinaryNode extends NodeBase {
  readonly type: 'binary';
  readonly value: string;
  readonly lhs: AstNode;
  readonly rhs: AstNode;
}
export interface UnaryNode extends NodeBase {
  readonly type: 'unary';
  readonly value: '-' | '[' | '{';
  readonly expression?: AstNode;
  readonly expressions?: readonly AstNode[];
  readonly lhs?: readonly (readonly [AstNode, AstNode])[];
}
export interface ConditionNode extends NodeBase {
  readonly type: 'condition';
  readonly condition: AstNode;
  readonly then: AstNode;
  readonly else?: AstNode;
}
export interface BlockNode extends NodeBase {
  readonly type: 'block';
  readonly expressions: readonly AstNode[];
}
export interface BindNode extends NodeBase {
  readonly type: 'bind';
  readonly lhs: VariableNode;
  readonly rhs: AstNode;
}
export interface RegexNode extends NodeBase {
  readonly type: 'regex';
  readonly value: { readonly source: string; readonly flags: string };
}
export interface CallNode extends NodeBase {
  readonly type: 'function' | 'partial';
  readonly procedure: AstNode;
  readonly arguments: readonly AstNode[];
}
export interface LambdaNode extends NodeBase {
  readonly type: 'lambda';
  /** A tail call, put here by the parser: the body is a call that the caller's trampoline makes. */
  readonly thunk?: boolean;
  readonly arguments: readonly VariableNode[];
  readonly signature?: { readonly definition: string };
  readonly body: AstNode;
}
export interface ApplyNode extends NodeBase {
  readonly type: 'apply';
  readonly lhs: AstNode;
  readonly rhs: AstNode;
}
export interface TransformNode extends NodeBase {
  readonly type: 'transform';
  readonly pattern: AstNode;
  readonly update: AstNode;
  readonly delete?: AstNode;
}
export interface SortNode extends NodeBase {
  readonly type: 'sort';
  readonly terms: readonly { readonly descending: boolean; readonly expression: AstNode }[];
}
/** The `?` of a partial application. */
export interface PlaceholderNode extends NodeBase {
  readonly type: 'operator';
  readonly value: string;
}

export type AstNode =
  | PathNode
  | LiteralNode
  | NameNode
  | VariableNode
  | WildcardNode
  | ParentNode
  | BinaryNode
  | UnaryNode
  | ConditionNode
  | BlockNode
  | BindNode
  | RegexNode
  | CallNode
  | LambdaNode
  | ApplyNode
  | TransformNode
  | SortNode
  | PlaceholderNode;

export interface JsonataProblem {
  /** JSONata's error code (`S0201`), or one of ours for what only AWS refuses. */
  readonly code: string;
  readonly message: string;
  /** Zero-based UTF-16 offset in the expression's text. */
  readonly offset: number;
}

export type ParsedJsonata =
  { readonly ast: AstNode; readonly problem: null } | { readonly ast: null; readonly problem: JsonataProblem };

/** Parses an expression. `??` and `?:`, which JSONata learned after the version that AWS runs, are refused as that version does. */
export function parseJsonata(source: string): ParsedJsonata {
  let ast: AstNode;
  try {
    ast = jsonata(source).ast() as unknown as AstNode;
  } catch (error) {
    return { ast: null, problem: describeSyntaxError(source, error) };
  }
  const newer = findNewerOperator(ast, source);
  return newer === null ? { ast, problem: null } : { ast: null, problem: newer };
}

/** The node's direct parts, in source order where the tree keeps it. */
export function childrenOf(node: AstNode): readonly AstNode[] {
  const children: AstNode[] = [...ownParts(node)];
  for (const stage of [...(node.predicate ?? []), ...(node.stages ?? [])]) {
    if (stage.expr !== undefined) children.push(stage.expr);
  }
  for (const [key, value] of node.group?.lhs ?? []) children.push(key, value);
  return children;
}

function ownParts(node: AstNode): readonly AstNode[] {
  switch (node.type) {
    case 'path':
      return node.steps;
    case 'binary':
    case 'apply':
      return [node.lhs, node.rhs];
    case 'bind':
      return [node.rhs];
    case 'unary':
      if (node.expression !== undefined) return [node.expression];
      return node.expressions ?? (node.lhs ?? []).flat();
    case 'condition':
      return node.else === undefined ? [node.condition, node.then] : [node.condition, node.then, node.else];
    case 'block':
      return node.expressions;
    case 'function':
    case 'partial':
      return [node.procedure, ...node.arguments];
    case 'lambda':
      return [node.body];
    case 'transform':
      return node.delete === undefined ? [node.pattern, node.update] : [node.pattern, node.update, node.delete];
    case 'sort':
      return node.terms.map((term) => term.expression);
    default:
      return [];
  }
}

function findNewerOperator(root: AstNode, source: string): JsonataProblem | null {
  const pending: AstNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'condition' && node.position !== undefined) {
      const operator = source.slice(node.position - 2, node.position);
      if (operator === '??' || operator === '?:') {
        const token = operator.slice(1);
        return {
          code: 'S0211',
          message: describeJsonataCode('S0211', { token }),
          offset: node.position - 1,
        };
      }
    }
    pending.push(...childrenOf(node));
  }
  return null;
}

function describeSyntaxError(source: string, error: unknown): JsonataProblem {
  if (error instanceof RangeError) {
    return { code: 'S0500', message: 'The expression is nested too deeply to be parsed', offset: 0 };
  }
  if (error instanceof SyntaxError) {
    const slash = source.indexOf('/');
    return { code: 'S0303', message: error.message, offset: Math.max(0, slash) };
  }
  const { code, message, position, token } = error as {
    readonly code?: string;
    readonly message?: string;
    readonly position?: number;
    readonly token?: unknown;
  };
  if (code === undefined) throw error;
  return { code, message: message ?? code, offset: problemOffset(source, position ?? 0, token) };
}

function problemOffset(source: string, position: number, token: unknown): number {
  const bounded = Math.max(0, Math.min(position, source.length));
  const text = typeof token === 'string' || typeof token === 'number' ? String(token) : '';
  const start = bounded - text.length;
  return start >= 0 && source.startsWith(text, start) ? start : bounded;
}
