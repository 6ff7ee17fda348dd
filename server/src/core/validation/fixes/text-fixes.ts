/** Fixes of families A, C and D to F that need only the problem's own place: names, values, fields too many. */

import type { Json } from '../../base/json.ts';
import { COMPARISON_OPERATORS } from '../../model/fields/choice-fields.ts';
import type { NumberRange } from './field-specs.ts';
import { specAt } from './field-specs.ts';
import { moveHome } from './move-fixes.ts';
import { getProperty, nodeToJson } from '../../syntax/syntax-node.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';
import { choice, safe, type Fix, type FixMaker } from './fix.ts';

type Makers = Partial<Record<RuleId, FixMaker>>;

/** Changes the marked text to what the rule guesses is meant. */
export function changeTo(kind: Fix['kind']): FixMaker {
  return ({ problem, node, property, surgeon }) => {
    const { suggestion, range } = problem;
    if (suggestion === undefined) return [];
    let newText = suggestion;
    if (property?.key.range.start === range.start) {
      // The right name is there already: this one is a leftover.
      if (getProperty(property.value.parent, suggestion) !== undefined)
        return [choice(`Remove ${property.name}`, surgeon.removeProperty(property))];
    }
    if (property?.key.range.start === range.start) newText = surgeon.quoteLike(property.key, suggestion);
    else if (node.kind === 'string' && node.range.start === range.start) newText = surgeon.quoteLike(node, suggestion);
    return [{ title: `Change to ${suggestion}`, edits: [{ range, newText }], kind }];
  };
}

export function removeField(kind: Fix['kind'] = 'safe'): FixMaker {
  return ({ property, surgeon }) =>
    property === null ? [] : [{ title: `Remove ${property.name}`, edits: [surgeon.removeProperty(property)], kind }];
}

export function setValue(value: Json, kind: Fix['kind'] = 'safe'): FixMaker {
  return ({ node, surgeon }) => [
    { title: `Set to ${JSON.stringify(value)}`, edits: [surgeon.replace(node, value)], kind },
  ];
}

/** Adds fields that the object of the problem does not have yet. */
export function addField(name: string, value: Json, kind: Fix['kind'] = 'safe'): FixMaker {
  return ({ node, surgeon }) => {
    if (node.kind !== 'object' || getProperty(node, name) !== undefined) return [];
    return [{ title: `Add ${name}`, edits: [surgeon.addProperty(node, name, value)], kind }];
  };
}

/** Gives the marked field another name. */
export function renameField(name: string, kind: Fix['kind'] = 'safe'): FixMaker {
  return ({ property, surgeon }) =>
    property === null || getProperty(property.value.parent, name) !== undefined
      ? []
      : [{ title: `Rename to ${name}`, edits: [surgeon.renameKey(property, name)], kind }];
}

/** The pair's second field is marked; the first is its name without Path, or the partner given. */
function keepOne(partner?: string): FixMaker {
  return ({ property, surgeon }) => {
    if (property === null) return [];
    const other = getProperty(property.value.parent, partner ?? property.name.replace(/Path$/, ''));
    const keepOther = choice(`Remove ${property.name}`, surgeon.removeProperty(property));
    return other === undefined
      ? [keepOther]
      : [keepOther, choice(`Remove ${other.name}`, surgeon.removeProperty(other))];
  };
}

/** The nearest value that the field takes. */
const intoRange: FixMaker = ({ node, property, state, surgeon }) => {
  const range: NumberRange | null = property === null || node.kind !== 'number' ? null : specAt(property, state);
  if (range === null || node.kind !== 'number') return [];
  const value = Math.min(Math.max(range.integer ? Math.round(node.value) : node.value, range.min), range.max);
  return [choice(`Change to ${value}`, surgeon.replace(node, value))];
};

/** A number or boolean in quotes, a path where a path has a field of its own. */
const rightType: FixMaker = (site) => {
  const { node, property, surgeon } = site;
  if (node.kind !== 'string') return [];
  const text = node.value.trim();
  if (text !== '' && Number.isFinite(Number(text)))
    return [safe(`Write ${text} without quotes`, surgeon.replace(node, Number(text)))];
  if (text === 'true' || text === 'false')
    return [safe(`Write ${text} without quotes`, surgeon.replace(node, text === 'true'))];
  if (property === null || !text.startsWith('$')) return [];
  return renameField(`${property.name}Path`)(site);
};

