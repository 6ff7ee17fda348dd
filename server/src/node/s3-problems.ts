/** What the AWS SDK throws, as a problem with one sentence of what happened and one of what to do. */

import type { StoreProblem } from '../core/distributed-map/object-store.ts';

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly Region?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

export type S3Action = 'read' | 'listed' | 'written';

export interface S3Place {
  readonly bucket: string;
  /** Null: the bucket itself. */
  readonly key: string | null;
  readonly action: S3Action;
  /** Null: Amazon's own. */
  readonly endpoint: string | null;
}

export function s3Problem(thrown: unknown, place: S3Place): StoreProblem {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : { message: String(thrown) }) as SdkError;
  const name = place.key === null ? `s3://${place.bucket}` : `s3://${place.bucket}/${place.key}`;
  const refused = `${name} could not be ${place.action}`;
  const at = place.endpoint === null ? '' : ` (asked ${place.endpoint})`;
  const status = error.$metadata?.httpStatusCode;
  switch (error.name) {
    case 'NoSuchBucket':
      return { kind: 'no-such-bucket', message: `The specified bucket does not exist: ${place.bucket}${at}` };
    case 'NoSuchKey':
    case 'NotFound':
      return { kind: 'no-such-key', message: `The specified key does not exist: ${name}${at}` };
    case 'NoSuchVersion':
      return { kind: 'no-such-key', message: `The specified version does not exist: ${name}${at}` };
    case 'CredentialsProviderError':
      return {
        kind: 'access-denied',
        message:
          `${refused}: no AWS credentials were found (${error.message ?? ''}). ` +
          'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in with aws sso login.',
      };
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed': {
      const region = error.Region ?? error.$response?.headers?.['x-amz-bucket-region'];
      const where = region === undefined ? 'another region' : `the region ${region}`;
      return {
        kind: 'failed',
        message: `${refused}: the bucket lies in ${where}. Give it with --region or AWS_REGION.`,
      };
    }
    case 'PreconditionFailed':
      return { kind: 'failed', message: `${refused}: it was changed while it was read. Run again.` };
    default:
  }
  if (/Region is missing/.test(error.message ?? '')) {
    return { kind: 'failed', message: `${refused}: no AWS region is known. Give it with --region or AWS_REGION.` };
  }
  if (status === 403 || status === 401) {
    const advice = 'Check the credentials and the policies of the bucket.';
    return { kind: 'access-denied', message: `${refused}: ${wordsOf(error)}${at}. ${advice}` };
  }
  const network = networkCode(error);
  if (network !== null) {
    const attempts = error.$metadata?.attempts ?? 1;
    const target = place.endpoint ?? 'Amazon S3';
    const times = attempts > 1 ? ` after ${attempts} attempts` : '';
    return {
      kind: 'failed',
      message: `${refused}: ${target} could not be reached (${network})${times}. Check the network.`,
    };
  }
  return { kind: 'failed', message: `${refused}: ${wordsOf(error)}${at}.` };
}

/** Errors that another try may not meet. */
export function isPassing(thrown: unknown): boolean {
  const status = (thrown as SdkError | null)?.$metadata?.httpStatusCode;
  return status === undefined || status >= 500 || status === 429;
}

function wordsOf({ name, message, $metadata }: SdkError): string {
  const status = $metadata?.httpStatusCode;
  const kind = name === undefined || name === 'Error' || name === 'Unknown' || name === 'UnknownError' ? null : name;
  const text =
    message === undefined || message === '' || message === 'UnknownError' ? null : message.replace(/\.$/, '');
  const told = [text, kind === text ? null : kind].filter((part) => part !== null);
  if (told.length === 0) return `HTTP ${status ?? 'error'}`;
  return told.length === 1 ? (told[0] as string) : `${told[0] as string} (${told[1] as string})`;
}

const NETWORK_NAMES = new Set(['TimeoutError', 'RequestTimeout', 'NetworkingError']);

function networkCode(error: SdkError): string | null {
  for (let current: SdkError | undefined = error, depth = 0; current !== undefined && depth < 4; depth++) {
    if (
      current.code !== undefined &&
      /^(E[A-Z]+|UND_ERR_\w+|CERT_\w+|SELF_SIGNED\w*|DEPTH_ZERO\w*)$/.test(current.code)
    ) {
      return current.code;
    }
    if (NETWORK_NAMES.has(current.name ?? '')) return current.name ?? null;
    current = (current.cause ?? current.errors?.[0]) as SdkError | undefined;
  }
  return null;
}
