/** The Test Explorer's two buttons: run, and debug, which opens the graph on the case. */

import * as vscode from 'vscode';
import type { GraphPanels } from '../graph-panel/graph-panels.ts';
import type { ServerConnection } from '../language-client/server-connection.ts';
import { showFailure } from '../language-client/show-failure.ts';
import { runTests } from './run-tests.ts';
import type { SuiteTests } from './suite-tests.ts';

export function createRunProfiles({
  tests,
  server,
  panels,
  log,
}: {
  readonly tests: SuiteTests;
  readonly server: ServerConnection;
  readonly panels: GraphPanels;
  readonly log: vscode.LogOutputChannel;
}): vscode.Disposable {
  const run = tests.controller.createRunProfile(
    'Run',
    vscode.TestRunProfileKind.Run,
    async (request, token) => {
      await runTests(request, token, { tests, server });
    },
    true,
  );
  const debug = tests.controller.createRunProfile(
    'Debug in Graph',
    vscode.TestRunProfileKind.Debug,
    async (request) => {
      try {
        const item = await caseToDebug(request, tests);
        const suite = item?.parent;
        if (item !== undefined && suite !== undefined) {
          await panels.show({ kind: 'case', suiteUri: suite.id, caseName: item.label });
        }
      } catch (error) {
        showFailure(error, log);
      }
    },
    true,
  );
  return vscode.Disposable.from(run, debug);
}

/** One panel debugs one case: where the request names more, the user picks. */
async function caseToDebug(request: vscode.TestRunRequest, tests: SuiteTests): Promise<vscode.TestItem | undefined> {
  const cases: vscode.TestItem[] = [];
  for (const item of request.include ?? (await tests.findSuites())) {
    if (item.parent === undefined) cases.push(...(await tests.casesOf(item)));
    else cases.push(item);
  }
  if (cases.length <= 1) return cases[0];
  const picked = await vscode.window.showQuickPick(
    cases.map((item) => ({ label: item.label, description: item.parent?.label ?? '', item })),
    { placeHolder: 'Choose a test case to debug' },
  );
  return picked?.item;
}
