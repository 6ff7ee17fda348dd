/**
 * The grammar of intrinsic function calls: `States.Format('Hello {}', $.name)`.
 *
 * Arguments are strings in single quotes, numbers, true, false, null, paths and further calls. Everything that cannot work is a
 * problem here, with its place: unknown names, wrong counts, illegal escapes, more than ten levels. AWS refuses all of it when a state
 * machine is created, but for wrong counts: those fail when they are evaluated (recorded).
 */

import type { TextRange } from '../../base/text-range.ts';
import { endOfEmbeddedPath, ExpressionSyntaxError, type ExpressionProblem } from '../json-path-text.ts';
import { parsePathAt, type JsonPath } from '../json-path.ts';
import {
  INTRINSIC_SIGNATURES,
  isIntrinsicName,
  MAX_INTRINSIC_DEPTH,
  type IntrinsicName,
} from './intrinsic-signatures.ts';

export interface IntrinsicCall {
  readonly kind: 'call';
  readonly name: IntrinsicName;
  readonly nameRange: TextRange;
  readonly arguments: readonly IntrinsicArgument[];
  readonly range: TextRange;
}

export type IntrinsicArgument =
  | IntrinsicCall
  /** `raw` keeps the escapes, which States.Format needs to tell `\{` from `{`. */
  | { readonly kind: 'string'; readonly value: string; readonly raw: string; readonly range: TextRange }
  | { readonly kind: 'literal'; readonly value: number | boolean | null; readonly range: TextRange }
  | { readonly kind: 'path'; readonly path: JsonPath; readonly range: TextRange };

export interface ParsedIntrinsic {
  /** Null when there is a problem. */
  readonly call: IntrinsicCall | null;
  /** What AWS would evaluate: the call too if its only problem is a count of arguments. */
  readonly evaluated: IntrinsicCall | null;
  readonly problems: readonly ExpressionProblem[];
  /** Bad style that is understood all the same: arguments without a comma between them. */
  readonly warnings: readonly ExpressionProblem[];
}

/** Parses a whole expression that has to be one call. Ranges are offsets into `text`. */
export function parseIntrinsic(text: string): ParsedIntrinsic {
  const problems: ExpressionProblem[] = [];
  const warnings: ExpressionProblem[] = [];
  let wrongCounts = 0;
  let at = 0;
  try {
    const call = parseCall(1);
    skipBlanks();
    if (at < text.length) fail('Unexpected text after the call', at, text.length);
    return {
      call: problems.length === 0 ? call : null,
      evaluated: problems.length === wrongCounts ? call : null,
      problems,
      warnings,
    };
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) {
      return {
        call: null,
        evaluated: null,
        problems: [...problems, { message: error.message, range: error.range }],
        warnings,
      };
    }
    throw error;
  }

  function parseCall(depth: number): IntrinsicCall {
    const start = at;
    const name = /^[\w.]+/.exec(text.slice(at))?.[0];
    if (name === undefined) fail('Expected an intrinsic function such as States.Format', start, start + 1);
    at += name.length;
    const nameRange = { start, end: at };
    const known = isIntrinsicName(name);
    if (!known) problems.push({ message: unknownName(name), range: nameRange });
    if (depth > MAX_INTRINSIC_DEPTH)
      fail(`Intrinsic functions nest at most ${MAX_INTRINSIC_DEPTH} levels deep`, start, at);
    skipBlanks();
    if (text.charAt(at) !== '(') fail("Expected '('", nameRange.start, at + 1);
    at++;
    const args = parseArguments(depth);
    const range = { start, end: at };
    if (known) {
      const { minimum, maximum } = INTRINSIC_SIGNATURES[name];
      if (args.length < minimum || args.length > maximum) {
        wrongCounts++;
        problems.push({ message: `${name} takes ${countText(minimum, maximum)}, not ${args.length}`, range });
      }
    }
    return { kind: 'call', name: name as IntrinsicName, nameRange, arguments: args, range };
  }

  function parseArguments(depth: number): IntrinsicArgument[] {
    const args: IntrinsicArgument[] = [];
    skipBlanks();
    if (text.charAt(at) === ')') {
      at++;
      return args;
    }
    for (;;) {
      skipBlanks();
      args.push(parseArgument(depth));
      skipBlanks();
      const code = text.charAt(at);
      if (code === ')' || code === ',') at++;
      if (code === ')') return args;
      if (code === ',') continue;
      if (code === '' || !/\s/.test(text.charAt(at - 1)))
        fail(code === '' ? "Expected ')'" : "Expected ',' or ')'", at, at + 1);
      warnings.push({ message: "Expected ',' before this argument", range: { start: at, end: at + 1 } });
    }
  }

  function parseArgument(depth: number): IntrinsicArgument {
    const start = at;
    const code = text.charAt(at);
    if (code === "'") return parseString();
    if (code === '$') {
      const end = endOfEmbeddedPath(text, at, ',) \t\r\n');
      const source = text.slice(at, end);
      at = end;
      return { kind: 'path', path: parsePathAt(source, start), range: { start, end: start + source.length } };
    }
    if (code === '"') fail('Strings need single quotes', start, start + 1);
    const word = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/.exec(text.slice(at))?.[0];
    if (word !== undefined) {
      at += word.length;
      const value = word === 'true' ? true : word === 'false' ? false : word === 'null' ? null : Number(word);
      return { kind: 'literal', value, range: { start, end: at } };
    }
    if (!/[A-Za-z_]/.test(code))
      fail('Expected a string, a number, true, false, null, a path or a call', start, start + 1);
    return parseCall(depth + 1);
  }

  function parseString(): IntrinsicArgument {
    const start = at;
    let value = '';
    for (at++; at < text.length; at++) {
      const code = text.charAt(at);
      if (code === "'") {
        at++;
        return { kind: 'string', value, raw: text.slice(start + 1, at - 1), range: { start, end: at } };
      }
      if (code !== '\\') {
        value += code;
        continue;
      }
      at++;
      const escaped = text.charAt(at);
      if (escaped === '' || !"'{}\\".includes(escaped)) {
        problems.push({
          message: "Only \\', \\{, \\} and \\\\ can be escaped",
          range: { start: at - 1, end: Math.min(at + 1, text.length) },
        });
      }
      value += escaped;
    }
    return fail("Expected a closing '", start, text.length);
  }

  function skipBlanks(): void {
    while (/\s/.test(text.charAt(at))) at++;
  }

  function fail(message: string, start: number, end: number): never {
    throw new ExpressionSyntaxError(message, start, Math.min(end, Math.max(start, text.length)));
  }
}

function countText(minimum: number, maximum: number): string {
  const noun = (count: number): string => (count === 1 ? '1 argument' : `${count} arguments`);
  if (minimum === maximum) return noun(minimum);
  return maximum === Infinity ? `at least ${noun(minimum)}` : `${minimum} to ${noun(maximum)}`;
}

function unknownName(name: string): string {
  const wanted = name.replace(/^states\./i, '').toLowerCase();
  const close = (Object.keys(INTRINSIC_SIGNATURES) as IntrinsicName[]).find(
    (known) => known.slice('States.'.length).toLowerCase() === wanted,
  );
  return `There is no intrinsic function '${name}'${close === undefined ? '' : `; did you mean ${close}?`}`;
}
