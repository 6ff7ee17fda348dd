/** `sfn-test lsp`: the language server on standard streams, for any editor. It is the program that lies beside this one. */

import { UsageError } from './cli-io.ts';

/** Never resolves: the server ends the process when its client says so. */
export async function lspCommand(args: readonly string[]): Promise<number> {
  const strange = args.find((argument) => !/^--(?:stdio|(?:socket|pipe|clientProcessId)=.+)$/.test(argument));
  if (strange !== undefined) {
    throw new UsageError(`lsp knows --stdio, --socket=PORT and --pipe=NAME, not ${strange}.`);
  }
  // A file of its own when it is built: entry points are not bundled into each other.
  const server = new URL('./server.js', import.meta.url);
  await import(server.href);
  return new Promise<number>(() => undefined);
}
