/** The functions that Jayway JsonPath offers at the end of a path: `$.items.length()`, `$..price.max()`. */

import { isJsonArray, isJsonObject, type Json } from '../base/json.ts';

/**
 * @param subject what the path before the function found: one node, or the list of nodes of an indefinite path
 * @returns undefined where Jayway has no result or fails
 */
export function applyPathFunction(name: string, subject: Json, parameters: readonly Json[]): Json | undefined {
  switch (name) {
    case 'length':
    case 'size':
      if (typeof subject === 'string' || isJsonArray(subject)) return subject.length;
      return isJsonObject(subject) ? Object.keys(subject).length : undefined;
    case 'keys':
      return isJsonObject(subject) ? Object.keys(subject) : undefined;
    case 'first':
      return isJsonArray(subject) ? subject[0] : undefined;
    case 'last':
      return isJsonArray(subject) ? subject.at(-1) : undefined;
    case 'index': {
      const [index] = parameters;
      return isJsonArray(subject) && typeof index === 'number' ? subject.at(index) : undefined;
    }
    case 'append':
      return isJsonArray(subject) ? [...subject, ...parameters] : undefined;
    case 'concat':
      return texts(subject).concat(parameters.flatMap(texts)).join('');
    default:
      return aggregate(name, [...numbers(subject), ...parameters.flatMap(numbers)]);
  }
}

function aggregate(name: string, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sum = values.reduce((total, value) => total + value, 0);
  switch (name) {
    case 'min':
      return values.reduce((least, value) => Math.min(least, value));
    case 'max':
      return values.reduce((most, value) => Math.max(most, value));
    case 'sum':
      return sum;
    case 'avg':
      return sum / values.length;
    case 'stddev': {
      const mean = sum / values.length;
      return Math.sqrt(values.reduce((total, value) => total + value * value, 0) / values.length - mean * mean);
    }
    default:
      return undefined;
  }
}

function numbers(value: Json): number[] {
  if (typeof value === 'number') return [value];
  return isJsonArray(value) ? value.filter((element) => typeof element === 'number') : [];
}

function texts(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return isJsonArray(value) ? value.filter((element) => typeof element === 'string') : [];
}
