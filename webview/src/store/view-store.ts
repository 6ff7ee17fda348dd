/**
 * The view's whole state and the only place that changes it. Messages of one animation frame are folded together and drawn once.
 *
 * What the user chose (selection, filters, viewport) is kept in the host's saved state and survives a reload; the run itself is not: it
 * comes again as a snapshot.
 */

import type { StateGraph } from '../../../server/src/core/graph/state-graph.ts';
import type { ChildStatus } from '../../../server/src/core/events/run-event.ts';
import type {
  ChildDetail,
  DebugCommand,
  FromWebview,
  RunUpdate,
  ToWebview,
} from '../../../server/src/protocol/run-view.ts';
import type { Frames } from './frames.ts';
import { foldUpdate, type RunState } from './run-state.ts';
import { visitsOfChild, type VisitStatus } from './state-visits.ts';
import { parseSavedChoices, type SavedChoices, type SelectedChild } from './saved-choices.ts';

export interface OpenChild {
  readonly selected: SelectedChild;
  /** The last detail that came; kept on show while a newer one is fetched. */
  readonly detail: ChildDetail | null;
  readonly problem: string | null;
  readonly isLoading: boolean;
  /** The run's sequence the detail was asked for at. */
  readonly askedAt: number;
  /** The Map state whose child this is. */
  readonly mapPointer: string;
  /** How the child fared in each state it entered, by name. */
  readonly visited: ReadonlyMap<string, VisitStatus>;
}

export interface ViewState {
  readonly graph: StateGraph | null;
  readonly title: string;
  readonly debugging: boolean;
  readonly run: RunState | null;
  readonly problem: string | null;
  /** The files the run was made from have changed since. */
  readonly isOutdated: boolean;
  /** The most transitions this run was seen to make: a run that was taken back has a way ahead that is known. */
  readonly furthestStep: number;
  /** The state the source's cursor is in. */
  readonly highlighted: string | null;
  readonly selectedState: string | null;
  readonly child: OpenChild | null;
  readonly statusFilter: ChildStatus | null;
  readonly graphMode: 'graph' | 'table';
  readonly speed: number | null;
}

const EMPTY: ViewState = {
  graph: null,
  title: '',
  debugging: false,
  run: null,
  problem: null,
  isOutdated: false,
  furthestStep: 0,
  highlighted: null,
  selectedState: null,
  child: null,
  statusFilter: null,
  graphMode: 'graph',
  speed: null,
};

export interface StorePorts {
  readonly frames: Frames;
  send(message: FromWebview): void;
  loadChoices(): unknown;
  saveChoices(choices: SavedChoices): void;
}

export class ViewStore {
  readonly #ports: StorePorts;
  readonly #listeners = new Set<() => void>();
  #state: ViewState;
  #inbox: ToWebview[] = [];
  #lastRequestId = 0;
  #childRequestId = 0;
  #hasAskedAgain = false;
  #saved: SavedChoices;

  constructor(ports: StorePorts) {
    this.#ports = ports;
    this.#saved = parseSavedChoices(ports.loadChoices());
    const { selectedState, statusFilter, graphMode, speed } = this.#saved;
    this.#state = { ...EMPTY, selectedState, statusFilter, graphMode, speed };
  }

  get state(): ViewState {
    return this.#state;
  }

  get saved(): SavedChoices {
    return this.#saved;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a message of the host; it is folded with the next frame. */
  receive(message: ToWebview): void {
    this.#inbox.push(message);
    if (this.#inbox.length === 1) this.#ports.frames.next(() => this.#foldInbox());
  }

  command(command: DebugCommand): void {
    if (command.kind === 'set-speed') this.#set({ speed: command.transitionsPerSecond });
    this.#ports.send({ kind: 'command', command });
  }

  selectChild(selected: SelectedChild | null): void {
    if (selected === null) this.#set({ child: null });
    else {
      this.#set({ child: this.#openedChild(selected, this.#state.run), selectedState: null });
      this.#fetchChild();
    }
  }

  /** Selects a state and shows its source; a state of the definition is inspected instead of a child. */
  selectState(pointer: string, then: 'reveal' | 'stay'): void {
    this.#set({ selectedState: pointer, child: null });
    if (then === 'reveal') this.#ports.send({ kind: 'reveal-state', pointer });
  }

  clearSelection(): void {
    this.#set({ selectedState: null, child: null });
  }

  filterByStatus(statusFilter: ChildStatus | null): void {
    this.#set({ statusFilter });
  }

  showGraphAs(graphMode: 'graph' | 'table'): void {
    this.#set({ graphMode });
  }

  dismissProblem(): void {
    this.#set({ problem: null });
  }

  /** Keeps a part's own choice (a viewport, say) over a reload. */
  saveChoice(part: Partial<Pick<SavedChoices, 'viewport' | 'gridZoom'>>): void {
    this.#saved = { ...this.#saved, ...part };
    this.#ports.saveChoices(this.#saved);
  }

  #foldInbox(): void {
    const messages = this.#inbox;
    this.#inbox = [];
    let state = this.#state;
    for (const message of messages) state = this.#fold(state, message);
    this.#set(state);
    this.#refreshChild();
  }

  #fold(state: ViewState, message: ToWebview): ViewState {
    switch (message.kind) {
      case 'show-graph': {
        const { graph, title, debugging } = message;
        // The pace is the user's, but each run begins without one.
        if (debugging && state.speed !== null)
          this.#ports.send({ kind: 'command', command: { kind: 'set-speed', transitionsPerSecond: state.speed } });
        const begun = { graph, title, debugging, problem: null, isOutdated: false, furthestStep: 0 };
        return { ...state, ...begun, run: debugging ? state.run : null };
      }
      case 'update':
        return this.#foldUpdate(state, message.update);
      case 'child':
        return message.requestId === this.#childRequestId && state.child !== null
          ? {
              ...state,
              child: {
                ...state.child,
                detail: message.detail,
                problem: null,
                isLoading: false,
                visited: visitedIn(message.detail),
              },
            }
          : state;
      case 'request-failed':
        return message.requestId === this.#childRequestId && state.child !== null
          ? { ...state, child: { ...state.child, problem: message.message, isLoading: false } }
          : state;
      case 'highlight-state':
        return { ...state, highlighted: message.pointer };
      case 'outdated':
        return { ...state, isOutdated: true };
      case 'problem':
        return { ...state, problem: message.message };
    }
  }

