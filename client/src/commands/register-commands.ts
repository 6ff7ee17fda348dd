/** The palette's commands and those behind the code lenses. */

import * as vscode from 'vscode';
import type { GraphPanels } from '../graph-panel/graph-panels.ts';
import type { ServerConnection } from '../language-client/server-connection.ts';
import { showFailure } from '../language-client/show-failure.ts';
import { DEBUG_CASE_COMMAND, RUN_CASE_COMMAND } from '../testing/case-code-lens.ts';
import { runTests } from '../testing/run-tests.ts';
import type { SuiteTests } from '../testing/suite-tests.ts';
import { pickDefinition, pickSuite } from './pick-file.ts';

export interface CommandServices {
  readonly tests: SuiteTests;
  readonly server: ServerConnection;
  readonly panels: GraphPanels;
  readonly log: vscode.LogOutputChannel;
}

export function registerCommands(services: CommandServices): vscode.Disposable {
  const { log } = services;
  const register = (id: string, action: (...names: string[]) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        await action(...args.filter((argument) => typeof argument === 'string'));
      } catch (error) {
        showFailure(error, log);
      }
    });
  return vscode.Disposable.from(
    register('stepscope.runTestSuite', () => runTestSuite(services)),
    register('stepscope.debugTestCase', () => debugTestCase(services)),
    register('stepscope.showStateGraph', () => showStateGraph(services)),
    register(RUN_CASE_COMMAND, (suiteUri = '', caseName = '') => runNamedCase(services, suiteUri, caseName)),
    register(DEBUG_CASE_COMMAND, (suiteUri = '', caseName = '') =>
      services.panels.show({ kind: 'case', suiteUri, caseName }),
    ),
  );
}

async function runTestSuite({ tests, server }: CommandServices): Promise<void> {
  const uri = await pickSuite();
  if (uri === undefined) return;
  await runItems([tests.suiteItem(uri)], { tests, server });
}

async function runNamedCase({ tests, server }: CommandServices, suiteUri: string, caseName: string): Promise<void> {
  const suite = tests.suiteItem(vscode.Uri.parse(suiteUri));
  const item = (await tests.casesOf(suite)).find(({ label }) => label === caseName);
  if (item !== undefined) await runItems([item], { tests, server });
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

async function debugTestCase({ tests, panels }: CommandServices): Promise<void> {
  const uri = await pickSuite();
  if (uri === undefined) return;
  const cases = await tests.casesOf(tests.suiteItem(uri));
  const chosen = caseAtCursor(cases, uri) ?? (await pickCase(cases));
  if (chosen !== undefined) await panels.show({ kind: 'case', suiteUri: uri.toString(), caseName: chosen.label });
}

/** The case whose lines hold the cursor, when the suite is the active editor. */
function caseAtCursor(cases: readonly vscode.TestItem[], suite: vscode.Uri): vscode.TestItem | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.document.uri.toString() !== suite.toString()) return undefined;
  return cases.find(({ range }) => range?.contains(editor.selection.active));
}

async function pickCase(cases: readonly vscode.TestItem[]): Promise<vscode.TestItem | undefined> {
  if (cases.length <= 1) return cases[0];
  const picked = await vscode.window.showQuickPick(
    cases.map((item) => ({ label: item.label, item })),
    { placeHolder: 'Choose a test case to debug' },
  );
  return picked?.item;
}

async function showStateGraph({ panels }: CommandServices): Promise<void> {
  const uri = await pickDefinition();
  if (uri !== undefined) await panels.show({ kind: 'definition', uri: uri.toString() });
}
