/** Families A, F, G and H: whether a field's value is what the field takes, by the field table. */

import { parseTimestamp } from '../../expressions/timestamps.ts';
import type { FieldSpec, ValueSpec } from '../../model/fields/field-spec.ts';
import { utf8Length } from '../../base/byte-length.ts';
import { nodeToJson, type SyntaxNode } from '../../syntax/syntax-node.ts';
import { closestName } from '../../base/closest-name.ts';
import { isRuleId, type RuleId } from '../catalogue/rule-catalogue.ts';
import { at, atKey, type AnyRule, type FieldSite, type RuleContext } from '../rule.ts';
import { orList, shorten } from '../wording.ts';

const MAX_PAYLOAD_BYTES = 262_144;
const SUBSTITUTION = /\$\{[^{}]*\}/;

/** A text whose value is only known after deployment. */
export function isSubstituted(node: SyntaxNode): boolean {
  return node.kind === 'hole' ? node.reason !== 'missing' : node.kind === 'string' && SUBSTITUTION.test(node.value);
}

/** A JSONata expression, or what was meant to be one (the JSONata rules look at it). */
function looksLikeExpression(node: SyntaxNode): boolean {
  return node.kind === 'string' && (node.value.startsWith('{%') || node.value.endsWith('%}'));
}

const EXPECTED: Partial<Record<ValueSpec['kind'], readonly [kinds: readonly SyntaxNode['kind'][], words: string]>> = {
  text: [['string'], 'a text'],
  'one-of': [['string'], 'a text'],
  'state-name': [['string'], 'the name of a state'],
  resource: [['string'], 'an ARN'],
  'path-or-intrinsic': [['string'], 'a path or an intrinsic function'],
  states: [['object'], 'an object of states'],
  list: [['array'], 'a list'],
  texts: [['array'], 'a list of texts'],
  'error-names': [['array'], 'a list of error names'],
};

/** What a value should be, where it is of another JSON type; null where its type is right. */
function typeMismatch({ spec, language }: FieldSite, node: SyntaxNode): string | null {
  const { value } = spec;
  const isExpression = language === 'JSONata' && looksLikeExpression(node);
  switch (value.kind) {
    case 'number':
      if (value.expression && isExpression) return null;
      if (node.kind !== 'number')
        return `a number${value.expression && language === 'JSONata' ? ' or a {% %} expression' : ''}`;
      return value.integer && !Number.isInteger(node.value) ? 'a whole number' : null;
    case 'object':
      if (value.expression && isExpression) return null;
      return node.kind === 'object' ? null : 'an object';
    case 'template':
      // The variables that are assigned must be there to be read, so an expression cannot make them.
      return value.objectOnly && node.kind !== 'object' && (!isExpression || spec.name === 'Assign')
        ? 'an object'
        : null;
    case 'end':
      return node.kind === 'boolean' ? null : 'true';
    case 'path':
      return node.kind === 'string' || (value.nullable && node.kind === 'null')
        ? null
        : value.nullable
          ? 'a path or null'
          : 'a path';
    case 'items':
      return node.kind === 'array' || node.kind === 'object' || isExpression ? null : 'a list or a {% %} expression';
    case 'timestamp':
      return node.kind === 'string' ? null : 'a timestamp';
    case 'operand':
      return operandMismatch(value, node);
    case 'literal':
    case 'condition':
      return null;
    default: {
      const expected = EXPECTED[value.kind];
      return expected === undefined || expected[0].includes(node.kind) ? null : expected[1];
    }
  }
}

function operandMismatch(value: Extract<ValueSpec, { kind: 'operand' }>, node: SyntaxNode): string | null {
  if (value.path) return node.kind === 'string' ? null : 'a path';
  switch (value.family) {
    case 'Numeric':
      return node.kind === 'number' ? null : 'a number';
    case 'Boolean':
    case 'Is':
      return node.kind === 'boolean' ? null : 'true or false';
    default:
      return node.kind === 'string' ? null : 'a text';
  }
}

