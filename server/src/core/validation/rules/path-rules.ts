/** Family H: fields whose value is a path, marked at the very character inside the string. */

import { pathOrIntrinsicProblems } from '../../expressions/path-fields.ts';
import type { ExpressionProblem } from '../../expressions/json-path-text.ts';
import { parseJsonPath } from '../../expressions/json-path.ts';
import { sourceRangeOf } from '../../syntax/string-offsets.ts';
import type { StringNode } from '../../syntax/syntax-node.ts';
import { at, type AnyRule, type FieldSite, type Place, type ReportOptions, type RuleContext } from '../rule.ts';
import { shorten } from '../wording.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';
import { isSubstituted, specRule } from './value-rules.ts';

/** A slice of a string's value, where it is written. */
export function within(node: StringNode, problem: ExpressionProblem): Place {
  const range = sourceRangeOf(node, problem.range.start, Math.max(problem.range.end, problem.range.start + 1));
  return range.end > range.start ? { range, node } : at(node);
}

/** A parser's words as a sentence. */
export function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

/**
 * Filters, scripts and blanks in dotted names: published definitions have forms of them that the parser refuses, so it is not sure
 * enough that AWS refuses the definition.
 */
export function pathDoubt(text: string): ReportOptions {
  return /\[\s*\??\s*\(/.test(text) || /\$[\w.[\]-]*[ \t]+[\w$]/.test(text)
    ? { code: 'path-unusual', severity: 'warning' }
    : {};
}

/** The path a field holds, where it is one to be checked here. */
function pathText({ spec, property, language }: FieldSite): StringNode | null {
  const node = property.value;
  const isPath = spec.value.kind === 'path' || (spec.value.kind === 'operand' && spec.value.path);
  if (!isPath || node.kind !== 'string' || isSubstituted(node)) return null;
  return spec.language === 'JSONPath' && language === 'JSONata' ? null : node;
}

export const pathRules: readonly AnyRule[] = [
  {
    id: 'path-syntax',
    site: 'field',
    only: ['path', 'operand'],
    check(site, context) {
      const node = pathText(site);
      if (node === null) return;
      const { name } = site.spec;
      if (!node.value.startsWith('$')) {
        reportStart(node, site, context);
        return;
      }
      for (const problem of parseJsonPath(node.value.trimEnd()).problems.slice(0, 1)) {
        context.report(within(node, problem), `${name}: ${sentence(problem.message)}`, pathDoubt(node.value));
      }
    },
  },
  {
    id: 'reference-path',
    site: 'field',
    only: ['path', 'operand'],
    check(site, context) {
      const node = pathText(site);
      if (node === null) return;
      const { value, name } = site.spec;
      const { path } = parseJsonPath(node.value.trimEnd());
      if (path === null) return;
      const isReference = value.kind === 'path' ? value.reference : value.kind === 'operand' && value.path;
      if (isReference && !path.isReferencePath) {
        const step = path.steps.find((candidate) => !isReferenceStep(candidate));
        const place = step === undefined ? at(node) : within(node, { message: '', range: step.range });
        context.report(
          place,
          `${name} takes a reference path: field names and indices only, so that it names one place.`,
          {
            code: value.kind === 'path' ? specRule(value.rule) : 'rule-operand-path',
          },
        );
      }
      if (value.kind !== 'path' || value.context) return;
      if (name === 'ResultPath' && path.root !== '$') {
        const what = path.root === '$$' ? 'the context object' : 'a variable';
        const advice = path.root === '$$' ? 'It is read-only.' : 'Set variables with Assign.';
        context.report(at(node), `ResultPath cannot write to ${what}. ${advice}`, {
          code: site.shape.name === 'catcher' ? 'catch-result-path' : 'result-path-context',
        });
      } else if (path.root === '$$') {
        context.report(
          at(node),
          `${name} cannot read the context object ($$). Pass the value in through the input or a variable.`,
          {
            code: 'context-path-not-allowed',
          },
        );
      }
    },
  },
  {
    id: 'fail-path-value',
    site: 'field',
    only: ['path-or-intrinsic'],
    check({ spec, property: { value: node }, language }, context) {
      if (
        spec.value.kind !== 'path-or-intrinsic' ||
        node.kind !== 'string' ||
        isSubstituted(node) ||
        language === 'JSONata'
      )
        return;
      for (const problem of pathOrIntrinsicProblems(node.value).slice(0, 1)) {
        context.report(
          within(node, problem),
          `${spec.name} takes a path or an intrinsic function. ${sentence(problem.message)}`,
        );
      }
      const name = /^\s*(States\.\w+)/.exec(node.value)?.[1];
      if (name !== undefined && !TEXT_FUNCTIONS.has(name) && pathOrIntrinsicProblems(node.value).length === 0) {
        context.report(
          at(node),
          `${spec.name} takes a function that gives a text; ${name} does not. Wrap it in States.JsonToString or States.Format.`,
        );
      }
    },
  },
  {
    id: 'no-path-suffix',
    site: 'field',
    only: ['text', 'operand'],
    check({ spec, property: { value: node }, language }, context) {
      if (language === 'JSONata' || node.kind !== 'string') return;
      const isPlain =
        spec.value.kind === 'text'
          ? spec.name === 'Error' || spec.name === 'Cause'
          : spec.value.kind === 'operand' && spec.value.family === 'String' && !spec.value.path;
      if (!isPlain || !/^\$(\$?[.[]|$)/.test(node.value) || parseJsonPath(node.value).path === null) return;
      context.report(
        at(node),
        `"${shorten(node.value)}" looks like a path, but ${spec.name} takes it as it stands. A path goes into ${spec.name}Path.`,
      );
    },
  },
];

/** The functions whose value is a text, as ErrorPath and CausePath need. */
const TEXT_FUNCTIONS: ReadonlySet<string> = new Set([
  'States.Format',
  'States.JsonToString',
  'States.ArrayGetItem',
  'States.Base64Encode',
  'States.Base64Decode',
  'States.Hash',
  'States.UUID',
]);

function isReferenceStep(step: {
  readonly kind: string;
  readonly names?: readonly string[];
  readonly indices?: readonly number[];
}): boolean {
  if (step.kind === 'fields') return step.names?.length === 1;
  return step.kind === 'indices' && step.indices?.length === 1 && (step.indices[0] ?? -1) >= 0;
}

/** What a path that does not start with $ is reported as: the field's own rule, where it has one. */
function startRule({ spec, shape }: FieldSite): RuleId {
  if (spec.value.kind === 'operand') return 'rule-operand-path';
  if (spec.name === 'ResultPath' && shape.name === 'catcher') return 'catch-result-path';
  const rule = spec.value.kind === 'path' ? specRule(spec.value.rule) : 'path-start';
  return rule === 'path-syntax' || rule === 'reference-path' ? 'path-start' : rule;
}

function reportStart(node: StringNode, site: FieldSite, context: RuleContext): void {
  const { name } = site.spec;
  if (/^\s*States\.\w+\s*\(/.test(node.value)) {
    context.report(
      at(node),
      `${name} takes a path, not an intrinsic function. Compute the value in Parameters, ItemSelector or ResultSelector first.`,
      {
        code: 'intrinsic-not-allowed',
      },
    );
    return;
  }
  const guess = /^[A-Za-z_][\w.]*$/.test(node.value) ? ` Did you mean "$.${node.value}"?` : '';
  context.report(at(node), `${name} takes a path, and a path starts with $.${guess}`, { code: startRule(site) });
}
