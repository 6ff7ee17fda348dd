/** Runs suites for the Test Explorer and tells it how each case went, as it goes. */

import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { TestCaseResult } from '../../../server/src/protocol/lsp-extensions.ts';
import { isCancellation, userMessageOf } from '../language-client/request-failure.ts';
import type { ServerConnection } from '../language-client/server-connection.ts';
import { toLocation, toTestMessages } from './convert-results.ts';
import type { SuiteTests } from './suite-tests.ts';
import { planRun, terminalLine, type SuiteRunPlan } from './test-items.ts';

export interface RunSummary {
  readonly passed: number;
  readonly failed: number;
}

/** Runs what the request names. Never rejects: failures are results of the run. */
export async function runTests(
  request: vscode.TestRunRequest,
  token: vscode.CancellationToken,
  { tests, server }: { readonly tests: SuiteTests; readonly server: ServerConnection },
): Promise<RunSummary> {
  const run = tests.controller.createTestRun(request);
  const summary = { passed: 0, failed: 0 };
  try {
    const suites = request.include === undefined ? await tests.findSuites() : [];
    for (const plan of planRun(request.include, request.exclude ?? [], suites)) {
      if (token.isCancellationRequested) break;
      await tests.readCases(plan.suite);
      const { passed, failed } = await runSuite(plan, run, token, server);
      summary.passed += passed;
      summary.failed += failed;
    }
  } finally {
    run.end();
  }
  return summary;
}

async function runSuite(
  { suite, cases, excluded }: SuiteRunPlan<vscode.TestItem>,
  run: vscode.TestRun,
  token: vscode.CancellationToken,
  server: ServerConnection,
): Promise<RunSummary> {
  const wanted = (cases ?? childrenOf(suite)).filter((item) => !excluded.has(item));
  if (wanted.length === 0) {
    run.errored(
      suite,
      new vscode.TestMessage(typeof suite.error === 'string' ? suite.error : `${suite.label} has no test cases.`),
    );
    return { passed: 0, failed: 1 };
  }
  const waiting = new Map<string, vscode.TestItem[]>();
  for (const item of wanted) {
    run.enqueued(item);
    waiting.set(item.label, [...(waiting.get(item.label) ?? []), item]);
  }
  const summary = { passed: 0, failed: 0 };
  const finish = (result: TestCaseResult): void => {
    const item = waiting.get(result.name)?.shift();
    if (item === undefined) return;
    report(result, item, run);
    if (result.status === 'passed') summary.passed++;
    if (result.status === 'failed') summary.failed++;
  };
  const runId = randomUUID();
  const subscriptions = [
    server.onNotification('stepscope/testCaseStarted', (event) => {
      const item = event.runId === runId ? waiting.get(event.caseName)?.[0] : undefined;
      if (item !== undefined) run.started(item);
    }),
    server.onNotification('stepscope/testCaseFinished', (event) => {
      if (event.runId === runId) finish(event.result);
    }),
    token.onCancellationRequested(() => server.notify('stepscope/cancelRun', { runId })),
  ];
  try {
    const isWhole = cases === null && wanted.length === suite.children.size;
    const { results, problems } = await server.request(
      'stepscope/runSuite',
      { uri: suite.id, runId, caseNames: isWhole ? null : wanted.map((item) => item.label) },
      token,
    );
    for (const result of results) finish(result);
    const messages = problems.map(({ message, location }) => {
      const testMessage = new vscode.TestMessage(message);
      if (location !== undefined) testMessage.location = toLocation(location);
      return testMessage;
    });
    summary.failed += settleRest(waiting, run, messages, 'The suite ended without a result for this case.');
  } catch (error) {
    if (isCancellation(error)) for (const item of [...waiting.values()].flat()) run.skipped(item);
    else summary.failed += settleRest(waiting, run, [], userMessageOf(error));
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
  }
  return summary;
}

function report(result: TestCaseResult, item: vscode.TestItem, run: vscode.TestRun): void {
  switch (result.status) {
    case 'passed':
      run.passed(item, result.durationMs);
      run.appendOutput(terminalLine(`✅ ${result.name}`), undefined, item);
      return;
    case 'skipped':
      run.skipped(item);
      run.appendOutput(terminalLine(`⏭  ${result.name}`), undefined, item);
      return;
    case 'failed': {
      const messages = result.failures.flatMap(toTestMessages);
      run.failed(item, messages.length > 0 ? messages : new vscode.TestMessage('The case failed.'), result.durationMs);
      const lines = result.failures.map(({ message }) => `   ${message}`);
      run.appendOutput(terminalLine([`❌ ${result.name}`, ...lines].join('\n')), undefined, item);
      return;
    }
  }
}

/** Cases without a result are errors of the run, not of the case. */
function settleRest(
  waiting: ReadonlyMap<string, readonly vscode.TestItem[]>,
  run: vscode.TestRun,
  messages: readonly vscode.TestMessage[],
  otherwise: string,
): number {
  const rest = [...waiting.values()].flat();
  for (const item of rest) run.errored(item, messages.length > 0 ? messages : new vscode.TestMessage(otherwise));
  return rest.length;
}

function childrenOf(suite: vscode.TestItem): readonly vscode.TestItem[] {
  const children: vscode.TestItem[] = [];
  suite.children.forEach((item) => children.push(item));
  return children;
}
