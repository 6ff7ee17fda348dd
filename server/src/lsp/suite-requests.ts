/** What the editor asks about suite files: which are about a definition, their test cases and where they stand, from open texts first. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { LSPErrorCodes, ResponseError, type Connection, type TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import { createLineIndex, type TextRange } from '../core/base/text-range.ts';
import { parseSuiteFile } from '../core/suite/suite-file.ts';
import type { SuiteLinks } from '../host/workspace/suite-links.ts';
import type { StepscopeRequests, WireRange } from '../protocol/lsp-extensions.ts';
import { guarded } from './guard.ts';
import { pathOfUri, uriOfPath } from './uris.ts';

type SuitesRequest = StepscopeRequests['stepscope/suitesAbout'];
type ListRequest = StepscopeRequests['stepscope/listTestCases'];

export function registerSuiteRequests(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  links: Pick<SuiteLinks, 'filesAbout'>,
): void {
  connection.onRequest(
    'stepscope/suitesAbout',
    guarded(connection.console, 'find the suites', async ({ uri }: SuitesRequest['params']) => {
      const path = pathOfUri(uri);
      const suites = path === null ? [] : await links.filesAbout(path);
      return { suiteUris: suites.map((suite) => uriOfPath(suite.path)) } satisfies SuitesRequest['result'];
    }),
  );
  connection.onRequest('stepscope/listTestCases', async ({ uri }: ListRequest['params']) => {
    const text = documents.get(uri)?.getText() ?? (await readSuiteText(uri));
    return listTestCases(text, uri);
  });
}

function listTestCases(text: string, uri: string): ListRequest['result'] {
  const { value: suite, problems } = parseSuiteFile(text, uri);
  const lines = createLineIndex(text);
  const wire = ({ start, end }: TextRange): WireRange => ({
    start: lines.positionAt(start),
    end: lines.positionAt(end),
  });
  return {
    suiteName: suite?.name ?? '',
    cases: (suite?.cases ?? []).map(({ name, nameRange }) => ({ name, range: wire(nameRange) })),
    problems: problems.map(({ message, range }) => ({ message, location: { uri, range: wire(range) } })),
  };
}

async function readSuiteText(uri: string): Promise<string> {
  try {
    return await readFile(fileURLToPath(uri), 'utf8');
  } catch {
    throw new ResponseError(LSPErrorCodes.RequestFailed, `The suite ${uri} cannot be read.`);
  }
}
