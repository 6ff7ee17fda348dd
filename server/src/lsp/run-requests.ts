/**
 * The requests that run and debug state machines: the server's process passes them to the worker that hosts runs, so typing stays
 * smooth, and passes back what comes.
 */

import { fileURLToPath } from 'node:url';

import { LSPErrorCodes, ResponseError, type Connection, type TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import { createWorkerClient, WorkerFailure } from '../node/worker-client.ts';
import type { StepscopeNotifications, StepscopeRequests } from '../protocol/lsp-extensions.ts';
import type { OpenTexts } from '../protocol/worker.ts';
import { resolveS3Folder, S3_NEEDS_TRUST } from './s3-folder.ts';
import { REAL_S3 } from '../node/open-object-store.ts';

export interface RunRequestOptions {
  /** The worker's script, beside the server's. */
  readonly workerPath: string;
}

export function registerRunRequests(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  options: RunRequestOptions,
): void {
  const worker = createWorkerClient({
    scriptPath: options.workerPath,
    log: (line) => connection.console.error(line),
    onNotification(message) {
      switch (message.kind) {
        case 'case-started':
          return notify('stepscope/testCaseStarted', { runId: message.runId, caseName: message.caseName });
        case 'case-finished':
          return notify('stepscope/testCaseFinished', { runId: message.runId, result: message.result });
        case 'run-update':
          return notify('stepscope/runUpdate', { sessionId: message.sessionId, update: message.update });
        case 'session-crashed':
          connection.console.error(message.stack);
          return notify('stepscope/sessionLost', {
            sessionId: message.sessionId,
            message: 'The run ended because of a defect in Stepscope (see the Stepscope log). Restart to run it again.',
          });
      }
    },
    onCrash: () =>
      notify('stepscope/sessionLost', {
        sessionId: null,
        message: 'The process that runs state machines stopped unexpectedly. Restart to run the case again.',
      }),
  });

  let handlers: 'run' | 'refused' = 'refused';
  connection.onNotification('stepscope/workspaceTrusted', () => {
    handlers = 'run';
  });

  function notify<N extends keyof StepscopeNotifications>(name: N, params: StepscopeNotifications[N]): void {
    void connection.sendNotification(name, params);
  }

  function onRequest<R extends keyof StepscopeRequests>(
    name: R,
    handler: (params: StepscopeRequests[R]['params']) => Promise<StepscopeRequests[R]['result']>,
  ): void {
    connection.onRequest(name, async (params: StepscopeRequests[R]['params']): Promise<unknown> => {
      try {
        return await handler(params);
      } catch (error) {
        if (error instanceof WorkerFailure) throw new ResponseError(LSPErrorCodes.RequestFailed, error.message);
        throw error;
      }
    });
  }

  function openTexts(): OpenTexts {
    const texts: Record<string, string> = {};
    for (const document of documents.all()) {
      if (document.uri.startsWith('file:')) texts[fileURLToPath(document.uri)] = document.getText();
    }
    return texts;
  }

  async function s3Place(uri: string): Promise<{ s3Folder: string | null; s3Endpoint: string | null }> {
    const settings = (await connection.workspace.getConfiguration({ scopeUri: uri, section: 'stepscope' })) as {
      readonly s3?: { readonly folder?: string; readonly endpoint?: string };
    } | null;
    const folders = (await connection.workspace.getWorkspaceFolders()) ?? [];
    const s3Folder = resolveS3Folder(
      settings?.s3?.folder ?? '',
      pathOf(uri),
      folders.flatMap((folder) => pathsOf(folder.uri)),
    );
    // Where handlers may not run, the user's credentials are not used either.
    if (s3Folder === REAL_S3 && handlers === 'refused') {
      throw new ResponseError(LSPErrorCodes.RequestFailed, S3_NEEDS_TRUST);
    }
    const endpoint = settings?.s3?.endpoint?.trim() ?? '';
    return { s3Folder, s3Endpoint: endpoint === '' ? null : endpoint };
  }

  onRequest('stepscope/runSuite', async ({ uri, runId, caseNames }) =>
    worker.request('run-suite', {
      runId,
      caseNames,
      suitePath: pathOf(uri),
      openTexts: openTexts(),
      ...(await s3Place(uri)),
      handlers,
    }),
  );
  onRequest('stepscope/startDebugSession', async ({ sessionId, suiteUri, caseName }) =>
    worker.request('start-session', {
      sessionId,
      caseName,
      suitePath: pathOf(suiteUri),
      openTexts: openTexts(),
      ...(await s3Place(suiteUri)),
      handlers,
    }),
  );
  onRequest('stepscope/debugCommand', (params) => worker.request('debug-command', params));
  onRequest('stepscope/childDetail', (params) => worker.request('child-detail', params));
  onRequest('stepscope/snapshot', (params) => worker.request('snapshot', params));
  onRequest('stepscope/endDebugSession', (params) => worker.request('end-session', params));
  connection.onNotification('stepscope/updateApplied', (params: StepscopeNotifications['stepscope/updateApplied']) =>
    worker.notify({ kind: 'applied', ...params }),
  );
  connection.onNotification('stepscope/cancelRun', (params: StepscopeNotifications['stepscope/cancelRun']) =>
    worker.notify({ kind: 'cancel-run', ...params }),
  );
  connection.onShutdown(() => worker.dispose());
}

/** @throws ResponseError where the document is no file on disk: what a suite names is looked for beside it. */
function pathOf(uri: string): string {
  const [path] = pathsOf(uri);
  if (path !== undefined) return path;
  throw new ResponseError(
    LSPErrorCodes.RequestFailed,
    'Save the test suite first: what it names is looked for beside it.',
  );
}

function pathsOf(uri: string): readonly string[] {
  return uri.startsWith('file:') ? [fileURLToPath(uri)] : [];
}
