/** Machine model to the layout-neutral graph: nodes for states, edges for transitions, scopes for what lies inside a state. */

import { describeResource, describeState, shorten } from '../model/describe-state.ts';
import { getProperty, getString, getValue, type SyntaxNode } from '../syntax/syntax-node.ts';
import {
  targetOf,
  type MachineModel,
  type ScopeModel,
  type StateModel,
  type TransitionModel,
} from '../model/machine-model.ts';
import { describeChoiceRule } from './choice-rule-label.ts';
import type { DistributedSummary, GraphEdge, GraphNode, GraphScope, StateGraph } from './state-graph.ts';

/** Null where the text holds no state machine at all. Dangling transitions are left out. */
export function buildStateGraph(model: MachineModel): StateGraph | null {
  return model.root === null ? null : { root: buildScope(model.root) };
}

function buildScope(scope: ScopeModel): GraphScope {
  const start = scope.startAt === null ? undefined : targetOf(scope.startAt);
  const states = [...scope.stateByName.values()];
  return {
    id: scope.pointer,
    label: scopeLabel(scope),
    start: start?.pointer ?? null,
    nodes: states.map(buildNode),
    edges: states.flatMap((state) => state.transitions.flatMap((transition) => buildEdge(state, transition))),
  };
}

function scopeLabel(scope: ScopeModel): string {
  switch (scope.kind) {
    case 'machine':
      return getString(scope.node, 'Comment') ?? '';
    case 'branch':
      return (
        getString(scope.node, 'Comment') ??
        `Branch ${Number(scope.pointer.slice(scope.pointer.lastIndexOf('/') + 1)) + 1}`
      );
    case 'processor':
      return scope.distributed ? 'Child execution' : 'Each item';
  }
}

function buildNode(state: StateModel): GraphNode {
  return {
    id: state.pointer,
    name: state.name,
    type: state.type,
    detail: describeState(state),
    scopes: state.scopes.map(buildScope),
    distributed: state.distributed ? summarizeDistributedMap(state) : null,
    terminal: state.terminal,
    range: state.range,
  };
}

function buildEdge(state: StateModel, transition: TransitionModel): readonly GraphEdge[] {
  const target = targetOf(transition);
  if (target === undefined || transition.kind === 'start') return [];
  const { kind, index } = transition;
  return [
    {
      id: `${state.pointer}#${kind}${kind === 'choice' || kind === 'catch' ? `-${index}` : ''}`,
      from: state.pointer,
      to: target.pointer,
      kind,
      label: edgeLabel(transition),
    },
  ];
}

function edgeLabel(transition: TransitionModel): string {
  switch (transition.kind) {
    case 'choice':
      return shorten(describeChoiceRule(transition.holder));
    case 'catch': {
      const errors = getValue(transition.holder, 'ErrorEquals');
      if (errors?.kind !== 'array') return 'Catch';
      return shorten(errors.elements.map((error) => (error.kind === 'string' ? error.value : '…')).join(', '));
    }
    case 'default':
      return 'Default';
    default:
      return '';
  }
}

function summarizeDistributedMap(state: StateModel): DistributedSummary {
  const { node } = state;
  const reader = getValue(node, 'ItemReader');
  const batcher = getValue(node, 'ItemBatcher');
  const writer = getValue(node, 'ResultWriter');
  const executionType = state.scopes.find((scope) => scope.distributed)?.executionType;
  const limit = numberOf(getValue(node, 'MaxConcurrency')) ?? dynamic(node, 'MaxConcurrencyPath');
  return {
    reader: describeReader(reader, node),
    batcher: describeBatcher(batcher),
    children: [executionType ?? 'children', limit === null || limit === '0' ? '' : `max ${limit}`]
      .filter(Boolean)
      .join(' · '),
    writer: writer === undefined ? '' : describeWriter(writer),
  };
}

function describeReader(reader: SyntaxNode | undefined, state: SyntaxNode | null): string {
  if (reader === undefined) return getString(state, 'ItemsPath') ?? getString(state, 'Items') ?? 'state input';
  const api = describeResource(getValue(reader, 'Resource'));
  const type = getString(getValue(reader, 'ReaderConfig'), 'InputType');
  return [type ?? (api.endsWith('listObjectsV2') ? 'object list' : 'JSON'), api].filter(Boolean).join(' · ');
}

function describeBatcher(batcher: SyntaxNode | undefined): string {
  if (batcher === undefined) return '';
  const items = numberOf(getValue(batcher, 'MaxItemsPerBatch')) ?? dynamic(batcher, 'MaxItemsPerBatchPath');
  const bytes = numberOf(getValue(batcher, 'MaxInputBytesPerBatch')) ?? dynamic(batcher, 'MaxInputBytesPerBatchPath');
  return [items === null ? '' : `${items} items`, bytes === null ? '' : `${bytes} bytes`].filter(Boolean).join(' · ');
}

function describeWriter(writer: SyntaxNode): string {
  const config = getValue(writer, 'WriterConfig');
  const format = [getString(config, 'Transformation'), getString(config, 'OutputType')].filter(Boolean).join(' ');
  return [describeResource(getValue(writer, 'Resource')), format].filter(Boolean).join(' · ');
}

function numberOf(node: SyntaxNode | undefined): string | null {
  if (node?.kind === 'number') return String(node.value);
  return node?.kind === 'string' || node?.kind === 'hole' ? '…' : null;
}

function dynamic(node: SyntaxNode | null, field: string): string | null {
  return getProperty(node, field) === undefined ? null : '…';
}
