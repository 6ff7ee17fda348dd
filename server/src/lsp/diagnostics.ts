/** Diagnostics while typing: pushed shortly after the last change, never for an older version than the one in the editor. */

import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { Problem } from '../core/base/problem.ts';
import { checkTemplate } from '../core/language/check-template.ts';
import { validateStateMachine } from '../core/validation/validate-state-machine.ts';
import type { ValidationOptions } from '../core/validation/rule.ts';
import type { Definitions, OpenDefinition } from './definitions.ts';
import { toDiagnostic } from './lsp-convert.ts';

/** Long enough to take in what arrives at once. */
const SHORTEST_QUIET_MS = 2;
/** A check that is done in this time fits between two keys. */
const SHORT_CHECK_MS = 50;
/** Where two in a row were slower, typing has to pause for as long, so that checks leave half of the time to others; at most this long. */
const LONGEST_QUIET_MS = 100;
/** Files that only depend on what is being typed can wait a little longer. */
const SUITE_QUIET_MS = 100;

export interface DiagnosticsPublisher {
  changed(uri: string): void;
  closed(uri: string): void;
}

/** Files that are about definitions: suites, mock files, configurations. */
export interface DependentFiles {
  /** Null for a document that is not open, or is none of them. */
  check(uri: string): Promise<{ readonly text: TextDocument; readonly problems: readonly Problem[] } | null>;
  isOne(uri: string): boolean;
  openOnes(): readonly string[];
}

export interface CheckedFiles {
  readonly definitions: Definitions;
  readonly dependents: DependentFiles;
}

/** @param options what definitions are checked with, asked at each check */
export function createDiagnosticsPublisher(
  connection: Connection,
  documents: Pick<TextDocuments<TextDocument>, 'get'>,
  { definitions, dependents }: CheckedFiles,
  options: () => ValidationOptions = () => ({}),
): DiagnosticsPublisher {
  const waiting = new Map<string, NodeJS.Timeout>();
  /** How long the last two checks of a document took; one bracket that is missing for a moment makes one of them slow. */
  const checkMs = new Map<string, readonly [last: number, before: number]>();
  /** Those that problems were published for, so that they can be taken back. */
  const templates = new Set<string>();

  async function publish(uri: string): Promise<void> {
    waiting.delete(uri);
    const start = performance.now();
    try {
      const definition = definitions.get(uri);
      if (definition !== null) publishDefinition(definition);
      else if (dependents.isOne(uri)) await publishDependent(uri);
      else publishTemplate(uri);
      checkMs.set(uri, [performance.now() - start, checkMs.get(uri)?.[0] ?? 0]);
    } catch (error) {
      connection.console.error(
        `Could not check ${uri}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }

  function publishDefinition({ text, document }: OpenDefinition): void {
    const diagnostics = validateStateMachine(document, options()).map((problem) => toDiagnostic(text, problem));
    void connection.sendDiagnostics({ uri: text.uri, version: text.version, diagnostics });
    // Suites and mock files are right or wrong for a definition.
    for (const other of dependents.openOnes()) schedule(other, SUITE_QUIET_MS);
  }

  /** Problems of the definitions inside a template, at their places in it. */
  function publishTemplate(uri: string): void {
    const text = documents.get(uri);
    const embedded = definitions.embeddedIn(uri);
    if (text === undefined || (embedded.length === 0 && !templates.has(uri))) return;
    if (embedded.length === 0) templates.delete(uri);
    else templates.add(uri);
    const diagnostics = checkTemplate(embedded, options()).map(({ problem }) => toDiagnostic(text, problem));
    void connection.sendDiagnostics({ uri, version: text.version, diagnostics });
  }

  async function publishDependent(uri: string): Promise<void> {
    const checked = await dependents.check(uri);
    if (checked === null) return;
    // The text may have changed, or been closed, meanwhile; then others are on their way.
    if (waiting.has(uri) || !dependents.openOnes().includes(uri)) return;
    const diagnostics = checked.problems.map((problem) => toDiagnostic(checked.text, problem));
    void connection.sendDiagnostics({ uri, version: checked.text.version, diagnostics });
  }

  function schedule(uri: string, quietMs: number): void {
    cancel(uri);
    waiting.set(
      uri,
      setTimeout(() => void publish(uri), quietMs),
    );
  }

  function quietMsOf(uri: string): number {
    const quicker = Math.min(...(checkMs.get(uri) ?? [0]));
    return quicker <= SHORT_CHECK_MS ? SHORTEST_QUIET_MS : Math.min(quicker, LONGEST_QUIET_MS);
  }

  function cancel(uri: string): void {
    const timer = waiting.get(uri);
    if (timer !== undefined) clearTimeout(timer);
    waiting.delete(uri);
  }

  return {
    changed(uri) {
      schedule(uri, quietMsOf(uri));
      // What a suite, mock file or configuration says changes what is wrong with the others.
      if (!dependents.isOne(uri)) return;
      for (const other of dependents.openOnes()) if (other !== uri) schedule(other, SUITE_QUIET_MS);
    },
    closed(uri) {
      cancel(uri);
      checkMs.delete(uri);
      templates.delete(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  };
}
