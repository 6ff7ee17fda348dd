/** Codicons: as a font glyph inside SVG text, and as an element in HTML. Only the ones that are used are named. */

import type { StateKind } from '../../../server/src/core/events/history-event.ts';
import type { ChildStatus } from '../../../server/src/core/events/run-event.ts';
import type { NodeStatus } from '../store/node-status.ts';

/** Code points of `@vscode/codicons`, by its names. */
const GLYPHS = {
  'arrow-right': 0xea9c,
  'circle-large': 0xebb5,
  'circle-slash': 0xeabd,
  'debug-stackframe-active': 0xeb89,
  error: 0xea87,
  'git-branch': 0xea68,
  layers: 0xebd2,
  pass: 0xeba4,
  question: 0xeb32,
  'split-horizontal': 0xeb56,
  'symbol-event': 0xea86,
  sync: 0xea77,
  'type-hierarchy-sub': 0xebba,
  warning: 0xea6c,
  watch: 0xeb7c,
} as const;

export type GlyphName = keyof typeof GLYPHS;

export function glyph(name: GlyphName): string {
  return String.fromCodePoint(GLYPHS[name]);
}

export const NODE_STATUS_GLYPH: Readonly<Record<NodeStatus, GlyphName>> = {
  idle: 'circle-large',
  active: 'debug-stackframe-active',
  succeeded: 'pass',
  failed: 'error',
  caught: 'warning',
  aborted: 'circle-slash',
};

export const CHILD_STATUS_GLYPH: Readonly<Record<ChildStatus, GlyphName>> = {
  PENDING: 'circle-large',
  RUNNING: 'sync',
  SUCCEEDED: 'pass',
  FAILED: 'error',
  TIMED_OUT: 'watch',
  ABORTED: 'circle-slash',
};

export const CHILD_STATUS_TEXT: Readonly<Record<ChildStatus, string>> = {
  PENDING: 'pending',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed out',
  ABORTED: 'aborted',
};

export function typeGlyph(type: StateKind | null, placement: 'distributed' | 'plain'): GlyphName {
  switch (type) {
    case 'Task':
      return 'symbol-event';
    case 'Pass':
      return 'arrow-right';
    case 'Choice':
      return 'git-branch';
    case 'Wait':
      return 'watch';
    case 'Succeed':
      return 'pass';
    case 'Fail':
      return 'error';
    case 'Parallel':
      return 'split-horizontal';
    case 'Map':
      return placement === 'distributed' ? 'type-hierarchy-sub' : 'layers';
    case null:
      return 'question';
  }
}

/** An icon in HTML; text beside it says the same. */
export function Icon({ name }: { readonly name: string }) {
  return <span class={`codicon codicon-${name}`} aria-hidden="true" />;
}
