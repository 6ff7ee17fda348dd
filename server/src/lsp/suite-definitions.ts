/** The definitions that suites and mock files are about: files of their own, or machines in templates. */

import { basename } from 'node:path';

import { TextDocument } from 'vscode-languageserver-textdocument';

import type { TextRange } from '../core/base/text-range.ts';
import { embeddedDefinitionsIn, mayEmbedDefinitions } from '../core/language/embedded-definitions.ts';
import { formatOfFileName } from '../core/syntax/parse-asl-text.ts';
import { isDefinitionName } from '../host/workspace/file-names.ts';
import type { Workspace } from '../host/workspace/workspace.ts';
import type { Definitions, OpenDefinition } from './definitions.ts';
import { uriOfPath } from './uris.ts';

/** A definition whose places are those of its file, or can be turned into them. */
export interface SuiteDefinition extends OpenDefinition {
  /** `same`: offsets of the document are those of the text. */
  readonly offsets: 'same' | 'mapped';
  readonly toSource: (range: TextRange) => TextRange;
}

export interface SuiteDefinitions {
  /** Null where there is none; that is reported where it is named. */
  load(path: string | null | undefined, logicalId?: string | null): Promise<SuiteDefinition | null>;
}

const MAX_KEPT = 50;

export function createSuiteDefinitions(definitions: Definitions, workspace: Workspace): SuiteDefinitions {
  const templates = new Map<string, { readonly content: string; readonly found: SuiteDefinition | null }>();

  async function fromTemplate(path: string, logicalId: string | null): Promise<SuiteDefinition | null> {
    const content = await workspace.readText(path);
    if (content === null || !mayEmbedDefinitions(content)) return null;
    const key = `${path}\n${logicalId ?? ''}`;
    const known = templates.get(key);
    if (known?.content === content) return known.found;
    const format = formatOfFileName(path);
    const embedded = embeddedDefinitionsIn(content, format);
    const chosen =
      logicalId === null && embedded.length === 1 ? embedded[0] : embedded.find(({ name }) => name === logicalId);
    const found =
      chosen === undefined
        ? null
        : {
            text: TextDocument.create(uriOfPath(path), format, 0, content),
            document: chosen.document,
            offsets: chosen.offsets,
            toSource: chosen.toSource,
          };
    if (templates.size >= MAX_KEPT) templates.clear();
    templates.set(key, { content, found });
    return found;
  }

  return {
    async load(path, logicalId = null) {
      if (path === null || path === undefined) return null;
      if (logicalId !== null || !isDefinitionName(basename(path))) {
        const found = await fromTemplate(path, logicalId);
        if (found !== null || logicalId !== null) return found;
      }
      const definition = await definitions.load(uriOfPath(path)).catch(() => null);
      return definition === null ? null : { ...definition, offsets: 'same', toSource: (range) => range };
    },
  };
}
