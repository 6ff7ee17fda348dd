/**
 * What a rule is: one row of the table, bound to one kind of site, that looks at it and reports.
 *
 * Rules are pure and see nothing but their site, so they can be tested, listed and switched one by one.
 */

import type { Severity } from '../base/problem.ts';
import type { TextRange } from '../base/text-range.ts';
import type { AslDocument } from '../model/asl-document.ts';
import type { StateKind } from '../events/history-event.ts';
import type { FieldSpec, ShapeName, ShapeSpec, ValueSpec } from '../model/fields/field-spec.ts';
import type { IntegrationAction, IntegrationArn } from '../model/integrations.ts';
import type { MachineModel, QueryLanguage, ScopeModel, StateModel, TransitionModel } from '../model/machine-model.ts';
import type { ArrayNode, ObjectNode, StringNode, SyntaxNode, SyntaxProperty } from '../syntax/syntax-node.ts';
import type { BeyondState } from './beyond-state.ts';
import type { RuleId } from './catalogue/rule-catalogue.ts';

/** An object with a fixed set of fields. */
export interface ObjectSite {
  readonly shape: ShapeSpec;
  readonly node: ObjectNode;
  /** Null at the machine and in scopes. */
  readonly state: StateModel | null;
  readonly language: QueryLanguage;
}

/** A field of such an object that the object may have. */
export interface FieldSite extends ObjectSite {
  readonly spec: FieldSpec;
  readonly property: SyntaxProperty;
}

export interface ChoiceRuleSite {
  readonly node: ObjectNode;
  readonly state: StateModel;
  readonly language: QueryLanguage;
  readonly position: 'top' | 'nested';
}

/** The Retry or Catch of a state. */
export interface ErrorListSite {
  readonly kind: 'Retry' | 'Catch';
  readonly list: ArrayNode;
  readonly state: StateModel;
}

/** A field in a JSONPath payload template, at any depth. */
export interface TemplateFieldSite {
  readonly property: SyntaxProperty;
  readonly parent: ObjectNode;
  /** The field of the state that holds the template: `Parameters`, `ItemSelector`, … */
  readonly field: FieldSpec;
  readonly state: StateModel;
}

/** A string of a JSONata state that may hold an expression. */
export interface JsonataSite {
  readonly node: StringNode;
  /** The field of the state that holds it: `Output`, `Arguments`, … */
  readonly field: FieldSpec;
  readonly state: StateModel;
  /** Where `$states.result` and `$states.errorOutput` exist. */
  readonly bindings: 'input' | 'result' | 'error';
}

/** A Task that names an integration. */
export interface IntegrationSite {
  readonly state: StateModel;
  /** The Resource. */
  readonly node: StringNode;
  readonly arn: IntegrationArn;
}

/** The request of an optimized integration, where its members can be seen. */
export interface RequestSite extends IntegrationSite {
  readonly action: IntegrationAction;
  /** Parameters or Arguments. */
  readonly given: SyntaxProperty;
  readonly request: ObjectNode;
}

/** A path into the context object, down to two names. */
export interface ContextReadSite {
  readonly names: readonly string[];
  /** Of the names, one by one. */
  readonly places: readonly Place[];
  readonly state: StateModel;
  /** The field of the state that reads: `Parameters`, `Output`, … */
  readonly field: string;
}

export interface Sites {
  readonly document: AslDocument;
  readonly machine: MachineModel;
  readonly scope: ScopeModel;
  readonly state: StateModel;
  readonly transition: TransitionModel;
  readonly object: ObjectSite;
  readonly field: FieldSite;
  readonly 'choice-rule': ChoiceRuleSite;
  readonly 'error-list': ErrorListSite;
  readonly 'template-field': TemplateFieldSite;
  readonly jsonata: JsonataSite;
  readonly integration: IntegrationSite;
  readonly request: RequestSite;
  readonly 'context-read': ContextReadSite;
}

export type SiteKind = keyof Sites;

/** What rules choose sites by: a field's kind of value, an object's shape, a state's type. */
export interface SiteKeys extends Record<SiteKind, string> {
  readonly field: ValueSpec['kind'];
  readonly object: ShapeName;
  readonly state: StateKind;
}

/** Where a problem is marked, and the node it is about. */
export interface Place {
  readonly range: TextRange;
  readonly node: SyntaxNode;
}

export interface ReportOptions {
  readonly related?: readonly { readonly message: string; readonly range: TextRange }[];
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  /** Another id for the same check where one row covers several (number ranges, one-of values). */
  readonly code?: RuleId;
  /** What is meant in place of the marked text: a name without its quotes. */
  readonly suggestion?: string | undefined;
  /** Lower than the rule's, where it is not known that AWS refuses the case at hand. */
  readonly severity?: Severity;
}

/** What the caller knows beside the text. What is absent is not checked. */
export interface ValidationOptions {
  /** Type of the state machine. */
  readonly type?: 'STANDARD' | 'EXPRESS';
  /** Severities that people set, by rule. */
  readonly severities?: RuleSeverities;
  /** The present, in milliseconds since 1970. */
  readonly now?: number;
  /** The substitutions that the deployment defines. */
  readonly substitutions?: ReadonlySet<string>;
}

/** What a person set for single rules; `off` hides what the rule finds. */
export type RuleSeverities = ReadonlyMap<string, Severity | 'off'>;

export interface RuleContext {
  readonly document: AslDocument;
  readonly options: ValidationOptions;
  /** The rest of the machine. A rule for a state or what is in it looks at other states through this alone. */
  readonly beyond: BeyondState;
  /** `message`: what is wrong and what to do, in one or two sentences. */
  report(place: Place, message: string, options?: ReportOptions): void;
}

export interface Rule<K extends SiteKind = SiteKind> {
  /** What is reported where the check does not name another id; severity and page are in the catalogue. */
  readonly id: RuleId;
  readonly site: K;
  /** The only sites the check can say something about, by `SITE_KEYS`; absent: all. What saves a large document most of its calls. */
  readonly only?: readonly SiteKeys[K][];
  check(site: Sites[K], context: RuleContext): void;
}

/** A rule of any site kind. */
export type AnyRule = { [K in SiteKind]: Rule<K> }[SiteKind];

/** The key of a property; the problem is about its value. */
export function atKey(property: SyntaxProperty): Place {
  return { range: property.key.range, node: property.value };
}

/** A value, or for an object or list the key that holds it, so that no problem underlines half the file. */
export function at(node: SyntaxNode): Place {
  return { range: node.kind === 'object' || node.kind === 'array' ? headOf(node) : node.range, node };
}

/** A state's name. */
export function atState(state: StateModel): Place {
  return { range: state.nameRange, node: state.property.value };
}

function headOf(node: ObjectNode | ArrayNode): TextRange {
  const { parent } = node;
  if (parent?.kind === 'object') {
    for (const property of parent.properties) if (property.value === node) return property.key.range;
  }
  const { start, end } = node.range;
  return { start, end: Math.min(start + 1, end) };
}
