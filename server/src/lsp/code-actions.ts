/** The light bulb: fixes of the problems at the cursor, and all safe fixes of a definition at once. */

import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Connection,
  type Diagnostic,
} from 'vscode-languageserver/node';

import type { Problem } from '../core/base/problem.ts';
import { fixAll, fixesFor, isFixable } from '../core/validation/fixes/fixes-for.ts';
import type { TextEdit } from '../core/validation/fixes/fix.ts';
import { isRuleId } from '../core/validation/catalogue/rule-catalogue.ts';
import { validateStateMachine } from '../core/validation/validate-state-machine.ts';
import type { Definitions, OpenDefinition } from './definitions.ts';
import { guarded } from './guard.ts';
import { toRange } from './lsp-convert.ts';
import type { RuleConfiguration } from './rule-configuration.ts';

/** What this server offers, for its capabilities. */
export const CODE_ACTION_KINDS: readonly CodeActionKind[] = [CodeActionKind.QuickFix, CodeActionKind.SourceFixAll];

/** Other actions of a definition, such as refactorings: there is one handler a connection, so they come through here. */
export type CodeActionSource = (
  definition: OpenDefinition,
  params: CodeActionParams,
) => readonly CodeAction[] | Promise<readonly CodeAction[]>;

export function registerCodeActions(
  connection: Connection,
  definitions: Definitions,
  rules: Pick<RuleConfiguration, 'options'>,
  sources: readonly CodeActionSource[] = [],
): void {
  connection.onCodeAction(
    guarded(connection.console, 'find a fix', async (params: CodeActionParams): Promise<CodeAction[]> => {
      const { textDocument, range, context } = params;
      const definition = definitions.get(textDocument.uri);
      if (definition === null) return [];
      const actions: CodeAction[] = [];
      if (isWanted(CodeActionKind.QuickFix, context.only))
        actions.push(
          ...quickFixes(
            definition,
            definition.text.offsetAt(range.start),
            definition.text.offsetAt(range.end),
            context.diagnostics,
            rules,
          ),
        );
      // Only when it is asked for: on save, or from the menu of source actions.
      if (context.only !== undefined && isWanted(CodeActionKind.SourceFixAll, context.only))
        actions.push(...allFixes(definition, rules));
      for (const source of sources) actions.push(...(await source(definition, params)));
      return actions;
    }),
  );
}

/** A kind stands for those below it: `source` asks for `source.fixAll` too. */
function isWanted(kind: CodeActionKind, only: readonly CodeActionKind[] | undefined): boolean {
  return only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
}

function quickFixes(
  definition: OpenDefinition,
  start: number,
  end: number,
  diagnostics: readonly Diagnostic[],
  rules: Pick<RuleConfiguration, 'options'>,
): readonly CodeAction[] {
  const { text, document } = definition;
  const problems = validateStateMachine(document, rules.options()).filter(
    ({ code, range }) => range.start <= end && range.end >= start && isRuleId(code) && isFixable(code),
  );
  return problems.flatMap((problem) =>
    fixesFor(document, problem).map(({ title, edits }, index): CodeAction => {
      const diagnostic = diagnostics.find((each) => isOf(each, problem, definition));
      return {
        title,
        kind: CodeActionKind.QuickFix,
        edit: { changes: { [text.uri]: edits.map((edit) => toEdit(definition, edit)) } },
        ...(diagnostic === undefined ? {} : { diagnostics: [diagnostic] }),
        ...(index === 0 ? { isPreferred: true } : {}),
      };
    }),
  );
}

function isOf({ code, range }: Diagnostic, problem: Problem, { text }: OpenDefinition): boolean {
  return code === problem.code && text.offsetAt(range.start) === problem.range.start;
}

function allFixes(
  { text, document }: OpenDefinition,
  rules: Pick<RuleConfiguration, 'options'>,
): readonly CodeAction[] {
  const fixed = fixAll(document.text, document.format, rules.options());
  if (fixed.nFixes === 0) return [];
  const edit = changedPart(document.text, fixed.text);
  return [
    {
      title: `Fix all that has one clear fix (${fixed.nFixes})`,
      kind: CodeActionKind.SourceFixAll,
      edit: { changes: { [text.uri]: [{ range: toRange(text, edit.range), newText: edit.newText }] } },
    },
  ];
}

/** The one edit between what two texts have in common at their ends. */
export function changedPart(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  return { range: { start, end: before.length - tail }, newText: after.slice(start, after.length - tail) };
}

function toEdit({ text }: OpenDefinition, { range, newText }: TextEdit) {
  return { range: toRange(text, range), newText };
}
