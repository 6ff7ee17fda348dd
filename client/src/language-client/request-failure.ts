/**
 * What can go wrong between client and server, as one kind of error with one sentence for the user.
 *
 * Knows nothing of VS Code, so it can be tested alone.
 */

export type RequestFailureKind = 'cancelled' | 'timed-out' | 'server-stopped' | 'refused';

/** `message` is a whole sentence for the user. */
export class RequestFailure extends Error {
  readonly kind: RequestFailureKind;

  constructor(kind: RequestFailureKind, message: string) {
    super(message);
    this.name = 'RequestFailure';
    this.kind = kind;
  }
}

/** Codes of JSON-RPC and LSP that mean more than "the server said no". */
const CODES_OF_CANCELLATION: ReadonlySet<number> = new Set([-32800, -32801, -32802]);
const CODES_OF_A_LOST_CONNECTION: ReadonlySet<number> = new Set([-32096, -32097, -32099]);
const METHOD_NOT_FOUND = -32601;

/** Any error of a request as a `RequestFailure`. */
export function toRequestFailure(error: unknown, method: string): RequestFailure {
  if (error instanceof RequestFailure) return error;
  const code = codeOf(error);
  if (code !== null && CODES_OF_CANCELLATION.has(code))
    return new RequestFailure('cancelled', 'The request was cancelled.');
  if (code === METHOD_NOT_FOUND) {
    return new RequestFailure(
      'refused',
      `The Stepscope server does not know “${method}”: reload the window so that extension and server are of one version.`,
    );
  }
  const message = messageOf(error);
  if (
    (code !== null && CODES_OF_A_LOST_CONNECTION.has(code)) ||
    /connection (got|is) (disposed|closed)|not running/i.test(message)
  ) {
    return serverStopped();
  }
  return new RequestFailure('refused', message === '' ? 'The Stepscope server could not answer.' : message);
}

export function serverStopped(): RequestFailure {
  return new RequestFailure('server-stopped', 'The Stepscope server is not running.');
}

/** The sentence to show for any error. */
export function userMessageOf(error: unknown): string {
  const message = messageOf(error);
  return message === '' ? 'Something went wrong that has no description.' : message;
}

export function isCancellation(error: unknown): boolean {
  return error instanceof RequestFailure && error.kind === 'cancelled';
}

function codeOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'number' ? error.code : null;
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : '';
}
