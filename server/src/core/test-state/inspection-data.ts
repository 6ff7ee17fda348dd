/**
 * `inspectionData`: which stations of the data flow TestState shows for which kind of state. They are the interpreter's own data stages; a
 * station without a field shows the value that passed it, where AWS does so.
 *
 * Recorded: a Parallel state shows nothing before its result; a Pass state with a Result nothing before that; Map and Parallel states no raw
 * result; lists of items have Java's separators, and items of a batch are texts.
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { DataStage } from '../events/run-event.ts';
import type { StatePlan } from '../interpreter/plan.ts';
import type { MapNotes } from './map-mock.ts';
import type { InspectionData } from './test-state-types.ts';
import type { StateVisit } from './visit.ts';

export interface InspectedState {
  readonly plan: StatePlan;
  /** The state as it is written. */
  readonly definition: JsonObject;
  readonly visit: StateVisit;
  readonly notes: MapNotes;
  /** The workflow variables after the state. */
  readonly variables: JsonObject;
  readonly caught: 'caught' | 'not-caught';
  readonly errorDetails: NonNullable<InspectionData['errorDetails']> | null;
}

export function inspectionDataOf(state: InspectedState): InspectionData {
  const { plan, variables, errorDetails } = state;
  const flow = plan.queryLanguage === 'JSONata' ? jsonataFlow(state) : jsonPathFlow(state);
  return {
    ...textsOf(flow),
    ...(Object.keys(variables).length === 0 ? {} : { variables: JSON.stringify(variables) }),
    ...(errorDetails === null ? {} : { errorDetails }),
    ...(plan.kind === 'Map' ? mapStations(state) : {}),
  };
}

type Flow = Partial<Record<Exclude<DataStage, 'output' | `afterItem${string}`>, Json>>;

function jsonataFlow({ plan, visit: { stages } }: InspectedState): Flow {
  const flow: Flow = {};
  take(flow, stages, 'input');
  if (plan.kind !== 'Task') return flow;
  take(flow, stages, 'afterArguments');
  take(flow, stages, 'result');
  return flow;
}

function jsonPathFlow({ plan, visit, caught }: InspectedState): Flow {
  const { stages } = visit;
  const flow: Flow = {};
  take(flow, stages, 'input');
  const hasResult = plan.kind === 'Pass' && plan.result !== undefined;
  if (plan.kind !== 'Parallel' && !hasResult) {
    take(flow, stages, 'afterInputPath', plan.inputPath === null ? flow.input : undefined);
    if (plan.kind === 'Pass' || plan.kind === 'Task')
      take(flow, stages, 'afterParameters', plan.payload === null ? flow.afterInputPath : undefined);
  }
  if (plan.kind === 'Task' || hasResult) take(flow, stages, 'result');
  if (plan.kind === 'Pass' || plan.kind === 'Task' || plan.kind === 'Parallel' || plan.kind === 'Map') {
    take(flow, stages, 'afterResultSelector', plan.resultSelector === null ? stages.get('result') : undefined);
    take(flow, stages, 'afterResultPath', caught === 'caught' ? visit.exit?.output : undefined);
  }
  return flow;
}

/** The value of a stage, or what stands for it where the state has no such field. */
function take(flow: Flow, stages: StateVisit['stages'], stage: keyof Flow, otherwise?: Json): void {
  const value = stages.get(stage) ?? otherwise;
  if (value !== undefined) flow[stage] = value;
}

function textsOf(flow: Flow): Partial<Record<keyof Flow, string>> {
  return Object.fromEntries(Object.entries(flow).map(([stage, value]) => [stage, JSON.stringify(value)]));
}

/** What a Map shows once it has its items. */
function mapStations({ plan, definition, visit, notes }: InspectedState): InspectionData {
  const nIterations = notes.nIterations ?? visit.nIterations;
  if (plan.kind !== 'Map' || nIterations === null) return {};
  const { childInputs } = notes;
  const items = visit.stages.get('afterItemsPath') ?? notes.items;
  const selected = selectedItems(definition, visit, childInputs);
  const tolerates = (field: string): boolean =>
    plan.distributed !== null && (definition[field] !== undefined || definition[`${field}Path`] !== undefined);
  return {
    ...(plan.queryLanguage === 'JSONPath' && items !== null ? { afterItemsPath: javaList(items) } : {}),
    ...(selected === null ? {} : { afterItemSelector: javaList(selected) }),
    ...(childInputs === null || definition['ItemBatcher'] === undefined
      ? {}
      : { afterItemBatcher: javaList(childInputs.map(withItemTexts)) }),
    ...(notes.pointedItems === null ? {} : { afterItemsPointer: JSON.stringify(notes.pointedItems) }),
    ...(tolerates('ToleratedFailureCount') ? { toleratedFailureCount: notes.toleratedFailureCount } : {}),
    ...(tolerates('ToleratedFailurePercentage')
      ? { toleratedFailurePercentage: notes.toleratedFailurePercentage }
      : {}),
    maxConcurrency: notes.maxConcurrency,
  };
}

/** Null where the state has no ItemSelector. */
function selectedItems(
  definition: JsonObject,
  visit: StateVisit,
  childInputs: MapNotes['childInputs'],
): readonly Json[] | null {
  if (definition['ItemSelector'] === undefined && definition['Parameters'] === undefined) return null;
  if (childInputs === null) return visit.selectedItems;
  return definition['ItemBatcher'] === undefined ? childInputs : childInputs.flatMap(batchItems);
}

function batchItems(input: Json): readonly Json[] {
  const items = isJsonObject(input) ? input['Items'] : undefined;
  return isJsonArray(items) ? items : [];
}

function withItemTexts(input: Json): Json {
  if (!isJsonObject(input)) return input;
  return { ...input, Items: batchItems(input).map((item) => JSON.stringify(item)) };
}

/** As Java prints a list of JSON values. */
function javaList(value: Json): string {
  return isJsonArray(value) ? `[${value.map((element) => JSON.stringify(element)).join(', ')}]` : JSON.stringify(value);
}
