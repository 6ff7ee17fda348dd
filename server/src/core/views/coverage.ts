/**
 * What of a state machine runs have visited: a fold over their events, and the report that compares it with the machine.
 *
 * States are known by their names, which are unique in a machine. Children of Map Runs count with the machine; machines that tasks start
 * do not. A run that does not record its children tells nothing of what is inside them.
 */

import { isEntered, isExited, type HistoryEvent } from '../events/history-event.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { MachineModel, ScopeModel, StateModel, TransitionModel } from '../model/machine-model.ts';

/** How often what was visited. Transitions by `from`, `to` and whether the state had failed: see `transitionKey`. */
export interface Visits {
  readonly states: ReadonlyMap<string, number>;
  readonly transitions: ReadonlyMap<string, number>;
  /** Top-level states in the order they were entered, one list a run. */
  readonly paths: readonly (readonly string[])[];
}

export interface RunVisits {
  apply(event: RunEvent): void;
  visits(): Visits;
}

export interface Coverage {
  readonly total: number;
  readonly covered: number;
  /** 0 to 100; 100 where there is nothing to cover. */
  readonly percentage: number;
  readonly uncovered: readonly string[];
}

export interface CoverageReport {
  /** States of the top level; what is uncovered inside of others is listed as `Outer.Inner`. */
  readonly topLevel: Coverage;
  /** States inside a Map (`Map`) or a branch of a Parallel (`Parallel[0]`). */
  readonly nested: Readonly<Record<string, Coverage>>;
  /** Rules and defaults of Choices, `Choice->Target`. Rules that lead to the same state are covered together. */
  readonly branches: Coverage;
  /** Catchers, `State-[Error]->Target`. */
  readonly catches: Coverage;
  readonly paths: { readonly total: number; readonly unique: number };
}

function transitionKey(from: string, to: string, how: 'went' | 'caught'): string {
  return JSON.stringify([from, to, how]);
}

/** Folds the events of one run. */
export function createRunVisits(): RunVisits {
  const states = new Map<string, number>();
  const transitions = new Map<string, number>();
  const path: string[] = [];
  const executions = new Map<number, ExecutionTrack>([[0, createTrack()]]);
  const containers = new Set<number>();

  function applyHistory(execution: number, event: HistoryEvent): void {
    const track = executions.get(execution);
    if (track === undefined) return;
    if (FAILED.test(event.type)) track.failed.add(event.id);
    else if (isExited(event)) {
      const how = track.failed.has(event.previousEventId) ? 'caught' : 'went';
      track.exits.set(event.id, { name: event.details.name, how });
    } else if (isEntered(event)) {
      const { name } = event.details;
      count(states, name);
      const exit = track.exits.get(event.previousEventId);
      if (exit !== undefined) count(transitions, transitionKey(exit.name, name, exit.how));
      if (execution === 0) path.push(name);
    }
  }

  return {
    apply(event) {
      switch (event.kind) {
        case 'history':
          applyHistory(event.execution, event.event);
          break;
        case 'map-run-started':
          if (executions.has(event.execution)) containers.add(event.mapRun);
          break;
        case 'child-started':
          if (containers.has(event.mapRun)) executions.set(event.execution, createTrack());
          break;
        case 'child-ended':
          executions.delete(event.execution);
          break;
        default:
      }
    },
    visits: () => ({ states, transitions, paths: [path] }),
  };
}

/** The visits of several runs of one machine. */
export function mergeVisits(all: readonly Visits[]): Visits {
  const states = new Map<string, number>();
  const transitions = new Map<string, number>();
  for (const visits of all) {
    for (const [name, times] of visits.states) states.set(name, (states.get(name) ?? 0) + times);
    for (const [key, times] of visits.transitions) transitions.set(key, (transitions.get(key) ?? 0) + times);
  }
  return { states, transitions, paths: all.flatMap(({ paths }) => paths) };
}

