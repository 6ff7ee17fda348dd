/** Wire results as VS Code's test messages. */

import * as vscode from 'vscode';
import type { TestFailure, WireLocation, WireRange } from '../../../server/src/protocol/lsp-extensions.ts';

export function toRange({ start, end }: WireRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function toLocation({ uri, range }: WireLocation): vscode.Location {
  return new vscode.Location(vscode.Uri.parse(uri), toRange(range));
}

/** One message at the expectation, with a diff where there are values, and one at the state that is to blame. */
export function toTestMessages(failure: TestFailure): vscode.TestMessage[] {
  const message =
    failure.expected !== undefined && failure.actual !== undefined
      ? vscode.TestMessage.diff(failure.message, failure.expected, failure.actual)
      : new vscode.TestMessage(failure.message);
  if (failure.location !== undefined) message.location = toLocation(failure.location);
  if (failure.stateLocation === undefined) return [message];
  const atState = new vscode.TestMessage(failure.message);
  atState.location = toLocation(failure.stateLocation);
  return [message, atState];
}
