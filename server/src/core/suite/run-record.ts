/**
 * What a test case has to know of a run, folded from its events: the path, visits of the states it asks for, iterations and branches.
 *
 * Only what an expectation looks at is kept, so a case with a million children costs no more than it asks for.
 */

import type { Json, JsonObject } from '../base/json.ts';
import { isEntered, isExited, type ExitedEvent, type HistoryEvent } from '../events/history-event.ts';
import type { RecordingLevel, RunEvent } from '../events/run-event.ts';
import { createChildSelection } from './child-selection.ts';
import type { DefinitionState, DefinitionStates } from './definition-states.ts';
import { addressesPartAround, addressesState, frameOfEvent, type Frame } from './run-frames.ts';
import { createScopedVariables } from './scoped-variables.ts';
import { parseStateAddress, type StateAddress } from './state-address.ts';
import type { Expectation } from './suite-types.ts';

/** One visit of a state, or one whole iteration or branch. Absent members were not reached. */
export interface StateVisit {
  readonly input?: Json;
  readonly output?: Json;
  /** Variables in scope after it. */
  readonly variables?: JsonObject;
}

/** One visit of a Map or Parallel: what ran inside. */
export interface ContainerVisit {
  /** Children or iterations of a Map that were started. */
  readonly iterationCount: number;
  /** States entered in each iteration or branch, by index; nested containers by their own name. */
  readonly paths: ReadonlyMap<number, readonly string[]>;
}

export interface RunRecord {
  apply(event: RunEvent): void;
  /** Whether any child has to be recorded. */
  readonly recordsChildren: boolean;
  /** How much of a child has to be recorded. */
  recordChild(mapRun: number, index: number): RecordingLevel;
  /** Top-level states in the order they were entered. */
  readonly path: readonly string[];
  /** The state that the root execution entered last: where a failed run failed. */
  lastState(): string | null;
  /** What an expectation's address leads to; null where the run never came there. */
  visit(address: string): StateVisit | null;
  /** The first visit of a Map or Parallel that an expectation names. */
  container(state: string): ContainerVisit | null;
}

interface WantedVisit extends MutableVisit {
  readonly address: StateAddress;
  readonly needsVariables: boolean;
  /** The frame of the visit that was taken; undefined before. */
  frame?: Frame | null;
}

interface MutableVisit {
  input?: Json;
  output?: Json;
  variables?: JsonObject;
}

interface OpenContainer {
  readonly frame: Frame | null;
  iterationCount: number;
  paths: Map<number, string[]>;
}

/** Of one recorded execution: its own frame, and the frame of each event by its id. */
interface ExecutionTrack {
  readonly base: Frame | null;
  readonly frames: (Frame | null)[];
}

interface MapRunTrack {
  readonly state: string;
  readonly frame: Frame | null;
  readonly container: OpenContainer | null;
}

