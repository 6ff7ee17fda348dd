/** Built-in functions on text. */

import { Uint8Text, decodeBase64, encodeBase64 } from './text-bytes.ts';
import { define, type BuiltinDefinitions } from './builtin-definition.ts';
import { JsonataError } from './jsonata-error.ts';
import { toText } from './jsonata-operators.ts';
import type { Runtime } from './jsonata-runtime.ts';
import type { List, Value } from './jsonata-value.ts';

type Text = string | undefined;

export const STRING_FUNCTIONS: BuiltinDefinitions = {
  string: define('<x-b?:s>', 1, ([value, prettify], runtime) => {
    const text = toText(value, prettify === true ? 2 : 0);
    runtime.allocateText(text?.length ?? 0);
    return text;
  }),
  substring: define('<s-nn?:s>', 3, ([text, start, length]) =>
    text === undefined ? undefined : substring(text as string, start as number, length as number | undefined),
  ),
  substringBefore: define('<s-s:s>', 2, ([text, mark]) => {
    if (text === undefined) return undefined;
    const at = (text as string).indexOf(String(mark));
    return at < 0 ? text : (text as string).slice(0, at);
  }),
  substringAfter: define('<s-s:s>', 2, ([text, mark]) => {
    if (text === undefined) return undefined;
    const at = (text as string).indexOf(String(mark));
    return at < 0 ? text : (text as string).slice(at + String(mark).length);
  }),
  lowercase: define('<s-:s>', 1, ([text]) => (text as Text)?.toLowerCase()),
  uppercase: define('<s-:s>', 1, ([text]) => (text as Text)?.toUpperCase()),
  length: define('<s-:n>', 1, ([text]) => (text === undefined ? undefined : countCharacters(text as string))),
  trim: define('<s-:s>', 1, ([text]) => {
    if (text === undefined) return undefined;
    const spaced = (text as string).replace(/[ \t\n\r]+/g, ' ');
    return spaced.slice(spaced.startsWith(' ') ? 1 : 0, spaced.length > 1 && spaced.endsWith(' ') ? -1 : undefined);
  }),
  pad: define('<s-ns?:s>', 3, ([text, width, fill], runtime) =>
    text === undefined ? undefined : pad(runtime, text as string, width as number, fill as Text),
  ),
  join: define('<a<s>s?:s>', 2, ([texts, separator], runtime) => {
    if (texts === undefined) return undefined;
    const between = (separator as Text) ?? '';
    let length = 0;
    for (const text of texts as List) length += (text as string).length + between.length;
    runtime.allocateText(length);
    return (texts as readonly string[]).join(between);
  }),
  base64encode: define('<s-:s>', 1, ([text], runtime) => {
    if (text === undefined) return undefined;
    runtime.allocateText((text as string).length * 2);
    return encodeBase64(Uint8Text.encode(text as string));
  }),
  base64decode: define('<s-:s>', 1, ([text], runtime) => {
    if (text === undefined) return undefined;
    runtime.allocateText((text as string).length);
    const bytes = decodeBase64(text as string);
    if (bytes === null) throw new JsonataError('D3137', { message: 'Illegal base64 character' });
    return Uint8Text.decode(bytes);
  }),
  encodeUrlComponent: define('<s-:s>', 1, ([text]) => coded(text, 'encodeUrlComponent', encodeURIComponent)),
  encodeUrl: define('<s-:s>', 1, ([text]) => coded(text, 'encodeUrl', encodeURI)),
  decodeUrlComponent: define('<s-:s>', 1, ([text]) => coded(text, 'decodeUrlComponent', decodeFormComponent)),
  decodeUrl: define('<s-:s>', 1, ([text]) => coded(text, 'decodeUrl', decodeURI)),
};

/** Characters are code points, but a negative start counts UTF-16 units, as measured on AWS. */
function substring(text: string, start: number, length: number | undefined): string {
  if (length !== undefined && length <= 0) return '';
  if (start < 0) {
    const from = Math.max(0, text.length + Math.trunc(start));
    return length === undefined ? text.slice(from) : text.slice(from, from + Math.trunc(length));
  }
  if (!hasSurrogates(text)) return length === undefined ? text.slice(start) : text.slice(start, start + length);
  const characters = [...text];
  return (length === undefined ? characters.slice(start) : characters.slice(start, start + length)).join('');
}

function hasSurrogates(text: string): boolean {
  return /[\ud800-\udfff]/.test(text);
}

function countCharacters(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    count++;
    const code = text.charCodeAt(index);
    if (code >= 0xd800 && code <= 0xdbff && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) index++;
  }
  return count;
}

/** Characters that one call may add, whatever the text it adds them to (recorded in 2026). */
const MAX_PADDING = 262_144;

function pad(runtime: Runtime, text: string, width: number, fill: Text): string {
  const whole = Math.trunc(width);
  const missing = Math.abs(whole) - countCharacters(text);
  if (!(missing > 0)) return text;
  if (missing > MAX_PADDING) throw new JsonataError(null, {}, 'memory');
  runtime.allocateText(missing + text.length);
  const unit = fill === undefined || fill.length === 0 ? ' ' : fill;
  const size = countCharacters(unit);
  const repeated = unit.repeat(Math.ceil(missing / size));
  const padding = size === 1 ? repeated : substring(repeated, 0, missing);
  return whole > 0 ? text + padding : padding + text;
}

function coded(text: Value, functionName: string, code: (text: string) => string): Text {
  if (text === undefined) return undefined;
  try {
    return code(text as string);
  } catch (error) {
    if (error instanceof URIError) throw new JsonataError('D3140', { value: text, functionName });
    throw error;
  }
}

/** As for form data on AWS: `+` is a blank, bytes that are no UTF-8 become U+FFFD, an escape that is not hexadecimal is an error. */
function decodeFormComponent(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  return spaced.replace(/(?:%[0-9a-fA-F]{2})+|%/g, (escapes) => {
    if (escapes === '%') throw new URIError('malformed escape');
    const bytes = new Uint8Array(escapes.length / 3);
    for (let index = 0; index < bytes.length; index++)
      bytes[index] = Number.parseInt(escapes.slice(index * 3 + 1, index * 3 + 3), 16);
    return Uint8Text.decode(bytes);
  });
}
