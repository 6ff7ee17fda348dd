/**
 * Walks a definition once and shows every site to the rules. What is a site is decided here, by the field table; what is wrong with it is
 * decided by the rules.
 */

import type { AslDocument } from '../model/asl-document.ts';
import type { FieldSpec, ShapeSpec } from '../model/fields/field-spec.ts';
import { shapeOf, stateShape } from '../model/fields/state-fields.ts';
import type { QueryLanguage, ScopeModel, StateModel } from '../model/machine-model.ts';
import type { ArrayNode, ObjectNode, SyntaxNode } from '../syntax/syntax-node.ts';
import { jsonataReads, jsonPathReads, type ContextRead } from './context-reads.ts';
import { integrationSite, requestSite } from './integration-sites.ts';
import type { KeptFindings } from './kept-findings.ts';
import type { JsonataSite } from './rule.ts';
import type { RuleRun } from './rule-run.ts';

/** @param kept findings of earlier versions, where the document is being edited */
export function visitDefinition(document: AslDocument, run: RuleRun, kept: KeptFindings | null): void {
  run.visit('document', document);
  const { model } = document;
  if (model.node === null) return;
  run.visit('machine', model);
  visitObject(run, { shape: shapeOf('machine'), node: model.node, state: null, language: model.queryLanguage });
  for (const scope of model.scopes) visitScope(run, scope);
  for (const state of model.states) {
    if (kept === null) visitState(run, state);
    else kept.findIn(state, () => visitState(run, state));
    // Whether a target is there depends on every other state's name.
    for (const transition of state.transitions) run.visit('transition', transition);
  }
}

function visitScope(run: RuleRun, scope: ScopeModel): void {
  run.visit('scope', scope);
  if (scope.startAt !== null) run.visit('transition', scope.startAt);
}

function visitState(run: RuleRun, state: StateModel): void {
  run.visit('state', state, state.type ?? 'none');
  if (state.type === 'Task') visitIntegration(run, state);
  if (state.node === null || state.type === null) return;
  visitObject(run, { shape: stateShape(state.type), node: state.node, state, language: state.queryLanguage });
}

function visitIntegration(run: RuleRun, state: StateModel): void {
  const integration = integrationSite(state);
  if (integration === null) return;
  run.visit('integration', integration);
  const request = requestSite(integration);
  if (request !== null) run.visit('request', request);
}

function visitContextReads(run: RuleRun, reads: readonly ContextRead[], state: StateModel, field: string): void {
  for (const { names, places } of reads) run.visit('context-read', { names, places, state, field });
}

interface Visited {
  readonly shape: ShapeSpec;
  readonly node: ObjectNode;
  readonly state: StateModel | null;
  readonly language: QueryLanguage;
}

function visitObject(run: RuleRun, site: Visited): void {
  run.visit('object', site, site.shape.name);
  const { shape, node, state, language } = site;
  for (const property of node.properties) {
    const spec = shape.fields.get(property.name);
    if (spec === undefined) continue;
    run.visit('field', { shape, node, state, language, spec, property }, spec.value.kind);
    visitValue(run, site, spec, property.value);
  }
}

function visitValue(run: RuleRun, site: Visited, spec: FieldSpec, value: SyntaxNode): void {
  const { state, language } = site;
  switch (spec.value.kind) {
    case 'object':
      if (value.kind !== 'object') {
        if (spec.value.expression) visitJsonata(run, site, spec, value);
        return;
      }
      if (spec.value.shape === 'choice-rule') visitChoiceRule(run, site, value, 'nested');
      else if (spec.value.shape !== 'state')
        visitObject(run, { ...site, shape: shapeOf(spec.value.shape), node: value });
      // Credentials are a payload template of one known field.
      if (spec.value.shape === 'credentials' && state !== null && language === 'JSONPath')
        visitTemplate(run, state, spec, value);
      return;
    case 'list':
      if (value.kind === 'array')
        visitList(run, site, spec.name, spec.value.shape === 'state' ? null : shapeOf(spec.value.shape), value);
      return;
    case 'template':
      if (language === 'JSONata') visitJsonata(run, site, spec, value);
      else if (state !== null) visitTemplate(run, state, spec, value);
      return;
    case 'path':
    case 'path-or-intrinsic':
    case 'operand':
      if (value.kind === 'string' && state !== null && language === 'JSONPath')
        visitContextReads(run, jsonPathReads(value), state, spec.name);
      return;
    case 'number':
    case 'text':
      if (spec.value.expression) visitJsonata(run, site, spec, value);
      return;
    case 'items':
    case 'timestamp':
    case 'condition':
      visitJsonata(run, site, spec, value);
      return;
    default:
  }
}

function visitList(run: RuleRun, site: Visited, name: string, shape: ShapeSpec | null, list: ArrayNode): void {
  if (shape === null) return;
  if (site.state !== null && (name === 'Retry' || name === 'Catch')) {
    run.visit('error-list', { kind: name, list, state: site.state });
  }
  for (const element of list.elements) {
    if (element.kind !== 'object') continue;
    if (shape.name === 'choice-rule') visitChoiceRule(run, site, element, name === 'Choices' ? 'top' : 'nested');
    else visitObject(run, { ...site, shape, node: element });
  }
}

function visitChoiceRule(run: RuleRun, site: Visited, node: ObjectNode, position: 'top' | 'nested'): void {
  if (site.state === null) return;
  run.visit('choice-rule', { node, state: site.state, language: site.language, position });
  visitObject(run, { ...site, shape: shapeOf('choice-rule'), node });
}

function visitTemplate(run: RuleRun, state: StateModel, field: FieldSpec, value: SyntaxNode): void {
  if (value.kind === 'array') {
    for (const element of value.elements) visitTemplate(run, state, field, element);
  } else if (value.kind === 'object') {
    for (const property of value.properties) {
      run.visit('template-field', { property, parent: value, field, state });
      if (property.value.kind === 'string' && property.name.endsWith('.$'))
        visitContextReads(run, jsonPathReads(property.value), state, field.name);
      visitTemplate(run, state, field, property.value);
    }
  }
}

function visitJsonata(run: RuleRun, site: Visited, field: FieldSpec, value: SyntaxNode): void {
  const { state } = site;
  if (state === null || site.language !== 'JSONata') return;
  const bindings = bindingsOf(site, field);
  const walk = (node: SyntaxNode): void => {
    if (node.kind === 'string') {
      run.visit('jsonata', { node, field, state, bindings });
      visitContextReads(run, jsonataReads(node), state, field.name);
    } else if (node.kind === 'array') for (const element of node.elements) walk(element);
    else if (node.kind === 'object') for (const property of node.properties) walk(property.value);
  };
  walk(value);
}

function bindingsOf(site: Visited, field: FieldSpec): JsonataSite['bindings'] {
  if (field.name !== 'Output' && field.name !== 'Assign') return 'input';
  if (site.shape.name === 'catcher') return 'error';
  const type = site.shape.name === 'state' ? site.state?.type : null;
  return type === 'Task' || type === 'Parallel' || type === 'Map' ? 'result' : 'input';
}
