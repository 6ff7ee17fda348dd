/** Opens a test case in the debugger: files read, definition drawn, a session that stands before the first state. */

import { pathToFileURL } from 'node:url';

import { buildStateGraph } from '../core/graph/build-state-graph.ts';
import type { StateGraph } from '../core/graph/state-graph.ts';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import type { RunUpdate } from '../protocol/run-view.ts';
import { createDebugSession, type DebugSession, type RunPurpose } from './debug-session.ts';
import { prepareCase } from './run-suite.ts';
import type { LoadedSuite } from './run-suite-load.ts';
import { createScratchStore } from './run-suite-store.ts';

export interface OpenedSession {
  readonly session: DebugSession;
  readonly graph: StateGraph;
  readonly definitionUri: string;
  readonly title: string;
}

export type OpenOutcome =
  | { readonly kind: 'opened'; readonly opened: OpenedSession }
  /** A sentence for the user. */
  | { readonly kind: 'refused'; readonly message: string };

export async function openDebugSession(
  loaded: LoadedSuite,
  caseName: string,
  options: {
    readonly store: ObjectStore | null;
    readonly send: (update: RunUpdate) => void;
    readonly onCrash: (error: unknown) => void;
  },
): Promise<OpenOutcome> {
  const outcome = await prepareCase(loaded, caseName, options.store === null ? {} : { store: options.store });
  if (outcome === null) return { kind: 'refused', message: `The suite has no case called "${caseName}".` };
  if (outcome.kind === 'refused') {
    return { kind: 'refused', message: outcome.problems[0]?.message ?? 'The case cannot be run.' };
  }
  const { definition } = loaded;
  const graph = buildStateGraph(definition.document.model);
  if (graph === null) return { kind: 'refused', message: `${definition.file.path} holds no states to draw.` };
  const { prepared } = outcome;
  // A run finds what it wrote itself, never what an earlier try left; what runs to look back writes nowhere.
  const storeFor = (purpose: RunPurpose): ObjectStore =>
    options.store === null
      ? createScratchStore()
      : purpose === 'run'
        ? options.store
        : { ...options.store, createWriter: createScratchStore().createWriter };
  const session = createDebugSession({
    startTime: prepared.startTime,
    startRun: ({ purpose, sink, recordChild }) =>
      prepared.start({ sink, recording: { root: 'full', children: recordChild }, store: storeFor(purpose) }).run,
    send: options.send,
    onCrash: options.onCrash,
  });
  return {
    kind: 'opened',
    opened: {
      session,
      graph,
      definitionUri: pathToFileURL(definition.file.path).href,
      title: caseName,
    },
  };
}
