/**
 * The part of the AWS SDK that is used. Loaded when real S3 is first asked, never at the start: everything else imports this file
 * dynamically or for its types.
 */

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

export interface S3Options {
  /** `http://localhost:9000`; null: Amazon's own. */
  readonly endpoint: string | null;
  /** Null: the environment's or the profile's. */
  readonly region: string | null;
}

export interface S3Conditions {
  readonly versionId?: string | undefined;
  readonly expectedBucketOwner?: string | undefined;
}

export interface S3ListingConditions extends S3Conditions {
  readonly startAfter?: string | undefined;
  readonly delimiter?: string | undefined;
}

/** What is written, and whose the bucket has to be. */
export interface S3Target {
  readonly Bucket: string;
  readonly Key: string;
  readonly ExpectedBucketOwner: string | undefined;
}

export interface S3Read {
  readonly bytes: Uint8Array;
  /** Size of the whole object. */
  readonly size: number;
  readonly eTag: string | undefined;
}

/** Requests as plain functions; each rejects with the SDK's error. */
export type S3 = ReturnType<typeof createS3>;

/** So long may nothing come, in milliseconds, before an attempt is given up. */
const CONNECTION_TIMEOUT = 5_000;
const SILENCE_TIMEOUT = 60_000;

export function createS3({ endpoint, region }: S3Options) {
  // Its advice about Node's version is for whoever builds with the SDK, not for who runs a test.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const named = region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  const client = new S3Client({
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: SILENCE_TIMEOUT,
      throwOnRequestTimeout: true,
    },
    ...(named === undefined ? (endpoint === null ? {} : { region: 'us-east-1' }) : { region: named }),
    // What speaks S3 elsewhere mostly knows buckets in paths only, and none of the newer checksums.
    ...(endpoint === null
      ? {}
      : {
          endpoint,
          forcePathStyle: true,
          requestChecksumCalculation: 'WHEN_REQUIRED' as const,
          responseChecksumValidation: 'WHEN_REQUIRED' as const,
        }),
  });

  return {
    /** The bytes from `start` on, at most `length`. */
    async read(
      Bucket: string,
      Key: string,
      {
        start,
        length,
        eTag,
        versionId,
        expectedBucketOwner,
      }: S3Conditions & { start: number; length: number; eTag?: string | undefined },
    ): Promise<S3Read> {
      const answer = await client.send(
        new GetObjectCommand({
          Bucket,
          Key,
          Range: `bytes=${start}-${start + length - 1}`,
          VersionId: versionId,
          ExpectedBucketOwner: expectedBucketOwner,
          IfMatch: eTag,
        }),
      );
      const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array(0);
      const total = /\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1];
      if (answer.ContentLength !== undefined && bytes.length !== answer.ContentLength) {
        throw new Error(`the answer ended after ${bytes.length} of ${answer.ContentLength} bytes`);
      }
      return { bytes, size: total === undefined ? start + bytes.length : Number(total), eTag: answer.ETag };
    },

    async sizeOf(Bucket: string, Key: string, { versionId, expectedBucketOwner }: S3Conditions) {
      const answer = await client.send(
        new HeadObjectCommand({ Bucket, Key, VersionId: versionId, ExpectedBucketOwner: expectedBucketOwner }),
      );
      return { size: answer.ContentLength ?? 0, eTag: answer.ETag };
    },

    async list(Bucket: string, Prefix: string, conditions: S3ListingConditions, token: string | undefined) {
      const { expectedBucketOwner, startAfter, delimiter } = conditions;
      const answer = await client.send(
        new ListObjectsV2Command({
          Bucket,
          Prefix,
          ExpectedBucketOwner: expectedBucketOwner,
          StartAfter: startAfter,
          Delimiter: delimiter,
          ContinuationToken: token,
        }),
      );
      return { objects: answer.Contents ?? [], next: answer.IsTruncated ? answer.NextContinuationToken : undefined };
    },

    async put(object: S3Target, Body: Uint8Array): Promise<void> {
      await client.send(new PutObjectCommand({ ...object, Body, ContentType: contentType(object) }));
    },

    async beginUpload(object: S3Target): Promise<string> {
      const answer = await client.send(
        new CreateMultipartUploadCommand({ ...object, ContentType: contentType(object) }),
      );
      return answer.UploadId ?? '';
    },

    async uploadPart(object: S3Target, UploadId: string, PartNumber: number, Body: Uint8Array) {
      const { ETag } = await client.send(new UploadPartCommand({ ...object, UploadId, PartNumber, Body }));
      return { PartNumber, ETag };
    },

    async completeUpload(
      object: S3Target,
      UploadId: string,
      Parts: { PartNumber: number; ETag: string | undefined }[],
    ): Promise<void> {
      await client.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }));
    },

    async abortUpload(object: S3Target, UploadId: string): Promise<void> {
      await client.send(new AbortMultipartUploadCommand({ ...object, UploadId }));
    },
  };
}

/** As the service's own result files have it. */
function contentType({ Key }: S3Target): string {
  return Key.endsWith('/manifest.json') ? 'application/octet-stream' : 'binary/octet-stream';
}
