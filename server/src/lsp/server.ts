/** The language server on any connection: capabilities, documents and handlers, wired together. */

import {
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { createKnownProjects } from '../host/workspace/known-projects.ts';
import { createSuiteLinks } from '../host/workspace/suite-links.ts';
import { createWorkspace } from '../host/workspace/workspace.ts';
import { CODE_ACTION_KINDS, registerCodeActions } from './code-actions.ts';
import { createDefinitions } from './definitions.ts';
import { createDiagnosticsPublisher, type DependentFiles } from './diagnostics.ts';
import { registerFormatFeatures } from './format-features.ts';
import { registerGraphRequests } from './graph-requests.ts';
import { registerHintFeatures } from './hint-features.ts';
import { createKnownData } from './known-data.ts';
import { registerLanguageFeatures } from './language-features.ts';
import { createLocalMockLanguage, isLocalMockUri } from './local-mock-language.ts';
import { registerNavigationFeatures } from './navigation-features.ts';
import { createRefactorActions, REFACTOR_KINDS } from './refactor-actions.ts';
import { createRuleConfiguration } from './rule-configuration.ts';
import { registerRunRequests, type RunRequestOptions } from './run-requests.ts';
import { registerStructureFeatures, TOKEN_LEGEND } from './structure-features.ts';
import { createSuiteLanguage, suiteKindOf } from './suite-language.ts';
import { registerSuiteRequests } from './suite-requests.ts';
import { withTemplates } from './template-connection.ts';
import { fixAllInTemplate } from './template-fixes.ts';
import { openTextOf, pathOfUri } from './uris.ts';

export function startServer(connection: Connection, options: RunRequestOptions): void {
  const documents = new TextDocuments(TextDocument);
  const definitions = createDefinitions(documents);
  const rules = createRuleConfiguration(connection, () => {
    for (const { uri } of documents.all()) diagnostics.changed(uri);
  });
  const workspace = createWorkspace((path) => openTextOf(documents, path));
  const projects = createKnownProjects(workspace);
  const links = createSuiteLinks(workspace, projects);
  const knownData = createKnownData(workspace, links, projects);
  const suites = createSuiteLanguage({ documents, definitions, workspace, links, projects });
  const localMocks = createLocalMockLanguage({ documents, definitions, workspace, projects });
  const dependents: DependentFiles = {
    isOne: (uri) => suiteKindOf(uri) !== null || isLocalMockUri(uri),
    openOnes: () => [...suites.openOnes(), ...localMocks.openOnes()],
    async check(uri) {
      const local = await localMocks.read(uri);
      if (local !== null) return { text: local.text, problems: localMocks.problemsOf(local) };
      const suite = await suites.read(uri);
      return suite === null ? null : { text: suite.text, problems: await suites.problemsOf(suite) };
    },
  };
  const diagnostics = createDiagnosticsPublisher(connection, documents, { definitions, dependents }, () =>
    rules.options(),
  );
  let snippets = false;
  let clientCommands = false;
  let createFiles = false;

  connection.onInitialize((params): InitializeResult => {
    snippets = supportsSnippets(params);
    clientCommands = hasClientCommands(params);
    createFiles = params.capabilities.workspace?.workspaceEdit?.resourceOperations?.includes('create') === true;
    workspace.setFolders(
      foldersOf(params)
        .map(pathOfUri)
        .filter((path) => path !== null),
    );
    rules.initialize(params.capabilities, params.initializationOptions);
    return {
      serverInfo: { name: 'stepscope' },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        completionProvider: { triggerCharacters: ['"', ' ', '$', '.', ':'] },
        signatureHelpProvider: { triggerCharacters: ['(', ','] },
        hoverProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        documentSymbolProvider: true,
        foldingRangeProvider: true,
        inlayHintProvider: true,
        codeLensProvider: {},
        semanticTokensProvider: { legend: TOKEN_LEGEND, full: true, range: true },
        selectionRangeProvider: true,
        workspaceSymbolProvider: true,
        callHierarchyProvider: true,
        documentLinkProvider: {},
        codeActionProvider: { codeActionKinds: [...CODE_ACTION_KINDS, ...REFACTOR_KINDS] },
        documentFormattingProvider: true,
      },
    };
  });

  documents.onDidChangeContent(({ document }) => diagnostics.changed(document.uri));
  documents.onDidClose(({ document }) => {
    definitions.forget(document.uri);
    diagnostics.closed(document.uri);
  });

  // Inside templates, definitions are looked at as documents of their own.
  const editor = withTemplates(connection, definitions.views, (template) =>
    fixAllInTemplate(template, rules.options()),
  );
  const texts = { get: (uri: string) => definitions.views.byUri(uri)?.text ?? documents.get(uri) };
  registerLanguageFeatures(editor, { documents: texts, definitions, knownData, suites, localMocks }, () => ({
    snippets,
  }));
  registerNavigationFeatures(editor, { documents: texts, definitions, suites, localMocks });
  registerHintFeatures(editor, definitions, knownData, () => ({ clientCommands }));
  registerStructureFeatures(editor, { definitions, workspace, suites });
  registerCodeActions(editor, definitions, rules, [
    createRefactorActions({ suites, workspace }, () => ({ createFiles })),
  ]);
  registerFormatFeatures(connection, definitions);
  registerGraphRequests(connection, definitions);
  registerSuiteRequests(connection, documents, links);
  registerRunRequests(connection, documents, options);

  documents.listen(connection);
  connection.listen();
}

function supportsSnippets({ capabilities }: InitializeParams): boolean {
  return capabilities.textDocument?.completion?.completionItem?.snippetSupport === true;
}

/** The extension says `{ "clientCommands": true }`; in other editors a lens would call what is not there. */
function hasClientCommands({ initializationOptions }: InitializeParams): boolean {
  const options: unknown = initializationOptions;
  return (
    typeof options === 'object' &&
    options !== null &&
    (options as { readonly clientCommands?: unknown }).clientCommands === true
  );
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  return rootUri === null ? [] : [rootUri];
}