export function coverageReport(model: MachineModel, visits: Visits): CoverageReport {
  const top = model.root?.states ?? [];
  const inner = model.scopes.filter(({ owner }) => owner !== null);
  const isVisited = ({ name }: StateModel): boolean => visits.states.has(name);
  const ofScope = (states: readonly StateModel[]): Coverage => coverageOf(states, isVisited, ({ name }) => name);
  const nested = Object.fromEntries(inner.map((scope) => [scopeName(scope), ofScope(scope.states)]));
  const topLevel = ofScope(top);
  const innerUncovered = inner.flatMap((scope) =>
    scope.states.filter((state) => !isVisited(state)).map(({ name }) => `${scopeName(scope)}.${name}`),
  );
  const transitions = model.states.flatMap((state) => state.transitions);
  const topNames = new Set(top.map(({ name }) => name));
  const paths = visits.paths.map((path) => path.filter((name) => topNames.has(name)));
  return {
    topLevel: { ...topLevel, uncovered: [...topLevel.uncovered, ...innerUncovered] },
    nested,
    branches: coverageOf(
      transitions.filter(({ kind, from }) => from?.type === 'Choice' && (kind === 'choice' || kind === 'default')),
      (each) => timesTaken(each, visits) > 0,
      ({ from, target }) => `${from?.name ?? ''}->${target}`,
    ),
    catches: coverageOf(
      transitions.filter(({ kind }) => kind === 'catch'),
      (each) => timesTaken(each, visits) > 0,
      (each) => `${each.from?.name ?? ''}-[${errorsOf(each)}]->${each.target}`,
    ),
    paths: { total: paths.length, unique: new Set(paths.map((path) => JSON.stringify(path))).size },
  };
}

/** How often a transition was taken. Several between the same states share their number. */
export function timesTaken({ kind, from, target }: TransitionModel, { transitions }: Visits): number {
  if (from === null) return 0;
  return transitions.get(transitionKey(from.name, target, kind === 'catch' ? 'caught' : 'went')) ?? 0;
}

/** Several machines in one: everything is added up, names that are in several of them stay apart by the machine's. */
export function mergeReports(
  reports: readonly { readonly name: string; readonly report: CoverageReport }[],
): CoverageReport {
  const [only, ...others] = reports;
  if (only !== undefined && others.length === 0) return only.report;
  const sum = (pick: (report: CoverageReport) => Coverage): Coverage => {
    const parts = reports.map(({ report }) => pick(report));
    const total = parts.reduce((all, part) => all + part.total, 0);
    const covered = parts.reduce((all, part) => all + part.covered, 0);
    const uncovered = reports.flatMap(({ name, report }) => pick(report).uncovered.map((each) => `${name}: ${each}`));
    return { total, covered, percentage: percentageOf(covered, total), uncovered };
  };
  return {
    topLevel: sum(({ topLevel }) => topLevel),
    nested: Object.fromEntries(
      reports.flatMap(({ name, report }) =>
        Object.entries(report.nested).map(([key, coverage]) => [`${name}: ${key}`, coverage]),
      ),
    ),
    branches: sum(({ branches }) => branches),
    catches: sum(({ catches }) => catches),
    paths: {
      total: reports.reduce((all, { report }) => all + report.paths.total, 0),
      unique: reports.reduce((all, { report }) => all + report.paths.unique, 0),
    },
  };
}

const FAILED = /(?:Failed|TimedOut|Aborted)$/;

interface ExecutionTrack {
  readonly failed: Set<number>;
  readonly exits: Map<number, { readonly name: string; readonly how: 'went' | 'caught' }>;
}

function createTrack(): ExecutionTrack {
  return { failed: new Set(), exits: new Map() };
}

function count(into: Map<string, number>, key: string): void {
  into.set(key, (into.get(key) ?? 0) + 1);
}

function coverageOf<T>(all: readonly T[], isCovered: (each: T) => boolean, nameOf: (each: T) => string): Coverage {
  const uncovered = all.filter((each) => !isCovered(each));
  const covered = all.length - uncovered.length;
  return {
    total: all.length,
    covered,
    percentage: percentageOf(covered, all.length),
    uncovered: [...new Set(uncovered.map(nameOf))],
  };
}

function percentageOf(covered: number, total: number): number {
  return total === 0 ? 100 : Math.round((covered / total) * 10_000) / 100;
}

/** `Map`, `Parallel[1]`. */
function scopeName(scope: ScopeModel): string {
  const { owner, kind } = scope;
  if (owner === null) return '';
  return kind === 'branch' ? `${owner.name}[${owner.scopes.indexOf(scope)}]` : owner.name;
}

function errorsOf({ holder }: TransitionModel): string {
  if (holder.kind !== 'object') return '';
  const names = holder.properties.find(({ name }) => name === 'ErrorEquals')?.value;
  if (names?.kind !== 'array') return '';
  return names.elements.flatMap((each) => (each.kind === 'string' ? [each.value] : [])).join(', ');
}
