/** The language server's process and every message to and from it. Nothing else in the client talks to the server. */

import * as vscode from 'vscode';
import {
  LanguageClient,
  State,
  TransportKind,
  type LanguageClientOptions,
  type ServerOptions,
} from 'vscode-languageclient/node';
import { SYNCED_FILE_PATTERNS } from '../workspace-files/file-patterns.ts';
import { realTimer, withDeadline } from './deadline.ts';
import { DiagnosticsFilter } from './diagnostics-filter.ts';
import { isCancellation, serverStopped, toRequestFailure, type RequestFailure } from './request-failure.ts';
import {
  REQUEST_RULES,
  type NotificationName,
  type NotificationParams,
  type RequestName,
  type RequestParams,
  type RequestResult,
  type ServerRequests,
} from './server-requests.ts';

/** Where esbuild puts the server. */
const SERVER_MODULE = ['dist', 'server.js'] as const;

export class ServerConnection implements ServerRequests, vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #log: vscode.LogOutputChannel;
  readonly #stopped = new vscode.EventEmitter<void>();
  readonly #filter = new DiagnosticsFilter();
  readonly #subscriptions: vscode.Disposable[] = [this.#stopped, this.#filter];
  #failureToStart: RequestFailure | null = null;

  /** Fires when the server's process ended by itself; its sessions are gone. */
  readonly onDidStop: vscode.Event<void> = this.#stopped.event;

  constructor(extensionUri: vscode.Uri, log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#client = new LanguageClient(
      'stepscope',
      'Stepscope',
      serverOptions(extensionUri),
      clientOptions(log, this.#filter),
    );
    this.#subscriptions.push(
      this.#client.onDidChangeState(({ oldState, newState }) => {
        if (oldState === State.Running && newState !== State.Running) this.#stopped.fire();
        // A server that was started again knows nothing of it.
        if (newState === State.Running) this.#tellTrust();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#tellTrust()),
    );
  }

  #tellTrust(): void {
    if (vscode.workspace.isTrusted && this.#client.isRunning()) this.notify('stepscope/workspaceTrusted', {});
  }

  /** Starts the server's process. A failure is shown once here, and every later request fails with it. */
  async start(): Promise<void> {
    try {
      await this.#client.start();
      this.#failureToStart = null;
    } catch (error) {
      this.#log.error('The server did not start.', error instanceof Error ? error : String(error));
      this.#failureToStart = serverStopped();
      void this.#offerHelp();
    }
  }

  async #offerHelp(): Promise<void> {
    const answer = await vscode.window.showErrorMessage(
      'The Stepscope server did not start.',
      'Show Log',
      'Reload Window',
    );
    if (answer === 'Show Log') this.#log.show();
    if (answer === 'Reload Window') await vscode.commands.executeCommand('workbench.action.reloadWindow');
  }

  async request<M extends RequestName>(
    method: M,
    params: RequestParams<M>,
    token?: vscode.CancellationToken,
  ): Promise<RequestResult<M>> {
    if (this.#failureToStart !== null) throw this.#failureToStart;
    const cancellation = new vscode.CancellationTokenSource();
    const link = token?.onCancellationRequested(() => cancellation.cancel());
    if (token?.isCancellationRequested === true) cancellation.cancel();
    const { what, timeoutMs } = REQUEST_RULES[method];
    try {
      const answer = this.#client.sendRequest<RequestResult<M>>(method, params, cancellation.token);
      if (timeoutMs === null) return await answer;
      return await withDeadline(answer, timeoutMs, { timer: realTimer, what, onTimeout: () => cancellation.cancel() });
    } catch (error) {
      const failure = toRequestFailure(error, method);
      if (!isCancellation(failure)) this.#log.warn(`${method} failed: ${failure.message}`);
      throw failure;
    } finally {
      link?.dispose();
      cancellation.dispose();
    }
  }

  notify<M extends NotificationName>(method: M, params: NotificationParams<M>): void {
    this.#client.sendNotification(method, params).catch((error: unknown) => {
      this.#log.debug(`${method} was not sent: ${toRequestFailure(error, method).message}`);
    });
  }

  onNotification<M extends NotificationName>(
    method: M,
    listener: (params: NotificationParams<M>) => void,
  ): vscode.Disposable {
    return this.#client.onNotification(method, listener);
  }

  async stop(): Promise<void> {
    try {
      if (this.#client.needsStop()) await this.#client.stop(2_000);
    } catch (error) {
      this.#log.debug(`The server did not stop in time: ${toRequestFailure(error, 'shutdown').message}`);
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function serverOptions(extensionUri: vscode.Uri): ServerOptions {
  const module = vscode.Uri.joinPath(extensionUri, ...SERVER_MODULE).fsPath;
  return {
    run: { module, transport: TransportKind.stdio },
    debug: { module, transport: TransportKind.stdio, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  };
}

function clientOptions(log: vscode.LogOutputChannel, filter: DiagnosticsFilter): LanguageClientOptions {
  return {
    documentSelector: [
      { language: 'asl' },
      { language: 'asl-yaml' },
      ...SYNCED_FILE_PATTERNS.map((pattern) => ({ scheme: 'file', pattern })),
      ...SYNCED_FILE_PATTERNS.map((pattern) => ({ scheme: 'untitled', pattern })),
    ],
    initializationOptions: { clientCommands: true },
    outputChannel: log,
    diagnosticCollectionName: 'stepscope',
    middleware: { handleDiagnostics: filter.handleDiagnostics },
  };
}
