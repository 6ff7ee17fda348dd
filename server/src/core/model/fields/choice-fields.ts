/** The fields of a Choice rule: the 39 comparison operators, the combinations, and what a rule does when it holds. */

import { ASSIGN, NEXT, OUTPUT } from './common-fields.ts';
import { COMMENT, shape, type FieldSpec, type ShapeSpec } from './field-spec.ts';

const PAGE = 'state-choice.html';
const ORDERED = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'] as const;
const WORDS: Readonly<Record<string, string>> = {
  Equals: 'is equal to',
  LessThan: 'is less than',
  GreaterThan: 'is greater than',
  LessThanEquals: 'is at most',
  GreaterThanEquals: 'is at least',
};

function comparisons(
  family: 'String' | 'Numeric' | 'Timestamp' | 'Boolean',
  operators: readonly string[],
): FieldSpec[] {
  return operators.flatMap((operator) => {
    const doc = `Holds when the variable is a ${family === 'Numeric' ? 'number' : family.toLowerCase()} that ${WORDS[operator] ?? ''} the operand. Another type: does not hold.`;
    return [
      {
        name: `${family}${operator}`,
        value: { kind: 'operand', family, path: false },
        language: 'JSONPath',
        doc,
        page: PAGE,
      },
      {
        name: `${family}${operator}Path`,
        value: { kind: 'operand', family, path: true },
        language: 'JSONPath',
        doc: `${doc} The operand is a path.`,
        page: PAGE,
      },
    ] satisfies FieldSpec[];
  });
}

const TYPE_TESTS: readonly FieldSpec[] = ['Null', 'Present', 'Numeric', 'String', 'Boolean', 'Timestamp'].map(
  (what) => ({
    name: `Is${what}`,
    value: { kind: 'operand', family: 'Is', path: false },
    language: 'JSONPath',
    doc:
      what === 'Present'
        ? 'Whether the path leads to something (null counts). The only test that a missing path does not fail.'
        : `Whether the variable is ${what === 'Null' ? 'null' : `a ${what.toLowerCase()}`}; false asks for the opposite.`,
    page: PAGE,
  }),
);

const OPERATORS: readonly FieldSpec[] = [
  ...comparisons('String', ORDERED),
  {
    name: 'StringMatches',
    value: { kind: 'operand', family: 'String', path: false },
    language: 'JSONPath',
    doc: 'Holds when the variable matches the pattern; * stands for any characters, \\\\* for a star.',
    page: PAGE,
  },
  ...comparisons('Numeric', ORDERED),
  ...comparisons('Boolean', ['Equals']),
  ...comparisons('Timestamp', ORDERED),
  ...TYPE_TESTS,
];

export const COMPARISON_OPERATORS: ReadonlySet<string> = new Set(OPERATORS.map(({ name }) => name));

/** Of And, Or, Not, Variable and Condition a rule has exactly one. */
export const RULE_SELECTORS: readonly string[] = ['And', 'Or', 'Not', 'Variable', 'Condition'];

const COMBINATIONS: readonly FieldSpec[] = [
  {
    name: 'And',
    value: { kind: 'list', shape: 'choice-rule', emptyRule: 'rule-bool-empty' },
    language: 'JSONPath',
    doc: 'Holds when every rule holds; stops at the first that does not.',
    page: PAGE,
  },
  {
    name: 'Or',
    value: { kind: 'list', shape: 'choice-rule', emptyRule: 'rule-bool-empty' },
    language: 'JSONPath',
    doc: 'Holds when one of the rules holds; stops at the first that does.',
    page: PAGE,
  },
  {
    name: 'Not',
    value: { kind: 'object', shape: 'choice-rule', expression: false },
    language: 'JSONPath',
    doc: 'Holds when the rule does not.',
    page: PAGE,
  },
];

export const CHOICE_RULE: ShapeSpec = shape('choice-rule', 'a Choice rule', [
  {
    name: 'Condition',
    value: { kind: 'condition' },
    language: 'JSONata',
    doc: 'An expression that gives true or false.',
    page: PAGE,
  },
  {
    name: 'Variable',
    value: { kind: 'path', reference: true, nullable: false, context: true, rule: 'rule-variable-path' },
    language: 'JSONPath',
    doc: 'What is compared: a path into the state’s input, the context ($$) or a variable ($name).',
    page: PAGE,
  },
  ...OPERATORS,
  ...COMBINATIONS,
  { ...NEXT, doc: 'Where to go when the rule holds.' },
  ASSIGN,
  OUTPUT,
  COMMENT,
]);
