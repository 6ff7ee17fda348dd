/** The language server's process: standard streams unless the client says otherwise (`--stdio`, `--node-ipc`, `--socket`, `--pipe`). */

import { fileURLToPath } from 'node:url';

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';

import { startServer } from './server.ts';

const saysHow = process.argv.some((argument) => /^--(stdio|node-ipc|socket|pipe)(=|$)/.test(argument));
const connection = saysHow
  ? createConnection(ProposedFeatures.all)
  : createConnection(ProposedFeatures.all, process.stdin, process.stdout);

// A bug in one place must not take the editor's features away; what happened is in the output channel.
process.on('uncaughtException', (error) => connection.console.error(`Unexpected: ${error.stack ?? error.message}`));
process.on('unhandledRejection', (reason) => {
  connection.console.error(
    `Unexpected: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`,
  );
});

startServer(connection, { workerPath: fileURLToPath(new URL('./worker.js', import.meta.url)) });
