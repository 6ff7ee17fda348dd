/**
 * What client and server say to each other beyond LSP. Names and shapes only; all values are JSON.
 *
 * URIs are strings, ranges are LSP ranges (zero-based lines, UTF-16 characters).
 */

import type { StateGraph } from '../core/graph/state-graph.ts';
import type { ChildDetail, DebugCommand, RunUpdate } from './run-view.ts';

export interface WireRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface WireLocation {
  readonly uri: string;
  readonly range: WireRange;
}

export interface WireProblem {
  readonly message: string;
  readonly location?: WireLocation;
}

/** Requests, by method name: parameters and result. A request that fails answers with a ResponseError whose message is for the user. */
export interface StepscopeRequests {
  /** The test cases of a suite text (the open editor's text where it is open). */
  'stepscope/listTestCases': {
    readonly params: { readonly uri: string };
    readonly result: {
      readonly suiteName: string;
      readonly cases: readonly TestCaseItem[];
      readonly problems: readonly WireProblem[];
    };
  };
  /** The suites about a definition, those in its folder first. */
  'stepscope/suitesAbout': {
    readonly params: { readonly uri: string };
    readonly result: { readonly suiteUris: readonly string[] };
  };
  /** Runs a suite, or the named cases of it; each result also comes as `stepscope/testCaseFinished`. */
  'stepscope/runSuite': {
    readonly params: { readonly uri: string; readonly runId: string; readonly caseNames: readonly string[] | null };
    readonly result: { readonly results: readonly TestCaseResult[]; readonly problems: readonly WireProblem[] };
  };
  'stepscope/stateGraph': {
    readonly params: { readonly uri: string };
    readonly result: { readonly graph: StateGraph | null; readonly problems: readonly WireProblem[] };
  };
  /** Starts a debug session, paused before the first state. Updates come as `stepscope/runUpdate`. */
  'stepscope/startDebugSession': {
    readonly params: { readonly sessionId: string; readonly suiteUri: string; readonly caseName: string };
    readonly result: { readonly graph: StateGraph; readonly definitionUri: string; readonly title: string };
  };
  'stepscope/debugCommand': {
    readonly params: { readonly sessionId: string; readonly command: DebugCommand };
    readonly result: null;
  };
  'stepscope/childDetail': {
    readonly params: { readonly sessionId: string; readonly mapRun: number; readonly index: number };
    readonly result: ChildDetail;
  };
  /** Everything a view needs to start afresh (after a reload): one update with `reset: true`. */
  'stepscope/snapshot': {
    readonly params: { readonly sessionId: string };
    readonly result: RunUpdate;
  };
  'stepscope/endDebugSession': { readonly params: { readonly sessionId: string }; readonly result: null };
  /** The source range of a graph node (a state's JSON pointer) in the text as it is now. */
  'stepscope/stateLocation': {
    readonly params: { readonly uri: string; readonly pointer: string };
    readonly result: WireLocation | null;
  };
}

export interface StepscopeNotifications {
  /** Server to client. */
  'stepscope/testCaseStarted': { readonly runId: string; readonly caseName: string };
  'stepscope/testCaseFinished': { readonly runId: string; readonly result: TestCaseResult };
  'stepscope/runUpdate': { readonly sessionId: string; readonly update: RunUpdate };
  /** Server to client: a session is gone (null: all are) for a reason that is no doing of the user. The message is for them. */
  'stepscope/sessionLost': { readonly sessionId: string | null; readonly message: string };
  /** Client to server: the view has taken in updates up to this sequence; the server keeps at most two in flight. */
  'stepscope/updateApplied': { readonly sessionId: string; readonly sequence: number };
  /** Client to server. */
  'stepscope/cancelRun': { readonly runId: string };
  /** Client to server: the user trusts the workspace, so its local handlers may run. Never told, it is not trusted. */
  'stepscope/workspaceTrusted': Readonly<Record<string, never>>;
}

export interface TestCaseItem {
  readonly name: string;
  readonly range: WireRange;
}

export interface TestCaseResult {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  readonly failures: readonly TestFailure[];
}

export interface TestFailure {
  /** One line a person can act on. */
  readonly message: string;
  /** Pretty JSON or text, for the editor's diff. */
  readonly expected?: string;
  readonly actual?: string;
  /** The expectation in the suite file. */
  readonly location?: WireLocation;
  /** The state in the definition, where one is to blame. */
  readonly stateLocation?: WireLocation;
}
