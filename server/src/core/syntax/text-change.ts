/** What is different between two versions of a text, as one stretch: all that rereading needs to know of an edit, whoever made it. */

export interface TextChange {
  /** First offset that differs; the same in both texts. */
  readonly start: number;
  /** First offset of the old text from which on both are the same again. */
  readonly oldEnd: number;
  /** The same place in the new text. */
  readonly newEnd: number;
  /** How far everything behind it has moved. */
  readonly delta: number;
}

/** The smallest stretch that holds all differences, or null where there are none. */
export function changeBetween(before: string, after: string): TextChange | null {
  if (before === after) return null;
  const start = samePrefix(before, after);
  const shorter = Math.min(before.length, after.length) - start;
  const same = sameSuffix(before, after, shorter);
  const oldEnd = before.length - same;
  const newEnd = after.length - same;
  return { start, oldEnd, newEnd, delta: newEnd - oldEnd };
}

/** Whole stretches are compared faster than their characters. */
const STRETCH = 4_096;

function samePrefix(before: string, after: string): number {
  const limit = Math.min(before.length, after.length);
  let start = 0;
  while (start < limit && before.slice(start, start + STRETCH) === after.slice(start, start + STRETCH))
    start += STRETCH;
  start = Math.min(start, limit);
  while (start < limit && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  return start;
}

/** @param limit how many characters at most */
function sameSuffix(before: string, after: string, limit: number): number {
  const ends = (text: string, same: number): string => text.slice(text.length - same - STRETCH, text.length - same);
  let same = 0;
  while (same + STRETCH <= limit && ends(before, same) === ends(after, same)) same += STRETCH;
  while (same < limit && before.charCodeAt(before.length - same - 1) === after.charCodeAt(after.length - same - 1)) {
    same++;
  }
  return same;
}
