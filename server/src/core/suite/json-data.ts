/** Strict JSON of data files and inputs: a value, or the place of the first mistake. */

import { parse as parseJsonWithErrors, printParseErrorCode, type ParseError } from 'jsonc-parser';
import type { Json } from '../base/json.ts';
import type { TextRange } from '../base/text-range.ts';
import { findTooDeepNesting } from '../syntax/nesting-guard.ts';

export type DataOutcome =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'problem'; readonly message: string; readonly range: TextRange | null };

export function parseJsonData(text: string): DataOutcome {
  const tooDeep = findTooDeepNesting(text, 'json');
  if (tooDeep !== null)
    return { kind: 'problem', message: 'The text is nested too deeply to be read.', range: tooDeep.range };
  try {
    return { kind: 'value', value: JSON.parse(text) as Json };
  } catch {
    const errors: ParseError[] = [];
    parseJsonWithErrors(text, errors, { allowTrailingComma: false, disallowComments: true });
    const [first] = errors;
    if (first === undefined) return { kind: 'problem', message: 'Not valid JSON.', range: null };
    const atEnd = first.offset >= text.trimEnd().length;
    const message = atEnd
      ? 'Not valid JSON: the text ends too early.'
      : `Not valid JSON: ${words(printParseErrorCode(first.error))}.`;
    return { kind: 'problem', message, range: { start: first.offset, end: first.offset + Math.max(1, first.length) } };
  }
}

/** `ColonExpected` as `colon expected`. */
function words(code: string): string {
  return code.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
