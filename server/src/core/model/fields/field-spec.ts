/**
 * How a field of ASL is described: one table serves validation, completion and hover, so they cannot disagree.
 *
 * Which fields a state type takes was measured on AWS (asl-lint-rules' field table, September 2026); limits are those of the developer guide
 * and of `ValidateStateMachineDefinition`.
 */

import type { QueryLanguage } from '../machine-model.ts';

/** The objects of ASL that have a fixed set of fields. */
export type ShapeName =
  | 'machine'
  | 'branch'
  | 'processor'
  | 'state'
  | 'processor-config'
  | 'item-reader'
  | 'reader-config'
  | 'item-batcher'
  | 'result-writer'
  | 'writer-config'
  | 'retrier'
  | 'catcher'
  | 'credentials'
  | 'choice-rule';

/** What may stand as the value of a field. `rule` is the id a violation is reported under. */
export type ValueSpec =
  | { readonly kind: 'text'; readonly expression: boolean }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'number';
      readonly integer: boolean;
      readonly min: number;
      readonly max: number;
      readonly rule: string;
      readonly expression: boolean;
    }
  | { readonly kind: 'one-of'; readonly values: readonly string[]; readonly rule: string }
  | {
      readonly kind: 'path';
      readonly reference: boolean;
      readonly nullable: boolean;
      readonly context: boolean;
      readonly rule: string;
    }
  | { readonly kind: 'path-or-intrinsic' }
  /** A payload template in JSONPath (`.$` fields), any JSON with `{% %}` strings in JSONata. */
  | { readonly kind: 'template'; readonly objectOnly: boolean }
  /** JSON that is never evaluated. */
  | { readonly kind: 'literal' }
  /** A list, or in JSONata an expression. */
  | { readonly kind: 'items' }
  | { readonly kind: 'state-name' }
  | { readonly kind: 'states' }
  | { readonly kind: 'resource' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'condition' }
  | { readonly kind: 'object'; readonly shape: ShapeName; readonly expression: boolean }
  | { readonly kind: 'list'; readonly shape: ShapeName; readonly emptyRule: string | null }
  | { readonly kind: 'error-names' }
  | { readonly kind: 'texts' }
  | {
      readonly kind: 'operand';
      readonly family: 'String' | 'Numeric' | 'Boolean' | 'Timestamp' | 'Is';
      readonly path: boolean;
    };

export interface FieldSpec {
  readonly name: string;
  readonly value: ValueSpec;
  /** The only query language that has the field; absent: both. */
  readonly language?: QueryLanguage;
  readonly required?: true;
  /** Only a Distributed Map may have it. */
  readonly distributedOnly?: true;
  /** What to write instead. */
  readonly deprecated?: string;
  /** What the field does, for a person who hovers over it. */
  readonly doc: string;
  readonly default?: string;
  readonly limits?: string;
  /** Within the developer guide. */
  readonly page: string;
}

export interface ShapeSpec {
  readonly name: ShapeName;
  /** `a Map state`, `a retrier`: how messages call it. */
  readonly title: string;
  readonly fields: ReadonlyMap<string, FieldSpec>;
}

export function shape(name: ShapeName, title: string, fields: readonly FieldSpec[]): ShapeSpec {
  return { name, title, fields: new Map(fields.map((field) => [field.name, field])) };
}

export const GUIDE = 'https://docs.aws.amazon.com/step-functions/latest/dg/';

export const TEXT: ValueSpec = { kind: 'text', expression: false };
export const TEXT_OR_EXPRESSION: ValueSpec = { kind: 'text', expression: true };
export const LITERAL: ValueSpec = { kind: 'literal' };
export const TEMPLATE: ValueSpec = { kind: 'template', objectOnly: false };

export function integer(rule: string, min: number, max: number): ValueSpec {
  return { kind: 'number', integer: true, min, max, rule, expression: true };
}

/** An integer that is always written out, in both query languages. */
export function constantInteger(rule: string, min: number, max: number): ValueSpec {
  return { kind: 'number', integer: true, min, max, rule, expression: false };
}

export function oneOf(rule: string, ...values: readonly string[]): ValueSpec {
  return { kind: 'one-of', values, rule };
}

export function referencePath(rule: string): ValueSpec {
  return { kind: 'path', reference: true, nullable: false, context: true, rule };
}

/** A reference path that may not look into the context object. */
export function statePath(rule: string): ValueSpec {
  return { kind: 'path', reference: true, nullable: false, context: false, rule };
}

export const MAX_SECONDS = 99_999_999;
export const MAX_COUNT = 2_147_483_647;

export const COMMENT: FieldSpec = {
  name: 'Comment',
  value: TEXT,
  doc: 'A text for people; it has no effect.',
  page: 'statemachine-structure.html',
};