const operandType: FixMaker = (site) => {
  const { node, property, surgeon } = site;
  if (property?.name.startsWith('String') === true && (node.kind === 'number' || node.kind === 'boolean'))
    return [safe('Put it in quotes', surgeon.replace(node, String(node.value)))];
  return rightType(site);
};

const timestamp: FixMaker = ({ node, surgeon }) => {
  if (node.kind !== 'string') return [];
  const match =
    /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt\s]+(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?\s*(?:([Zz])|([+-]\d{2}):?(\d{2}))?\s*$/.exec(
      node.value,
    );
  if (match === null) return [];
  const [, year = '', month = '', day = '', hour = '0', minute = '00', second = '00', fraction = '', , zone, minutes] =
    match;
  const two = (digits: string): string => digits.padStart(2, '0');
  const offset = zone === undefined ? 'Z' : `${zone}:${minutes ?? '00'}`;
  const fixed = `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${fraction}${offset}`;
  return [safe(`Change to ${fixed}`, surgeon.replace(node, fixed))];
};

/** `.$` outside a payload template: the field with Path, where there is one, else the plain field. */
const withoutDollar: FixMaker = (site) => {
  const { property, state, surgeon, language } = site;
  if (property === null) return [];
  const name = property.name.slice(0, -2);
  if (language === 'JSONPath' && specAt({ ...property, name: `${name}Path` }, state) !== null)
    return renameField(`${name}Path`)(site);
  return property.value.kind === 'number' || property.value.kind === 'boolean'
    ? [safe(`Rename to ${name}`, surgeon.renameKey(property, name))]
    : removeField('choice')(site);
};

const removeMarked: FixMaker = ({ problem, document }) => {
  const { start, end } = problem.range;
  const { text } = document;
  if (problem.code !== 'json-comment') return [safe('Remove the comma', { range: { start, end }, newText: '' })];
  // A comment that has the line for itself goes with the line.
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const isAlone = text.slice(lineStart, start).trim() === '' && /^[ \t]*\r?\n/.test(text.slice(end));
  const lineEnd = isAlone ? text.indexOf('\n', end) + 1 : end;
  return [safe('Remove the comment', { range: { start: isAlone ? lineStart : start, end: lineEnd }, newText: '' })];
};

const endTrue: FixMaker = ({ node, property, surgeon }) => {
  const fixes: Fix[] = [safe('Set End to true', surgeon.replace(node, true))];
  if (property !== null && node.kind === 'boolean') {
    const remove = choice('Remove End', surgeon.removeProperty(property));
    return getProperty(property.value.parent, 'Next') === undefined
      ? [...fixes, remove]
      : [{ ...remove, kind: 'safe' }];
  }
  return fixes;
};

const quoteKey: FixMaker = ({ property }) =>
  property === null
    ? []
    : [safe('Put the name in quotes', { range: property.key.range, newText: JSON.stringify(property.name) })];

const rewriteOperators: FixMaker = ({ problem, node, surgeon }) => {
  if (node.kind !== 'object') return [];
  const operators = node.properties.filter(({ name }) => COMPARISON_OPERATORS.has(name));
  const variable = getProperty(node, 'Variable');
  const extra = operators.find(({ key }) => key.range.start === problem.range.start);
  if (extra === undefined || variable === undefined) return [];
  const path = nodeToJson(variable.value);
  const rest = node.properties.filter((property) => !operators.includes(property) && property !== variable);
  const joined: Record<string, Json> = {
    And: operators.map(({ name, value }) => ({ Variable: path, [name]: nodeToJson(value) })),
    ...Object.fromEntries(rest.map(({ name, value }) => [name, nodeToJson(value)])),
  };
  return [
    choice('Join the comparisons with And', surgeon.replace(node, joined)),
    choice(`Remove ${extra.name}`, surgeon.removeProperty(extra)),
  ];
};

const keepOneWait: FixMaker = ({ state, surgeon }) => {
  const times = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'];
  if (state?.node == null) return [];
  const given = state.node.properties.filter(({ name }) => times.includes(name));
  if (given.length === 0) return [choice('Add Seconds', surgeon.addProperty(state.node, 'Seconds', 60))];
  return given.map((kept) => {
    const others = given.filter((property) => property !== kept);
    return choice(`Keep only ${kept.name}`, ...surgeon.removeProperties(others));
  });
};

const doubleBackslash: FixMaker = ({ problem, node }) => {
  if (node.kind !== 'string') return [];
  const { start } = problem.range;
  const one = node.style === 'json' || node.style === 'double-quoted' ? '\\\\' : '\\';
  return [safe('Write the backslash twice', { range: { start, end: start }, newText: one })];
};

