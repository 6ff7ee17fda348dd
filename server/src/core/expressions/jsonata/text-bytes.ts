/** Text as UTF-8 bytes and bytes as base64, without anything that only some environments have. */

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64_VALUES: ReadonlyMap<string, number> = new Map([...BASE64].map((character, index) => [character, index]));

export const Uint8Text = {
  /** UTF-8; a lone surrogate becomes U+FFFD. */
  encode(text: string): Uint8Array {
    const bytes: number[] = [];
    for (const character of text) {
      const point = character.codePointAt(0) as number;
      const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
      if (code < 0x80) bytes.push(code);
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
    return Uint8Array.from(bytes);
  },

  /** Reads UTF-8; each broken sequence becomes one U+FFFD. */
  decode(bytes: Uint8Array): string {
    let text = '';
    for (let index = 0; index < bytes.length;) {
      const lead = bytes[index++] as number;
      if (lead < 0x80) {
        text += String.fromCharCode(lead);
        continue;
      }
      const length =
        lead >= 0xf0 && lead < 0xf5 ? 3 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xc2 && lead < 0xe0 ? 1 : 0;
      let point = length === 3 ? lead & 7 : length === 2 ? lead & 15 : lead & 31;
      let read = 0;
      while (read < length && ((bytes[index] ?? 0) & 0xc0) === 0x80) {
        point = (point << 6) | ((bytes[index] as number) & 63);
        index++;
        read++;
      }
      const least = length === 3 ? 0x10000 : length === 2 ? 0x800 : 0x80;
      const valid =
        length > 0 && read === length && point >= least && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
      text += valid ? String.fromCodePoint(point) : '\ufffd';
    }
    return text;
  },
};

export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const left = bytes.length - index;
    const bits = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    text += BASE64.charAt(bits >> 18) + BASE64.charAt((bits >> 12) & 63);
    text += left > 1 ? BASE64.charAt((bits >> 6) & 63) : '=';
    text += left > 2 ? BASE64.charAt(bits & 63) : '=';
  }
  return text;
}

/** Padding may be missing; `null` when there is a character outside the alphabet. */
export function decodeBase64(text: string): Uint8Array | null {
  const digits = text.replace(/={1,2}$/, '');
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of digits) {
    const value = BASE64_VALUES.get(character);
    if (value === undefined) return null;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 255);
    }
  }
  return Uint8Array.from(bytes);
}
