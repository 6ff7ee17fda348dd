/** The webview's side of its host: VS Code, or the replay page in a browser. */

import type { FromWebview } from '../../../server/src/protocol/run-view.ts';

export interface WebviewHost {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** Given by VS Code, once per page. */
  function acquireVsCodeApi(): WebviewHost;
}

export function acquireHost(): WebviewHost {
  return acquireVsCodeApi();
}
