/** One definition text read once: syntax tree, its problems and the model, as everything that looks at a definition takes it. */

import type { Problem } from '../base/problem.ts';
import { readSyntax, rereadSyntax, type SyntaxReading } from '../syntax/read-syntax.ts';
import type { SyntaxFormat, SyntaxNode } from '../syntax/syntax-node.ts';
import { buildMachineModel } from './build-machine-model.ts';
import type { MachineModel } from './machine-model.ts';

export interface AslDocument {
  readonly text: string;
  readonly format: SyntaxFormat;
  /** Null where the text holds no value. */
  readonly root: SyntaxNode | null;
  /** What is wrong with the text as JSON or YAML; the checks of the definition are `validateStateMachine`'s. */
  readonly syntaxProblems: readonly Problem[];
  readonly model: MachineModel;
  /** Of a document that is being edited. */
  readonly editing?: Editing;
}

export interface Editing {
  readonly syntax: SyntaxReading;
  /** The same for all versions of a document: what is found out about one may be kept here, weakly, for the next. */
  readonly history: object;
}

export function readAslDocument(text: string, format: SyntaxFormat): AslDocument {
  return documentOf(readSyntax(text, format));
}

/** Reads a text whose next versions are going to be asked for. */
export function openAslDocument(text: string, format: SyntaxFormat): AslDocument {
  const syntax = readSyntax(text, format);
  return { ...documentOf(syntax), editing: { syntax, history: {} } };
}

/** The next version of an opened document: what `readAslDocument` gives for the text, in the time that the change takes. */
export function rereadAslDocument(previous: AslDocument, text: string): AslDocument {
  if (previous.editing === undefined) return openAslDocument(text, previous.format);
  const { syntax, history } = previous.editing;
  const next = rereadSyntax(syntax, text);
  return next === syntax ? previous : { ...documentOf(next), editing: { syntax: next, history } };
}

function documentOf({ text, format, root, problems }: SyntaxReading): AslDocument {
  return { text, format, root, syntaxProblems: problems, model: buildMachineModel(root) };
}
