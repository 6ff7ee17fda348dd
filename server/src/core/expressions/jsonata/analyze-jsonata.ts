/**
 * What can be told about an expression without running it: for diagnostics and completion in the editor.
 *
 * A workflow has no context item, so a bare name, `$` or `$$` that would read one is refused by AWS when the machine is created. Only
 * the first step of a path reads it: names in later steps, predicates, sort terms and groupings are fine. A function's body keeps
 * the context of where it is written.
 */

import { BUILTINS } from './builtins.ts';
import {
  childrenOf,
  parseJsonata,
  type AstNode,
  type CallNode,
  type PathNode,
  type VariableNode,
} from './jsonata-ast.ts';
import { NativeFunction } from './jsonata-functions.ts';

export type JsonataFindingKind =
  'syntax' | 'root-reference' | 'context-item' | 'eval' | 'unknown-function' | 'arity' | 'unknown-states-member';

export interface JsonataFinding {
  readonly kind: JsonataFindingKind;
  /** AWS's code, for what the service reports when the machine is created. */
  readonly awsCode?: 'INVALID_JSONATA_EXPRESSION' | 'UNSUPPORTED_JSONATA_EXPRESSION';
  readonly message: string;
  /** Zero-based UTF-16 offset in the expression's text, without `{%`. */
  readonly offset: number;
  readonly length: number;
}

export interface JsonataRead {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

export interface JsonataAnalysis {
  readonly problems: readonly JsonataFinding[];
  /** Workflow variables that the expression reads: not `$states`, not its own variables, not built-in functions. */
  readonly variables: readonly JsonataRead[];
  /** Members of `$states` that it names. */
  readonly statesMembers: readonly JsonataRead[];
}

export const STATES_MEMBER_NAMES = ['input', 'result', 'errorOutput', 'context'] as const;

export function analyzeJsonata(source: string): JsonataAnalysis {
  const { ast, problem } = parseJsonata(source);
  if (problem !== null) {
    const { code, message, offset } = problem;
    const finding: JsonataFinding = {
      kind: 'syntax',
      awsCode: 'INVALID_JSONATA_EXPRESSION',
      message: `${code}: ${message}`,
      offset,
      length: offset < source.length ? 1 : 0,
    };
    return { problems: [finding], variables: [], statesMembers: [] };
  }
  const analyzer = new Analyzer(source);
  analyzer.visitScope([ast], new Set(), 'none');
  return analyzer.result();
}

/** Whether the context value is that of the expression as a whole, which is none, or one from a step or predicate. */
type Context = 'none' | 'item';

class Analyzer {
  private readonly source: string;
  private readonly problems: JsonataFinding[] = [];
  private readonly variables: JsonataRead[] = [];
  private readonly statesMembers: JsonataRead[] = [];
  /** Names of the innermost scope that are assigned further on: until then they mean what is outside. */
  private unbound = new Set<string>();

  constructor(source: string) {
    this.source = source;
  }

  result(): JsonataAnalysis {
    const { variables, statesMembers } = this;
    return { problems: this.problems.sort((left, right) => left.offset - right.offset), variables, statesMembers };
  }

  /** Visits expressions that share the variables assigned among them. */
  visitScope(nodes: readonly AstNode[], outer: ReadonlySet<string>, context: Context): void {
    const names = new Set(outer);
    for (const node of nodes) collectAssigned(node, names);
    const around = this.unbound;
    this.unbound = new Set([...around, ...[...names].filter((name) => !outer.has(name))]);
    for (const node of nodes) this.visit(node, names, context);
    this.unbound = around;
  }

  private visit(node: AstNode, names: ReadonlySet<string>, context: Context): void {
    this.visitClauses(node, names);
    switch (node.type) {
      case 'name':
        if (context === 'none') {
          const { offset, length } = this.place(node.position, node.value, '');
          this.unsupported(
            'root-reference',
            `Reference to '${node.value}' at the top level is not supported.`,
            offset,
            length,
          );
        }
        return;
      case 'variable':
        this.visitVariable(node.value, node.position, names, context);
        return;
      case 'path':
        this.visitPath(node, names, context);
        return;
      case 'block':
        this.visitScope(node.expressions, names, context);
        return;
      case 'bind':
        this.visit(node.rhs, names, context);
        this.unbound.delete(node.lhs.value);
        return;
      case 'lambda': {
        // A function is called later, when all are assigned.
        const around = this.unbound;
        this.unbound = new Set();
        this.visitScope([node.body], new Set([...names, ...node.arguments.map((argument) => argument.value)]), context);
        this.unbound = around;
        return;
      }
      case 'transform':
        this.visit(node.pattern, names, 'item');
        this.visit(node.update, names, 'item');
        if (node.delete !== undefined) this.visit(node.delete, names, 'item');
        return;
      case 'sort':
        for (const term of node.terms) this.visit(term.expression, names, 'item');
        return;
      case 'function':
      case 'partial':
        this.visitCall(node, names, context);
        return;
      default:
        for (const part of partsOf(node)) this.visit(part, names, context);
    }
  }

  private visitClauses(node: AstNode, names: ReadonlySet<string>): void {
    for (const stage of [...(node.predicate ?? []), ...(node.stages ?? [])]) {
      if (stage.expr !== undefined) this.visit(stage.expr, names, 'item');
    }
    for (const [key, value] of node.group?.lhs ?? []) {
      this.visit(key, names, 'item');
      this.visit(value, names, 'item');
    }
  }

