/** Wires the extension's parts together. What each does is in its own folder. */

import * as vscode from 'vscode';
import { registerCommands } from './commands/register-commands.ts';
import { GraphPanels } from './graph-panel/graph-panels.ts';
import { ServerConnection } from './language-client/server-connection.ts';
import { CaseCodeLensProvider } from './testing/case-code-lens.ts';
import { createRunProfiles } from './testing/run-profiles.ts';
import { SuiteTests } from './testing/suite-tests.ts';
import { SUITE_GLOB } from './workspace-files/file-patterns.ts';

let connection: ServerConnection | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('Stepscope', { log: true });
  const server = new ServerConnection(context.extensionUri, log);
  connection = server;
  const tests = new SuiteTests(server, log);
  const panels = new GraphPanels(context.extensionUri, server, log);
  const lenses = new CaseCodeLensProvider(server, log);
  context.subscriptions.push(
    log,
    lenses,
    server,
    tests,
    panels,
    createRunProfiles({ tests, server, panels, log }),
    registerCommands({ tests, server, panels, log }),
    vscode.languages.registerCodeLensProvider({ scheme: 'file', pattern: SUITE_GLOB }, lenses),
  );
  await server.start();
  lenses.refresh();
}

export async function deactivate(): Promise<void> {
  await connection?.stop();
}
