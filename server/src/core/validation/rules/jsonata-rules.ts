/** Family I: JSONata expressions: delimiters, syntax, and what they may refer to. */

import { parseJsonata, type AstNode } from '../../expressions/jsonata/jsonata-ast.ts';
import { GUIDE } from '../../model/fields/field-spec.ts';
import { JSONATA_FUNCTIONS } from '../jsonata-function-names.ts';
import { jsonataReferences, type JsonataReference } from '../jsonata-references.ts';
import { nearestName } from '../nearest-name.ts';
import { at, type AnyRule, type JsonataSite, type Place } from '../rule.ts';
import { assignedNames } from '../variable-scopes.ts';
import { within } from './path-rules.ts';
import { isSubstituted } from './value-rules.ts';

const TRANSFORM = `${GUIDE}transforming-data.html`;
const STATES_MEMBERS: readonly string[] = ['input', 'result', 'errorOutput', 'context'];

export interface Expression {
  readonly ast: AstNode | null;
  readonly problem: { readonly message: string; readonly offset: number } | null;
  readonly source: string;
  /** Where `source` begins in the string's value. */
  readonly base: number;
  readonly references: readonly JsonataReference[];
}

/** Several rules look at each expression; the last ones are kept parsed. */
const recent = new Map<string, Expression>();
const MAX_RECENT = 512;

/** The expression of a string, or null where the string is a plain text. */
export function expressionOf(text: string): Expression | null {
  if (!text.startsWith('{%') || !text.endsWith('%}') || text.length < 4) return null;
  const known = recent.get(text);
  if (known !== undefined) return known;
  const source = text.slice(2, -2);
  const parsed = parseJsonata(source);
  const expression: Expression = {
    ast: parsed.ast,
    problem: parsed.problem,
    source,
    base: 2,
    references: parsed.ast === null ? [] : jsonataReferences(parsed.ast, source),
  };
  if (recent.size >= MAX_RECENT) recent.clear();
  recent.set(text, expression);
  return expression;
}

function place(
  { node }: JsonataSite,
  expression: Expression,
  { offset, name }: { readonly offset: number; readonly name: string },
): Place {
  const start = expression.base + offset;
  return within(node, { message: '', range: { start, end: start + Math.max(1, name.length) } });
}

type ReferenceCheck = (reference: JsonataReference, site: JsonataSite) => string | null;

/** A rule that looks at each reference of each expression; the check answers with the message. */
function referenceRule(
  id: string,
  severity: 'error' | 'warning',
  awsCode: string | null,
  check: ReferenceCheck,
): AnyRule {
  return {
    id,
    site: 'jsonata',
    severity,
    ...(awsCode === null ? {} : { awsCode }),
    docs: TRANSFORM,
    check(site, context) {
      const expression = expressionOf(site.node.value);
      if (expression === null || isSubstituted(site.node)) return;
      for (const reference of expression.references) {
        const message = check(reference, site);
        if (message !== null) context.report(place(site, expression, reference), message);
      }
    },
  };
}

export const jsonataRules: readonly AnyRule[] = [
  {
    id: 'jsonata-delimiters',
    site: 'jsonata',
    severity: 'error',
    awsCode: 'SCHEMA_VALIDATION_FAILED',
    docs: TRANSFORM,
    check({ node }, context) {
      const text = node.value.trim();
      const opens = text.startsWith('{%');
      if (opens === text.endsWith('%}') || isSubstituted(node)) return;
      context.report(
        at(node),
        opens ? 'The expression is not closed: end it with %}.' : 'The expression is not opened: begin it with {%.',
      );
    },
  },
  {
    id: 'jsonata-syntax',
    site: 'jsonata',
    severity: 'error',
    awsCode: 'INVALID_JSONATA_EXPRESSION',
    docs: TRANSFORM,
    check(site, context) {
      if (isSubstituted(site.node)) return;
      const expression = expressionOf(site.node.value);
      if (expression?.problem === null || expression === null) return;
      const { message, offset } = expression.problem;
      context.report(
        place(site, expression, { offset: visibleOffset(expression.source, offset), name: '' }),
        `JSONata: ${message.replace(/\.?$/, '.')}`,
      );
    },
  },
  referenceRule('jsonata-root-reference', 'error', 'UNSUPPORTED_JSONATA_EXPRESSION', ({ kind, name }) =>
    kind === 'root-name'
      ? `There is no current item here, so "${name}" leads nowhere. Write $states.input.${name}, or $${name} for a variable.`
      : null,
  ),
  referenceRule('jsonata-context-item', 'error', 'UNSUPPORTED_JSONATA_EXPRESSION', ({ kind, name }) =>
    kind === 'context-item'
      ? `There is no current item here, so ${name.startsWith('$') ? name : 'this'} is not supported. Write $states.input.`
      : null,
  ),
  referenceRule('jsonata-eval', 'error', null, ({ kind, name }) =>
    kind === 'function' && name === 'eval' ? 'Step Functions has no $eval. $parse reads JSON texts.' : null,
  ),
  referenceRule('jsonata-unknown-function', 'warning', null, ({ kind, name }, { state }) => {
    if (kind !== 'function' || JSONATA_FUNCTIONS.has(name) || assignedNames(state).has(name)) return null;
    const near = nearestName(name, JSONATA_FUNCTIONS);
    return `There is no function $${name}. ${near === undefined ? '' : `Did you mean $${near}?`}`.trim();
  }),
  referenceRule('jsonata-unknown-states-member', 'warning', null, ({ kind, name }) => {
    if (kind !== 'states-member' || name === '' || STATES_MEMBERS.includes(name)) return null;
    const near = nearestName(name, STATES_MEMBERS);
    return `$states has input, result, errorOutput and context, but no ${name}. ${near === undefined ? '' : `Did you mean ${near}?`}`.trim();
  }),
  referenceRule('states-result-scope', 'error', null, ({ kind, name }, { bindings }) =>
    kind === 'states-member' && name === 'result' && bindings !== 'result'
      ? '$states.result exists only in Output and Assign of Task, Parallel and Map, after they have succeeded. Use $states.input.'
      : null,
  ),
  referenceRule('states-error-output-scope', 'error', 'INVALID_JSONATA_EXPRESSION', ({ kind, name }, { bindings }) =>
    kind === 'states-member' && name === 'errorOutput' && bindings !== 'error'
      ? '$states.errorOutput exists only in Output and Assign of a catcher.'
      : null,
  ),
  {
    id: 'jsonata-dollar-suffix',
    site: 'jsonata',
    severity: 'warning',
    docs: TRANSFORM,
    check({ node }, context) {
      if (typeof node.segment !== 'string' || !node.segment.endsWith('.$') || !/^(\$|States\.)/.test(node.value))
        return;
      context.report(
        at(node),
        `".$" has no meaning in JSONata: the field is called "${node.segment}" and holds this text. Write "${node.segment.slice(0, -2)}": "{% … %}".`,
      );
    },
  },
  {
    id: 'jsonata-in-jsonpath-state',
    site: 'template-field',
    severity: 'warning',
    docs: TRANSFORM,
    check({ property: { value } }, context) {
      if (value.kind !== 'string' || expressionOf(value.value) === null) return;
      context.report(
        at(value),
        'In JSONPath this is a plain text. Set "QueryLanguage": "JSONata" on the state to evaluate it.',
      );
    },
  },
];

/** The last character at or before an offset that can be seen underlined. */
function visibleOffset(source: string, offset: number): number {
  let at = Math.min(offset, source.length - 1);
  while (at > 0 && /\s/.test(source.charAt(at))) at--;
  return Math.max(0, at);
}
