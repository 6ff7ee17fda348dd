/** Refactorings as code actions: of the state at the cursor, of a selection to a machine of its own, and the definition in the other format. */

import { dirname, join, relative } from 'node:path';

import {
  CodeActionKind,
  CodeActionTriggerKind,
  type CodeAction,
  type CreateFile,
  type TextDocumentEdit,
  type TextEdit,
} from 'vscode-languageserver/node';

import { extractionsAt, type Extraction } from '../core/language/extract-machine.ts';
import { otherFormat } from '../core/language/other-format.ts';
import { refactoringsAt } from '../core/language/refactorings.ts';
import { machineReferenceEdits } from '../core/language/suites/machine-references.ts';
import type { Workspace } from '../host/workspace/workspace.ts';
import type { CodeActionSource } from './code-actions.ts';
import type { OpenDefinition } from './definitions.ts';
import { toRange } from './lsp-convert.ts';
import type { EditedFile, SuiteLanguage } from './suite-language.ts';
import { pathOfUri, uriOfPath } from './uris.ts';

export const REFACTOR_KINDS: readonly CodeActionKind[] = [
  CodeActionKind.RefactorRewrite,
  CodeActionKind.RefactorExtract,
];

export interface RefactorSupport {
  /** Whether the client can create files as part of an edit. */
  readonly createFiles: boolean;
}

export interface RefactorWorld {
  readonly suites: SuiteLanguage;
  readonly workspace: Pick<Workspace, 'exists'>;
}

/** @param support asked at each request, as it is known only after `initialize` */
export function createRefactorActions(world: RefactorWorld, support: () => RefactorSupport): CodeActionSource {
  return async (definition, { range, context }) => {
    // A light bulb beside every state would say nothing.
    if (context.triggerKind === CodeActionTriggerKind.Automatic) return [];
    const asked = (kind: CodeActionKind): boolean => isAsked(kind, context.only);
    const { text, document } = definition;
    const start = text.offsetAt(range.start);
    const actions: CodeAction[] = [];
    if (asked(CodeActionKind.RefactorRewrite)) {
      for (const { title, edits, refused } of refactoringsAt(document, start)) {
        if (refused !== undefined) actions.push(refusal(title, CodeActionKind.RefactorRewrite, refused));
        else {
          const edit = { changes: { [text.uri]: edits.map((each) => toEdit(text, each)) } };
          actions.push({ title, kind: CodeActionKind.RefactorRewrite, edit });
        }
      }
    }
    if (!support().createFiles) return shown(actions, context.only);
    if (asked(CodeActionKind.RefactorExtract)) {
      for (const extraction of extractionsAt(document, { start, end: text.offsetAt(range.end) })) {
        actions.push(await extracted(definition, extraction, world));
      }
    }
    if (context.only !== undefined && asked(CodeActionKind.RefactorRewrite)) actions.push(...inOtherFormat(definition));
    return shown(actions, context.only);
  };
}

/** A kind that is asked for stands for those below it. */
function isAsked(kind: CodeActionKind, only: readonly CodeActionKind[] | undefined): boolean {
  return only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
}

/** What cannot be done is only shown where somebody asks for refactorings. */
function shown(actions: readonly CodeAction[], only: readonly CodeActionKind[] | undefined): readonly CodeAction[] {
  return only === undefined ? actions.filter(({ disabled }) => disabled === undefined) : actions;
}

function refusal(title: string, kind: CodeActionKind, reason: string): CodeAction {
  return { title, kind, disabled: { reason } };
}

/** The new file, the Task in its place, and the new machine's name in the mock files that go with the definition. */
async function extracted(
  { text, document }: OpenDefinition,
  { title, refused, fileStem, childText, stateMachineArn, edits }: Extraction,
  { suites, workspace }: RefactorWorld,
): Promise<CodeAction> {
  const kind = CodeActionKind.RefactorExtract;
  if (refused !== undefined) return refusal(title, kind, refused);
  const ending = document.format === 'json' ? '.asl.json' : '.asl.yaml';
  const path = pathOfUri(text.uri);
  if (path === null) return refusal(title, kind, 'Save the definition first: the new file goes beside it.');
  let target = join(dirname(path), fileStem + ending);
  for (let number = 2; await workspace.exists(target); number++) {
    target = join(dirname(path), `${fileStem}-${number}${ending}`);
  }
  const mocks = await suites.editsAbout(text.uri, '', (mockFile, uri) => {
    const from = pathOfUri(uri);
    if (from === null) return [];
    const way = relative(dirname(from), target).replaceAll('\\', '/');
    return machineReferenceEdits(mockFile, stateMachineArn, way.startsWith('.') ? way : `./${way}`);
  });
  const changes = [{ text, edits }, ...mocks].map(toDocumentEdit);
  return { title, kind, edit: { documentChanges: [...newFile(uriOfPath(target), childText), ...changes] } };
}

function toDocumentEdit({ text, edits }: EditedFile): TextDocumentEdit {
  return { textDocument: { uri: text.uri, version: null }, edits: edits.map((edit) => toEdit(text, edit)) };
}

function toEdit(text: EditedFile['text'], { range, newText }: EditedFile['edits'][number]): TextEdit {
  return { range: toRange(text, range), newText };
}

function newFile(uri: string, content: string): readonly [CreateFile, TextDocumentEdit] {
  const start = { line: 0, character: 0 };
  return [
    { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } },
    { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: content }] },
  ];
}

/** A new file beside the old one: the old one stays, so nothing is lost. */
function inOtherFormat({ text, document }: OpenDefinition): readonly CodeAction[] {
  const to = document.format === 'json' ? 'YAML' : 'JSON';
  const title = `Write the definition as ${to} to a file of its own`;
  const uri = text.uri.replace(/(?:\.asl)?(?:\.json|\.ya?ml|\.asl)?$/i, to === 'YAML' ? '.asl.yaml' : '.asl.json');
  const converted = otherFormat(document);
  if (converted.kind === 'refused') {
    return [refusal(title, CodeActionKind.RefactorRewrite, converted.reason)];
  }
  return [
    { title, kind: CodeActionKind.RefactorRewrite, edit: { documentChanges: [...newFile(uri, converted.text)] } },
  ];
}
