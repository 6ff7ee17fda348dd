/** A Choice rule in one short line: `$.count > 0 and not $.done`. For people, not for evaluation. */

import { getValue, type SyntaxNode } from '../syntax/syntax-node.ts';

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/GreaterThanEquals(Path)?$/, '≥'],
  [/LessThanEquals(Path)?$/, '≤'],
  [/GreaterThan(Path)?$/, '>'],
  [/LessThan(Path)?$/, '<'],
  [/Equals(Path)?$/, '='],
  [/Matches$/, '~'],
];

const TYPE_TESTS: Readonly<Record<string, string>> = {
  IsNull: 'null',
  IsPresent: 'present',
  IsNumeric: 'a number',
  IsString: 'a string',
  IsBoolean: 'a boolean',
  IsTimestamp: 'a timestamp',
};

export function describeChoiceRule(rule: SyntaxNode): string {
  if (rule.kind !== 'object') return '';
  const condition = getValue(rule, 'Condition');
  if (condition !== undefined) return stripDelimiters(describeOperand(condition));
  for (const [field, word] of [
    ['And', ' and '],
    ['Or', ' or '],
  ] as const) {
    const rules = getValue(rule, field);
    if (rules?.kind === 'array') return rules.elements.map(describeNested).join(word);
  }
  const negated = getValue(rule, 'Not');
  if (negated !== undefined) return `not ${describeNested(negated)}`;
  const variable = getValue(rule, 'Variable');
  const subject = variable === undefined ? '' : describeOperand(variable);
  for (const { name, value } of rule.properties) {
    const test = TYPE_TESTS[name];
    if (test !== undefined) return `${subject} ${value.kind === 'boolean' && !value.value ? 'is not' : 'is'} ${test}`;
    if (!/^(String|Numeric|Boolean|Timestamp)/.test(name)) continue;
    const sign = SIGNS.find(([pattern]) => pattern.test(name))?.[1];
    if (sign === undefined) continue;
    const operand =
      value.kind === 'string' && !name.endsWith('Path') ? JSON.stringify(value.value) : describeOperand(value);
    return `${subject} ${sign} ${operand}`;
  }
  return subject;
}

function describeNested(rule: SyntaxNode): string {
  const text = describeChoiceRule(rule);
  return getValue(rule, 'And') !== undefined || getValue(rule, 'Or') !== undefined ? `(${text})` : text;
}

function describeOperand(node: SyntaxNode): string {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return String(node.value);
    case 'hole':
      return node.text;
    case 'null':
      return 'null';
    default:
      return '…';
  }
}

function stripDelimiters(text: string): string {
  return /^\{%([\s\S]*)%\}$/.exec(text.trim())?.[1]?.trim() ?? text;
}
