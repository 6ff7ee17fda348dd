/**
 * The middle of a panel: what the webview asks goes to the server, what the server tells goes to the webview.
 *
 * A hidden webview is not kept alive: its updates are acknowledged here and dropped, and when its page loads again it gets the graph and a
 * snapshot. Knows nothing of VS Code, so it can be tested alone.
 */

import type { StateGraph } from '../../../server/src/protocol/run-view.ts';
import type { WireLocation } from '../../../server/src/protocol/lsp-extensions.ts';
import type { DebugCommand, FromWebview, RunUpdate, ToWebview } from '../../../server/src/protocol/run-view.ts';
import { isCancellation, userMessageOf } from '../language-client/request-failure.ts';
import type { ServerRequests } from '../language-client/server-requests.ts';
import type { PanelSource } from './panel-source.ts';

export interface RelayPorts {
  readonly server: ServerRequests;
  post(message: ToWebview): void;
  reveal(location: WireLocation): Promise<void>;
  setTitle(title: string): void;
  newSessionId(): string;
}

/** The definition on show, with the ranges its text had when it was read last. */
export interface ShownDefinition {
  readonly uri: string;
  readonly graph: StateGraph;
}

type Session = { readonly id: string; readonly isLive: boolean };

export class PanelRelay {
  readonly source: PanelSource;
  readonly #ports: RelayPorts;
  #session: Session | null = null;
  #definition: ShownDefinition | null = null;
  #graphMessage: Extract<ToWebview, { kind: 'show-graph' }> | null = null;
  #problem: string | null = null;
  #isViewReady = false;
  /** Updates that arrived while a snapshot was on its way. */
  #held: RunUpdate[] | null = null;
  #highlighted: string | null = null;
  #resumeAtStep: number;
  /** The session that is being started; an older one that comes late is not wanted any more. */
  #starting: string | null = null;
  #isOutdated = false;
  #isDisposed = false;
  /** While the run is brought back to where it stood, the view waits: it would take the start for where it is. */
  #resumed: (() => void) | null = null;

  /** @param resumeAtStep where the first run of a case stands after its start: the place it had before a reload. */
  constructor(source: PanelSource, ports: RelayPorts, resumeAtStep = 0) {
    this.source = source;
    this.#ports = ports;
    this.#resumeAtStep = resumeAtStep;
  }

  get definition(): ShownDefinition | null {
    return this.#definition;
  }

  get sessionId(): string | null {
    return this.#session?.id ?? null;
  }

  /** Reads the graph or starts the session. Also called again to start afresh. Problems go to the webview. */
  async start(): Promise<void> {
    try {
      if (this.source.kind === 'definition') await this.#readGraph(this.source.uri);
      else await this.#startSession(this.source.suiteUri, this.source.caseName);
    } catch (error) {
      this.#report(error);
    }
  }

  /** The definition's text has changed: plain graphs are drawn anew, a session's graph stays what runs, with the new ranges. */
  async definitionChanged(): Promise<void> {
    const uri = this.#definition?.uri ?? (this.source.kind === 'definition' ? this.source.uri : null);
    if (uri === null) return;
    if (this.source.kind === 'case') this.sourceChanged();
    try {
      if (this.source.kind === 'definition') await this.#readGraph(uri);
      else {
        const { graph } = await this.#ports.server.request('stepscope/stateGraph', { uri });
        if (graph !== null) this.#definition = { uri, graph };
      }
    } catch (error) {
      if (this.source.kind === 'definition') this.#report(error);
    }
  }