const pathSuffix: FixMaker = (site) => (site.property === null ? [] : renameField(`${site.property.name}Path`)(site));

const asReferencePath: FixMaker = ({ node, surgeon }) =>
  node.kind === 'string' && /^[A-Za-z_][\w.]*$/.test(node.value)
    ? [safe(`Change to $.${node.value}`, { range: node.range, newText: surgeon.quoteLike(node, `$.${node.value}`) })]
    : [];

const RANGES: readonly RuleId[] = [
  'top-timeout-range',
  'retry-interval-min',
  'retry-max-attempts-range',
  'retry-backoff-min',
  'retry-max-delay-range',
  'timeout-range',
  'heartbeat-range',
  'wait-seconds-range',
  'max-items-range',
  'batcher-range',
  'max-concurrency-range',
  'tolerated-count-range',
  'tolerated-percentage-range',
];

const NAMED_VALUES: readonly RuleId[] = [
  'field-case',
  'unknown-state-type',
  'rule-unknown-operator',
  'catch-unknown-field',
  'retry-unknown-field',
  'retry-jitter-value',
  'map-mode-value',
  'execution-type-value',
  'reader-input-type',
  'reader-csv-header-location-value',
  'reader-csv-delimiter',
  'reader-manifest-type',
  'reader-transformation',
  'writer-config-values',
  'query-language-value',
  'next-case-mismatch',
  'integration-unknown-field',
  'resource-unknown-pattern',
];

const GUESSES: readonly RuleId[] = [
  'unknown-states-error',
  'resource-unknown-service',
  'resource-unknown-action',
  'sdk-unknown-service',
  'sdk-unknown-action',
  'context-unknown-member',
  'input-flow-unknown-path',
];

const SUPERFLUOUS: readonly RuleId[] = [
  'field-not-for-type',
  'terminal-with-next',
  'choice-with-next-end',
  'rule-nested-next',
  'rule-nested-assign',
  'retry-catch-not-for-type',
  'fail-io-field',
  'fail-assign',
  'succeed-assign',
  'parameters-not-for-type',
  'result-selector-not-for-type',
  'branch-query-language',
  'credentials-activity',
  'result-path-null-result-selector',
  'reader-csv-headers-unused',
  'reader-field-for-input-type',
  'result-writer-empty',
  'variable-unused',
  'assign-shadow',
];

const PAIRS: readonly RuleId[] = [
  'timeout-exclusive',
  'heartbeat-exclusive',
  'fail-error-exclusive',
  'fail-cause-exclusive',
  'max-concurrency-exclusive',
  'tolerated-count-exclusive',
  'tolerated-percentage-exclusive',
  'max-items-exclusive',
  'batcher-exclusive',
];

const PATH_STARTS: readonly RuleId[] = [
  'path-start',
  'rule-variable-path',
  'rule-operand-path',
  'wait-path',
  'items-path-reference',
  'catch-result-path',
];

function all(ids: readonly RuleId[], maker: FixMaker): Makers {
  return Object.fromEntries(ids.map((id) => [id, maker]));
}

export const TEXT_FIXES: Makers = {
  ...all(RANGES, intoRange),
  ...all(NAMED_VALUES, changeTo('safe')),
  ...all(GUESSES, changeTo('choice')),
  ...all(SUPERFLUOUS, removeField('choice')),
  ...all(PAIRS, keepOne()),
  ...all(PATH_STARTS, asReferencePath),
  'unknown-field': (site) => [
    ...changeTo('safe')(site),
    ...(site.problem.suggestion === undefined ? moveHome(site) : []),
  ],
  'map-items-exclusive': keepOne('Items'),
  'map-selector-exclusive': keepOne('ItemSelector'),
  'map-iterator-deprecated': renameField('ItemProcessor'),
  'map-parameters-deprecated': renameField('ItemSelector'),
  'json-trailing-comma': removeMarked,
  'json-comment': removeMarked,
  'yaml-boolean-name': quoteKey,
  'field-dollar-suffix': withoutDollar,
  'wrong-json-type': rightType,
  'end-must-be-true': endTrue,
  'version-value': setValue('1.0'),
  'rule-operand-type': operandType,
  'rule-operand-timestamp': timestamp,
  'timestamp-format': timestamp,
  'rule-operator-count': rewriteOperators,
  'wait-one-of': keepOneWait,
  'stringmatches-escape': doubleBackslash,
  'no-path-suffix': pathSuffix,
  'items-path-null': setValue('$'),
  'max-concurrency-inline': setValue(40, 'choice'),
};
