/**
 * A state machine as a layout-neutral graph: what the webview draws and what history and counters are shown on.
 *
 * A node's id is the JSON pointer of its state, so it survives reload and names the source at the same time.
 */

import type { StateKind } from '../events/history-event.ts';
import type { TextRange } from '../base/text-range.ts';

export interface StateGraph {
  readonly root: GraphScope;
}

/** One `States` block: the machine, a Parallel branch, or a Map's ItemProcessor. */
export interface GraphScope {
  /** JSON pointer of the object that holds StartAt and States; `""` for the machine. */
  readonly id: string;
  readonly label: string;
  /** Node id of StartAt's state, null where it names none. */
  readonly start: string | null;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  readonly id: string;
  readonly name: string;
  /** Null where the Type is not one of the eight. */
  readonly type: StateKind | null;
  /** A short second line: `lambda:invoke`, `wait 5 s`, `Distributed Map · EXPRESS`. */
  readonly detail: string;
  /** Scopes inside: branches of a Parallel, the processor of a Map. */
  readonly scopes: readonly GraphScope[];
  readonly distributed: DistributedSummary | null;
  /** Ends its scope: End, Succeed, Fail. */
  readonly terminal: boolean;
  /** The state's key and value in the source. */
  readonly range: TextRange;
}

/** What a Distributed Map's node says before anything ran. */
export interface DistributedSummary {
  readonly reader: string;
  readonly batcher: string;
  readonly children: string;
  readonly writer: string;
}

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: 'next' | 'choice' | 'default' | 'catch';
  readonly label: string;
}
