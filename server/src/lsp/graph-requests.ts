/** What the graph view asks about a definition: its graph, and where a state stands in the text as it is now. */

import type { Connection } from 'vscode-languageserver/node';

import { buildStateGraph } from '../core/graph/build-state-graph.ts';
import type { StepscopeRequests, WireLocation } from '../protocol/lsp-extensions.ts';
import type { Definitions } from './definitions.ts';
import { inSource } from './embedded-answers.ts';
import type { EmbeddedView } from './embedded-views.ts';
import { guarded } from './guard.ts';
import { toRange } from './lsp-convert.ts';

type GraphRequest = StepscopeRequests['stepscope/stateGraph'];
type LocationRequest = StepscopeRequests['stepscope/stateLocation'];

export function registerGraphRequests(connection: Connection, definitions: Definitions): void {
  connection.onRequest(
    'stepscope/stateGraph',
    guarded(
      connection.console,
      'draw the graph',
      async ({ uri }: GraphRequest['params']): Promise<GraphRequest['result']> => {
        const view = await definitions.loadView(uri);
        const { text, document } = await definitions.load(uri);
        const problems = document.syntaxProblems.filter(({ severity }) => severity === 'error');
        return {
          graph: buildStateGraph(document.model),
          problems: problems.map(({ message, range }) => ({
            message,
            location: inFile(view, { uri, range: toRange(text, range) }),
          })),
        };
      },
    ),
  );

  connection.onRequest(
    'stepscope/stateLocation',
    guarded(
      connection.console,
      'find the state',
      async ({ uri, pointer }: LocationRequest['params']): Promise<LocationRequest['result']> => {
        const view = await definitions.loadView(uri);
        const { text, document } = await definitions.load(uri);
        const state = document.model.statesByPointer.get(pointer);
        return state === undefined ? null : inFile(view, { uri, range: toRange(text, state.range) });
      },
    ),
  );
}

/** A place of a definition in the file that holds it. */
function inFile(view: EmbeddedView | null, location: WireLocation): WireLocation {
  return view === null ? location : (inSource(view, location) ?? location);
}
