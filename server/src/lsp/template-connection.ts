/**
 * A connection on which everything that is offered for definitions is offered inside templates too: questions about a place of a template
 * are put to the definition there, questions about a whole template to each of its definitions, and the answers are told of the template.
 */

import {
  CodeActionKind,
  LSPErrorCodes,
  ResponseError,
  type CallHierarchyItem,
  type CodeAction,
  type CodeActionParams,
  type CompletionItem,
  type CompletionList,
  type Connection,
  type FoldingRange,
  type Range,
  type SelectionRangeParams,
  type SemanticTokens,
  type TextDocumentIdentifier,
  type TextDocumentPositionParams,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import { completionsInSource, entriesInSource, foldingInSource, inSource, tokensInSource } from './embedded-answers.ts';
import { toViewPosition, toViewRange, type EmbeddedView, type EmbeddedViews } from './embedded-views.ts';

type Handler<P, Rest extends readonly unknown[], Out> = (params: P, ...rest: Rest) => Out;
type About = { readonly textDocument: TextDocumentIdentifier };

/** @param fixAll mends a whole template: an answer to the question for `source.fixAll` */
export function withTemplates(
  connection: Connection,
  views: EmbeddedViews,
  fixAll: (template: TextDocument) => CodeAction | null,
): Connection {
  /** Questions about one place. */
  function atPlace<P extends TextDocumentPositionParams, Rest extends readonly unknown[], Out>(
    handler: Handler<P, Rest, Out>,
    tell: (view: EmbeddedView, answer: Awaited<Out>) => unknown = inSource,
  ): Handler<P, Rest, Promise<Awaited<Out>>> {
    return async (params, ...rest): Promise<Awaited<Out>> => {
      const view = views.at(params.textDocument.uri, params.position);
      const position = view === null ? null : toViewPosition(view, params.position);
      if (view === null || position === null) return await handler(params, ...rest);
      const answer = await handler({ ...params, textDocument: { uri: view.uri }, position }, ...rest);
      return tell(view, answer) as Awaited<Out>;
    };
  }

  /** Questions about a whole document; `join` makes one answer of those about each definition. */
  function perView<P extends About, Rest extends readonly unknown[], Out>(
    handler: Handler<P, Rest, Out>,
    join: (answers: readonly { readonly view: EmbeddedView; readonly answer: Awaited<Out> }[]) => unknown,
    about: (view: EmbeddedView, params: P) => P = (view, params) => ({ ...params, textDocument: { uri: view.uri } }),
  ): Handler<P, Rest, Promise<Awaited<Out>>> {
    return async (params, ...rest): Promise<Awaited<Out>> => {
      const all = views.of(params.textDocument.uri);
      if (all.length === 0) return await handler(params, ...rest);
      const answers = [];
      for (const view of all) answers.push({ view, answer: await handler(about(view, params), ...rest) });
      return join(answers) as Awaited<Out>;
    };
  }

  /** Lists about a whole document. */
  function lists<P extends About, Rest extends readonly unknown[], Out>(
    handler: Handler<P, Rest, Out>,
    tell: (view: EmbeddedView, entries: readonly never[]) => readonly unknown[] = entriesInSource,
  ): Handler<P, Rest, Promise<Awaited<Out>>> {
    return perView(handler, (answers) =>
      answers.flatMap(({ view, answer }) => (Array.isArray(answer) ? tell(view, answer as readonly never[]) : [])),
    );
  }

  /** Questions about what was answered before. */
  function aboutItem<P extends { readonly item: CallHierarchyItem }, Rest extends readonly unknown[], Out>(
    handler: Handler<P, Rest, Out>,
  ): Handler<P, Rest, Promise<Awaited<Out>>> {
    return async (params, ...rest): Promise<Awaited<Out>> => {
      const kept = params.item.data as { readonly view?: unknown; readonly data?: unknown } | null | undefined;
      const view = typeof kept?.view === 'string' ? views.byUri(kept.view) : null;
      if (view === null) return await handler(params, ...rest);
      const item = { ...params.item, uri: view.uri, data: kept?.data };
      return inSource(view, await handler({ ...params, item }, ...rest)) as Awaited<Out>;
    };
  }

  const languages = derived(connection.languages, {
    inlayHint: derived(connection.languages.inlayHint, {
      on: (handler: Parameters<typeof connection.languages.inlayHint.on>[0]) =>
        connection.languages.inlayHint.on(perView(handler, (answers) => joined(answers), withRange)),
    }),
    semanticTokens: derived(connection.languages.semanticTokens, {
      on: (handler: Parameters<typeof connection.languages.semanticTokens.on>[0]) =>
        connection.languages.semanticTokens.on(perView(handler, joinedTokens)),
      onRange: (handler: Parameters<typeof connection.languages.semanticTokens.onRange>[0]) =>
        connection.languages.semanticTokens.onRange(perView(handler, joinedTokens, withRange)),
    }),
    callHierarchy: derived(connection.languages.callHierarchy, {
      onPrepare: (handler: Parameters<typeof connection.languages.callHierarchy.onPrepare>[0]) =>
        connection.languages.callHierarchy.onPrepare(atPlace(handler)),
      onIncomingCalls: (handler: Parameters<typeof connection.languages.callHierarchy.onIncomingCalls>[0]) =>
        connection.languages.callHierarchy.onIncomingCalls(aboutItem(handler)),
      onOutgoingCalls: (handler: Parameters<typeof connection.languages.callHierarchy.onOutgoingCalls>[0]) =>
        connection.languages.callHierarchy.onOutgoingCalls(aboutItem(handler)),
    }),
  });

  return derived(connection, {
    languages,
    onCompletion: (handler: Parameters<Connection['onCompletion']>[0]) =>
      connection.onCompletion(atPlace(handler, tellCompletion)),
    onHover: (handler: Parameters<Connection['onHover']>[0]) => connection.onHover(atPlace(handler)),
    onSignatureHelp: (handler: Parameters<Connection['onSignatureHelp']>[0]) =>
      connection.onSignatureHelp(atPlace(handler)),
    onDefinition: (handler: Parameters<Connection['onDefinition']>[0]) => connection.onDefinition(atPlace(handler)),
    onReferences: (handler: Parameters<Connection['onReferences']>[0]) => connection.onReferences(atPlace(handler)),
    onDocumentHighlight: (handler: Parameters<Connection['onDocumentHighlight']>[0]) =>
      connection.onDocumentHighlight(atPlace(handler)),
    onPrepareRename: (handler: Parameters<Connection['onPrepareRename']>[0]) =>
      connection.onPrepareRename(atPlace(handler)),
    onRenameRequest: (handler: Parameters<Connection['onRenameRequest']>[0]) =>
      connection.onRenameRequest(atPlace(handler, tellRename)),
    onDocumentSymbol: (handler: Parameters<Connection['onDocumentSymbol']>[0]) =>
      connection.onDocumentSymbol(lists(handler)),
    onFoldingRanges: (handler: Parameters<Connection['onFoldingRanges']>[0]) =>
      connection.onFoldingRanges(
        lists(handler, (view, ranges) => foldingInSource(view, ranges as readonly FoldingRange[])),
      ),
    onCodeLens: (handler: Parameters<Connection['onCodeLens']>[0]) => connection.onCodeLens(lists(handler)),
    onDocumentLinks: (handler: Parameters<Connection['onDocumentLinks']>[0]) =>
      connection.onDocumentLinks(withFiles(views, lists(handler))),
    onSelectionRanges: (handler: Parameters<Connection['onSelectionRanges']>[0]) =>
      connection.onSelectionRanges(selections(views, handler)),
    onCodeAction: (handler: Parameters<Connection['onCodeAction']>[0]) =>
      connection.onCodeAction(actions(views, fixAll, handler)),
  });
}

/** The same object with other members. */
function derived<T extends object>(base: T, members: Readonly<Record<string, unknown>>): T {
  const descriptors = Object.entries(members).map(([name, value]) => [name, { value, enumerable: true }] as const);
  return Object.create(base, Object.fromEntries(descriptors)) as T;
}

function joined(answers: readonly { readonly view: EmbeddedView; readonly answer: unknown }[]): readonly unknown[] {
  return answers.flatMap(({ view, answer }) =>
    Array.isArray(answer) ? entriesInSource(view, answer as unknown[]) : [],
  );
}

function joinedTokens(answers: readonly { readonly view: EmbeddedView; readonly answer: unknown }[]): SemanticTokens {
  return tokensInSource(answers.map(({ view, answer }) => ({ view, tokens: answer as SemanticTokens })));
}

/** The whole definition where the range is not just a part of it: what is too much is not shown. */
function withRange<P extends About & { readonly range: Range }>(view: EmbeddedView, params: P): P {
  const whole = { start: { line: 0, character: 0 }, end: view.text.positionAt(view.definition.document.text.length) };
  const range = view.definition.offsets === 'same' ? params.range : (toViewRange(view, params.range) ?? whole);
  return { ...params, textDocument: { uri: view.uri }, range: view.definition.offsets === 'same' ? range : whole };
}

function tellCompletion(view: EmbeddedView, answer: unknown): CompletionItem[] | null {
  const items = Array.isArray(answer) ? (answer as CompletionItem[]) : (answer as CompletionList | null)?.items;
  return items === undefined ? null : completionsInSource(view, items);
}

function tellRename(view: EmbeddedView, answer: unknown): unknown {
  const told = inSource(view, answer);
  if (told !== null || answer === null) return told;
  throw new ResponseError(
    LSPErrorCodes.RequestFailed,
    'The name stands partly in a function of the template, so it cannot be changed everywhere. Change it by hand.',
  );
}

function selections<Rest extends readonly unknown[], Out>(
  views: EmbeddedViews,
  handler: Handler<SelectionRangeParams, Rest, Out>,
): Handler<SelectionRangeParams, Rest, Promise<Awaited<Out>>> {
  return async (params, ...rest): Promise<Awaited<Out>> => {
    const [first] = params.positions;
    const view = first === undefined ? null : views.at(params.textDocument.uri, first);
    if (view === null) return await handler(params, ...rest);
    const positions = params.positions.map((position) => toViewPosition(view, position) ?? { line: 0, character: 0 });
    return inSource(
      view,
      await handler({ ...params, textDocument: { uri: view.uri }, positions }, ...rest),
    ) as Awaited<Out>;
  };
}

function actions<Rest extends readonly unknown[], Out>(
  views: EmbeddedViews,
  fixAll: (template: TextDocument) => CodeAction | null,
  handler: Handler<CodeActionParams, Rest, Out>,
): Handler<CodeActionParams, Rest, Promise<Awaited<Out>>> {
  return async (params, ...rest): Promise<Awaited<Out>> => {
    const { textDocument, context } = params;
    const [first] = views.of(textDocument.uri);
    if (first !== undefined && context.only?.some((kind) => CodeActionKind.SourceFixAll.startsWith(kind)) === true) {
      const mended = fixAll(first.source);
      return (mended === null ? [] : [mended]) as Awaited<Out>;
    }
    const view = views.at(textDocument.uri, params.range.start);
    const range = view === null ? null : toViewRange(view, params.range);
    if (view === null || range === null) return await handler(params, ...rest);
    const diagnostics = context.diagnostics.flatMap((each) => {
      const place = toViewRange(view, each.range);
      return place === null ? [] : [{ ...each, range: place }];
    });
    const about = { ...params, textDocument: { uri: view.uri }, range, context: { ...context, diagnostics } };
    const answer: unknown = await handler(about, ...rest);
    return (Array.isArray(answer) ? entriesInSource(view, answer as unknown[]) : answer) as Awaited<Out>;
  };
}

/** The links of definitions, and those of the template to definitions in files of their own. */
function withFiles<P extends About, Rest extends readonly unknown[], Out>(
  views: EmbeddedViews,
  handler: Handler<P, Rest, Promise<Out>>,
): Handler<P, Rest, Promise<Out>> {
  return async (params, ...rest): Promise<Out> => {
    const answer = await handler(params, ...rest);
    const files = views.links(params.textDocument.uri).map((link) => ({ ...link, tooltip: 'The definition' }));
    if (files.length === 0) return answer;
    return [...(Array.isArray(answer) ? (answer as unknown[]) : []), ...files] as Out;
  };
}
