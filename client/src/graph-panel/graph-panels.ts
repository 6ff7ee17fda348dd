/** The graph panels of this window: opens them beside the source, brings them back after a reload, and keeps graph and cursor together. */

import { randomBytes, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { WireLocation } from '../../../server/src/protocol/lsp-extensions.ts';
import type { ServerConnection } from '../language-client/server-connection.ts';
import { parseFromWebview } from './from-webview.ts';
import { innermostStateAt } from './innermost-state.ts';
import { PanelRelay } from './panel-relay.ts';
import { panelKey, panelSourceOfState, savedStepOfState, type PanelSource } from './panel-source.ts';
import { webviewHtml } from './webview-html.ts';

const GRAPH_PANEL_TYPE = 'stepscope.graph';

/** Typing pauses this long before the graph is read again. */
const EDIT_PAUSE_MS = 250;

/** Of the editor area's width, when a run opens beside its source. */
const SOURCE_SHARE = 0.4;

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly relay: PanelRelay;
}

export class GraphPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #extensionUri: vscode.Uri;
  readonly #server: ServerConnection;
  readonly #log: vscode.LogOutputChannel;
  readonly #panels = new Map<string, OpenPanel>();
  readonly #subscriptions: vscode.Disposable[] = [];
  #editTimer: NodeJS.Timeout | undefined;

  constructor(extensionUri: vscode.Uri, server: ServerConnection, log: vscode.LogOutputChannel) {
    this.#extensionUri = extensionUri;
    this.#server = server;
    this.#log = log;
    this.#subscriptions.push(
      vscode.window.registerWebviewPanelSerializer(GRAPH_PANEL_TYPE, this),
      server.onNotification('stepscope/runUpdate', ({ sessionId, update }) => {
        for (const { relay } of this.#panels.values()) relay.runUpdate(sessionId, update);
      }),
      server.onNotification('stepscope/sessionLost', ({ sessionId, message }) => {
        for (const { relay } of this.#panels.values()) relay.sessionLost(sessionId, message);
      }),
      server.onDidStop(() => {
        for (const { relay } of this.#panels.values()) relay.serverHasStopped();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#followCursor(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor !== undefined) this.#followCursor(editor);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#documentChanged(document);
      }),
    );
  }

  /** Shows the panel of this source beside the active editor, or brings it forward. A case that is shown already is run afresh. */
  async show(source: PanelSource): Promise<void> {
    const open = this.#panels.get(panelKey(source));
    if (open !== undefined) {
      open.panel.reveal(undefined, false);
      if (source.kind === 'case') await open.relay.receive({ kind: 'command', command: { kind: 'restart' } });
      return;
    }
    const opensGroup = opensNewGroup();
    const panel = vscode.window.createWebviewPanel(
      GRAPH_PANEL_TYPE,
      source.kind === 'case' ? source.caseName : 'State Graph',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false },
      this.#webviewOptions(),
    );
    if (source.kind === 'case' && opensGroup) await widenNewGroup();
    await this.#adopt(panel, source, 0);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const source = panelSourceOfState(state);
    if (source === null) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#webviewOptions();
    await this.#adopt(panel, source, savedStepOfState(state));
  }

  dispose(): void {
    clearTimeout(this.#editTimer);
    for (const { relay } of this.#panels.values()) relay.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #adopt(panel: vscode.WebviewPanel, source: PanelSource, resumeAtStep: number): Promise<void> {
    const relay = new PanelRelay(
      source,
      {
        server: this.#server,
        post: (message) => void panel.webview.postMessage(message),
        reveal: revealInSource,
        setTitle: (title) => {
          panel.title = title;
        },
        newSessionId: randomUUID,
      },
      resumeAtStep,
    );
    const key = panelKey(source);
    this.#panels.set(key, { panel, relay });
    panel.webview.onDidReceiveMessage(async (value: unknown) => {
      const message = parseFromWebview(value);
      if (message === null) this.#log.warn('The graph panel sent a message that is not of its protocol.');
      else await relay.receive(message);
    });
    panel.onDidChangeViewState(() => {
      if (!panel.visible) relay.viewIsHidden();
    });
    panel.onDidDispose(() => {
      this.#panels.delete(key);
      relay.dispose();
    });
    panel.webview.html = this.#html(panel.webview, source);
    await relay.start();
    for (const editor of vscode.window.visibleTextEditors) this.#followCursor(editor);
  }

  #webviewOptions(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.#extensionUri, 'dist')] };
  }

  #html(webview: vscode.Webview, source: PanelSource): string {
    const asset = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#extensionUri, 'dist', name)).toString();
    return webviewHtml({
      assets: { script: asset('webview.js'), style: asset('webview.css'), layoutWorker: asset('elk-worker.js') },
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      source,
    });
  }

  #followCursor(editor: vscode.TextEditor): void {
    const uri = editor.document.uri.toString();
    for (const { relay } of this.#panels.values()) {
      const definition = relay.definition;
      if (definition === null || !sameUri(definition.uri, uri)) continue;
      relay.highlight(innermostStateAt(definition.graph, editor.document.offsetAt(editor.selection.active)));
    }
  }

  #documentChanged(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    for (const { relay } of this.#panels.values())
      if (relay.source.kind === 'case' && sameUri(relay.source.suiteUri, uri)) relay.sourceChanged();
    const shows = ({ relay }: OpenPanel): boolean =>
      sameUri(relay.definition?.uri ?? (relay.source.kind === 'definition' ? relay.source.uri : ''), uri);
    if (![...this.#panels.values()].some(shows)) return;
    clearTimeout(this.#editTimer);
    this.#editTimer = setTimeout(() => {
      for (const open of this.#panels.values()) if (shows(open)) void open.relay.definitionChanged();
    }, EDIT_PAUSE_MS);
  }
}

/** Whether a panel beside the active editor is the first to split the editor area. */
function opensNewGroup(): boolean {
  const [only, ...others] = vscode.window.tabGroups.all;
  return others.length === 0 && only !== undefined && only.tabs.length > 0;
}

/** A run has more to show than its source. Only a split that the panel itself has made is changed. */
async function widenNewGroup(): Promise<void> {
  const groups = [{ size: SOURCE_SHARE }, { size: 1 - SOURCE_SHARE }];
  await vscode.commands.executeCommand('vscode.setEditorLayout', { orientation: 0, groups });
}

async function revealInSource({ uri, range }: WireLocation): Promise<void> {
  const target = vscode.Uri.parse(uri);
  const selection = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
  const visible = vscode.window.visibleTextEditors.find((editor) => sameUri(editor.document.uri.toString(), uri));
  const editor = await vscode.window.showTextDocument(target, {
    viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One,
    preserveFocus: true,
    preview: visible === undefined,
  });
  editor.selection = new vscode.Selection(selection.start, selection.start);
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Server and editor may escape a URI differently (`:` in a Windows drive, for one). */
function sameUri(left: string, right: string): boolean {
  return (
    left === right ||
    (left !== '' && right !== '' && vscode.Uri.parse(left).toString() === vscode.Uri.parse(right).toString())
  );
}
