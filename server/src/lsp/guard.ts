/** Keeps a handler's failure from becoming more than the failure of that one request. */

import { LSPErrorCodes, ResponseError, type RemoteConsole } from 'vscode-languageserver/node';

/** What a person reads when a request fails: `what` completes "Stepscope could not …". */
export function guarded<P, R>(
  console: Pick<RemoteConsole, 'error'>,
  what: string,
  handler: (params: P) => R | Promise<R>,
): (params: P) => Promise<R> {
  return async (params) => {
    try {
      return await handler(params);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      console.error(`Could not ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      throw new ResponseError(
        LSPErrorCodes.RequestFailed,
        `Stepscope could not ${what}. The output channel tells more.`,
      );
    }
  };
}
