/** Built-in functions that search text: with a text, a regular expression, or a function that behaves like one. */

import { define, type BuiltinDefinitions } from './builtin-definition.ts';
import { JsonataError } from './jsonata-error.ts';
import { callback } from './jsonata-functions.ts';
import { RegexFunction } from './jsonata-regex.ts';
import type { Runtime } from './jsonata-runtime.ts';
import type { FunctionValue } from './jsonata-value.ts';
import { createSequence, getOwn, isFunction, isList, isObject, type List, type Value } from './jsonata-value.ts';

interface Found {
  readonly match: Value;
  readonly start: Value;
  readonly end: Value;
  readonly groups: Value;
}

export const PATTERN_FUNCTIONS: BuiltinDefinitions = {
  contains: define('<s-(sf):b>', 2, ([text, token], runtime) => {
    if (text === undefined || token === undefined) return undefined;
    if (typeof token === 'string') return (text as string).includes(token);
    for (const _ of findAll(runtime, token as FunctionValue, text as string)) return true;
    return false;
  }),
  match: define('<s-f<s:o>n?:a<o>>', 3, ([text, pattern, limit], runtime) => {
    if (text === undefined) return undefined;
    checkLimit(limit, 'D3040', 3);
    const results = createSequence();
    for (const found of limited(findAll(runtime, pattern as FunctionValue, text as string), limit)) {
      if (isList(found.groups) && found.groups.includes(undefined)) runtime.impure = true;
      results.push({ match: found.match, index: found.start, groups: found.groups });
    }
    return results;
  }),
  replace: define('<s-(sf)(sf)n?:s>', 4, ([text, pattern, replacement, limit], runtime) => {
    if (text === undefined) return undefined;
    if (pattern === '') throw new JsonataError('D3010', { value: pattern, index: 2 });
    checkLimit(limit, 'D3011', 4);
    if (typeof limit === 'number' && limit <= 0) return text;
    if (typeof pattern === 'string') return replaceText(runtime, text as string, pattern, replacement, limit);
    return replacePattern(runtime, text as string, pattern as FunctionValue, replacement, limit);
  }),
  split: define('<s-(sf)n?:a<s>>', 3, ([text, separator, limit], runtime) => {
    if (text === undefined) return undefined;
    checkLimit(limit, 'D3020', 3);
    if (typeof limit === 'number' && limit <= 0) return [];
    if (typeof separator === 'string') {
      const parts = (text as string).split(separator, limit as number | undefined);
      runtime.allocateElements(parts.length);
      return parts;
    }
    return splitPattern(runtime, text as string, separator as FunctionValue, limit);
  }),
};

function checkLimit(limit: Value, code: string, index: number): void {
  if (typeof limit === 'number' && limit < 0) throw new JsonataError(code, { value: limit, index });
}

function* limited(matches: Iterable<Found>, limit: Value): Generator<Found> {
  if (typeof limit === 'number' && limit <= 0) return;
  let count = 0;
  for (const found of matches) {
    yield found;
    if (typeof limit === 'number' && ++count >= limit) return;
  }
}

function* findAll(runtime: Runtime, matcher: FunctionValue, text: string): Generator<Found> {
  if (matcher instanceof RegexFunction) {
    for (let match = matcher.find(runtime, text, 0); match !== null; match = matcher.findNext(runtime, text, match)) {
      yield { match: match.groups[0], start: match.start, end: match.end, groups: match.groups.slice(1) };
    }
    return;
  }
  runtime.impure = true;
  for (let found = asMatch(callback(runtime, matcher, [text])); found !== undefined;) {
    yield {
      match: getOwn(found, 'match'),
      start: getOwn(found, 'start'),
      end: getOwn(found, 'end'),
      groups: getOwn(found, 'groups'),
    };
    const next = getOwn(found, 'next');
    found = isFunction(next) ? asMatch(callback(runtime, next, [])) : undefined;
  }
}

/** What a function used as a matcher has to return: nothing, or an object with the parts of a match. */
function asMatch(result: Value): Readonly<Record<string, Value>> | undefined {
  if (result === undefined) return undefined;
  if (isObject(result)) {
    const looksRight =
      typeof getOwn(result, 'start') === 'number' ||
      getOwn(result, 'end') === 'number' ||
      isList(getOwn(result, 'groups')) ||
      isFunction(getOwn(result, 'next'));
    if (looksRight) return result;
  }
  throw new JsonataError('T1010');
}

function replaceText(runtime: Runtime, text: string, pattern: string, replacement: Value, limit: Value): string {
  const substitute = isFunction(replacement) ? '' : String(replacement);
  let result = '';
  let position = 0;
  let count = 0;
  for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, position)) {
    if (typeof limit === 'number' && count >= limit) break;
    result += text.slice(position, at) + substitute;
    runtime.allocateText(result.length);
    position = at + pattern.length;
    count++;
  }
  return result + text.slice(position);
}

function replacePattern(
  runtime: Runtime,
  text: string,
  pattern: FunctionValue,
  replacement: Value,
  limit: Value,
): string {
  let result = '';
  let position = 0;
  for (const found of limited(findAll(runtime, pattern, text), limit)) {
    const start = found.start as number;
    result += text.slice(position, start);
    const replaced = isFunction(replacement)
      ? callback(runtime, replacement, [{ ...found }])
      : fillTemplate(String(replacement), found);
    if (typeof replaced !== 'string') throw new JsonataError('D3012', { value: replaced });
    result += replaced;
    runtime.allocateText(result.length);
    position = start + String(found.match).length;
  }
  return result + text.slice(position);
}

/** `$0` is the match, `$1` … its groups, `$$` a dollar sign. As many digits count as the number of groups has. */
function fillTemplate(template: string, found: Found): string {
  const groups: List = isList(found.groups) ? found.groups : [];
  const digits = groups.length === 0 ? 1 : Math.floor(Math.log10(groups.length)) + 1;
  let result = '';
  let position = 0;
  for (let at = template.indexOf('$'); at >= 0 && position < template.length; at = template.indexOf('$', position)) {
    result += template.slice(position, at);
    position = at + 1;
    const next = template.charAt(position);
    if (next === '$') {
      result += '$';
      position++;
    } else if (next === '0') {
      result += String(found.match);
      position++;
    } else {
      let index = Number.parseInt(template.slice(position, position + digits), 10);
      if (digits > 1 && index > groups.length)
        index = Number.parseInt(template.slice(position, position + digits - 1), 10);
      if (Number.isNaN(index)) result += '$';
      else {
        const group = groups[index - 1];
        if (group !== undefined) result += String(group);
        position += String(index).length;
      }
    }
  }
  return result + template.slice(position);
}

function splitPattern(runtime: Runtime, text: string, separator: FunctionValue, limit: Value): Value {
  const parts: Value[] = [];
  let start = 0;
  let count = 0;
  for (const found of limited(findAll(runtime, separator, text), limit)) {
    parts.push(text.slice(start, found.start as number));
    start = found.end as number;
    count++;
  }
  if (typeof limit !== 'number' || count < limit) parts.push(text.slice(start));
  return parts;
}