  private visitPath(node: PathNode, outer: ReadonlySet<string>, context: Context): void {
    const names = new Set(outer);
    for (const step of node.steps) collectStepBindings(step, names);
    node.steps.forEach((step, index) => {
      this.visit(step, names, index === 0 ? context : 'item');
    });
    const [first, second] = node.steps;
    if (first?.type !== 'variable' || first.value !== 'states' || second?.type !== 'name' || names.has('states'))
      return;
    const read = { name: second.value, ...this.place(second.position, second.value, '') };
    this.statesMembers.push(read);
    if (STATES_MEMBER_NAMES.some((member) => member === second.value)) return;
    this.problems.push({
      kind: 'unknown-states-member',
      message: `$states has no member '${second.value}': it has ${STATES_MEMBER_NAMES.join(', ')}.`,
      offset: read.offset,
      length: read.length,
    });
  }

  private visitVariable(
    name: string,
    position: number | undefined,
    names: ReadonlySet<string>,
    context: Context,
  ): void {
    const { offset, length } = this.place(position, name, '$');
    if (name === '$') this.unsupported('context-item', "Reference to '$$' is not supported.", offset, length);
    else if (name === '') {
      if (context === 'none') {
        this.unsupported('context-item', "Reference to '$' at the top level is not supported.", offset, length);
      }
    } else if (name !== 'states' && !this.isBound(name, names) && !BUILTINS.has(name) && name !== 'eval') {
      this.variables.push({ name, offset, length });
    }
  }

  private isBound(name: string, names: ReadonlySet<string>): boolean {
    return names.has(name) && !this.unbound.has(name);
  }

  private visitCall(node: CallNode, names: ReadonlySet<string>, context: Context): void {
    for (const argument of node.arguments) this.visit(argument, names, context);
    const { procedure } = node;
    if (procedure.type !== 'variable' || names.has(procedure.value) || BUILTINS.has(procedure.value)) {
      this.visit(procedure, names, context);
      if (procedure.type === 'variable' && !names.has(procedure.value)) this.visitArguments(node, procedure);
      return;
    }
    const { offset, length } = this.place(procedure.position, procedure.value, '$');
    if (procedure.value === 'eval') {
      this.unsupported('eval', 'The function $eval is not supported in Step Functions.', offset, length);
      return;
    }
    this.problems.push({
      kind: 'unknown-function',
      message: `There is no function $${procedure.value}: calling it fails with T1006.`,
      offset,
      length,
    });
  }

  /** Built-in functions say how many arguments they take at most; fewer may be right, as the context or `~>` gives one. */
  private visitArguments(node: CallNode, { value, position }: VariableNode): void {
    const builtin = BUILTINS.get(value);
    const signature = builtin instanceof NativeFunction ? builtin.signature : null;
    if (signature === null || signature.parameters.some(({ repeats }) => repeats)) return;
    const most = signature.parameters.length;
    if (node.arguments.length <= most) return;
    this.problems.push({
      kind: 'arity',
      message: `$${value} takes ${most === 0 ? 'no arguments' : most === 1 ? 'one argument' : `up to ${most} arguments`}, not ${node.arguments.length}.`,
      ...this.place(position, value, '$'),
    });
  }

  private unsupported(kind: JsonataFindingKind, message: string, offset: number, length: number): void {
    this.problems.push({ kind, awsCode: 'UNSUPPORTED_JSONATA_EXPRESSION', message, offset, length });
  }

  /** Where a token stands, from the position after it. A name may be in backquotes or quotes. */
  private place(
    position: number | undefined,
    name: string,
    sigil: string,
  ): { readonly offset: number; readonly length: number } {
    const end = Math.min(position ?? 0, this.source.length);
    const text = sigil + name;
    if (this.source.endsWith(text, end)) return { offset: end - text.length, length: text.length };
    const quoted = Math.max(0, end - name.length - 2);
    return { offset: quoted, length: end - quoted };
  }
}

function partsOf(node: AstNode): readonly AstNode[] {
  const clauses = new Set<AstNode>();
  for (const stage of [...(node.predicate ?? []), ...(node.stages ?? [])])
    if (stage.expr !== undefined) clauses.add(stage.expr);
  for (const pair of node.group?.lhs ?? []) for (const part of pair) clauses.add(part);
  return childrenOf(node).filter((part) => !clauses.has(part));
}

function collectAssigned(node: AstNode, names: Set<string>): void {
  if (node.type === 'bind') names.add(node.lhs.value);
  if (node.type === 'block' || (node.type === 'lambda' && node.thunk !== true)) return;
  for (const part of childrenOf(node)) collectAssigned(part, names);
}

/** Variables that a step binds: `@$v`, `#$i`, also after a predicate, and those of paths inside it. */
function collectStepBindings(node: AstNode, names: Set<string>): void {
  if (node.focus !== undefined) names.add(node.focus);
  if (node.index !== undefined) names.add(node.index);
  for (const stage of node.stages ?? []) if (stage.value !== undefined) names.add(stage.value);
  for (const part of partsOf(node)) collectStepBindings(part, names);
}
