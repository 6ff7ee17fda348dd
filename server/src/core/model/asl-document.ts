/** One definition text read once: syntax tree, its problems and the model, as everything that looks at a definition takes it. */

import type { Problem } from '../base/problem.ts';
import { parseAslText } from '../syntax/parse-asl-text.ts';
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
}

export function readAslDocument(text: string, format: SyntaxFormat): AslDocument {
  const { value, problems } = parseAslText(text, format);
  return { text, format, root: value, syntaxProblems: problems, model: buildMachineModel(value) };
}
