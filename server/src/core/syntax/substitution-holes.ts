/**
 * Deployment substitutions (`${Name}` of SAM and Terraform) that stand outside quotes: no JSON, but what people's sources look like.
 *
 * They are replaced, length for length, by string literals, so that the rest of the text is read with its true offsets.
 */

export interface MaskedText {
  readonly text: string;
  /** End offset of each hole, by its start offset. */
  readonly holes: ReadonlyMap<number, number>;
}

const NO_HOLES: ReadonlyMap<number, number> = new Map();

export function maskSubstitutions(text: string): MaskedText {
  if (!text.includes('${')) return { text, holes: NO_HOLES };
  const holes = new Map<number, number>();
  const parts: string[] = [];
  let copied = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x22) {
      offset++;
      while (offset < text.length && text.charCodeAt(offset) !== 0x22 && text.charCodeAt(offset) !== 0x0a) {
        const end = text.charCodeAt(offset) === 0x24 ? endOfQuotingHole(text, offset) : -1;
        if (end !== -1) {
          parts.push(text.slice(copied, offset), text.slice(offset, end).replaceAll('"', "'"));
          copied = end;
          offset = end;
        } else offset += text.charCodeAt(offset) === 0x5c ? 2 : 1;
      }
    } else if (code === 0x24 && text.charCodeAt(offset + 1) === 0x7b) {
      const end = endOfHole(text, offset + 2);
      if (end === -1) continue;
      holes.set(offset, end);
      parts.push(text.slice(copied, offset), `"${'_'.repeat(end - offset - 2)}"`);
      copied = end;
      offset = end - 1;
    }
  }
  if (parts.length === 0) return { text, holes: NO_HOLES };
  parts.push(text.slice(copied));
  return { text: parts.join(''), holes };
}

const QUOTING_HOLE = /\$\{[\w.]+(?:[^"{}\\\n]*[[(,=?:+]\s*"[^"{}\\\n]*"(?=\s*[\])},?:+=!]))+[^"{}\\\n]*\}/y;

/** The end of Terraform's `${arns["x"]}` in a string, whose quotes do not end the string; -1 where there is none. */
function endOfQuotingHole(text: string, from: number): number {
  QUOTING_HOLE.lastIndex = from;
  return QUOTING_HOLE.test(text) ? QUOTING_HOLE.lastIndex : -1;
}

/** After the brace that closes the hole, or -1 where it is not closed on its line. */
function endOfHole(text: string, from: number): number {
  let depth = 1;
  for (let offset = from; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x0a) return -1;
    if (code === 0x7b) depth++;
    else if (code === 0x7d && --depth === 0) return offset + 1;
  }
  return -1;
}
