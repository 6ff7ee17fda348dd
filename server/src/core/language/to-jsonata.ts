/** The refactoring "State → JSONata": every field of a JSONPath state as its JSONata counterpart, or the reason why not. */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import {
  convertExpression,
  convertTemplate,
  inBraces,
  literalText,
  mergedAt,
  NotConverted,
  remapped,
  templateExpression,
} from './jsonata-conversion.ts';

export type JsonataState =
  { readonly kind: 'converted'; readonly state: JsonObject } | { readonly kind: 'refused'; readonly reason: string };

/** @param state a JSONPath state as JSON */
export function stateToJsonata(state: JsonObject): JsonataState {
  try {
    return { kind: 'converted', state: convertState(state) };
  } catch (error) {
    if (error instanceof NotConverted) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

function convertState(state: JsonObject): JsonObject {
  const type = String(state['Type']);
  const inputPath = state['InputPath'];
  if (inputPath === null) throw new NotConverted('InputPath is null');
  const input = typeof inputPath === 'string' ? convertExpression(inputPath, '$states.input') : '$states.input';
  const output = outputOf(state, type, input);
  const converted = remapped(state, (name, value) => {
    switch (name) {
      case 'InputPath':
      case 'OutputPath':
      case 'ResultPath':
      case 'ResultSelector':
      case 'Result':
      case 'QueryLanguage':
        return [];
      case 'Type':
        return [
          ['Type', value],
          ['QueryLanguage', 'JSONata'],
        ];
      case 'Parameters':
        if (type === 'Pass') return [];
        return [[type === 'Map' ? 'ItemSelector' : 'Arguments', convertTemplate(value, input)]];
      case 'ItemSelector':
        return [[name, convertTemplate(value, input)]];
      case 'ItemsPath':
        return [['Items', inBraces(convertExpression(textOf(name, value), input))]];
      case 'ItemReader':
      case 'ItemBatcher':
      case 'ResultWriter':
        return [[name, mapPart(objectOf(value), input)]];
      case 'Assign':
        if (JSON.stringify(value).includes('.$":')) throw new NotConverted('Assign holds paths');
        return [[name, convertTemplate(value, input)]];
      case 'SecondsPath':
      case 'TimestampPath':
      case 'TimeoutSecondsPath':
      case 'HeartbeatSecondsPath':
      case 'MaxConcurrencyPath':
      case 'ToleratedFailureCountPath':
      case 'ToleratedFailurePercentagePath':
      case 'ErrorPath':
      case 'CausePath':
        return [[name.slice(0, -'Path'.length), inBraces(convertExpression(textOf(name, value), input))]];
      case 'Choices':
        if (!isJsonArray(value)) throw new NotConverted('Choices is no list');
        return [[name, value.map((rule) => choiceRule(rule, input))]];
      case 'Catch':
        if (!isJsonArray(value)) throw new NotConverted('Catch is no list');
        return [[name, value.map(catcher)]];
      case 'Credentials':
        return [[name, convertTemplate(value, input)]];
      case 'Timestamp':
      case 'Error':
      case 'Cause':
        return [[name, typeof value === 'string' ? literalText(value) : value]];
      default:
        return [[name, value]];
    }
  });
  // A task without Parameters is handed its input; with JSONata it would be handed nothing.
  if (state['Parameters'] === undefined && (type === 'Task' || (type === 'Parallel' && input !== '$states.input')))
    return { ...converted, Arguments: inBraces(input), ...output };
  if (type === 'Map' && input !== '$states.input' && !('ItemsPath' in state) && !('ItemReader' in state))
    return { ...converted, Items: inBraces(input), ...output };
  return { ...converted, ...output };
}

/** What an ItemReader, ItemBatcher or ResultWriter takes from the input. */
function mapPart(part: JsonObject, input: string): JsonObject {
  return remapped(part, (name, value) => {
    if (name === 'Parameters') return [['Arguments', convertTemplate(value, input)]];
    if (name === 'BatchInput') return [[name, convertTemplate(value, input)]];
    if (name === 'ReaderConfig') return [[name, mapPart(objectOf(value), input)]];
    if (/^Max\w+Path$/.test(name)) {
      return [[name.slice(0, -'Path'.length), inBraces(convertExpression(textOf(name, value), input))]];
    }
    return [[name, value]];
  });
}

function textOf(name: string, value: Json): string {
  if (typeof value !== 'string') throw new NotConverted(`${name} is no text`);
  return value;
}

/** `{ Output }`, or nothing where JSONata gives the same by itself. */
function outputOf(state: JsonObject, type: string, input: string): JsonObject {
  const outputPath = state['OutputPath'];
  if (outputPath === null) return { Output: {} };
  const resultPath = state['ResultPath'];
  if (type === 'Fail') return {};
  const hasResult = type === 'Task' || type === 'Map' || type === 'Parallel';
  if (!hasResult && type !== 'Pass') return finished(input, '$states.input', outputPath);
  // ResultPath is about the state's input as it came, before InputPath.
  if (resultPath === null) return finished('$states.input', type === 'Pass' ? '$states.input' : '', outputPath);
  const selector = state['ResultSelector'];
  const template = type === 'Pass' ? (state['Result'] ?? state['Parameters']) : selector;
  const isLiteral = type === 'Pass' && state['Result'] !== undefined;
  const root = type === 'Pass' ? input : '$states.result';
  if (resultPath === undefined || resultPath === '$') {
    if (template === undefined) return finished(root, type === 'Pass' ? '$states.input' : '$states.result', outputPath);
    if (outputPath === undefined || outputPath === '$') {
      return { Output: isLiteral ? literalValue(template) : convertTemplate(template, root) };
    }
    return finished(isLiteral ? JSON.stringify(template) : templateExpression(template, root), '', outputPath);
  }
  const result =
    template === undefined ? root : isLiteral ? JSON.stringify(template) : templateExpression(template, root);
  return finished(mergedAt(textOf('ResultPath', resultPath), '$states.input', result), '', outputPath);
}

function finished(expression: string, usual: string, outputPath: Json | undefined): JsonObject {
  if (outputPath === undefined || outputPath === '$')
    return expression === usual ? {} : { Output: inBraces(expression) };
  const path = textOf('OutputPath', outputPath);
  if (path.startsWith('$$')) return { Output: inBraces(convertExpression(path, '$states.input')) };
  const simple = /^\$states\.\w+(?:\.\w+)*$/.test(expression) ? expression : `(${expression})`;
  return { Output: inBraces(convertExpression(path, simple)) };
}

/** A Result is never evaluated, an Output is: texts that look like expressions must not stand in it. */
function literalValue(value: Json): Json {
  if (typeof value === 'string') return literalText(value);
  if (isJsonArray(value)) return value.map(literalValue);
  if (!isJsonObject(value)) return value;
  return remapped(value, (name, inner) => [[name, literalValue(inner)]]);
}

function catcher(entry: Json): Json {
  if (!isJsonObject(entry)) return entry;
  if (JSON.stringify(entry['Assign'] ?? null).includes('.$":'))
    throw new NotConverted('Assign of a catcher holds paths');
  const { ResultPath: resultPath, ...rest } = entry;
  if (resultPath === undefined || resultPath === '$') return rest;
  if (resultPath === null) return { ...rest, Output: inBraces('$states.input') };
  return {
    ...rest,
    Output: inBraces(mergedAt(textOf('ResultPath', resultPath), '$states.input', '$states.errorOutput')),
  };
}

function choiceRule(rule: Json, input: string): Json {
  if (!isJsonObject(rule)) throw new NotConverted('a rule is no object');
  const { Next: next, Comment: comment, Assign: assign } = rule;
  if (JSON.stringify(assign ?? null).includes('.$":')) throw new NotConverted('Assign of a rule holds paths');
  return {
    ...(comment === undefined ? {} : { Comment: comment }),
    Condition: inBraces(condition(rule, input)),
    ...(assign === undefined ? {} : { Assign: assign }),
    ...(next === undefined ? {} : { Next: next }),
  };
}

const COMPARISONS: Readonly<Record<string, string>> = {
  Equals: '=',
  LessThan: '<',
  GreaterThan: '>',
  LessThanEquals: '<=',
  GreaterThanEquals: '>=',
};

const TYPE_TESTS: Readonly<Record<string, string>> = {
  IsNull: 'null',
  IsNumeric: 'number',
  IsString: 'string',
  IsBoolean: 'boolean',
};

function condition(rule: JsonObject, input: string): string {
  for (const [name, word] of [
    ['And', ' and '],
    ['Or', ' or '],
  ] as const) {
    const parts = rule[name];
    if (!isJsonArray(parts)) continue;
    return parts.map((part) => `(${condition(objectOf(part), input)})`).join(word);
  }
  if (rule['Not'] !== undefined) return `$not(${condition(objectOf(rule['Not']), input)})`;
  const variable = rule['Variable'];
  if (typeof variable !== 'string') throw new NotConverted('a rule has no Variable');
  const value = convertExpression(variable, input);
  for (const [operator, operand] of Object.entries(rule)) {
    if (operator === 'IsPresent') return operand === true ? `$exists(${value})` : `$not($exists(${value}))`;
    const type = TYPE_TESTS[operator];
    if (type !== undefined) {
      return `$type(${value}) ${operand === true ? '=' : '!='} "${type}"`;
    }
    const match = /^(String|Numeric|Boolean)(\w+?)(Path)?$/.exec(operator);
    if (match === null) continue;
    const [, family, comparison = '', path] = match;
    const sign = COMPARISONS[comparison];
    if (sign === undefined) throw new NotConverted(`${operator} has no simple counterpart`);
    const other = path === undefined ? JSON.stringify(operand) : convertExpression(textOf(operator, operand), input);
    // A value of another type does not match; JSONata would refuse to compare it.
    const kind = family === 'String' ? 'string' : family === 'Numeric' ? 'number' : 'boolean';
    return sign === '=' ? `${value} = ${other}` : `$type(${value}) = "${kind}" and ${value} ${sign} ${other}`;
  }
  throw new NotConverted('a rule compares in a way that has no simple counterpart');
}

function objectOf(value: Json | undefined): JsonObject {
  if (!isJsonObject(value)) throw new NotConverted('something that has to be an object is none');
  return value;
}
