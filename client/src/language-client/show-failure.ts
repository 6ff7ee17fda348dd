/** Shows an error as one sentence with an action, and keeps the whole of it in the log. */

import * as vscode from 'vscode';
import { isCancellation, userMessageOf } from './request-failure.ts';

/** Does not wait for the user. A cancellation is what the user wanted, so it is not shown. */
export function showFailure(error: unknown, log: vscode.LogOutputChannel): void {
  if (isCancellation(error)) return;
  log.error(error instanceof Error ? error : String(error));
  void vscode.window.showErrorMessage(userMessageOf(error), 'Show Log').then((answer) => {
    if (answer === 'Show Log') log.show();
  });
}
