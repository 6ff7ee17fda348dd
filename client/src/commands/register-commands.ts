/** The palette's commands and those behind the code lenses. */

import * as vscode from 'vscode';
import type { GraphPanels } from '../graph-panel/graph-panels.ts';
import type { ServerConnection } from '../language-client/server-connection.ts';
import { showFailure } from '../language-client/show-failure.ts';
import { runTests } from '../testing/run-tests.ts';
import type { SuiteTests } from '../testing/suite-tests.ts';
import { isSuitePath } from '../workspace-files/file-patterns.ts';
import { createCommandActions, type CaseChoice, type CommandPorts } from './command-actions.ts';
import { pickDefinition, pickSuite } from './pick-file.ts';

export interface CommandServices {
  readonly tests: SuiteTests;
  readonly server: ServerConnection;
  readonly panels: GraphPanels;
  readonly log: vscode.LogOutputChannel;
}

export function registerCommands(services: CommandServices): vscode.Disposable {
  const actions = createCommandActions(portsOf(services));
  return vscode.Disposable.from(
    ...[...actions].map(([id, action]) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          await action(...args);
        } catch (error) {
          showFailure(error, services.log);
        }
      }),
    ),
  );
}

function portsOf({ tests, server, panels }: CommandServices): CommandPorts {
  const itemsOf = (suiteUri: string): Promise<readonly vscode.TestItem[]> =>
    tests.casesOf(tests.suiteItem(vscode.Uri.parse(suiteUri)));
  return {
    isSuite: (uri) => isSuitePath(vscode.Uri.parse(uri).path),
    pickSuite: async () => (await pickSuite())?.toString(),
    pickDefinition: async () => (await pickDefinition())?.toString(),
    pickCase,
    async suitesAbout(uri) {
      const { suiteUris } = await server.request('stepscope/suitesAbout', { uri });
      // The editor escapes URIs in its own way.
      return suiteUris.map((suite) => vscode.Uri.parse(suite).toString());
    },
    casesOf: async (suiteUri) => (await itemsOf(suiteUri)).map(({ label }) => ({ suiteUri, name: label })),
    async caseAtCursor(suiteUri) {
      const editor = vscode.window.activeTextEditor;
      if (editor?.document.uri.toString() !== suiteUri) return undefined;
      const item = (await itemsOf(suiteUri)).find(({ range }) => range?.contains(editor.selection.active));
      return item === undefined ? undefined : { suiteUri, name: item.label };
    },
    runSuites: (uris) =>
      runItems(
        uris.map((uri) => tests.suiteItem(vscode.Uri.parse(uri))),
        { tests, server },
      ),
    async runCase({ suiteUri, name }) {
      const item = (await itemsOf(suiteUri)).find(({ label }) => label === name);
      if (item !== undefined) await runItems([item], { tests, server });
    },
    debugCase: ({ suiteUri, name }) => panels.show({ kind: 'case', suiteUri, caseName: name }),
    showGraph: (uri) => panels.show({ kind: 'definition', uri }),
    inform: (message) => void vscode.window.showInformationMessage(message),
  };
}

/** Runs as the Test Explorer would, and shows the results there. */
async function runItems(
  items: readonly vscode.TestItem[],
  { tests, server }: Pick<CommandServices, 'tests' | 'server'>,
): Promise<void> {
  const { passed, failed } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Stepscope: running tests' },
    async () => {
      const cancellation = new vscode.CancellationTokenSource();
      try {
        return await runTests(new vscode.TestRunRequest(items), cancellation.token, { tests, server });
      } finally {
        cancellation.dispose();
      }
    },
  );
  const [first] = items;
  if (first !== undefined) await vscode.commands.executeCommand('vscode.revealTestInExplorer', firstCaseOf(first));
  const text = failed === 0 ? `Stepscope: all ${passed} passed` : `Stepscope: ${failed} of ${passed + failed} failed`;
  vscode.window.setStatusBarMessage(text, 10_000);
}

/** Revealing a case opens its suite, so that all results are on show. */
function firstCaseOf(item: vscode.TestItem): vscode.TestItem {
  for (const [, child] of item.children) return child;
  return item;
}

async function pickCase(cases: readonly CaseChoice[]): Promise<CaseChoice | undefined> {
  const several = new Set(cases.map(({ suiteUri }) => suiteUri)).size > 1;
  const picked = await vscode.window.showQuickPick(
    cases.map((chosen) => ({
      label: chosen.name,
      description: several ? vscode.workspace.asRelativePath(vscode.Uri.parse(chosen.suiteUri)) : '',
      chosen,
    })),
    { placeHolder: 'Choose a test case to debug' },
  );
  return picked?.chosen;
}
