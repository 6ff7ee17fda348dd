/** A failed expectation as lines of text, for terminals and reports. Colours are the caller's. */

import type { Json } from '../base/json.ts';
import type { FailureDetail } from './check-expectations.ts';
import { onlyExpectedParts, type JsonDifference } from './json-diff.ts';

export interface TextColors {
  expected(text: string): string;
  actual(text: string): string;
  dim(text: string): string;
}

export const NO_COLORS: TextColors = { expected: (text) => text, actual: (text) => text, dim: (text) => text };

const SHOWN_DIFFERENCES = 12;
const SHOWN_VALUE_LENGTH = 160;

/** What differs, line by line, without the failure's own message. */
export function describeFailure(detail: FailureDetail, colors: TextColors): readonly string[] {
  switch (detail.kind) {
    case 'none':
      return [];
    case 'values': {
      const lines = detail.differences
        .slice(0, SHOWN_DIFFERENCES)
        .flatMap((difference) => describeDifference(difference, colors));
      const rest = detail.differences.length - SHOWN_DIFFERENCES;
      return rest > 0 ? [...lines, colors.dim(`and ${rest} more differences`)] : lines;
    }
    case 'paths': {
      const lines: string[] = [];
      for (const step of detail.steps) {
        for (const state of step.states) {
          if (step.kind === 'same') lines.push(colors.dim(`  ${state}`));
          else if (step.kind === 'missing') lines.push(colors.expected(`- ${state}`));
          else lines.push(colors.actual(`+ ${state}`));
        }
      }
      return lines.length > 0 ? lines : [colors.dim('(no state)')];
    }
  }
}

/** Expected and actual as pretty texts, for an editor's diff. */
export function diffTexts(detail: FailureDetail): { readonly expected: string; readonly actual: string } | null {
  switch (detail.kind) {
    case 'none':
      return null;
    case 'paths':
      return { expected: detail.expected.join('\n'), actual: detail.actual.join('\n') };
    case 'values': {
      const actual = detail.matching === 'partial' ? onlyExpectedParts(detail.expected, detail.actual) : detail.actual;
      return { expected: pretty(detail.expected), actual: pretty(actual) };
    }
  }
}

function describeDifference(difference: JsonDifference, colors: TextColors): readonly string[] {
  switch (difference.kind) {
    case 'changed':
      return [
        `${difference.path}`,
        colors.expected(`- ${short(difference.expected)}`),
        colors.actual(`+ ${short(difference.actual)}`),
      ];
    case 'missing':
      return [`${difference.path} is missing`, colors.expected(`- ${short(difference.expected)}`)];
    case 'extra':
      return [`${difference.path} was not expected`, colors.actual(`+ ${short(difference.actual)}`)];
  }
}

function short(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= SHOWN_VALUE_LENGTH ? text : `${text.slice(0, SHOWN_VALUE_LENGTH)}…`;
}

function pretty(value: Json): string {
  return JSON.stringify(value, null, 2);
}
