/** Refactorings as code actions: those of the state at the cursor, and the definition as a file in the other format. */

import {
  CodeActionKind,
  CodeActionTriggerKind,
  type CodeAction,
  type CreateFile,
  type TextDocumentEdit,
} from 'vscode-languageserver/node';

import { otherFormat, refactoringsAt } from '../core/language/refactorings.ts';
import type { CodeActionSource } from './code-actions.ts';
import { toRange } from './lsp-convert.ts';

export const REFACTOR_KINDS: readonly CodeActionKind[] = [CodeActionKind.RefactorRewrite];

export interface RefactorSupport {
  /** Whether the client can create files as part of an edit. */
  readonly createFiles: boolean;
}

/** @param support asked at each request, as it is known only after `initialize` */
export function createRefactorActions(support: () => RefactorSupport): CodeActionSource {
  return (definition, { range, context }) => {
    const wanted = context.only;
    if (wanted !== undefined && !wanted.some((kind) => CodeActionKind.RefactorRewrite.startsWith(kind))) return [];
    // A light bulb beside every state would say nothing.
    if (context.triggerKind === CodeActionTriggerKind.Automatic) return [];
    const { text, document } = definition;
    const actions = refactoringsAt(document, text.offsetAt(range.start)).flatMap(
      ({ title, edits, refused }): readonly CodeAction[] => {
        // What cannot be done is only shown where somebody asks for refactorings.
        if (refused !== undefined) {
          return wanted === undefined
            ? []
            : [{ title, kind: CodeActionKind.RefactorRewrite, disabled: { reason: refused } }];
        }
        const changes = edits.map((edit) => ({ range: toRange(text, edit.range), newText: edit.newText }));
        return [{ title, kind: CodeActionKind.RefactorRewrite, edit: { changes: { [text.uri]: changes } } }];
      },
    );
    if (wanted !== undefined && support().createFiles) actions.push(...inOtherFormat(definition));
    return actions;
  };
}

/** A new file beside the old one: the old one stays, so nothing is lost. */
function inOtherFormat({ text, document }: Parameters<CodeActionSource>[0]): readonly CodeAction[] {
  const to = document.format === 'json' ? 'YAML' : 'JSON';
  const title = `Write the definition as ${to} to a file of its own`;
  const uri = text.uri.replace(/(?:\.asl)?(?:\.json|\.ya?ml|\.asl)?$/i, to === 'YAML' ? '.asl.yaml' : '.asl.json');
  const converted = otherFormat(document);
  if (converted.kind === 'refused') {
    return [{ title, kind: CodeActionKind.RefactorRewrite, disabled: { reason: converted.reason } }];
  }
  const create: CreateFile = { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } };
  const start = { line: 0, character: 0 };
  const fill: TextDocumentEdit = {
    textDocument: { uri, version: null },
    edits: [{ range: { start, end: start }, newText: converted.text }],
  };
  return [{ title, kind: CodeActionKind.RefactorRewrite, edit: { documentChanges: [create, fill] } }];
}
