/** Fixes of families H and I: payload templates, intrinsic functions, JSONata, query languages and variable names. */

import { closestName } from '../../base/closest-name.ts';
import type { Json } from '../../base/json.ts';
import { INTRINSIC_SIGNATURES } from '../../expressions/intrinsics/intrinsic-signatures.ts';
import { STATES_MEMBER_NAMES } from '../../expressions/jsonata/analyze-jsonata.ts';
import { BUILTINS } from '../../expressions/jsonata/builtins.ts';
import { parseJsonPath } from '../../expressions/json-path.ts';
import { getProperty } from '../../syntax/syntax-node.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';
import { constantOf } from '../rules/jsonata-rules.ts';
import { choice, safe, type Fix, type FixMaker, type FixSite } from './fix.ts';
import { removeField, renameField } from './text-fixes.ts';

/** The marked text. */
function written({ problem, document }: FixSite): string {
  return document.text.slice(problem.range.start, problem.range.end);
}

function rewrite(site: FixSite, kind: Fix['kind'], newText: string | undefined): readonly Fix[] {
  return newText === undefined
    ? []
    : [{ title: `Change to ${newText}`, edits: [{ range: site.problem.range, newText }], kind }];
}

const withoutDollar: FixMaker = (site) =>
  site.property === null ? [] : renameField(site.property.name.slice(0, -2), 'choice')(site);

const withDollar: FixMaker = (site) =>
  site.property === null ? [] : renameField(`${site.property.name}.$`, 'choice')(site);

const keepOneSpelling: FixMaker = ({ property, surgeon }) => {
  if (property === null) return [];
  const plain = getProperty(property.value.parent, property.name.slice(0, -2));
  const fixes = [choice(`Remove ${property.name}`, surgeon.removeProperty(property))];
  return plain === undefined ? fixes : [choice(`Remove ${plain.name}`, surgeon.removeProperty(plain)), ...fixes];
};

/** A simple JSONPath as a JSONata expression; null for what has no obvious counterpart. */
function jsonataOf(text: string): string | null {
  const { path } = parseJsonPath(text);
  if (path === null || !path.isReferencePath) return null;
  const root = path.root === '$' ? '$states.input' : path.root === '$$' ? '$states.context' : `$${path.root}`;
  let expression = root;
  for (const step of path.steps) {
    if (step.kind === 'fields') {
      const name = step.names[0] ?? '';
      expression += /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `.\`${name}\``;
    } else if (step.kind === 'indices') expression += `[${step.indices[0] ?? 0}]`;
    else return null;
  }
  return expression.includes('``') ? null : `{% ${expression} %}`;
}

/** A JSONPath field of a JSONata state becomes its JSONata counterpart, where there is one. */
const toJsonata: FixMaker = (site) => {
  const { property, surgeon } = site;
  if (property === null) return [];
  const { name, value } = property;
  const expression = value.kind === 'string' ? jsonataOf(value.value) : null;
  const target =
    name === 'ItemsPath'
      ? 'Items'
      : name === 'InputPath' || name === 'OutputPath' || name === 'ResultPath'
        ? null
        : name.replace(/Path$/, '');
  if (target !== null && target !== name && expression !== null && getProperty(value.parent, target) === undefined) {
    return [
      safe(
        `Write ${target} with an expression`,
        surgeon.renameKey(property, target),
        surgeon.replace(value, expression),
      ),
    ];
  }
  if (
    name === 'Parameters' &&
    value.kind === 'object' &&
    value.properties.every((field) => !field.name.endsWith('.$'))
  ) {
    const isPass = site.state?.type === 'Pass';
    return renameField(isPass ? 'Output' : 'Arguments')(site);
  }
  return removeField('choice')(site);
};

const languageOfState: FixMaker = ({ state, surgeon, property }) => {
  const fixes: Fix[] = [];
  if (state?.node != null) {
    const own = getProperty(state.node, 'QueryLanguage');
    const edit =
      own === undefined
        ? surgeon.addProperty(state.node, 'QueryLanguage', 'JSONata', getProperty(state.node, 'Type'))
        : surgeon.replace(own.value, 'JSONata');
    fixes.push(choice('Set "QueryLanguage": "JSONata" on this state', edit));
  }
  if (property?.name === 'Arguments' && property.value.kind === 'object')
    fixes.push(choice('Rename to Parameters', surgeon.renameKey(property, 'Parameters')));
  return fixes;
};

