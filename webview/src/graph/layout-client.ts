/**
 * Asks ELK, in a worker, for a layout. A webview may not start a worker from the extension's origin, so its script is fetched and started
 * from a blob. Where that fails or takes too long, the plain layout stands in.
 */

import ELK, { type ELK as ElkInstance } from 'elkjs/lib/elk-api.js';
import type { StateGraph } from '../../../server/src/core/graph/state-graph.ts';
import { fromElk, toElk } from './elk-graph.ts';
import { fallbackLayout } from './fallback-layout.ts';
import type { GraphLayout, MeasureText, StripSize } from './layout-types.ts';

const TIME_LIMIT_MS = 5_000;

export class LayoutClient {
  readonly #workerUrl: string;
  readonly #measure: MeasureText;
  #elk: Promise<ElkInstance> | null = null;

  constructor(workerUrl: string, measure: MeasureText) {
    this.#workerUrl = workerUrl;
    this.#measure = measure;
  }

  async layout(graph: StateGraph, strip: StripSize): Promise<GraphLayout> {
    const sizing = { measure: this.#measure, strip };
    try {
      const elk = await (this.#elk ??= this.#startElk());
      return fromElk(graph, await withinLimit(elk.layout(toElk(graph, sizing))));
    } catch {
      this.#stop();
      return fallbackLayout(graph, sizing);
    }
  }

  async #startElk(): Promise<ElkInstance> {
    const response = await fetch(this.#workerUrl);
    if (!response.ok) throw new Error(`The layout's worker could not be read (${response.status}).`);
    const url = URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
    try {
      return new ELK({ workerFactory: () => new Worker(url), algorithms: ['layered'] });
    } finally {
      // The worker has its script by then: it is read when the worker is made.
      setTimeout(() => URL.revokeObjectURL(url), TIME_LIMIT_MS);
    }
  }

  /** A worker that did not answer in time is still busy; the next layout starts a new one. */
  #stop(): void {
    const stopped = this.#elk;
    this.#elk = null;
    stopped
      ?.then((elk) => elk.terminateWorker())
      .catch(() => {
        // It never started.
      });
  }
}

function withinLimit<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The layout took too long.')), TIME_LIMIT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
