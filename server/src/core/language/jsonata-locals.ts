/** What an unfinished JSONata expression has of its own where it ends: its variables, and the data that a predicate or function looks at. */

export interface LocalName {
  /** Without `$`. */
  readonly name: string;
  /** The path whose entries it stands for one by one, where that is plain to see. */
  readonly entryOf: string | null;
}

const PATH = '\\$[\\p{L}\\p{N}_$]+(?:\\.(?:[\\p{L}\\p{N}_]+|`[^`]*`))*';
const ENTRY_WISE = new RegExp(`\\$(?:map|filter|single)\\s*\\(\\s*(${PATH})\\s*,\\s*$`, 'u');
const BEFORE_BRACKET = new RegExp(`(${PATH})$`, 'u');

/** The names that can be read at the end of the text, the nearest last. */
export function localNamesAtEnd(before: string): readonly LocalName[] {
  const found = new Map<string, LocalName>();
  const add = (name: string, entryOf: string | null): void => {
    found.delete(name);
    found.set(name, { name, entryOf });
  };
  for (const match of before.matchAll(/\$([\p{L}_][\p{L}\p{N}_]*)\s*:=|[@#]\$([\p{L}_][\p{L}\p{N}_]*)/gu)) {
    add(match[1] ?? match[2] ?? '', null);
  }
  for (const match of before.matchAll(/(?:function|λ)\s*\(([^()]*)\)[^{]*\{/g)) {
    if (!isOpen(before.slice(match.index + match[0].length))) continue;
    const entryOf = ENTRY_WISE.exec(before.slice(0, match.index))?.[1] ?? null;
    (match[1] ?? '').split(',').forEach((parameter, index) => {
      const name = /^\s*\$([\p{L}_][\p{L}\p{N}_]*)\s*$/u.exec(parameter)?.[1];
      if (name !== undefined) add(name, index === 0 ? entryOf : null);
    });
  }
  return [...found.values()];
}

/** The path whose predicate the text ends in, or null. */
export function predicateOfAtEnd(before: string): string | null {
  let depth = 0;
  for (let at = before.length - 1; at >= 0; at--) {
    const char = before.charAt(at);
    if (char === ']' || char === ')' || char === '}') depth++;
    else if ((char === '[' || char === '(' || char === '{') && depth-- === 0) {
      return char === '[' ? (BEFORE_BRACKET.exec(before.slice(0, at))?.[1] ?? null) : null;
    }
  }
  return null;
}

/** Whether a brace before the text is still open at its end. */
function isOpen(body: string): boolean {
  let depth = 1;
  for (const char of body) {
    if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return false;
  }
  return true;
}
