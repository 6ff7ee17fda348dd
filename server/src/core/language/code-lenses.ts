/** What can be done with a definition as a whole, offered above it. The commands are the editor extension's. */

import type { TextRange } from '../base/text-range.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { getProperty } from '../syntax/syntax-node.ts';

export interface CodeLensData {
  readonly range: TextRange;
  readonly title: string;
  readonly command: 'stepscope.runTestSuite' | 'stepscope.debugTestCase' | 'stepscope.showStateGraph';
}

/** Nothing for a text that is no state machine yet. */
export function codeLensesOf({ model }: AslDocument): readonly CodeLensData[] {
  const anchor = getProperty(model.node, 'StartAt') ?? getProperty(model.node, 'States');
  if (model.node === null || anchor === undefined) return [];
  const start = model.node.range.start;
  const range = { start, end: start };
  return [
    { range, title: 'Run tests', command: 'stepscope.runTestSuite' },
    { range, title: 'Debug a test case', command: 'stepscope.debugTestCase' },
    { range, title: 'Graph', command: 'stepscope.showStateGraph' },
  ];
}
