/** States.Format: the template `'{} of {}'` and the Java way of printing its arguments. */

import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';

export type FormatTemplate =
  /** The texts before, between and after the places. */
  | { readonly kind: 'template'; readonly texts: readonly string[] }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads a template in which `\{`, `\}`, `\\` and `\'` stand for the character itself. */
export function parseFormatTemplate(source: string): FormatTemplate {
  const texts: string[] = [];
  let text = '';
  for (let at = 0; at < source.length; at++) {
    const code = source.charAt(at);
    if (code === '\\' && "'{}\\".includes(source.charAt(at + 1)) && at + 1 < source.length) text += source.charAt(++at);
    else if (code === '{') {
      if (source.charAt(at + 1) !== '}') return { kind: 'invalid', reason: "matching '}' not found for '{'." };
      at++;
      texts.push(text);
      text = '';
    } else if (code === '}') return { kind: 'invalid', reason: "matching '{' not found for '}'." };
    else text += code;
  }
  return { kind: 'template', texts: [...texts, text] };
}

/** Strings stand without quotes; arrays and objects print as Java collections do: `[1, a]`, `{Arg1=1, Arg2=[]}` (recorded). */
export function printAsJava(value: Json): string {
  if (typeof value === 'string') return value;
  if (isJsonArray(value)) return `[${value.map(printAsJava).join(', ')}]`;
  if (isJsonObject(value)) {
    return `{${Object.entries(value)
      .map(([key, member]) => `${key}=${printAsJava(member)}`)
      .join(', ')}}`;
  }
  return String(value);
}
