/** Families A and I: which fields an object has, by the field table: required, unknown, misplaced, misspelt, doubled, of the other language. */

import { escapePath, orList, quoteList } from '../wording.ts';
import { closestName } from '../../base/closest-name.ts';
import { COMPARISON_OPERATORS } from '../../model/fields/choice-fields.ts';
import { typesWithField } from '../../model/fields/state-fields.ts';
import { getProperty, getValue, type SyntaxProperty } from '../../syntax/syntax-node.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';
import { homeOf } from '../fixes/field-home.ts';
import { at, atKey, atState, type AnyRule, type ObjectSite, type Place } from '../rule.ts';
import { isSubstituted } from './value-rules.ts';

const STATE_TYPES = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'];

/** Where an object's own problems are marked. */
function placeOf(site: ObjectSite): Place {
  return site.shape.name === 'state' && site.state !== null ? atState(site.state) : at(site.node);
}

/** How an unknown field is unknown; one answer, so that one rule speaks. */
type Unknown = 'other-type' | 'language' | 'case' | 'dollar' | 'unknown';

function classify(site: ObjectSite, { name }: SyntaxProperty): Unknown | null {
  const { fields } = site.shape;
  if (fields.has(name) || name.includes('${')) return null;
  if (name === 'QueryLanguage' && (site.shape.name === 'branch' || site.shape.name === 'processor')) return 'language';
  if (name.endsWith('.$')) return site.shape.name === 'credentials' && name === 'RoleArn.$' ? null : 'dollar';
  if (site.shape.name === 'state' && typesWithField(name).length > 0) return 'other-type';
  for (const known of fields.keys()) if (known.toLowerCase() === name.toLowerCase()) return 'case';
  return 'unknown';
}

function unknownFields(site: ObjectSite, kind: Unknown, visit: (property: SyntaxProperty) => void): void {
  for (const property of site.node.properties) if (classify(site, property) === kind) visit(property);
}

interface Exclusive {
  readonly rule: RuleId;
  readonly fields: readonly [string, string];
}

