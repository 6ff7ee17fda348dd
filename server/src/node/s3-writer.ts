/** Writes an object of S3: at once where it is small, else part by part as the text comes. It exists when it is whole, or not at all. */

import type { ObjectWriter, StoreProblem } from '../core/distributed-map/object-store.ts';
import type { S3, S3Target } from './s3-client.ts';

/** S3 wants at least 5 MB of all parts but the last, and at most 10,000 of them. */
const PART_BYTES = 8 * 1024 * 1024;
/** So many parts may wait to be sent before the sender is asked to pause. */
const MAX_WAITING_PARTS = 2;
const FLUSH_CHARACTERS = 256 * 1024;

export interface S3WriterOptions {
  readonly bucket: string;
  readonly key: string;
  readonly expectedBucketOwner: string | undefined;
  /** May be made late: the SDK is loaded by then. */
  readonly s3: () => Promise<S3>;
  readonly describe: (error: unknown) => StoreProblem;
}

export function createS3Writer({ bucket, key, expectedBucketOwner, s3, describe }: S3WriterOptions): ObjectWriter {
  const object: S3Target = { Bucket: bucket, Key: key, ExpectedBucketOwner: expectedBucketOwner };
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  let text = '';
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let bytes = 0;
  let nParts = 0;
  let nWaiting = 0;
  let uploadId: string | null = null;
  let failure: StoreProblem | null = null;
  let work: Promise<void> = Promise.resolve();

  const hold = (): void => {
    if (text === '') return;
    const piece = Buffer.from(text, 'utf8');
    text = '';
    held.push(piece);
    heldBytes += piece.length;
  };
  const takeHeld = (): Uint8Array => {
    const whole = Buffer.concat(held, heldBytes);
    held = [];
    heldBytes = 0;
    return whole;
  };
  const sendPart = async (body: Uint8Array, number: number): Promise<void> => {
    try {
      if (failure !== null) return;
      const client = await s3();
      uploadId ??= await client.beginUpload(object);
      parts.push(await client.uploadPart(object, uploadId, number, body));
    } catch (error) {
      failure ??= describe(error);
    } finally {
      nWaiting--;
    }
  };
  const queuePart = (): void => {
    const body = takeHeld();
    const number = ++nParts;
    nWaiting++;
    work = work.then(() => sendPart(body, number));
  };
  const finish = async (): Promise<void> => {
    const client = await s3();
    if (nParts === 0) return client.put(object, takeHeld());
    if (heldBytes > 0) {
      queuePart();
      await work;
    }
    if (failure === null && uploadId !== null) await client.completeUpload(object, uploadId, parts);
  };
  /** Parts of what was given up would be paid for. */
  const giveUp = async (): Promise<void> => {
    if (uploadId === null) return;
    const client = await s3();
    await client.abortUpload(object, uploadId).catch(() => undefined);
  };

  return {
    get bytes() {
      return bytes;
    },
    write(piece) {
      if (failure !== null) return null;
      text += piece;
      bytes += Buffer.byteLength(piece);
      if (text.length < FLUSH_CHARACTERS) return null;
      hold();
      if (heldBytes >= PART_BYTES) queuePart();
      return nWaiting > MAX_WAITING_PARTS ? work : null;
    },
    async close() {
      hold();
      await work;
      try {
        if (failure === null) await finish();
      } catch (error) {
        failure ??= describe(error);
      }
      if (failure === null) return { kind: 'found', value: { bytes } };
      await giveUp().catch(() => undefined);
      return { kind: 'problem', problem: failure };
    },
  };
}