const wrap: FixMaker = ({ node, surgeon }) => {
  if (node.kind !== 'string') return [];
  const text = node.value.trim();
  const opened = text.startsWith('{%') ? text : `{% ${text}`;
  const whole = opened.endsWith('%}') ? opened : `${opened} %}`;
  return [safe('Put it between {% and %}', surgeon.replace(node, whole))];
};

const dollarSuffix: FixMaker = ({ property, surgeon }) => {
  if (property === null || property.value.kind !== 'string') return [];
  const expression = jsonataOf(property.value.value);
  if (expression === null) return [];
  const name = property.name.slice(0, -2);
  return [
    safe(
      `Write ${name} with an expression`,
      surgeon.renameKey(property, name),
      surgeon.replace(property.value, expression),
    ),
  ];
};

const asConstant: FixMaker = ({ node, surgeon }) => {
  const constant = node.kind === 'string' ? constantOf(node.value) : null;
  return constant === null ? [] : [safe(`Write ${constant}`, surgeon.replace(node, JSON.parse(constant) as Json))];
};

const variableName: FixMaker = ({ property, surgeon }) => {
  if (property === null) return [];
  const suffix = property.name.endsWith('.$') ? '.$' : '';
  const plain = suffix === '' ? property.name : property.name.slice(0, -2);
  const clean =
    plain === 'states'
      ? 'statesValue'
      : plain
          .replace(/[^A-Za-z0-9_]+/g, '_')
          .replace(/^(?=\d)/, '_')
          .slice(0, 80);
  return [choice(`Rename to ${clean}`, surgeon.renameKey(property, clean + suffix))];
};

const singleQuotes: FixMaker = ({ node, surgeon }) => {
  if (node.kind !== 'string' || !node.value.includes('"') || node.value.includes("'")) return [];
  return [safe('Use single quotes', surgeon.replace(node, node.value.replaceAll('"', "'")))];
};

const trimmed: FixMaker = (site) => {
  const { node, surgeon } = site;
  if (node.kind === 'string' && node.value !== node.value.trim())
    return [safe('Remove the blanks', surgeon.replace(node, node.value.trim()))];
  return singleQuotes(site);
};

export const EXPRESSION_FIXES: Partial<Record<RuleId, FixMaker>> = {
  'template-dollar-value': withoutDollar,
  'template-dollar-type': withoutDollar,
  'template-duplicate-key': keepOneSpelling,
  'template-missing-dollar': withDollar,
  'intrinsic-unknown': (site) => rewrite(site, 'choice', closestName(written(site), Object.keys(INTRINSIC_SIGNATURES))),
  'intrinsic-syntax': trimmed,
  'query-language-downgrade': removeField('choice'),
  'jsonpath-field-in-jsonata': toJsonata,
  'jsonata-field-in-jsonpath': languageOfState,
  'query-language-not-inherited': languageOfState,
  'jsonata-delimiters': wrap,
  'condition-not-jsonata': wrap,
  'jsonata-root-reference': (site) => rewrite(site, 'choice', `$states.input.${written(site)}`),
  'jsonata-context-item': (site) =>
    rewrite(
      site,
      'choice',
      written(site) === '$$' ? '$states.context' : written(site) === '$' ? '$states.input' : undefined,
    ),
  'jsonata-eval': (site) => rewrite(site, 'choice', '$parse'),
  'jsonata-unknown-function': (site) => {
    const near = closestName(written(site).replace(/^\$/, ''), BUILTINS.keys());
    return rewrite(site, 'choice', near === undefined ? undefined : `$${near}`);
  },
  'jsonata-unknown-states-member': (site) => rewrite(site, 'choice', closestName(written(site), STATES_MEMBER_NAMES)),
  'states-result-scope': (site) => rewrite(site, 'choice', 'input'),
  'states-error-output-scope': (site) => rewrite(site, 'choice', 'input'),
  'jsonata-dollar-suffix': dollarSuffix,
  'jsonata-static': asConstant,
  'assign-name': variableName,
  'assign-name-length': variableName,
  'assign-reserved': variableName,
};
