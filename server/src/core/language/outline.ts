/** The outline (states within states) and the regions that can be folded. */

import type { TextRange } from '../base/text-range.ts';
import type { StateKind } from '../events/history-event.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { describeState } from '../model/describe-state.ts';
import type { ScopeModel, StateModel } from '../model/machine-model.ts';
import type { SyntaxNode } from '../syntax/syntax-node.ts';

export interface OutlineEntry {
  readonly name: string;
  readonly detail: string;
  readonly type: StateKind | 'branch' | null;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly children: readonly OutlineEntry[];
}

/** States in the order of the text; branches of a Parallel are entries of their own where there are several. */
export function outlineOf({ model }: AslDocument): readonly OutlineEntry[] {
  return model.root === null ? [] : model.root.states.map(stateEntry);
}

function stateEntry(state: StateModel): OutlineEntry {
  return {
    name: state.name === '' ? '(no name)' : state.name,
    detail: [state.type ?? '', describeState(state)].filter(Boolean).join(' · '),
    type: state.type,
    range: state.range,
    nameRange: state.nameRange,
    children: state.scopes.length > 1 ? state.scopes.map(branchEntry) : (state.scopes[0]?.states ?? []).map(stateEntry),
  };
}

function branchEntry(scope: ScopeModel, index: number): OutlineEntry {
  const { start, end } = scope.node.range;
  return {
    name: `Branch ${index + 1}`,
    detail: '',
    type: 'branch',
    range: { start, end },
    nameRange: { start, end: Math.min(start + 1, end) },
    children: scope.states.map(stateEntry),
  };
}

/** Objects and lists; the caller leaves out those on one line. */
export function foldableRanges({ root }: AslDocument): readonly TextRange[] {
  const ranges: TextRange[] = [];
  const open: SyntaxNode[] = root === null ? [] : [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'array') {
      ranges.push(node.range);
      for (const element of node.elements) open.push(element);
    } else if (node.kind === 'object') {
      ranges.push(node.range);
      for (const property of node.properties) {
        if (property.value.kind === 'object' || property.value.kind === 'array') {
          // From the key on, so that a YAML block folds to its key.
          ranges.push(property.range);
          open.push(property.value);
        }
      }
    }
  }
  return ranges;
}
