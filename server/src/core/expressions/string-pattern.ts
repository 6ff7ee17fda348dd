/** The patterns of StringMatches: `*` matches any text, `\*` a star, `\\` a backslash. Matching is linear, whatever the pattern. */

export type StringPattern =
  | { readonly kind: 'pattern'; readonly matches: (text: string) => boolean }
  /** A backslash at the end or before another character; AWS fails the state when it gets there. */
  | { readonly kind: 'invalid' };

export function compileStringPattern(source: string): StringPattern {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < source.length; at++) {
    const code = source.charAt(at);
    if (code === '*') {
      parts.push(part);
      part = '';
    } else if (code === '\\') {
      const escaped = source.charAt(++at);
      if (escaped !== '*' && escaped !== '\\') return { kind: 'invalid' };
      part += escaped;
    } else part += code;
  }
  const last = part;
  const [first, ...middle] = parts;
  if (first === undefined) return { kind: 'pattern', matches: (text) => text === last };
  return {
    kind: 'pattern',
    matches(text) {
      if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
      let from = first.length;
      const end = text.length - last.length;
      for (const piece of middle) {
        const found = text.indexOf(piece, from);
        if (found < 0 || found + piece.length > end) return false;
        from = found + piece.length;
      }
      return true;
    },
  };
}
