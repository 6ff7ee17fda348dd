/**
 * What a JSONata expression refers to, told without running it: workflow variables, members of `$states`, functions, and uses of a context
 * item where AWS has none.
 *
 * Step Functions binds no context item at the top level, so a bare `name`, `$` or `$$` there is refused when the machine is created.
 */

import { childrenOf, type AstNode } from '../expressions/jsonata/jsonata-ast.ts';

export interface JsonataReference {
  readonly kind: 'variable' | 'function' | 'states-member' | 'root-name' | 'context-item';
  readonly name: string;
  /** After the name's first character where the parser tells, else 0. */
  readonly offset: number;
}

/** In the order of the text, as far as the tree keeps it. */
export function jsonataReferences(ast: AstNode, source: string): readonly JsonataReference[] {
  const found: JsonataReference[] = [];
  const bound = new Set<string>();
  collectBindings(ast, bound);

  const add = (kind: JsonataReference['kind'], name: string, position: number | undefined): void => {
    found.push({ kind, name, offset: offsetOf(source, name, position) });
  };

  /** `item`: whether there is a context item, or (inside a function) it cannot be told. */
  const visit = (node: AstNode, item: boolean): void => {
    switch (node.type) {
      case 'path':
        visitPath(node.steps, item);
        break;
      case 'name':
        if (!item) add('root-name', node.value, node.position);
        break;
      case 'wildcard':
      case 'descendant':
      case 'parent':
        if (!item) add('context-item', node.type, node.position);
        break;
      case 'variable':
        if (node.value === '' || node.value === '$') {
          if (!item) add('context-item', `$${node.value}`, node.position);
        } else if (!bound.has(node.value)) add('variable', node.value, node.position);
        break;
      case 'function':
      case 'partial':
        if (node.procedure.type === 'variable') {
          if (!bound.has(node.procedure.value))
            add('function', node.procedure.value, node.procedure.position ?? node.position);
        } else visit(node.procedure, item);
        for (const argument of node.arguments) visit(argument, item);
        break;
      case 'apply':
        visit(node.lhs, item);
        visit(node.rhs, item);
        break;
      case 'lambda':
        visit(node.body, true);
        break;
      case 'sort':
        for (const term of node.terms) visit(term.expression, true);
        break;
      case 'transform':
        visit(node.pattern, true);
        visit(node.update, true);
        if (node.delete !== undefined) visit(node.delete, true);
        break;
      default: {
        const clauses = new Set(clausesOf(node));
        for (const child of childrenOf(node)) if (!clauses.has(child)) visit(child, item);
      }
    }
    for (const clause of clausesOf(node)) visit(clause, true);
  };

  const visitPath = (steps: readonly AstNode[], item: boolean): void => {
    const [first, second] = steps;
    if (first?.type === 'variable' && first.value === 'states') {
      add('states-member', second?.type === 'name' ? second.value : '', second?.position ?? first.position);
      for (const clause of clausesOf(first)) visit(clause, true);
    } else if (first !== undefined) visit(first, item);
    for (const step of steps.slice(1)) {
      if (step.type === 'name' || step.type === 'wildcard' || step.type === 'descendant' || step.type === 'parent') {
        for (const clause of clausesOf(step)) visit(clause, true);
      } else visit(step, true);
    }
  };

  visit(ast, false);
  return found;
}

/** Predicates, stages and groupings: what is evaluated on each item of the node's value. */
function clausesOf(node: AstNode): readonly AstNode[] {
  const clauses: AstNode[] = [];
  for (const stage of node.predicate ?? []) if (stage.expr !== undefined) clauses.push(stage.expr);
  for (const stage of node.stages ?? []) if (stage.expr !== undefined) clauses.push(stage.expr);
  for (const [key, value] of node.group?.lhs ?? []) clauses.push(key, value);
  return clauses;
}

/** Names the expression binds itself: assignments, parameters, `@$x` and `#$i`. Where they hold is not told apart. */
function collectBindings(node: AstNode, bound: Set<string>): void {
  if (node.type === 'bind') bound.add(node.lhs.value);
  if (node.type === 'lambda') for (const parameter of node.arguments) bound.add(parameter.value);
  if (node.focus !== undefined) bound.add(node.focus);
  if (node.index !== undefined) bound.add(node.index);
  for (const stage of [...(node.predicate ?? []), ...(node.stages ?? [])])
    if (stage.value !== undefined) bound.add(stage.value);
  for (const child of childrenOf(node)) collectBindings(child, bound);
}

/** The parser's positions are after the token. */
function offsetOf(source: string, name: string, position: number | undefined): number {
  if (position === undefined) return 0;
  const start = source.lastIndexOf(name, Math.max(0, position - 1));
  return start >= 0 && position - start <= name.length + 3 ? start : Math.max(0, Math.min(position, source.length) - 1);
}
