/** What a state does, as short as a person would say it: graph nodes, outlines and hovers. */

import { getProperty, getString, getValue, type SyntaxNode } from '../syntax/syntax-node.ts';
import type { StateModel } from './machine-model.ts';

/** `lambda:invoke`, `wait 5 s`, `Distributed Map · EXPRESS`. */
export function describeState(state: StateModel): string {
  const { node } = state;
  switch (state.type) {
    case 'Task':
      return describeResource(getValue(node, 'Resource'), getValue(node, 'Parameters') ?? getValue(node, 'Arguments'));
    case 'Wait':
      return describeWait(node);
    case 'Choice': {
      const rules = getValue(node, 'Choices');
      return rules?.kind === 'array' ? plural(rules.elements.length, 'rule') : '';
    }
    case 'Parallel':
      return plural(state.scopes.length, 'branch', 'branches');
    case 'Map': {
      if (!state.distributed) return 'Inline Map';
      const executionType = state.scopes.find((scope) => scope.distributed)?.executionType;
      return executionType ? `Distributed Map · ${executionType}` : 'Distributed Map';
    }
    case 'Fail':
      return getString(node, 'Error') ?? '';
    default:
      return '';
  }
}

/** `arn:aws:states:::lambda:invoke` → `lambda:invoke`; a function's ARN → `lambda · its name`. */
export function describeResource(resource: SyntaxNode | undefined, parameters?: SyntaxNode): string {
  if (resource?.kind === 'hole') return resource.text;
  if (resource?.kind !== 'string') return '';
  const arn = resource.value;
  const integration = /^arn:[^:]*:states:[^:]*:[^:]*:(.+)$/.exec(arn)?.[1];
  if (integration !== undefined) {
    if (integration.startsWith('activity:')) return `activity · ${integration.slice('activity:'.length)}`;
    const name = getString(parameters, 'FunctionName');
    return name !== undefined && integration.startsWith('lambda:')
      ? shorten(`${integration} · ${lastSegment(name)}`)
      : integration;
  }
  const lambda = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:(.+)$/.exec(arn)?.[1];
  return lambda === undefined ? shorten(arn) : `lambda · ${lambda}`;
}

function lastSegment(name: string): string {
  return /function:([^:]+)/.exec(name)?.[1] ?? name;
}

function describeWait(node: SyntaxNode | null): string {
  const property = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath']
    .map((name) => getProperty(node, name))
    .find(Boolean);
  if (property === undefined) return '';
  const { name, value } = property;
  const text = value.kind === 'number' ? String(value.value) : value.kind === 'string' ? value.value : '…';
  return shorten(
    name.startsWith('Seconds') ? `wait ${text}${value.kind === 'number' ? ' s' : ''}` : `wait until ${text}`,
  );
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** At most 60 characters. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
