/**
 * What is known of the data a definition will work on: from the suites that test it. The server finds it, the features here only read it,
 * so a definition without suites just gets fewer hints.
 */

import type { Json } from '../base/json.ts';
import type { ObservedStates } from './observed-states.ts';

/** How an ItemBatcher packs known items. */
export interface BatchPreview {
  readonly nBatches: number;
  /** Items of the first, and of all batches but the last where they are equal. */
  readonly minItems: number;
  readonly maxItems: number;
  readonly lastItems: number;
  /** Bytes of the child inputs. */
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly lastBytes: number;
  /** False where an expression in ItemSelector or BatchInput could not be evaluated, so that bytes are near the truth only. */
  readonly exact: boolean;
  /** The first item that is too large for a batch of its own. */
  readonly oversized: { readonly item: number; readonly bytes: number; readonly limit: number } | null;
}

/** The items of a Map state. */
export interface KnownItems {
  /** Where they are from: a file's name, or the test case that lists them. */
  readonly from: string;
  readonly nItems: number;
  /** False where reading was given up because there are too many. */
  readonly complete: boolean;
  /** One item, null where there is none. */
  readonly sample: Json | null;
  /** Null for a state without ItemBatcher, or with limits that are only known at run time. */
  readonly batches: BatchPreview | null;
}

export interface KnownData {
  /** The input of the first case of the first suite. */
  readonly executionInput: { readonly value: Json; readonly from: string } | null;
  itemsOf(stateName: string): KnownItems | null;
  /** What a run of that case has shown. */
  readonly observed?: ObservedStates | null;
}

export const NOTHING_KNOWN: KnownData = { executionInput: null, itemsOf: () => null };
