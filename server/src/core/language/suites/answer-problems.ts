/**
 * Whether what a mock answers is what its state reads: paths of the result that the answer lacks, the envelope of an integration, and
 * conditions that no input of the state can match. Only what is certain to go wrong is told.
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Problem } from '../../base/problem.ts';
import type { TextRange } from '../../base/text-range.ts';
import type { StateModel } from '../../model/machine-model.ts';
import { inlineAnswers, type InlineAnswer } from '../../suite/mock-set.ts';
import type { MockCondition, MockEntry } from '../../suite/suite-types.ts';
import { nodeToJson } from '../../syntax/syntax-node.ts';

type Segments = readonly (string | number)[];

/** A path of the result that the state needs. */
interface ResultRead {
  readonly field: string;
  readonly text: string;
  readonly segments: Segments;
  /** JSONata goes through lists by itself. */
  readonly lists: 'indexed' | 'mapped';
}

const LAMBDA_INVOKE = /^arn:[^:]+:states:::lambda:invoke(?:$|\.)/;
const FUNCTION_ARN = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:/;

export function answerProblemsOf(entry: MockEntry, state: StateModel): readonly Problem[] {
  const fields = taskFields(state);
  if (fields === null) return [];
  const problems = [...resultProblemsOf(inlineAnswers(entry), state)];
  if (entry.kind === 'conditional') problems.push(...conditionProblems(entry.conditions, fields, state.name));
  return problems;
}

/** Whether results are what a Task reads of them. */
export function resultProblemsOf(answers: readonly InlineAnswer[], state: StateModel): readonly Problem[] {
  const fields = taskFields(state);
  if (fields === null) return [];
  const reads = state.queryLanguage === 'JSONata' ? jsonataReads(fields) : jsonPathReads(fields);
  const resource = typeof fields['Resource'] === 'string' ? fields['Resource'] : '';
  return answers.flatMap(({ value, range }) => {
    // A function that failed answers what it threw; its result is not read.
    if (isJsonObject(value) && Boolean(value['FunctionError'])) return [];
    const missing = reads.find(({ segments, lists }) => !holds(value, segments, lists));
    if (missing !== undefined) {
      const { field, text } = missing;
      const message = `${field} of "${state.name}" reads ${text}, which this answer does not have.${envelopeAdvice(resource, value)}`;
      return [warning('suite-answer-shape', message, range)];
    }
    if (!LAMBDA_INVOKE.test(resource) || !isNamedOtherwise(value)) return [];
    const message = `"${state.name}" is a lambda:invoke.${envelopeAdvice(resource, value)}`;
    return [warning('suite-answer-envelope', message, range)];
  });
}

/** Null for what is no Task. */
function taskFields({ type, node }: StateModel): JsonObject | null {
  const fields = type === 'Task' && node !== null ? nodeToJson(node) : null;
  return fields !== null && isJsonObject(fields) ? fields : null;
}

function warning(code: string, message: string, range: TextRange): Problem {
  return { code, severity: 'warning', message, range, pointer: '' };
}

function envelopeAdvice(resource: string, value: Json): string {
  const inEnvelope = isJsonObject(value) && value['Payload'] !== undefined;
  if (LAMBDA_INVOKE.test(resource) && !inEnvelope) {
    return ' lambda:invoke answers { Payload, StatusCode, … }: what the function returns belongs under Payload.';
  }
  if (FUNCTION_ARN.test(resource) && inEnvelope) {
    return ' A function’s own ARN answers what the function returns, without { Payload, … } around it.';
  }
  return '';
}

/** An object with other things than the envelope's in it. */
function isNamedOtherwise(value: Json): boolean {
  if (!isJsonObject(value)) return value !== null;
  const known = ['Payload', 'StatusCode', 'ExecutedVersion', 'LogResult', 'SdkHttpMetadata', 'SdkResponseMetadata'];
  const keys = Object.keys(value);
  return keys.length > 0 && !keys.some((key) => known.includes(key));
}