  #foldUpdate(state: ViewState, update: RunUpdate): ViewState {
    const folded = foldUpdate(state.run, update);
    switch (folded.kind) {
      case 'folded': {
        this.#hasAskedAgain = false;
        this.#ports.send({ kind: 'applied', sequence: update.sequence });
        const run = folded.run;
        const furthestStep = Math.max(state.furthestStep, run.step);
        const next = { ...state, run, furthestStep, problem: update.reset ? null : state.problem };
        return update.reset ? this.#reopenChild(next) : next;
      }
      case 'stale':
        this.#ports.send({ kind: 'applied', sequence: update.sequence });
        return state;
      case 'gap':
        this.#ports.send({ kind: 'applied', sequence: update.sequence });
        if (!this.#hasAskedAgain) this.#ports.send({ kind: 'ready' });
        this.#hasAskedAgain = true;
        return state;
    }
  }

  #openedChild(selected: SelectedChild, run: RunState | null): OpenChild {
    const mapPointer = run?.mapRuns.get(selected.mapRun)?.facts.pointer ?? '';
    return { selected, detail: null, problem: null, isLoading: true, askedAt: 0, mapPointer, visited: new Map() };
  }

  /** After a reset the open child may be gone, or may be the one that was open before a reload. */
  #reopenChild(state: ViewState): ViewState {
    const selected = state.child?.selected ?? this.#saved.child;
    const mapRun = selected === null ? undefined : state.run?.mapRuns.get(selected.mapRun);
    if (selected === null || mapRun === undefined || selected.index >= mapRun.statuses.length)
      return { ...state, child: null };
    return {
      ...state,
      child: {
        ...(state.child ?? this.#openedChild(selected, state.run)),
        problem: null,
        isLoading: true,
        askedAt: -1,
      },
    };
  }

  /** A child that has moved on while it is open is fetched again, one request at a time. */
  #refreshChild(): void {
    const { child, run } = this.#state;
    if (child === null || run === null) return;
    if (child.askedAt === -1) return this.#fetchChild();
    if (child.isLoading || child.askedAt === run.sequence || child.problem !== null) return;
    const status = run.mapRuns.get(child.selected.mapRun)?.statuses.statusAt(child.selected.index);
    const hasEnded = child.detail !== null && child.detail.status !== 'PENDING' && child.detail.status !== 'RUNNING';
    if (!hasEnded || child.detail?.status !== status) this.#fetchChild();
  }

  #fetchChild(): void {
    const { child, run } = this.#state;
    if (child === null) return;
    this.#childRequestId = ++this.#lastRequestId;
    this.#set({ child: { ...child, isLoading: true, askedAt: run?.sequence ?? 0 } });
    this.#ports.send({ kind: 'open-child', requestId: this.#childRequestId, ...child.selected });
  }

  #set(change: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...change };
    this.#saveIfChanged();
    for (const listener of this.#listeners) listener();
  }

  #saveIfChanged(): void {
    const { selectedState, statusFilter, graphMode, speed, child, run } = this.#state;
    // Before the first snapshot there is no child on show, yet the one from before the reload is still wanted.
    const selected = run === null ? this.#saved.child : (child?.selected ?? null);
    const saved = this.#saved;
    // A running run is not written twenty times a second; where it stands still is what one wants back.
    const step = run === null || run.phase === 'running' ? saved.step : run.step;
    if (
      saved.step === step &&
      saved.selectedState === selectedState &&
      saved.statusFilter === statusFilter &&
      saved.graphMode === graphMode &&
      saved.speed === speed &&
      saved.child?.index === selected?.index &&
      saved.child?.mapRun === selected?.mapRun
    ) {
      return;
    }
    this.#saved = { ...saved, selectedState, statusFilter, graphMode, speed, child: selected, step };
    this.#ports.saveChoices(this.#saved);
  }
}

function visitedIn({ events }: ChildDetail): ReadonlyMap<string, VisitStatus> {
  return new Map(visitsOfChild(events, []).visits.map(({ name, status }) => [name, status]));
}
