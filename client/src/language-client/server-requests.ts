/** How long the server may take for each request, and the narrow view of it that panels and tests use. */

import type { StepscopeNotifications, StepscopeRequests } from '../../../server/src/protocol/lsp-extensions.ts';

export type RequestName = keyof StepscopeRequests;
export type RequestParams<M extends RequestName> = StepscopeRequests[M]['params'];
export type RequestResult<M extends RequestName> = StepscopeRequests[M]['result'];
export type NotificationName = keyof StepscopeNotifications;
export type NotificationParams<M extends NotificationName> = StepscopeNotifications[M];

export interface ServerRequests {
  /** @throws RequestFailure */
  request<M extends RequestName>(method: M, params: RequestParams<M>): Promise<RequestResult<M>>;
  /** Never fails: a notification to a server that is gone is dropped. */
  notify<M extends NotificationName>(method: M, params: NotificationParams<M>): void;
}

interface RequestRule {
  /** What the request does, as the subject of a sentence. */
  readonly what: string;
  /** Null: as long as it takes; the user cancels it. */
  readonly timeoutMs: number | null;
}

export const REQUEST_RULES: { readonly [M in RequestName]: RequestRule } = {
  'stepscope/listTestCases': { what: 'Listing the test cases', timeoutMs: 15_000 },
  'stepscope/suitesAbout': { what: 'Finding the suites', timeoutMs: 15_000 },
  'stepscope/runSuite': { what: 'Running the suite', timeoutMs: null },
  'stepscope/stateGraph': { what: 'Reading the state graph', timeoutMs: 15_000 },
  'stepscope/startDebugSession': { what: 'Starting the run', timeoutMs: 30_000 },
  'stepscope/debugCommand': { what: 'The debug command', timeoutMs: 30_000 },
  'stepscope/childDetail': { what: 'Opening the child execution', timeoutMs: 30_000 },
  'stepscope/snapshot': { what: 'Reading the state of the run', timeoutMs: 30_000 },
  'stepscope/endDebugSession': { what: 'Ending the run', timeoutMs: 10_000 },
  'stepscope/stateLocation': { what: 'Finding the state in its file', timeoutMs: 10_000 },
};
