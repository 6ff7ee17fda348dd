/**
 * What the language server process and the worker thread that hosts runs say to each other.
 *
 * Requests carry a number and are answered once, with a result or a failure; notifications are not answered. Places are file paths
 * with offsets turned into LSP ranges already, so neither side re-reads a file to speak about it.
 */

import type { ChildDetail, DebugCommand, RunUpdate } from './run-view.ts';
import type { StepscopeRequests, TestCaseResult } from './lsp-extensions.ts';

/** Texts of editors with unsaved changes, by file path: a run sees what the user sees. */
export type OpenTexts = Readonly<Record<string, string>>;

export interface WorkerRequests {
  'run-suite': {
    readonly params: {
      readonly runId: string;
      readonly suitePath: string;
      readonly caseNames: readonly string[] | null;
      readonly openTexts: OpenTexts;
      /** The folder that stands in for S3, or `s3://` for the real one. */
      readonly s3Folder: string | null;
      readonly s3Endpoint?: string | null;
      /** Handlers are code of the workspace: run only where the user trusts it; refused by default. */
      readonly handlers?: 'run' | 'refused';
    };
    readonly result: StepscopeRequests['stepscope/runSuite']['result'];
  };
  'start-session': {
    readonly params: {
      readonly sessionId: string;
      readonly suitePath: string;
      readonly caseName: string;
      readonly openTexts: OpenTexts;
      /** The folder that stands in for S3, or `s3://` for the real one. */
      readonly s3Folder: string | null;
      readonly s3Endpoint?: string | null;
      /** Handlers are code of the workspace: run only where the user trusts it; refused by default. */
      readonly handlers?: 'run' | 'refused';
    };
    readonly result: StepscopeRequests['stepscope/startDebugSession']['result'];
  };
  'debug-command': {
    readonly params: { readonly sessionId: string; readonly command: DebugCommand };
    readonly result: null;
  };
  'child-detail': {
    readonly params: { readonly sessionId: string; readonly mapRun: number; readonly index: number };
    readonly result: ChildDetail;
  };
  snapshot: { readonly params: { readonly sessionId: string }; readonly result: RunUpdate };
  'end-session': { readonly params: { readonly sessionId: string }; readonly result: null };
}

export type WorkerMethod = keyof WorkerRequests;

export type ToWorker =
  | {
      [M in WorkerMethod]: {
        readonly kind: 'request';
        readonly id: number;
        readonly method: M;
        readonly params: WorkerRequests[M]['params'];
      };
    }[WorkerMethod]
  | { readonly kind: 'applied'; readonly sessionId: string; readonly sequence: number }
  | { readonly kind: 'cancel-run'; readonly runId: string };

export type FromWorker =
  | { readonly kind: 'result'; readonly id: number; readonly result: WorkerRequests[WorkerMethod]['result'] }
  | {
      readonly kind: 'failure';
      readonly id: number;
      /** A sentence for the user. */
      readonly message: string;
      /** Present when the failure is a bug of ours; goes to the log, never to the user. */
      readonly stack?: string;
    }
  | { readonly kind: 'case-started'; readonly runId: string; readonly caseName: string }
  | { readonly kind: 'case-finished'; readonly runId: string; readonly result: TestCaseResult }
  | { readonly kind: 'run-update'; readonly sessionId: string; readonly update: RunUpdate }
  /** A bug of ours ended a session; the stack is for the log. */
  | { readonly kind: 'session-crashed'; readonly sessionId: string; readonly stack: string };
