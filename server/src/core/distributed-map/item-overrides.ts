/** Items that stand in for what an ItemReader would have read: `itemReader` mocks. The reader's own settings (MaxItems, CSV headers) apply. */

import type { JsonArray } from '../base/json.ts';
import type { ByteSource, StoreResult } from './object-store.ts';

export type ItemOverride =
  | { readonly kind: 'items'; readonly items: JsonArray }
  | {
      readonly kind: 'file';
      readonly format: 'JSON' | 'JSONL' | 'CSV';
      /** For error texts. */
      readonly name: string;
      readonly open: () => Promise<StoreResult<ByteSource>>;
    };

export interface ItemOverrides {
  /** Null: read as the definition says. */
  itemsFor(stateName: string): ItemOverride | null;
}
