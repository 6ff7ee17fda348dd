/** Shows the server's problems, without those that the AWS Toolkit reports too; anew when the setting or the extensions change. */

import * as vscode from 'vscode';

import { duplicatesSetting, TOOLKIT_EXTENSION, TOOLKIT_SETTING, withoutDuplicates } from './toolkit-duplicates.ts';

type Show = (uri: vscode.Uri, problems: vscode.Diagnostic[]) => void;

export class DiagnosticsFilter implements vscode.Disposable {
  /** What the server said last of each document. */
  readonly #said = new Map<
    string,
    { readonly uri: vscode.Uri; readonly problems: vscode.Diagnostic[]; readonly show: Show }
  >();
  readonly #subscriptions = [
    vscode.extensions.onDidChange(() => this.#showAgain()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(TOOLKIT_SETTING)) this.#showAgain();
    }),
  ];

  /** The language client's middleware. */
  readonly handleDiagnostics = (uri: vscode.Uri, problems: vscode.Diagnostic[], show: Show): void => {
    if (problems.length === 0) this.#said.delete(uri.toString());
    else this.#said.set(uri.toString(), { uri, problems, show });
    this.#show(uri, problems, show);
  };

  #show(uri: vscode.Uri, problems: readonly vscode.Diagnostic[], show: Show): void {
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    const setting = duplicatesSetting(vscode.workspace.getConfiguration().get(TOOLKIT_SETTING));
    const isToolkitThere = vscode.extensions.getExtension(TOOLKIT_EXTENSION) !== undefined;
    show(uri, withoutDuplicates(problems, document?.languageId, { setting, isToolkitThere }));
  }

  #showAgain(): void {
    for (const { uri, problems, show } of this.#said.values()) this.#show(uri, problems, show);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
