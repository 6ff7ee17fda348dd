/** Which file a command means: the active editor's, else the only one there is, else what the user picks. */

import * as vscode from 'vscode';
import {
  DEFINITION_GLOB,
  EXCLUDE_GLOB,
  folderOf,
  isDefinitionPath,
  looksLikeDefinition,
  SUITE_GLOB,
} from '../workspace-files/file-patterns.ts';
import { isSuiteDocument } from '../testing/suite-tests.ts';

/** The suite meant; undefined where there is none (the user was told) or none was picked. */
export async function pickSuite(): Promise<vscode.Uri | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined && isSuiteDocument(document)) return document.uri;
  const all = await vscode.workspace.findFiles(SUITE_GLOB, EXCLUDE_GLOB);
  const beside =
    document !== undefined && isDefinition(document) ? all.filter((uri) => sameFolder(uri, document.uri)) : [];
  const suites = beside.length > 0 ? beside : all;
  if (suites.length === 0) {
    void vscode.window.showInformationMessage(
      'There is no test suite in this workspace. Stepscope reads test-suite.yaml and *.test.yaml.',
    );
  }
  return pickOne(suites, 'Choose a test suite');
}

/** The definition meant; undefined where there is none (the user was told) or none was picked. */
export async function pickDefinition(): Promise<vscode.Uri | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined && isDefinition(document)) return document.uri;
  const all = await vscode.workspace.findFiles(DEFINITION_GLOB, EXCLUDE_GLOB);
  const beside = document === undefined ? [] : all.filter((uri) => sameFolder(uri, document.uri));
  const definitions = beside.length > 0 ? beside : all;
  if (definitions.length === 0) {
    void vscode.window.showInformationMessage(
      'There is no state machine in this workspace. Open one, or name it *.asl.json or *.asl.yaml.',
    );
  }
  return pickOne(definitions, 'Choose a state machine');
}

function isDefinition(document: vscode.TextDocument): boolean {
  if (document.languageId === 'asl' || document.languageId === 'asl-yaml' || isDefinitionPath(document.uri.path))
    return true;
  return ['json', 'jsonc', 'yaml'].includes(document.languageId) && looksLikeDefinition(document.getText());
}

async function pickOne(uris: readonly vscode.Uri[], placeHolder: string): Promise<vscode.Uri | undefined> {
  if (uris.length <= 1) return uris[0];
  const picked = await vscode.window.showQuickPick(
    uris
      .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
      .sort((a, b) => a.label.localeCompare(b.label)),
    { placeHolder },
  );
  return picked?.uri;
}

function sameFolder(left: vscode.Uri, right: vscode.Uri): boolean {
  return left.scheme === right.scheme && folderOf(left.path) === folderOf(right.path);
}
