/** JSON texts of a call as values. */

import type { Json } from '../base/json.ts';

export type ReadJson =
  | { readonly kind: 'value'; readonly value: Json }
  /** What is wrong with the text, without its place. */
  | { readonly kind: 'malformed'; readonly reason: string };

export function readJson(text: string): ReadJson {
  try {
    return { kind: 'value', value: JSON.parse(text) as Json };
  } catch (thrown) {
    return { kind: 'malformed', reason: thrown instanceof Error ? thrown.message : 'The text is not JSON.' };
  }
}