export function createRunRecord(states: DefinitionStates, expectations: readonly Expectation[]): RunRecord {
  const wanted = collectWanted(states, expectations);
  const wantedContainers = new Set<string>();
  for (const expectation of expectations) {
    if (expectation.kind === 'map' || expectation.kind === 'parallel') wantedContainers.add(expectation.state);
  }
  const children = createChildSelection(states, expectations);
  const variables = wanted.needsVariables ? createScopedVariables() : null;

  const path: string[] = [];
  let lastState: string | null = null;
  const firstContainers = new Map<string, OpenContainer>();
  const openContainers = new Map<string, OpenContainer[]>();
  const mapRuns: MapRunTrack[] = [];
  const sharedPaths = new Map<string, string[]>();
  const tracks = new Map<number, ExecutionTrack>([[0, { base: null, frames: [] }]]);

  function applyHistory(execution: number, event: HistoryEvent): void {
    const track = tracks.get(execution);
    if (track === undefined) return;
    const caused = event.previousEventId === 0 ? track.base : (track.frames[event.previousEventId] ?? track.base);
    const frame = frameOfEvent(event, caused);
    track.frames[event.id] = frame;
    if (event.type === 'MapIterationStarted') startIteration(frame as Frame);
    else if (isEntered(event)) enter(execution, frame, event.details.name, event.details.input);
    else if (isExited(event)) exit(frame, event);
  }

  function enter(execution: number, frame: Frame | null, name: string, input: Json): void {
    const state = states.get(name);
    if (execution === 0) lastState = name;
    if (execution === 0 && (state === undefined || state.container === null)) path.push(name);
    if (wantedContainers.has(name)) openContainer(name, frame);
    for (const visit of wanted.byName.get(name) ?? []) {
      if (visit.frame === undefined && addressesState(visit.address, state, frame)) take(visit, frame, input);
    }
    if (state === undefined || state.container === null) return;
    stepsWithin(state, frame)?.push(name);
    for (const visit of wanted.byName.get(state.container.name) ?? []) {
      if (visit.frame === undefined && addressesPartAround(visit.address, state, frame)) take(visit, frame, input);
    }
  }

  function exit(frame: Frame | null, event: ExitedEvent): void {
    const { name, output, assignedVariables } = event.details;
    const state = states.get(name);
    if (assignedVariables !== undefined) variables?.assign(state, frame, assignedVariables);
    for (const visit of wanted.byName.get(name) ?? []) {
      if (visit.frame !== frame || 'output' in visit || !addressesState(visit.address, state, frame)) continue;
      visit.output = output;
      if (visit.needsVariables && variables !== null) visit.variables = variables.visible(state, frame);
    }
    if (state === undefined || state.container === null) return;
    for (const visit of wanted.byName.get(state.container.name) ?? []) {
      if (visit.frame === frame && addressesPartAround(visit.address, state, frame)) visit.output = output;
    }
  }

  function openContainer(name: string, frame: Frame | null): void {
    const container: OpenContainer = { frame, iterationCount: 0, paths: new Map() };
    const others = (openContainers.get(name) ?? []).filter((other) => other.frame !== frame);
    openContainers.set(name, [...others, container]);
    if (!firstContainers.has(name)) firstContainers.set(name, container);
  }

  function findContainer(name: string, frame: Frame | null): OpenContainer | undefined {
    return openContainers.get(name)?.find((candidate) => candidate.frame === frame);
  }

  /** An index that comes again belongs to a retry of the Map: its path starts afresh. */
  function startIteration(frame: Frame): void {
    const container = findContainer(frame.map, frame.parent);
    if (container === undefined) return;
    container.iterationCount = Math.max(container.iterationCount, frame.index + 1);
    container.paths.set(frame.index, []);
  }

  /** The path of the iteration or branch that a state stands in, where somebody asks for it. */
  function stepsWithin(state: DefinitionState, frame: Frame | null): string[] | null {
    const name = (state.container as DefinitionState).name;
    const container = findContainer(name, state.branch === null ? (frame?.parent ?? null) : frame);
    const index = state.branch ?? frame?.index;
    if (container === undefined || index === undefined) return null;
    let steps = container.paths.get(index);
    if (steps === undefined) container.paths.set(index, (steps = []));
    return steps;
  }

  /** Most children take one of a few paths: each is kept once. */
  function shareFinishedPath(container: OpenContainer | null, index: number): void {
    const steps = container?.paths.get(index);
    if (!container || steps === undefined) return;
    const key = steps.join('\u0000');
    const known = sharedPaths.get(key);
    if (known === undefined) sharedPaths.set(key, steps);
    else container.paths.set(index, known);
  }

  return {
    path,
    recordsChildren: !children.isEmpty,
    recordChild: (mapRun, index) => children.levelOf(mapRuns[mapRun]?.state ?? '', index),
    lastState: () => lastState,
    visit: (address) => wanted.byText.get(address)?.find((visit) => visit.frame !== undefined) ?? null,
    container: (state) => firstContainers.get(state) ?? null,
    apply(event) {
      switch (event.kind) {
        case 'history':
          return applyHistory(event.execution, event.event);
        case 'map-run-started': {
          const container = openContainers.get(event.state)?.at(-1) ?? null;
          if (container !== null) {
            container.iterationCount = 0;
            container.paths = new Map();
          }
          const frame = container === null ? (tracks.get(event.execution)?.base ?? null) : container.frame;
          mapRuns[event.mapRun] = { state: event.state, frame, container };
          return;
        }
        case 'child-started': {
          const mapRun = mapRuns[event.mapRun];
          if (mapRun === undefined) return;
          if (mapRun.container !== null) mapRun.container.iterationCount++;
          if (children.levelOf(mapRun.state, event.index) === 'none') return;
          const base = { map: mapRun.state, index: event.index, parent: mapRun.frame };
          tracks.set(event.execution, { base, frames: [] });
          return;
        }
        case 'child-ended':
          tracks.delete(event.execution);
          return shareFinishedPath(mapRuns[event.mapRun]?.container ?? null, event.index);
        default:
      }
    },
  };
}

function take(visit: WantedVisit, frame: Frame | null, input: Json): void {
  visit.frame = frame;
  visit.input = input;
}

interface WantedVisits {
  readonly byName: ReadonlyMap<string, readonly WantedVisit[]>;
  readonly byText: ReadonlyMap<string, readonly WantedVisit[]>;
  readonly needsVariables: boolean;
}

/** The visits that state expectations ask for, by the name of the last step and by the address as written. */
function collectWanted(states: DefinitionStates, expectations: readonly Expectation[]): WantedVisits {
  const byName = new Map<string, WantedVisit[]>();
  const byText = new Map<string, WantedVisit[]>();
  let anyVariables = false;
  for (const expectation of expectations) {
    if (expectation.kind !== 'state') continue;
    const needsVariables = expectation.variables !== undefined;
    anyVariables ||= needsVariables;
    const address = parseStateAddress(expectation.address, states);
    if (address === null) continue;
    const known = byText.get(expectation.address);
    if (known !== undefined && (!needsVariables || known.some((visit) => visit.needsVariables))) continue;
    const visit: WantedVisit = { address, needsVariables };
    const name = address.kind === 'anywhere' ? address.name : (address.steps.at(-1)?.name ?? '');
    byName.set(name, [...(byName.get(name) ?? []), visit]);
    byText.set(expectation.address, [visit, ...(known ?? [])]);
  }
  return { byName, byText, needsVariables: anyVariables };
}
