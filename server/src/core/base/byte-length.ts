/** UTF-8 sizes, counted without making the bytes: what AWS's payload limits and batch limits are measured in. */

import { isJsonArray, type Json } from './json.ts';

/** Bytes of a text in UTF-8. A lone surrogate counts as the three bytes of U+FFFD. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else if (
      code >= 0xd800 &&
      code <= 0xdbff &&
      index + 1 < text.length &&
      (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00
    ) {
      bytes += 2;
      index++;
    } else bytes += 2;
  }
  return bytes;
}

/** Bytes of the compact JSON text of a value (no blanks), as `JSON.stringify` spells it. */
export function jsonByteLength(value: Json): number {
  switch (typeof value) {
    case 'string':
      return jsonStringByteLength(value);
    case 'number':
      return Number.isFinite(value) ? String(value).length : 4;
    case 'boolean':
      return value ? 4 : 5;
    default:
  }
  if (value === null) return 4;
  if (isJsonArray(value)) {
    let bytes = 2 + Math.max(0, value.length - 1);
    for (const element of value) bytes += jsonByteLength(element);
    return bytes;
  }
  let bytes = 1;
  for (const key of Object.keys(value)) {
    bytes += jsonStringByteLength(key) + 2 + jsonByteLength(value[key] as Json);
  }
  return bytes === 1 ? 2 : bytes;
}

function jsonStringByteLength(text: string): number {
  let bytes = 2;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x20 && code < 0x80) bytes += code === 0x22 || code === 0x5c ? 2 : 1;
    else if (code < 0x20) bytes += code === 8 || code === 9 || code === 10 || code === 12 || code === 13 ? 2 : 6;
    else if (code < 0x800) bytes += 2;
    else if (
      (code & 0xfc00) === 0xd800 &&
      index + 1 < text.length &&
      (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00
    ) {
      bytes += 4;
      index++;
    } else bytes += (code & 0xf800) === 0xd800 ? 6 : 3;
  }
  return bytes;
}
