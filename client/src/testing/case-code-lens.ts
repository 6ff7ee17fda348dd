/** "Run | Debug" above each test case of an open suite. */

import * as vscode from 'vscode';
import { COMMANDS } from '../commands/command-actions.ts';
import { userMessageOf } from '../language-client/request-failure.ts';
import type { ServerConnection } from '../language-client/server-connection.ts';
import { toRange } from './convert-results.ts';

export class CaseCodeLensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #server: ServerConnection;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChangeCodeLenses: vscode.Event<void> = this.#changed.event;

  constructor(server: ServerConnection, log: vscode.LogOutputChannel) {
    this.#server = server;
    this.#log = log;
  }

  /** An editor that was open before the server could answer asks again. */
  refresh(): void {
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    if (!vscode.workspace.getConfiguration('stepscope', document).get<boolean>('codeLens.enabled', true)) return [];
    const uri = document.uri.toString();
    try {
      const { cases } = await this.#server.request('stepscope/listTestCases', { uri }, token);
      return cases.flatMap(({ name, range }) => {
        const place = toRange(range);
        return [
          new vscode.CodeLens(place, { title: 'Run', command: COMMANDS.runTestCase, arguments: [uri, name] }),
          new vscode.CodeLens(place, { title: 'Debug', command: COMMANDS.debugNamedTestCase, arguments: [uri, name] }),
        ];
      });
    } catch (error) {
      this.#log.debug(`No code lenses: ${userMessageOf(error)}`);
      return [];
    }
  }
}