  /** A file that the run was made from has changed: the run goes on as it is, and the view says so. */
  sourceChanged(): void {
    if (this.#session === null || this.#isOutdated) return;
    this.#isOutdated = true;
    if (this.#isViewReady) this.#ports.post({ kind: 'outdated' });
  }

  async receive(message: FromWebview): Promise<void> {
    switch (message.kind) {
      case 'ready':
        return this.#viewIsReady();
      case 'command':
        return this.#command(message.command);
      case 'open-child':
        return this.#openChild(message);
      case 'reveal-state':
        return this.#revealState(message.pointer);
      case 'applied':
        if (this.#session !== null) {
          this.#ports.server.notify('stepscope/updateApplied', {
            sessionId: this.#session.id,
            sequence: message.sequence,
          });
        }
        return;
    }
  }

  runUpdate(sessionId: string, update: RunUpdate): void {
    if (this.#session?.id !== sessionId) return;
    if (update.phase !== 'running') this.#resumed?.();
    if (this.#held !== null) this.#held.push(update);
    else if (this.#isViewReady && this.#resumed === null) this.#ports.post({ kind: 'update', update });
    else this.#acknowledge(sessionId, update);
  }

  #acknowledge(sessionId: string, { sequence }: RunUpdate): void {
    this.#ports.server.notify('stepscope/updateApplied', { sessionId, sequence });
  }

  /** The webview's page is gone or going; it says `ready` when it is back. */
  viewIsHidden(): void {
    this.#isViewReady = false;
  }

  highlight(pointer: string | null): void {
    if (pointer === this.#highlighted) return;
    this.#highlighted = pointer;
    if (this.#isViewReady) this.#ports.post({ kind: 'highlight-state', pointer });
  }

  serverHasStopped(): void {
    this.sessionLost(null, 'The run is gone because the Stepscope server stopped. Restart to run it again.');
  }

  /** A session ended by itself; null: all of them did. */
  sessionLost(sessionId: string | null, message: string): void {
    if (this.#session?.isLive !== true || (sessionId !== null && sessionId !== this.#session.id)) return;
    this.#session = { ...this.#session, isLive: false };
    this.#resumed?.();
    this.#showProblem(message);
  }

  dispose(): void {
    const session = this.#session;
    this.#session = null;
    this.#isDisposed = true;
    this.#isViewReady = false;
    if (session?.isLive === true) this.#end(session.id);
    if (this.#starting !== null) this.#end(this.#starting);
    this.#starting = null;
  }

  #end(sessionId: string): void {
    this.#ports.server.request('stepscope/endDebugSession', { sessionId }).catch(() => {
      // Nobody looks at it any more; a server that cannot end the session has lost it.
    });
  }

  async #readGraph(uri: string): Promise<void> {
    const { graph, problems } = await this.#ports.server.request('stepscope/stateGraph', { uri });
    if (graph === null) {
      this.#showProblem(problems[0]?.message ?? 'There is no state machine in this file.');
      return;
    }
    const title = fileTitle(uri);
    this.#ports.setTitle(title);
    this.#showGraph({ uri, graph }, { kind: 'show-graph', graph, title, debugging: false });
  }

  /** The run on show stays until the new one is there: a definition that cannot be run now takes nothing away. */
  async #startSession(suiteUri: string, caseName: string): Promise<void> {
    const id = this.#ports.newSessionId();
    this.#starting = id;
    this.#ports.setTitle(caseName);
    try {
      const started = await this.#ports.server.request('stepscope/startDebugSession', {
        sessionId: id,
        suiteUri,
        caseName,
      });
      if (this.#starting !== id) return this.#end(id);
      this.#starting = null;
      this.#takeOver({ id, isLive: true });
      await this.#resume(id);
      if (this.#session?.id !== id) return;
      const { graph, definitionUri, title } = started;
      this.#showGraph({ uri: definitionUri, graph }, { kind: 'show-graph', graph, title, debugging: true });
      if (this.#isViewReady) await this.#sendSnapshot();
    } catch (error) {
      // One that was given up may still come to be.
      this.#end(id);
      if (this.#starting !== id) return;
      this.#starting = null;
      throw error;
    }
  }

  #takeOver(session: Session): void {
    const before = this.#session;
    this.#session = session;
    this.#isOutdated = false;
    this.#held = null;
    if (before?.isLive === true) this.#end(before.id);
  }

  /** Brings a run back to where it stood before a reload; its first update says that it is there. */
  async #resume(sessionId: string): Promise<void> {
    const step = this.#resumeAtStep;
    if (step === 0) return;
    this.#resumeAtStep = 0;
    try {
      const isThere = new Promise<void>((resolve) => {
        this.#resumed = resolve;
      });
      await this.#ports.server.request('stepscope/debugCommand', { sessionId, command: { kind: 'go-to-step', step } });
      await isThere;
    } finally {
      this.#resumed = null;
    }
  }

  #showGraph(definition: ShownDefinition, message: Extract<ToWebview, { kind: 'show-graph' }>): void {
    this.#definition = definition;
    this.#graphMessage = message;
    this.#problem = null;
    if (this.#isViewReady) this.#ports.post(message);
  }

  async #viewIsReady(): Promise<void> {
    this.#isViewReady = true;
    if (this.#graphMessage !== null) this.#ports.post(this.#graphMessage);
    if (this.#highlighted !== null) this.#ports.post({ kind: 'highlight-state', pointer: this.#highlighted });
    if (this.#problem !== null) this.#ports.post({ kind: 'problem', message: this.#problem });
    if (this.#isOutdated) this.#ports.post({ kind: 'outdated' });
    await this.#sendSnapshot();
  }

  async #sendSnapshot(): Promise<void> {
    const session = this.#session;
    if (session?.isLive !== true || this.#graphMessage === null || this.#held !== null || this.#resumed !== null)
      return;
    const held: RunUpdate[] = [];
    this.#held = held;
    try {
      const snapshot = await this.#ports.server.request('stepscope/snapshot', { sessionId: session.id });
      if (this.#held !== held) return;
      this.#held = null;
      for (const update of [snapshot, ...held.filter(({ sequence }) => sequence > snapshot.sequence)])
        this.runUpdate(session.id, update);
    } catch (error) {
      if (this.#held !== held) return;
      this.#held = null;
      // What is never shown is acknowledged all the same, or the run would wait for it.
      for (const update of held) this.#acknowledge(session.id, update);
      this.#report(error);
    }
  }

  async #command(command: DebugCommand): Promise<void> {
    // From the files as they are now, not from what was read when the run began.
    if (command.kind === 'restart') return this.start();
    const session = this.#session;
    if (session?.isLive !== true) return;
    try {
      await this.#ports.server.request('stepscope/debugCommand', { sessionId: session.id, command });
    } catch (error) {
      this.#report(error);
    }
  }

  async #openChild({ requestId, mapRun, index }: Extract<FromWebview, { kind: 'open-child' }>): Promise<void> {
    if (this.#session?.isLive !== true) {
      this.#ports.post({ kind: 'request-failed', requestId, message: 'The run is gone. Restart to run it again.' });
      return;
    }
    try {
      const detail = await this.#ports.server.request('stepscope/childDetail', {
        sessionId: this.#session.id,
        mapRun,
        index,
      });
      this.#ports.post({ kind: 'child', requestId, detail });
    } catch (error) {
      this.#ports.post({ kind: 'request-failed', requestId, message: userMessageOf(error) });
    }
  }

  async #revealState(pointer: string): Promise<void> {
    if (this.#definition === null) return;
    try {
      const location = await this.#ports.server.request('stepscope/stateLocation', {
        uri: this.#definition.uri,
        pointer,
      });
      if (location === null) this.#showProblem('This state is no longer in the file.');
      else await this.#ports.reveal(location);
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    if (!this.#isDisposed && !isCancellation(error)) this.#showProblem(userMessageOf(error));
  }

  #showProblem(message: string): void {
    this.#problem = message;
    if (this.#isViewReady) this.#ports.post({ kind: 'problem', message });
  }
}

function fileTitle(uri: string): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
}
