/** Where a question about a position was asked: in a definition (of its own, or in a template), or in a suite or mock file. */

import type { TextDocumentPositionParams, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { Definitions, OpenDefinition } from './definitions.ts';
import type { OpenSuite, SuiteLanguage } from './suite-language.ts';

export type Place = OpenDefinition & { readonly offset: number };
export type SuitePlace = OpenSuite & { readonly offset: number };

export interface PlaceWorld {
  readonly documents: Pick<TextDocuments<TextDocument>, 'get'>;
  readonly definitions: Definitions;
  readonly suites: SuiteLanguage;
}

export interface Places {
  /** Null where there is no definition. */
  at(params: TextDocumentPositionParams): Place | null;
  /** Null where the file is neither a suite nor a mock file. */
  inSuite(params: TextDocumentPositionParams): Promise<SuitePlace | null>;
}

export function createPlaces({ documents, definitions, suites }: PlaceWorld): Places {
  return {
    at({ textDocument, position }) {
      const text = documents.get(textDocument.uri);
      if (text === undefined) return null;
      const offset = text.offsetAt(position);
      const definition = definitions.at(text.uri, offset);
      return definition === null ? null : { ...definition, offset };
    },
    async inSuite({ textDocument, position }) {
      const suite = await suites.read(textDocument.uri);
      return suite === null ? null : { ...suite, offset: suite.text.offsetAt(position) };
    },
  };
}