function jsonPathReads(fields: JsonObject): readonly ResultRead[] {
  const selector = fields['ResultSelector'];
  if (selector !== undefined) return templateReads(selector).map((text) => jsonPathRead('ResultSelector', text));
  const { ResultPath: place, OutputPath: output } = fields;
  const replaces = place === undefined || place === '$';
  return replaces && typeof output === 'string' && /^\$[.[]/.test(output) ? [jsonPathRead('OutputPath', output)] : [];
}

/** The paths of a payload template; those inside intrinsic functions, too. */
function templateReads(template: Json): readonly string[] {
  if (isJsonArray(template)) return template.flatMap(templateReads);
  if (!isJsonObject(template)) return [];
  return Object.entries(template).flatMap(([key, value]) => {
    if (!key.endsWith('.$')) return templateReads(value);
    if (typeof value !== 'string') return [];
    if (/^\$(?:$|[.[])/.test(value)) return [value];
    if (!value.startsWith('States.')) return [];
    const withoutTexts = value.replaceAll(/'(?:\\.|[^'\\])*'/g, "''");
    return withoutTexts.match(/(?<![\w$])\$(?:\.[A-Za-z_]\w*|\[\d+\])+/g) ?? [];
  });
}

/** As far as the path leads to one place: up to a wildcard, a filter, a slice or a deep scan. */
function jsonPathRead(field: string, text: string): ResultRead {
  const segments: (string | number)[] = [];
  let rest = text.slice(1);
  for (;;) {
    const step = /^(?:\.([A-Za-z_]\w*)|\[(\d+)\]|\['((?:[^'\\])*)'\]|\["((?:[^"\\])*)"\])/.exec(rest);
    if (step === null) break;
    const [whole, name, index, single, double] = step;
    // `length()` and the like are functions, not members.
    if (rest.charAt(whole.length) === '(') break;
    segments.push(index === undefined ? (name ?? single ?? double ?? '') : Number(index));
    rest = rest.slice(whole.length);
  }
  return { field, text, segments, lists: 'indexed' };
}

/** Expressions that are nothing but a path of the result: where that is missing, the expression yields nothing and the state fails. */
function jsonataReads(fields: JsonObject): readonly ResultRead[] {
  return (['Output', 'Assign'] as const).flatMap((field) =>
    expressionsIn(fields[field] ?? null).flatMap((expression) => {
      const match = /^\{%\s*(\$states\.result((?:\.[A-Za-z_]\w*)+))\s*%\}$/.exec(expression);
      const [, text, path] = match ?? [];
      if (text === undefined || path === undefined) return [];
      return [{ field, text, segments: path.slice(1).split('.'), lists: 'mapped' as const }];
    }),
  );
}

function expressionsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isJsonArray(value)) return value.flatMap(expressionsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(expressionsIn) : [];
}

function holds(value: Json, segments: Segments, lists: ResultRead['lists']): boolean {
  const [segment, ...rest] = segments;
  if (segment === undefined) return true;
  if (isJsonArray(value)) {
    if (lists === 'mapped') return value.length > 0 && value.some((each) => holds(each, segments, lists));
    const element = typeof segment === 'number' ? value[segment] : undefined;
    return element !== undefined && holds(element, rest, lists);
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, segment)) return false;
  return holds(value[segment] as Json, rest, lists);
}

function conditionProblems(
  conditions: readonly MockCondition[],
  fields: JsonObject,
  stateName: string,
): readonly Problem[] {
  const source = fields['Parameters'] === undefined ? 'Arguments' : 'Parameters';
  const end = conditions.findIndex(({ kind }) => kind === 'default');
  return conditions.flatMap((condition, index) => {
    const range = condition.kind === 'when' ? condition.inputRange : condition.range;
    if (end >= 0 && index > end) {
      const message = 'This condition is never tried: a `default` before it answers everything.';
      return [warning('suite-condition-unreached', message, range)];
    }
    const stranger = condition.kind === 'when' ? strangerIn(condition.input, fields[source], []) : null;
    if (stranger === null) return [];
    const message = `No input of "${stateName}" has ${stranger}: what the task is given has the fields of its ${source}.`;
    return [warning('suite-condition-unmatched', message, range)];
  });
}

/** A key that a condition wants and the template of the input never has; null: it may match. */
function strangerIn(wanted: Json, template: Json | undefined, path: readonly string[]): string | null {
  if (!isJsonObject(wanted) || !isJsonObject(template ?? null)) return null;
  const known = new Map(
    Object.entries(template as JsonObject).map(([key, value]) => [key.replace(/\.\$$/, ''), { key, value }]),
  );
  for (const [key, value] of Object.entries(wanted)) {
    const entry = known.get(key);
    if (entry === undefined) return [...path, key].join('.');
    const isLiteral = entry.key === key && isJsonObject(entry.value);
    const stranger = isLiteral ? strangerIn(value, entry.value, [...path, key]) : null;
    if (stranger !== null) return stranger;
  }
  return null;
}
