/** What each state got, made and assigned in a run of the suite's first case: a fold over the run's events. */

import type { Json, JsonObject } from '../base/json.ts';
import type { DataStage, RunEvent } from '../events/run-event.ts';

/** The first visit of a state. What it did not come to is not there. */
export interface ObservedVisit {
  readonly input: Json;
  readonly items?: Json;
  readonly result?: Json;
  readonly output?: Json;
}

export interface ObservedStates {
  visitOf(stateName: string): ObservedVisit | null;
  /** What a state gave a variable at first; undefined where it never did. */
  assignedBy(stateName: string, variable: string): Json | undefined;
}

export interface Observation {
  apply(event: RunEvent): void;
  readonly states: ObservedStates;
}

const KEPT_STAGES: Readonly<Partial<Record<DataStage, 'items' | 'result' | 'output'>>> = {
  afterItemsPath: 'items',
  result: 'result',
  output: 'output',
};

export function createObservation(): Observation {
  const visits = new Map<string, { -readonly [K in keyof ObservedVisit]: ObservedVisit[K] }>();
  const open = new Map<string, string>();
  const assigned = new Map<string, JsonObject>();
  return {
    apply(event) {
      if (event.kind === 'data-stage') {
        const name = open.get(`${event.execution} ${event.enteredEventId}`);
        const visit = name === undefined ? undefined : visits.get(name);
        const kept = KEPT_STAGES[event.stage];
        if (visit !== undefined && kept !== undefined) visit[kept] ??= event.value;
      } else if (event.kind === 'history') {
        const { details, id } = event.event;
        if ('name' in details && 'input' in details && !visits.has(details.name)) {
          visits.set(details.name, { input: details.input });
          open.set(`${event.execution} ${id}`, details.name);
        } else if ('name' in details && 'assignedVariables' in details && details.assignedVariables !== undefined) {
          assigned.set(details.name, { ...details.assignedVariables, ...assigned.get(details.name) });
        }
      }
    },
    states: {
      visitOf: (name) => visits.get(name) ?? null,
      assignedBy: (name, variable) => assigned.get(name)?.[variable],
    },
  };
}
