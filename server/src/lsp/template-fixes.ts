/** All safe fixes of the definitions inside a template, as one source action. */

import { CodeActionKind, type CodeAction } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import { fixTemplate } from '../core/language/check-template.ts';
import type { ValidationOptions } from '../core/validation/rule.ts';
import { changedPart } from './code-actions.ts';
import { templateFormat } from './document-formats.ts';
import { toRange } from './lsp-convert.ts';

/** Null where there is nothing to mend. */
export function fixAllInTemplate(template: TextDocument, options: ValidationOptions): CodeAction | null {
  const format = templateFormat(template);
  if (format === null) return null;
  const before = template.getText();
  const { text, nFixes } = fixTemplate(before, format, options);
  if (nFixes === 0) return null;
  const { range, newText } = changedPart(before, text);
  return {
    title: `Fix all that has one clear fix (${nFixes})`,
    kind: CodeActionKind.SourceFixAll,
    edit: { changes: { [template.uri]: [{ range: toRange(template, range), newText }] } },
  };
}
