/** Finds the target of a JSON pointer (RFC 6901) in the first bytes of a document, without building the values before it. */

import { isJsonBlank } from './json-scanner.ts';

export type PointerTarget =
  /** `position` is the first byte of the target's value. */
  | { readonly kind: 'found'; readonly position: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'malformed'; readonly position: number };

/** The reference tokens of a pointer; null where the text is none. */
export function pointerTokens(pointer: string): readonly string[] | null {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return null;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function locatePointer(bytes: Uint8Array, start: number, end: number, tokens: readonly string[]): PointerTarget {
  let position = skipBlanks(bytes, start, end);
  for (const token of tokens) {
    if (position >= end) return { kind: 'more' };
    const found =
      bytes[position] === 0x7b
        ? enterObject(position, token)
        : bytes[position] === 0x5b
          ? enterArray(position, token)
          : null;
    if (found === null) return { kind: 'missing' };
    if (found.kind !== 'found') return found;
    position = found.position;
  }
  return position >= end ? { kind: 'more' } : { kind: 'found', position };

  function enterObject(open: number, name: string): PointerTarget {
    let at = skipBlanks(bytes, open + 1, end);
    for (;;) {
      if (at >= end) return { kind: 'more' };
      if (bytes[at] === 0x7d) return { kind: 'missing' };
      if (bytes[at] !== 0x22) return { kind: 'malformed', position: at };
      const keyEnd = skipValue(bytes, at, end);
      if (keyEnd >= end) return { kind: 'more' };
      const colon = skipBlanks(bytes, keyEnd, end);
      if (colon >= end) return { kind: 'more' };
      const key = decodeKey(bytes.subarray(at, keyEnd));
      if (key === null || bytes[colon] !== 0x3a) return { kind: 'malformed', position: at };
      const value = skipBlanks(bytes, colon + 1, end);
      if (key === name) return value >= end ? { kind: 'more' } : { kind: 'found', position: value };
      const next = afterValue(value, 0x7d);
      if (typeof next !== 'number') return next;
      at = next;
    }
  }

  function enterArray(open: number, token: string): PointerTarget {
    if (!/^(0|[1-9]\d*)$/.test(token)) return { kind: 'missing' };
    let at = skipBlanks(bytes, open + 1, end);
    for (let index = 0; ; index++) {
      if (at >= end) return { kind: 'more' };
      if (bytes[at] === 0x5d) return { kind: 'missing' };
      if (index === Number(token)) return { kind: 'found', position: at };
      const next = afterValue(at, 0x5d);
      if (typeof next !== 'number') return next;
      at = next;
    }
  }

  /** The start of the member after the value at `value`, or the closing bracket's position. */
  function afterValue(value: number, closing: number): number | PointerTarget {
    if (value >= end) return { kind: 'more' };
    const valueEnd = skipValue(bytes, value, end);
    const at = skipBlanks(bytes, valueEnd, end);
    if (at >= end) return { kind: 'more' };
    if (bytes[at] === closing) return at;
    if (valueEnd === value || bytes[at] !== 0x2c) return { kind: 'malformed', position: at };
    return skipBlanks(bytes, at + 1, end);
  }
}

function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let position = from;
  while (position < end && isJsonBlank(bytes[position])) position++;
  return position;
}

/** Position after the value that begins at `from`; `end` where it does not end before. */
function skipValue(bytes: Uint8Array, from: number, end: number): number {
  let depth = 0;
  let position = from;
  while (position < end) {
    const byte = bytes[position] as number;
    if (byte === 0x22) {
      position++;
      while (position < end && bytes[position] !== 0x22) position += bytes[position] === 0x5c ? 2 : 1;
      position++;
      if (depth === 0) return Math.min(position, end);
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
      position++;
    } else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return position;
      depth--;
      position++;
      if (depth === 0) return position;
    } else if (depth === 0 && (byte === 0x2c || byte === 0x3a || isJsonBlank(byte))) return position;
    else position++;
  }
  return end;
}

function decodeKey(bytes: Uint8Array): string | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
