/** UTF-8 and Base64 between text and bytes, by hand: core has neither TextEncoder nor Buffer. */

/** A lone surrogate becomes `?`, as Java's String.getBytes writes it. */
export function utf8Encode(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code >= 0xd800 && code <= 0xdfff) bytes.push(0x3f);
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** Malformed bytes become U+FFFD, one for each maximal invalid part. */
export function utf8Decode(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at++] as number;
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      continue;
    }
    const following =
      lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
    if (following === 0) {
      text += '\ufffd';
      continue;
    }
    let code = lead & (0x3f >> following);
    let read = 0;
    for (; read < following; read++) {
      const next = bytes[at];
      if (next === undefined || next < (read === 0 ? lowest(lead) : 0x80) || next > (read === 0 ? highest(lead) : 0xbf))
        break;
      code = (code << 6) | (next & 63);
      at++;
    }
    text += read === following ? String.fromCodePoint(code) : '\ufffd';
  }
  return text;
}

/** Bounds of the second byte that keep out overlong forms, surrogates and codes past U+10FFFF. */
function lowest(lead: number): number {
  return lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
}

function highest(lead: number): number {
  return lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function base64Encode(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63);
    text += at + 1 < bytes.length ? ALPHABET.charAt((group >> 6) & 63) : '=';
    text += at + 2 < bytes.length ? ALPHABET.charAt(group & 63) : '=';
  }
  return text;
}

/**
 * As lenient as AWS was observed to be: characters outside of the alphabet are skipped, the first `=` ends the data, missing padding and
 * left-over bits are no error.
 */
export function base64Decode(text: string): Uint8Array {
  const bytes: number[] = [];
  let group = 0;
  let bits = 0;
  for (const character of text) {
    if (character === '=') break;
    const digit = character === '-' ? 62 : character === '_' ? 63 : ALPHABET.indexOf(character);
    if (digit < 0) continue;
    group = ((group << 6) | digit) & 0xfff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((group >> bits) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}
