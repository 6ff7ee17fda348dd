/** What becomes of the children's results: kept for the state's output, or written to S3. Both look like this to a Map Run. */

import type { Json } from '../base/json.ts';
import type { ChildEnd, MapRunResult } from '../interpreter/map-run-port.ts';

export type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';
export type OutputType = 'JSON' | 'JSONL';

/** An input that may be there as a text only. */
export interface InputOfChild {
  readonly input: Json;
  /** Its compact JSON text, where that is at hand. */
  readonly inputText?: string;
}

export interface MapResults {
  /** In the order in which children end. `sequence` counts the starts of this attempt, in item order. */
  ended(end: ChildEnd, child: InputOfChild, sequence: number): void;
  /**
   * Children that have succeeded, one after the other as they were started: compact JSON texts, each with a line feed behind it. Absent:
   * more than their outputs is wanted of them.
   */
  takeOutputs?(children: {
    readonly firstIndex: number;
    readonly firstSequence: number;
    readonly nChildren: number;
    readonly lines: string;
  }): void;
  /** A child that will not be started. */
  pending(input: Json): void;
  /** Whether the inputs of children that succeed are wanted as well. */
  readonly needsInputs: 'all' | 'those in need';
  /** Set while a receiver wants a pause. Never rejects. */
  readonly paused: Promise<void> | null;
  /** Called once, after the last child; tells what the Map Run yields if it has not failed. Never rejects. */
  finish(): Promise<MapRunResult> | MapRunResult;
}
