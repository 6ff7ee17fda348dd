/** Diagnostics while typing: pushed shortly after the last change, never for an older version than the one in the editor. */

import type { Connection } from 'vscode-languageserver/node';

import { validateStateMachine } from '../core/validation/validate-state-machine.ts';
import type { Definitions } from './definitions.ts';
import { toDiagnostic } from './lsp-convert.ts';

/** Long enough to take in the keys of one burst, too short to be seen. */
const QUIET_MS = 25;

export interface DiagnosticsPublisher {
  changed(uri: string): void;
  closed(uri: string): void;
}

export function createDiagnosticsPublisher(connection: Connection, definitions: Definitions): DiagnosticsPublisher {
  const waiting = new Map<string, NodeJS.Timeout>();

  function publish(uri: string): void {
    waiting.delete(uri);
    try {
      const definition = definitions.get(uri);
      if (definition === null) return;
      const { text, document } = definition;
      const diagnostics = validateStateMachine(document).map((problem) => toDiagnostic(text, problem));
      void connection.sendDiagnostics({ uri, version: text.version, diagnostics });
    } catch (error) {
      connection.console.error(
        `Could not check ${uri}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }

  function cancel(uri: string): void {
    const timer = waiting.get(uri);
    if (timer !== undefined) clearTimeout(timer);
    waiting.delete(uri);
  }

  return {
    changed(uri) {
      cancel(uri);
      waiting.set(
        uri,
        setTimeout(() => publish(uri), QUIET_MS),
      );
    },
    closed(uri) {
      cancel(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  };
}