export const valueRules: readonly AnyRule[] = [
  {
    id: 'wrong-json-type',
    site: 'field',
    check(site, context) {
      const node = site.property.value;
      if (isSubstituted(node)) return;
      if (node.kind === 'hole') {
        context.report(at(node), `${site.spec.name} has no value.`);
        return;
      }
      const expected = typeMismatch(site, node);
      if (expected === null) return;
      const code = typeRule(site.spec, node);
      context.report(
        at(node),
        `${site.spec.name} must be ${expected}. ${typeAdvice(site, node)}`.trim(),
        // That of its rule is for `false`, which AWS reads as if it were left out.
        code === null ? {} : code === 'end-must-be-true' ? { code, severity: 'error' } : { code },
      );
    },
  },
  {
    id: 'timeout-range',
    site: 'field',
    only: ['number'],
    check({ spec, property: { value: node } }, context) {
      if (spec.value.kind !== 'number' || node.kind !== 'number') return;
      const { min, max, rule } = spec.value;
      if (node.value < min) context.report(at(node), `${spec.name} must be at least ${min}.`, { code: specRule(rule) });
      else if (node.value > max)
        context.report(at(node), `${spec.name} must be at most ${max}. ${rangeAdvice(spec)}`.trim(), {
          code: specRule(rule),
        });
    },
  },
  {
    id: 'unknown-state-type',
    site: 'field',
    only: ['one-of'],
    check({ spec, property: { value: node } }, context) {
      if (spec.value.kind !== 'one-of' || node.kind !== 'string' || isSubstituted(node)) return;
      const { values, rule } = spec.value;
      if (values.includes(node.value)) return;
      const near = closestName(node.value, values);
      const hint = near === undefined ? '' : ` Did you mean ${near}?`;
      context.report(at(node), `${spec.name} must be ${orList(values)}, not "${shorten(node.value)}".${hint}`, {
        code: specRule(rule),
        suggestion: near,
      });
    },
  },
  {
    id: 'end-must-be-true',
    site: 'field',
    only: ['end'],
    check({ spec, property: { value: node } }, context) {
      if (spec.value.kind !== 'end' || node.kind !== 'boolean' || node.value) return;
      context.report(at(node), 'End is either true or left out.');
    },
  },
  {
    id: 'states-empty',
    site: 'field',
    only: ['states'],
    check({ spec, property: { value: node } }, context) {
      if (spec.value.kind === 'states' && node.kind === 'object' && node.properties.length === 0) {
        context.report(at(node), 'States holds no state. Add at least one.');
      }
    },
  },
  {
    id: 'choices-empty',
    site: 'field',
    only: ['list'],
    check({ spec, property: { value: node } }, context) {
      if (
        spec.value.kind !== 'list' ||
        spec.value.emptyRule === null ||
        node.kind !== 'array' ||
        node.elements.length > 0
      )
        return;
      context.report(at(node), `${spec.name} must not be empty.`, { code: specRule(spec.value.emptyRule) });
    },
  },
  {
    id: 'wrong-json-type',
    site: 'field',
    only: ['list', 'texts'],
    check({ spec, property: { value: node } }, context) {
      if (node.kind !== 'array') return;
      if (spec.value.kind === 'list')
        reportElements(node.elements, 'object', `An entry of ${spec.name} must be an object.`, context);
      else if (spec.value.kind === 'texts')
        reportElements(node.elements, 'string', `An entry of ${spec.name} must be a text.`, context);
    },
  },
  {
    id: 'timestamp-past',
    site: 'field',
    only: ['timestamp'],
    check({ spec, property: { value: node } }, context) {
      const { now } = context.options;
      if (now === undefined || spec.value.kind !== 'timestamp' || node.kind !== 'string') return;
      if (parseTimestamp(node.value) === null || Date.parse(node.value) >= now) return;
      context.report(at(node), 'This time is over, so the state waits for nothing.');
    },
  },
  {
    id: 'payload-limit',
    site: 'field',
    only: ['template', 'literal'],
    check({ spec, property }, context) {
      if (spec.value.kind !== 'template' && spec.value.kind !== 'literal') return;
      const { range } = property.value;
      if (range.end - range.start <= MAX_PAYLOAD_BYTES) return;
      const size = utf8Length(JSON.stringify(nodeToJson(property.value)));
      if (size <= MAX_PAYLOAD_BYTES) return;
      context.report(
        atKey(property),
        `${spec.name} alone has ${size} bytes; states hand on up to ${MAX_PAYLOAD_BYTES} (256 KiB).`,
      );
    },
  },
  {
    id: 'timestamp-format',
    site: 'field',
    only: ['timestamp', 'operand'],
    check({ spec, property: { value: node }, language }, context) {
      if (node.kind !== 'string' || isSubstituted(node)) return;
      const isOperand = spec.value.kind === 'operand' && spec.value.family === 'Timestamp' && !spec.value.path;
      if (spec.value.kind !== 'timestamp' && !isOperand) return;
      if (language === 'JSONata' && looksLikeExpression(node)) return;
      if (parseTimestamp(node.value) !== null) return;
      context.report(
        at(node),
        `"${shorten(node.value)}" is no RFC 3339 timestamp. Write it as 2026-01-31T23:59:59Z: with the T, with seconds, and with Z or an offset.`,
        isOperand ? { code: 'rule-operand-timestamp' } : {},
      );
    },
  },
];

function reportElements(
  elements: readonly SyntaxNode[],
  kind: SyntaxNode['kind'],
  message: string,
  context: RuleContext,
): void {
  for (const element of elements) {
    if (element.kind !== kind && !isSubstituted(element)) context.report(at(element), message);
  }
}

/** The rule that the field table names; the table is older than the ids, so it holds texts. */
export function specRule(rule: string): RuleId {
  return isRuleId(rule) ? rule : 'wrong-json-type';
}

function typeRule(spec: FieldSpec, node: SyntaxNode): RuleId | null {
  switch (spec.value.kind) {
    case 'items':
      return 'items-type';
    case 'path':
      if (node.kind !== 'null') return null;
      return spec.name === 'ItemsPath' ? 'items-path-null' : 'path-null-allowed';
    case 'operand':
      return 'rule-operand-type';
    case 'end':
      return 'end-must-be-true';
    case 'error-names':
      return 'error-equals-type';
    default:
      if (spec.name === 'Assign') return 'assign-type';
      if (spec.name === 'Not') return 'rule-not-array';
      if (spec.name === 'Credentials') return 'credentials-type';
      return spec.name === 'Comment' ? 'comment-type' : null;
  }
}

function typeAdvice({ spec, language }: FieldSite, node: SyntaxNode): string {
  if (spec.value.kind === 'number' && node.kind === 'string') {
    const text = node.value.trim();
    if (text !== '' && Number.isFinite(Number(text))) return `Write ${text} without quotes.`;
    if (text.startsWith('$') && language === 'JSONPath') return `A path goes into ${spec.name}Path.`;
    if (looksLikeExpression(node)) return 'Expressions work where the query language is JSONata.';
  }
  if (spec.value.kind === 'error-names' && node.kind === 'string') return `Write ["${node.value}"].`;
  if (spec.value.kind === 'end' && node.kind === 'string') return 'Write true without quotes.';
  return '';
}

function rangeAdvice(spec: FieldSpec): string {
  if (spec.name === 'MaxInputBytesPerBatch') return 'A child execution takes no more than 256 KiB of input.';
  return '';
}
