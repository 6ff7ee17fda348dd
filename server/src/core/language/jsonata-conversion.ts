/**
 * A JSONPath state as a JSONata state that does the same, for the simple cases.
 *
 * What has no sure counterpart is refused with the reason, so a conversion can be trusted. A test runs both.
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { parseIntrinsic, type IntrinsicArgument } from '../expressions/intrinsics/parse-intrinsic.ts';
import { parseJsonPath, type JsonPath } from '../expressions/json-path.ts';

/** Thrown for what is not converted; the message completes "This state is not converted: ". */
export class NotConverted extends Error {}

/** What `$` stands for. */
export type Root = '$states.input' | '$states.result' | string;

/** A template or literal as a JSONata field: objects stay objects, dynamic fields become `{% %}` texts. */
export function convertTemplate(template: Json, root: Root): Json {
  if (typeof template === 'string') return literalText(template);
  if (isJsonArray(template)) return template.map((each) => convertTemplate(each, root));
  if (!isJsonObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]): [string, Json] =>
      name.endsWith('.$') && typeof value === 'string'
        ? [name.slice(0, -2), inBraces(convertExpression(value, root))]
        : [name, convertTemplate(value, root)],
    ),
  );
}

/** A template as one JSONata expression, to be part of a larger one. */
export function templateExpression(template: Json, root: Root): string {
  if (isJsonArray(template)) return `[${template.map((each) => templateExpression(each, root)).join(', ')}]`;
  if (!isJsonObject(template)) return JSON.stringify(template);
  const members = Object.entries(template).map(([name, value]) =>
    name.endsWith('.$') && typeof value === 'string'
      ? `${JSON.stringify(name.slice(0, -2))}: ${convertExpression(value, root)}`
      : `${JSON.stringify(name)}: ${templateExpression(value, root)}`,
  );
  return `{${members.join(', ')}}`;
}

export function literalText(text: string): string {
  if (text.startsWith('{%')) throw new NotConverted(`the text ${text} would be read as an expression`);
  return text;
}

export function inBraces(expression: string): string {
  return `{% ${expression} %}`;
}

/** A path or intrinsic function. */
export function convertExpression(text: string, root: Root): string {
  if (text.startsWith('$')) {
    const { path } = parseJsonPath(text);
    if (path === null) throw new NotConverted(`${text} is no path`);
    return convertPath(path, root);
  }
  const { call } = parseIntrinsic(text);
  if (call === null) throw new NotConverted(`${text} cannot be read`);
  return convertArgument(call, root);
}

function convertPath(path: JsonPath, root: Root): string {
  if (!path.isReferencePath) throw new NotConverted(`${path.text} may find more than one value`);
  const base = path.root === '$' ? root : path.root === '$$' ? '$states.context' : `$${path.root}`;
  return path.steps.reduce((expression, step) => {
    if (step.kind === 'indices') return `${expression}[${step.indices[0] ?? 0}]`;
    const name = step.kind === 'fields' ? (step.names[0] ?? '') : '';
    if (name.includes('`')) throw new NotConverted(`the name ${name} has a backquote`);
    return `${expression}.${/^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name) ? name : `\`${name}\``}`;
  }, base);
}

const KEYWORDS = new Set(['and', 'or', 'in', 'function', 'true', 'false', 'null']);

function convertArgument(argument: IntrinsicArgument, root: Root): string {
  switch (argument.kind) {
    case 'string':
      return JSON.stringify(argument.value);
    case 'literal':
      return JSON.stringify(argument.value);
    case 'path':
      return convertPath(argument.path, root);
    case 'call': {
      const [first, ...rest] = argument.arguments;
      const args = argument.arguments.map((each) => convertArgument(each, root));
      const [one = '', two = ''] = args;
      switch (argument.name) {
        case 'States.Format':
          if (first?.kind !== 'string') throw new NotConverted('the template of States.Format is not written out');
          return formatted(
            first.raw,
            rest.map((each) => convertArgument(each, root)),
          );
        case 'States.Array':
          return `[${args.join(', ')}]`;
        case 'States.ArrayLength':
          return `$count(${one})`;
        case 'States.ArrayGetItem':
          return `${one}[${two}]`;
        case 'States.ArrayPartition':
          return `$partition(${one}, ${two})`;
        case 'States.ArrayContains':
          return `(${two} in ${one})`;
        case 'States.ArrayRange':
          return `$range(${args.join(', ')})`;
        case 'States.StringToJson':
          return `$parse(${one})`;
        case 'States.JsonToString':
          return `$string(${one})`;
        case 'States.Base64Encode':
          return `$base64encode(${one})`;
        case 'States.Base64Decode':
          return `$base64decode(${one})`;
        case 'States.Hash':
          return `$hash(${one}, ${two})`;
        case 'States.JsonMerge':
          return `$merge([${one}, ${two}])`;
        case 'States.MathAdd':
          return `(${one} + ${two})`;
        case 'States.UUID':
          return '$uuid()';
        default:
          throw new NotConverted(`${argument.name} has no counterpart that does quite the same`);
      }
    }
  }
}

/** `'a {} b'` → `"a " & $string(x) & " b"`. */
function formatted(template: string, values: readonly string[]): string {
  const texts = template.split('{}').map((text) => text.replaceAll(/\\(['{}\\])/g, '$1'));
  if (/\\\{\}|\{\\\}/.test(template) || texts.length !== values.length + 1) {
    throw new NotConverted('the template of States.Format has escaped braces');
  }
  const parts = texts.flatMap((text, index) => {
    const value = values[index];
    return [...(text === '' ? [] : [JSON.stringify(text)]), ...(value === undefined ? [] : [`$string(${value})`])];
  });
  if (parts.length === 0) return '""';
  return parts.length === 1 ? (parts[0] ?? '""') : parts.join(' & ');
}

/** The effective input with a result put at a reference path: only `$.name` is simple. */
export function mergedAt(resultPath: string, input: string, result: string): string {
  const { path } = parseJsonPath(resultPath);
  const [step, ...others] = path?.steps ?? [];
  if (path?.root !== '$' || step === undefined || step.kind !== 'fields' || others.length > 0) {
    throw new NotConverted(`ResultPath ${resultPath} leads deeper than one field`);
  }
  return `$merge([${input}, {${JSON.stringify(step.names[0] ?? '')}: ${result}}])`;
}

/** An object's fields in their order, some under other names or with other values, some left out. */
export function remapped(
  object: JsonObject,
  change: (name: string, value: Json) => readonly (readonly [string, Json])[],
): JsonObject {
  return Object.fromEntries(Object.entries(object).flatMap(([name, value]) => change(name, value)));
}
