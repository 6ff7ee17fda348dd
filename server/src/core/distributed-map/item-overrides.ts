/** Items that stand in for what an ItemReader would have read: `itemReader` mocks. The reader's own settings (MaxItems, CSV headers) apply. */

import type { JsonArray } from '../base/json.ts';
import type { ByteSource, RandomAccessBytes, StoreResult } from './object-store.ts';

export type ItemOverride =
  | { readonly kind: 'items'; readonly items: JsonArray }
  | {
      readonly kind: 'file';
      readonly format: 'JSON' | 'JSONL' | 'CSV' | 'PARQUET';
      /** Where the file can be read at any place; absent: it is read whole where that is needed. */
      readonly openRandomAccess?: () => Promise<StoreResult<RandomAccessBytes>>;
      /** For error texts. */
      readonly name: string;
      readonly open: () => Promise<StoreResult<ByteSource>>;
    };

export interface ItemOverrides {
  /** Null: read as the definition says. */
  itemsFor(stateName: string): ItemOverride | null;
}
