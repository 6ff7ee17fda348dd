/** Suites and debug sessions, by the numbers and names the other side gave them. */

import { availableParallelism } from 'node:os';
import { dirname, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

import { assertNever } from '../core/base/assert-never.ts';
import { maySeveralRead, type CrewRecipe } from '../host/crew-recipe.ts';
import type { DebugSession } from '../host/debug-session.ts';
import { openDebugSession, type OpenedSession } from '../host/open-debug-session.ts';
import { loadSuite, runSuite, type CaseResult, type LoadedSuite } from '../host/run-suite.ts';
import type { FilePlace, PlacedProblem } from '../host/run-suite-places.ts';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import { createHelperThreads, type HelperThreads, type HelperThreadsOptions } from '../node/helper-threads.ts';
import { openObjectStore, type ObjectStorePlace } from '../node/open-object-store.ts';
import type { TestCaseResult, WireLocation, WireProblem } from '../protocol/lsp-extensions.ts';
import type { FromWorker, ToWorker, WorkerMethod, WorkerRequests } from '../protocol/worker.ts';

/** Something the user can mend; the message says what. */
export class UserFailure extends Error {
  override readonly name = 'UserFailure';
}

type Request = Extract<ToWorker, { kind: 'request' }>;
type Params<M extends WorkerMethod> = WorkerRequests[M]['params'];
type Result<M extends WorkerMethod> = WorkerRequests[M]['result'];

export interface RunHost {
  handle(request: Request): Promise<Result<WorkerMethod>>;
  applied(sessionId: string, sequence: number): void;
  cancelRun(runId: string): void;
}

export function createRunHost(send: (message: FromWorker) => void): RunHost {
  const sessions = new Map<string, DebugSession>();
  /** Sessions whose files are still being read. One that is ended meanwhile is no longer among them. */
  const starting = new Set<string>();
  const runs = new Map<string, AbortController>();

  function sessionOf(sessionId: string): DebugSession {
    const session = sessions.get(sessionId);
    if (session === undefined) throw new UserFailure('This debug session is over. Start the case again.');
    return session;
  }

  async function runSuiteCases(params: Params<'run-suite'>): Promise<Result<'run-suite'>> {
    const loadedAt = Date.now();
    const outcome = await load(params);
    if (outcome.kind === 'refused') return { results: [], problems: outcome.problems.map(wireProblem) };
    const controller = new AbortController();
    runs.set(params.runId, controller);
    try {
      const { runId, suitePath: path } = params;
      const problems: PlacedProblem[] = [...outcome.suite.warnings];
      const results = await runSuite(outcome.suite, {
        caseNames: params.caseNames,
        signal: controller.signal,
        ...storeOf(params),
        createCrew: (caseName, own) => crewFor(params, caseName, loadedAt, own),
        onCrewProblem: (message) => problems.push({ severity: 'warning', message, path, range: null }),
        onCaseStarted: (caseName) => send({ kind: 'case-started', runId, caseName }),
        onCaseFinished: (result) => send({ kind: 'case-finished', runId, result: wireResult(result) }),
      });
      return { results: results.map(wireResult), problems: problems.map(wireProblem) };
    } finally {
      runs.delete(params.runId);
    }
  }

  async function startSession(params: Params<'start-session'>): Promise<Result<'start-session'>> {
    const { sessionId } = params;
    starting.add(sessionId);
    try {
      const { session, graph, definitionUri, title } = await open(params);
      if (!starting.has(sessionId)) {
        session.dispose();
        throw new UserFailure('The debug session was ended before it began.');
      }
      sessions.get(sessionId)?.dispose();
      sessions.set(sessionId, session);
      return { graph, definitionUri, title };
    } finally {
      starting.delete(sessionId);
    }
  }

  async function open(params: Params<'start-session'>): Promise<OpenedSession> {
    const { sessionId } = params;
    const outcome = await load(params);
    if (outcome.kind === 'refused')
      throw new UserFailure(describeProblem(outcome.problems[0], dirname(params.suitePath)));
    const opening = await openDebugSession(outcome.suite, params.caseName, {
      store: storeOf(params).store ?? null,
      send: (update) => send({ kind: 'run-update', sessionId, update }),
      onCrash(error) {
        const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
        send({ kind: 'session-crashed', sessionId, stack });
      },
    });
    if (opening.kind === 'refused') throw new UserFailure(opening.message);
    return opening.opened;
  }

  async function handle(request: Request): Promise<Result<WorkerMethod>> {
    switch (request.method) {
      case 'run-suite':
        return runSuiteCases(request.params);
      case 'start-session':
        return startSession(request.params);
      case 'debug-command':
        sessionOf(request.params.sessionId).command(request.params.command);
        return null;
      case 'child-detail': {
        const { sessionId, mapRun, index } = request.params;
        const detail = await sessionOf(sessionId).childDetail(mapRun, index);
        if (detail === null) throw new UserFailure(`Child execution ${index} has not started.`);
        return detail;
      }
      case 'snapshot':
        return sessionOf(request.params.sessionId).snapshot();
      case 'end-session':
        starting.delete(request.params.sessionId);
        sessions.get(request.params.sessionId)?.dispose();
        sessions.delete(request.params.sessionId);
        return null;
      default:
        return assertNever(request);
    }
  }

  return {
    handle,
    applied: (sessionId, sequence) => sessions.get(sessionId)?.applied(sequence),
    cancelRun: (runId) => runs.get(runId)?.abort(),
  };
}

type SuiteOutcome =
  | { readonly kind: 'loaded'; readonly suite: LoadedSuite }
  | { readonly kind: 'refused'; readonly problems: readonly PlacedProblem[] };

/** Relative paths in messages are seen from the suite's folder: the editor has no working folder of its own. */
function load({ suitePath, openTexts, handlers }: Params<'run-suite' | 'start-session'>): Promise<SuiteOutcome> {
  return loadSuite(suitePath, {
    workingFolder: dirname(suitePath),
    openText: (path) => openTexts[path],
    handlers: handlers ?? 'refused',
  });
}

function storeOf(params: Params<'run-suite' | 'start-session'>): { readonly store?: ObjectStore } {
  const place = storePlaceOf(params);
  return place === null ? {} : { store: openObjectStore(place) };
}

function storePlaceOf({ s3Folder, s3Endpoint }: Params<'run-suite' | 'start-session'>): ObjectStorePlace | null {
  return s3Folder === null ? null : { place: s3Folder, endpoint: s3Endpoint ?? null };
}

/** One core is left to the editor. */
const MOST_THREADS = 4;

/** `loadedAt`: epoch milliseconds before the files of the suite were read; helpers do not work with other ones. */
function crewFor(
  params: Params<'run-suite'>,
  caseName: string,
  loadedAt: number,
  own: HelperThreadsOptions['own'],
): HelperThreads | null {
  const { suitePath, openTexts, handlers = 'refused' } = params;
  const nThreads = Math.min(availableParallelism() - 1, MOST_THREADS);
  if (nThreads < 2) return null;
  const recipe: CrewRecipe = {
    subject: { kind: 'case', path: suitePath, caseName },
    access: { workingFolder: dirname(suitePath), handlers, unchangedSince: loadedAt },
    openTexts,
    store: storePlaceOf(params),
  };
  if (!maySeveralRead(recipe)) return null;
  return createHelperThreads({ script: new URL('./crew.js', import.meta.url), nThreads, recipe, own });
}

function describeProblem(problem: PlacedProblem | undefined, folder: string): string {
  if (problem === undefined) return 'The suite cannot be run.';
  const line = problem.range === null ? '' : `:${problem.range.start.line + 1}`;
  return `${relative(folder, problem.path)}${line}: ${problem.message}`;
}

function wireProblem({ message, path, range }: PlacedProblem): WireProblem {
  const start = { line: 0, character: 0 };
  return { message, location: { uri: pathToFileURL(path).href, range: range ?? { start, end: start } } };
}

function wireLocation({ path, range }: FilePlace): WireLocation {
  return { uri: pathToFileURL(path).href, range };
}

function wireResult({ name, status, durationMs, failures }: CaseResult): TestCaseResult {
  return {
    name,
    status,
    durationMs,
    failures: failures.map(({ message, expected, actual, place, statePlace }) => ({
      message,
      ...(expected === undefined ? {} : { expected }),
      ...(actual === undefined ? {} : { actual }),
      location: wireLocation(place),
      ...(statePlace === null ? {} : { stateLocation: wireLocation(statePlace) }),
    })),
  };
}
