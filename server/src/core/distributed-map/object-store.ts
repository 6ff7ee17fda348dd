/**
 * S3 as Stepscope sees it: three asynchronous questions and one cheap one. Implemented outside (`node/` for folders, `testing/` in memory).
 *
 * Nothing here throws or rejects for what a user can cause: what a store could not do comes back as a `StoreProblem`.
 */

export type StoreProblemKind = 'no-such-bucket' | 'no-such-key' | 'access-denied' | 'invalid-name' | 'failed';

export interface StoreProblem {
  readonly kind: StoreProblemKind;
  /** One sentence for the user, with the bucket and key. */
  readonly message: string;
}

export type StoreResult<T> =
  { readonly kind: 'found'; readonly value: T } | { readonly kind: 'problem'; readonly problem: StoreProblem };

/** Chunks of bytes, pulled. A chunk belongs to the receiver; it is never changed after it was handed out. */
export interface ByteSource {
  /** Bytes of the whole object, where they are known beforehand. */
  readonly size?: number;
  /** The next chunk, never empty; null at the end. Rejects with an `Error` whose message is for the user. */
  read(): Promise<Uint8Array | null>;
  /** Gives up early; harmless after the end. */
  close(): Promise<void>;
}

/** The bytes of an object, wherever one wants to read. */
export interface RandomAccessBytes {
  readonly size: number;
  /** The bytes from `offset` on: `length` of them, fewer only at the end. Rejects with an `Error` whose message is for the user. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Harmless at any time. */
  close(): Promise<void>;
}

/** What a definition may ask of an object or bucket beside its name. A store that has neither versions nor owners takes no notice. */
export interface AccessConditions {
  readonly versionId?: string;
  readonly expectedBucketOwner?: string;
}

/** What a definition may ask of a listing beside its prefix, in S3's words. A store that lists more does no harm: the reader looks again. */
export interface ListingConditions extends AccessConditions {
  /** Only keys behind this one. */
  readonly startAfter?: string;
  /** Keys that have it behind the prefix are told as common prefixes, and not listed. */
  readonly delimiter?: string;
}

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** With its quotes, as S3 gives it. */
  readonly eTag: string;
  /** `STANDARD` where the store knows no classes. */
  readonly storageClass?: string;
}

/** Objects in the order of their keys' UTF-8 bytes, page by page, none of them empty; null at the end. */
export interface ObjectListing {
  next(): Promise<readonly StoredObject[] | null>;
}

export interface ObjectWriter {
  /** Takes a piece of text; returns a promise only when the receiver wants the sender to pause. Problems show at `close`. */
  write(text: string): Promise<void> | null;
  /** Bytes taken so far (UTF-8). */
  readonly bytes: number;
  /** The object exists from here on, whole; or not at all. */
  close(): Promise<StoreResult<{ readonly bytes: number }>>;
}

export interface ObjectStore {
  open(bucket: string, key: string, conditions?: AccessConditions): Promise<StoreResult<ByteSource>>;
  /** Absent: such a store's objects are read from the start to the end. */
  openRandomAccess?(
    bucket: string,
    key: string,
    conditions?: AccessConditions,
  ): Promise<StoreResult<RandomAccessBytes>>;
  list(bucket: string, prefix: string, conditions?: ListingConditions): Promise<StoreResult<ObjectListing>>;
  /**
   * Whether an object could be written there, answered at once, without writing it: what AWS's test manifest finds out before a Map Run
   * starts. Null: nothing speaks against it. A store that cannot know without asking a network answers null.
   */
  probeWrite(bucket: string, key: string): StoreProblem | null;
  createWriter(bucket: string, key: string, conditions?: AccessConditions): ObjectWriter;
  /**
   * Removes the result files in a Map Run's folder but for the keys in `kept`: an earlier run may have had the same Map Run id, as runs of the
   * same seed have. Absent where ids do not come again, or nothing may be removed. Never throws.
   */
  removeResults?(bucket: string, folder: string, kept: ReadonlySet<string>): void;
}
