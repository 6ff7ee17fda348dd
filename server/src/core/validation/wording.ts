/** Small helpers for messages. */

/** `A`, `A and B`, `A, B and C`. */
export function quoteList(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `A`, `A or B`, `A, B or C`. */
export function orList(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** A path as it would be written inside JSON quotes. */
export function escapePath(path: string): string {
  return JSON.stringify(path).slice(1, -1);
}

/** How a value is called in a message. */
export function shorten(text: string, length = 60): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