/** Of each pair an object has at most one; the second is the one that is marked. */
const EXCLUSIVE: readonly Exclusive[] = [
  ['timeout-exclusive', 'TimeoutSeconds', 'TimeoutSecondsPath'],
  ['heartbeat-exclusive', 'HeartbeatSeconds', 'HeartbeatSecondsPath'],
  ['fail-error-exclusive', 'Error', 'ErrorPath'],
  ['fail-cause-exclusive', 'Cause', 'CausePath'],
  ['max-concurrency-exclusive', 'MaxConcurrency', 'MaxConcurrencyPath'],
  ['tolerated-count-exclusive', 'ToleratedFailureCount', 'ToleratedFailureCountPath'],
  ['tolerated-percentage-exclusive', 'ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
  ['max-items-exclusive', 'MaxItems', 'MaxItemsPath'],
  ['batcher-exclusive', 'MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
  ['batcher-exclusive', 'MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
  ['map-items-exclusive', 'Items', 'ItemsPath'],
  ['map-processor-one-of', 'ItemProcessor', 'Iterator'],
  ['map-selector-exclusive', 'ItemSelector', 'Parameters'],
].map(([rule, first, second]) => ({ rule, fields: [first, second] }) as Exclusive);

export const fieldRules: readonly AnyRule[] = [
  {
    id: 'state-not-object',
    site: 'state',
    check(state, context) {
      const { value } = state.property;
      if (value.kind === 'object' || value.kind === 'hole') return;
      const misplaced = state.name === 'QueryLanguage' || state.name === 'Comment' || state.name === 'StartAt';
      context.report(
        atState(state),
        misplaced
          ? `Everything in States is a state, so ${state.name} would be one. Move it one level up.`
          : `The state "${state.name}" must be an object with a Type.`,
      );
    },
  },
  {
    id: 'required-field',
    site: 'state',
    check(state, context) {
      if (state.node === null || getProperty(state.node, 'Type') !== undefined) return;
      context.report(
        atState(state),
        `The state "${state.name}" has no Type. Add one of Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map.`,
      );
    },
  },
  {
    id: 'unknown-state-type',
    site: 'state',
    check(state, context) {
      const type = getValue(state.node, 'Type');
      if (state.type !== null || type === undefined || isSubstituted(type) || type.kind === 'hole') return;
      const near = type.kind === 'string' ? closestName(type.value, STATE_TYPES) : undefined;
      context.report(
        at(type),
        `A state's Type is one of ${orList(STATE_TYPES)}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
        { suggestion: near },
      );
    },
  },
  {
    id: 'required-field',
    site: 'object',
    check(site, context) {
      if (site.shape.name === 'choice-rule') return;
      let missing: string[] | null = null;
      for (const field of site.shape.fields.values()) {
        if (field.required === undefined || getProperty(site.node, field.name) !== undefined) continue;
        const rule = MISSING_RULES[`${site.shape.title} ${field.name}`];
        if (rule === undefined) (missing ??= []).push(field.name);
        else {
          context.report(placeOf(site), `${subjectOf(site)} needs ${field.name}. ${field.doc}`, { code: rule });
        }
      }
      if (missing === null) return;
      const pages = missing.map((name) => site.shape.fields.get(name)?.doc ?? '');
      context.report(
        placeOf(site),
        `${subjectOf(site)} needs ${quoteList(missing)}. ${missing.length === 1 ? (pages[0] ?? '') : ''}`.trim(),
      );
    },
  },
  {
    id: 'unknown-field',
    site: 'object',
    check(site, context) {
      unknownFields(site, 'unknown', (property) => {
        const near = closestName(property.name, site.shape.fields.keys());
        const advice = near !== undefined ? `Did you mean ${near}?` : adviceFor(site, property);
        context.report(atKey(property), `${capitalized(site.shape.title)} has no field "${property.name}". ${advice}`, {
          code: unknownRule(site, near),
          suggestion: near,
        });
      });
    },
  },
  {
    id: 'field-case',
    site: 'object',
    check(site, context) {
      unknownFields(site, 'case', (property) => {
        const right = [...site.shape.fields.keys()].find(
          (known) => known.toLowerCase() === property.name.toLowerCase(),
        );
        context.report(atKey(property), `Field names are case-sensitive: write ${right} instead of ${property.name}.`, {
          suggestion: right,
        });
      });
    },
  },
  {
    id: 'field-not-for-type',
    site: 'object',
    check(site, context) {
      unknownFields(site, 'other-type', (property) => {
        const types = typesWithField(property.name);
        context.report(
          atKey(property),
          `${property.name} is a field of ${quoteList(types)} states; ${site.shape.title} does not take it. ${misplacedAdvice(site, property.name)}`.trim(),
          { code: misplacedRule(site, property.name) },
        );
      });
    },
  },
  {
    id: 'field-dollar-suffix',
    site: 'object',
    check(site, context) {
      unknownFields(site, 'dollar', (property) => {
        context.report(atKey(property), dollarAdvice(site, property));
      });
    },
  },
  {
    id: 'branch-query-language',
    site: 'object',
    check(site, context) {
      unknownFields(site, 'language', (property) => {
        context.report(
          atKey(property),
          `${capitalized(site.shape.title)} takes no QueryLanguage. Set it on the machine or on the single states inside.`,
        );
      });
    },
  },
  ...EXCLUSIVE.map(({ rule, fields: [first, second] }): AnyRule => ({
    id: rule,
    site: 'object',
    check(site, context) {
      if (!site.shape.fields.has(second)) return;
      const other = getProperty(site.node, second);
      if (other === undefined) return;
      const kept = getProperty(site.node, first);
      if (kept === undefined) return;
      context.report(atKey(other), `${first} and ${second} exclude each other. Keep one of them.`, {
        related: [{ message: `${first} is here.`, range: kept.key.range }],
      });
    },
  })),
  {
    id: 'jsonpath-field-in-jsonata',
    site: 'field',
    check({ spec, property, language }, context) {
      if (spec.language !== 'JSONPath' || language !== 'JSONata') return;
      context.report(
        atKey(property),
        `${spec.name} is for JSONPath, but the query language here is JSONata. ${jsonataAdvice(spec.name)}`,
      );
    },
  },
  {
    id: 'jsonata-field-in-jsonpath',
    site: 'field',
    check({ spec, property, language, state }, context) {
      if (spec.language !== 'JSONata' || language !== 'JSONPath') return;
      const isInherited =
        state?.scope.owner?.queryLanguage === 'JSONata' && getProperty(state.node, 'QueryLanguage') === undefined;
      const inherited = isInherited
        ? ' (the states inside a Map or Parallel follow the machine, not the Map or Parallel)'
        : '';
      context.report(
        atKey(property),
        `${spec.name} is for JSONata, but the query language here is JSONPath${inherited}. ${jsonPathAdvice(spec.name)}`,
        isInherited ? { code: 'query-language-not-inherited' } : {},
      );
    },
  },
  {
    id: 'query-language-downgrade',
    site: 'state',
    check(state, context) {
      if (state.queryLanguage !== 'JSONPath' || context.document.model.queryLanguage !== 'JSONata') return;
      const property = getProperty(state.node, 'QueryLanguage');
      if (property === undefined) return;
      context.report(
        at(property.value),
        'A state of a JSONata machine cannot go back to JSONPath. Make the machine JSONPath and set JSONata on the states that want it.',
        // What AWS says to states of child executions was never measured.
        state.scope.distributed ? { severity: 'warning' } : {},
      );
    },
  },
];

/** Missing fields that have a rule of their own, by object and field. */
const MISSING_RULES: Readonly<Record<string, RuleId>> = {
  'a retrier ErrorEquals': 'retry-error-equals-missing',
  'a catcher ErrorEquals': 'catch-error-equals-missing',
  'a catcher Next': 'catch-next-missing',
  'a Choice state Choices': 'choices-missing',
  'a branch StartAt': 'branch-shape',
  'a branch States': 'branch-shape',
};

function subjectOf({ state, shape }: ObjectSite): string {
  return state !== null && shape.name === 'state' ? `The state "${state.name}"` : capitalized(shape.title);
}

function unknownRule({ shape }: ObjectSite, near: string | undefined): RuleId {
  switch (shape.name) {
    case 'retrier':
      return 'retry-unknown-field';
    case 'catcher':
      return 'catch-unknown-field';
    case 'branch':
      return 'branch-shape';
    case 'choice-rule':
      return near === undefined || COMPARISON_OPERATORS.has(near) ? 'rule-unknown-operator' : 'unknown-field';
    default:
      return 'unknown-field';
  }
}

function misplacedRule({ state }: ObjectSite, name: string): RuleId {
  const type = state?.type;
  if (name === 'Retry' || name === 'Catch') return 'retry-catch-not-for-type';
  if (name === 'Next' || name === 'End') return type === 'Choice' ? 'choice-with-next-end' : 'terminal-with-next';
  if (name === 'Assign') return type === 'Fail' ? 'fail-assign' : 'succeed-assign';
  if (name === 'Parameters') return 'parameters-not-for-type';
  if (name === 'ResultSelector') return 'result-selector-not-for-type';
  const isFlow = name === 'InputPath' || name === 'OutputPath' || name === 'ResultPath' || name === 'Output';
  return type === 'Fail' && isFlow ? 'fail-io-field' : 'field-not-for-type';
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function adviceFor(site: ObjectSite, property: SyntaxProperty): string {
  const { name } = property;
  const home = homeOf(property, site.shape, site.state);
  if (home !== null) return `It is a field of ${home.title}.`;
  if (site.shape.name === 'retrier' || site.shape.name === 'catcher' || site.shape.name === 'writer-config') {
    return `It takes ${quoteList([...site.shape.fields.keys()])}.`;
  }
  return name.startsWith('//') || name.startsWith('_')
    ? 'Texts for people go into Comment.'
    : 'Remove it, or put it where it belongs.';
}

function misplacedAdvice(site: ObjectSite, name: string): string {
  const type = site.state?.type;
  switch (name) {
    case 'Retry':
    case 'Catch':
      return 'Put it on the Task, Parallel or Map whose errors it is for.';
    case 'TimeoutSeconds':
      return type === 'Wait' ? 'A Wait has Seconds.' : 'Set it on the tasks inside, or on the machine.';
    case 'Next':
    case 'End':
      return type === 'Choice'
        ? 'A Choice goes on by Choices and Default.'
        : `A ${type} state ends the execution or its branch.`;
    case 'Parameters':
    case 'Result':
      return 'A Pass state before it can shape the data.';
    case 'Arguments':
      return type === 'Map' ? 'A Map shapes its items with ItemSelector.' : '';
    default:
      return '';
  }
}

function dollarAdvice(site: ObjectSite, property: SyntaxProperty): string {
  const name = property.name.slice(0, -2);
  const path = property.value.kind === 'string' ? property.value.value : '$.…';
  const why = `".$" works only inside payload templates such as Parameters or ItemSelector, so "${property.name}" is no field.`;
  if (site.shape.fields.has(`${name}Path`)) {
    if (site.language === 'JSONata') return `${why} Write "${name}": "{% … %}" instead.`;
    return `${why} Write "${name}Path": "${escapePath(path)}" instead.`;
  }
  if (site.shape.fields.has(name)) {
    const jsonata = site.language === 'JSONata' ? `"${name}": "{% … %}"` : `a constant ${name}`;
    return `${why} Write ${jsonata} instead.`;
  }
  return `${why} ${capitalized(site.shape.title)} has no ${name} either.`;
}

function jsonataAdvice(name: string): string {
  switch (name) {
    case 'Parameters':
      return 'Write Arguments (in a Map ItemSelector, in a Pass Output).';
    case 'InputPath':
    case 'OutputPath':
    case 'ResultPath':
    case 'ResultSelector':
    case 'Result':
      return 'Write Output with $states.input and $states.result.';
    case 'ItemsPath':
      return 'Write Items: "{% $states.input.… %}".';
    case 'Variable':
      return 'Write Condition: "{% … %}".';
    default:
      return name.endsWith('Path')
        ? `Write ${name.slice(0, -4)}: "{% $states.input.… %}".`
        : 'Write a Condition: "{% … %}".';
  }
}

function jsonPathAdvice(name: string): string {
  switch (name) {
    case 'Arguments':
      return 'Write Parameters, or set "QueryLanguage": "JSONata" on this state.';
    case 'Output':
      return 'Write ResultSelector, ResultPath or OutputPath, or set "QueryLanguage": "JSONata" on this state.';
    case 'Items':
      return 'Write ItemsPath, or set "QueryLanguage": "JSONata" on this state.';
    default:
      return 'Write Variable with a comparison, or set "QueryLanguage": "JSONata" on this state.';
  }
}
