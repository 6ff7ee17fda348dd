/** Syntax tree to machine model, in one walk over the states. Payloads are not looked into. */

import type { StateKind } from '../events/history-event.ts';
import {
  escapePointerSegment,
  getString,
  getValue,
  type ObjectNode,
  type StringNode,
  type SyntaxNode,
  type SyntaxProperty,
} from '../syntax/syntax-node.ts';
import type {
  MachineModel,
  QueryLanguage,
  ScopeModel,
  StateModel,
  TransitionKind,
  TransitionModel,
} from './machine-model.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface ScopeBuilder extends Mutable<Omit<ScopeModel, 'states' | 'stateByName'>> {
  states: StateModel[];
  stateByName: Map<string, StateModel>;
}
interface StateBuilder extends Mutable<Omit<StateModel, 'transitions' | 'scopes'>> {
  transitions: TransitionModel[];
  scopes: ScopeModel[];
}
interface Build {
  readonly queryLanguage: QueryLanguage;
  readonly states: StateModel[];
  readonly scopes: ScopeModel[];
  readonly statesByName: Map<string, StateModel[]>;
  readonly statesByPointer: Map<string, StateModel>;
}

const STATE_KINDS: ReadonlySet<string> = new Set<StateKind>([
  'Pass',
  'Task',
  'Choice',
  'Wait',
  'Succeed',
  'Fail',
  'Parallel',
  'Map',
]);

function isStateKind(text: string | undefined): text is StateKind {
  return text !== undefined && STATE_KINDS.has(text);
}

export function buildMachineModel(root: SyntaxNode | null): MachineModel {
  const node = root?.kind === 'object' ? root : null;
  const queryLanguage = getString(node, 'QueryLanguage') === 'JSONata' ? 'JSONata' : 'JSONPath';
  const build: Build = { queryLanguage, states: [], scopes: [], statesByName: new Map(), statesByPointer: new Map() };
  const rootScope = node === null ? null : buildScope(build, { kind: 'machine', pointer: '', node, owner: null });
  return { node, root: rootScope, ...build };
}

interface ScopeSeed {
  readonly kind: ScopeModel['kind'];
  readonly pointer: string;
  readonly node: ObjectNode;
  readonly owner: StateModel | null;
}

function buildScope(build: Build, seed: ScopeSeed): ScopeModel {
  const config = seed.kind === 'processor' ? getValue(seed.node, 'ProcessorConfig') : undefined;
  const executionType = getString(config, 'ExecutionType');
  const scope: ScopeBuilder = {
    ...seed,
    startAt: null,
    states: [],
    stateByName: new Map(),
    distributed: getString(config, 'Mode') === 'DISTRIBUTED',
    executionType: executionType === 'STANDARD' || executionType === 'EXPRESS' ? executionType : null,
  };
  build.scopes.push(scope);
  const startAt = getValue(seed.node, 'StartAt');
  if (startAt?.kind === 'string') {
    scope.startAt = transition('start', startAt, `${seed.pointer}/StartAt`, scope, null, 0, seed.node);
  }
  const states = getValue(seed.node, 'States');
  if (states?.kind !== 'object') return scope;
  for (const property of states.properties) buildState(build, scope, property);
  return scope;
}

function buildState(build: Build, scope: ScopeBuilder, property: SyntaxProperty): void {
  const node = property.value.kind === 'object' ? property.value : null;
  const typeText = getString(node, 'Type');
  const type = isStateKind(typeText) ? typeText : null;
  const ownLanguage = getString(node, 'QueryLanguage');
  const state: StateBuilder = {
    name: property.name,
    type,
    pointer: `${scope.pointer}/States/${escapePointerSegment(property.name)}`,
    scope,
    property,
    node,
    nameRange: property.key.range,
    range: property.range,
    queryLanguage: ownLanguage === 'JSONata' || ownLanguage === 'JSONPath' ? ownLanguage : build.queryLanguage,
    transitions: [],
    scopes: [],
    distributed: false,
    terminal: type === 'Succeed' || type === 'Fail',
  };
  scope.states.push(state);
  if (!scope.stateByName.has(state.name)) scope.stateByName.set(state.name, state);
  build.states.push(state);
  if (!build.statesByPointer.has(state.pointer)) build.statesByPointer.set(state.pointer, state);
  const sameName = build.statesByName.get(state.name);
  if (sameName === undefined) build.statesByName.set(state.name, [state]);
  else sameName.push(state);
  if (node === null) return;
  for (const field of node.properties) readField(build, state, field);
}

function readField(build: Build, state: StateBuilder, field: SyntaxProperty): void {
  const { name, value } = field;
  const pointer = `${state.pointer}/${name}`;
  switch (name) {
    case 'Next':
      addTransition(state, 'next', value, pointer, 0, value.parent ?? value);
      break;
    case 'Default':
      if (state.type === 'Choice' || state.type === null)
        addTransition(state, 'default', value, pointer, 0, value.parent ?? value);
      break;
    case 'End':
      if (value.kind === 'boolean' && value.value) state.terminal = true;
      break;
    case 'Choices':
    case 'Catch':
      if (value.kind !== 'array') break;
      value.elements.forEach((entry, index) => {
        const next = getValue(entry, 'Next');
        if (next)
          addTransition(state, name === 'Catch' ? 'catch' : 'choice', next, `${pointer}/${index}/Next`, index, entry);
      });
      break;
    case 'Branches':
      if (value.kind !== 'array' || state.type !== 'Parallel') break;
      value.elements.forEach((branch, index) => {
        if (branch.kind !== 'object') return;
        state.scopes.push(
          buildScope(build, { kind: 'branch', pointer: `${pointer}/${index}`, node: branch, owner: state }),
        );
      });
      break;
    case 'ItemProcessor':
    case 'Iterator': {
      if (value.kind !== 'object' || state.type !== 'Map') break;
      const scope = buildScope(build, { kind: 'processor', pointer, node: value, owner: state });
      state.scopes.push(scope);
      if (scope.distributed) state.distributed = true;
      break;
    }
    default:
  }
}

function addTransition(
  state: StateBuilder,
  kind: TransitionKind,
  value: SyntaxNode,
  pointer: string,
  index: number,
  holder: SyntaxNode,
): void {
  if (value.kind === 'string')
    state.transitions.push(transition(kind, value, pointer, state.scope, state, index, holder));
}

function transition(
  kind: TransitionKind,
  node: StringNode,
  pointer: string,
  scope: ScopeModel,
  from: StateModel | null,
  index: number,
  holder: SyntaxNode,
): TransitionModel {
  return { kind, target: node.value, node, pointer, scope, from, index, holder };
}
