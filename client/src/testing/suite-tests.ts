/** The tree of the Test Explorer: one item per suite file, its cases below, read from the file's text as it is in the editor. */

import * as vscode from 'vscode';
import { showFailure } from '../language-client/show-failure.ts';
import { userMessageOf } from '../language-client/request-failure.ts';
import type { ServerConnection } from '../language-client/server-connection.ts';
import { baseName, EXCLUDE_GLOB, folderOf, isSuitePath, SUITE_GLOB } from '../workspace-files/file-patterns.ts';
import { toRange } from './convert-results.ts';
import { caseIds } from './test-items.ts';

/** Typing pauses this long before the cases are read again. */
const EDIT_PAUSE_MS = 300;

export class SuiteTests implements vscode.Disposable {
  readonly controller: vscode.TestController;
  readonly #server: ServerConnection;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #editTimers = new Map<string, NodeJS.Timeout>();

  constructor(server: ServerConnection, log: vscode.LogOutputChannel) {
    this.#server = server;
    this.#log = log;
    this.controller = vscode.tests.createTestController('stepscope', 'Stepscope');
    this.controller.resolveHandler = async (item) => {
      if (item === undefined) await this.findSuites();
      else await this.readCases(item);
    };
    this.controller.refreshHandler = async () => {
      await this.findSuites();
      for (const [, suite] of this.controller.items) await this.readCases(suite);
    };
    const watcher = vscode.workspace.createFileSystemWatcher(SUITE_GLOB);
    this.#subscriptions.push(
      this.controller,
      watcher,
      watcher.onDidCreate((uri) => void this.readCases(this.suiteItem(uri))),
      watcher.onDidChange((uri) => void this.readCases(this.suiteItem(uri))),
      watcher.onDidDelete((uri) => this.controller.items.delete(uri.toString())),
      vscode.workspace.onDidOpenTextDocument((document) => this.#documentSeen(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#documentEdited(document)),
    );
    for (const document of vscode.workspace.textDocuments) this.#documentSeen(document);
  }

  /** All suites of the workspace as items, their cases not yet read. */
  async findSuites(): Promise<readonly vscode.TestItem[]> {
    const uris = await vscode.workspace.findFiles(SUITE_GLOB, EXCLUDE_GLOB);
    return uris.sort((a, b) => a.path.localeCompare(b.path)).map((uri) => this.suiteItem(uri));
  }

  suiteItem(uri: vscode.Uri): vscode.TestItem {
    const id = uri.toString();
    const known = this.controller.items.get(id);
    if (known !== undefined) return known;
    const folder = baseName(folderOf(uri.path));
    const item = this.controller.createTestItem(
      id,
      folder === '' ? baseName(uri.path) : `${folder}/${baseName(uri.path)}`,
      uri,
    );
    item.canResolveChildren = true;
    item.sortText = uri.path;
    this.controller.items.add(item);
    return item;
  }

  /** Reads the suite's cases into its item. What is wrong with the file is shown at the item. */
  async readCases(suite: vscode.TestItem): Promise<void> {
    const uri = suite.uri;
    if (uri === undefined) return;
    suite.busy = true;
    try {
      const { suiteName, cases, problems } = await this.#server.request('stepscope/listTestCases', {
        uri: uri.toString(),
      });
      if (suiteName !== '') suite.description = suiteName;
      const ids = caseIds(
        suite.id,
        cases.map(({ name }) => name),
      );
      suite.children.replace(
        cases.map(({ name, range }, position) => {
          const item =
            suite.children.get(ids[position] ?? name) ??
            this.controller.createTestItem(ids[position] ?? name, name, uri);
          item.range = toRange(range);
          item.sortText = String(position).padStart(6, '0');
          return item;
        }),
      );
      suite.error = cases.length === 0 ? problems[0]?.message : undefined;
    } catch (error) {
      suite.error = userMessageOf(error);
    } finally {
      suite.busy = false;
    }
  }

  /** Makes sure that the cases are known, and shows the problem when there are none. */
  async casesOf(suite: vscode.TestItem): Promise<readonly vscode.TestItem[]> {
    await this.readCases(suite);
    const cases: vscode.TestItem[] = [];
    suite.children.forEach((item) => cases.push(item));
    if (cases.length === 0) showFailure(new Error(errorText(suite)), this.#log);
    return cases;
  }

  dispose(): void {
    for (const timer of this.#editTimers.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #documentSeen(document: vscode.TextDocument): void {
    if (isSuiteDocument(document)) void this.readCases(this.suiteItem(document.uri));
  }

  #documentEdited(document: vscode.TextDocument): void {
    if (!isSuiteDocument(document)) return;
    const id = document.uri.toString();
    clearTimeout(this.#editTimers.get(id));
    this.#editTimers.set(
      id,
      setTimeout(() => {
        this.#editTimers.delete(id);
        void this.readCases(this.suiteItem(document.uri));
      }, EDIT_PAUSE_MS),
    );
  }
}

export function isSuiteDocument(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && isSuitePath(document.uri.path);
}

function errorText(suite: vscode.TestItem): string {
  const { error } = suite;
  if (error === undefined) return `${suite.label} has no test cases.`;
  return typeof error === 'string' ? error : error.value;
}
