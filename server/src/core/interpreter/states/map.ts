/** Map: its plan, and the iterations of INLINE mode. DISTRIBUTED mode goes on in `distributed-map.ts`. */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { StatesError } from '../../base/states-error.ts';
import { changedScope } from '../../expressions/evaluation-scope.ts';
import { createVariables } from '../../expressions/variables.ts';
import type { Engine } from '../engine.ts';
import { failState } from '../failure.ts';
import type { FieldReader } from '../field-reader.ts';
import { effectiveInput } from '../flow.ts';
import type { MapJoin } from '../join.ts';
import { payloadBytes } from '../payload-size.ts';
import type { MapPlan, ScopePlan, StateCommon } from '../plan.ts';
import { scopeOf, Thread, type ThreadPlace } from '../thread.ts';
import { abortRunning, finishMap } from './join-end.ts';
import { beginDistributedMap } from './distributed-map.ts';

const DISTRIBUTED_ONLY = ['ItemReader', 'ItemBatcher', 'ResultWriter'] as const;

export function compileMap(state: JsonObject, common: StateCommon, fields: FieldReader): MapPlan | null {
  const processorField = state['ItemProcessor'] === undefined ? 'Iterator' : 'ItemProcessor';
  const processorObject = state[processorField];
  if (!isJsonObject(processorObject)) {
    fields.problem('A Map state needs an ItemProcessor.');
    return null;
  }
  const config = processorObject['ProcessorConfig'];
  const distributed = isJsonObject(config) && config['Mode'] === 'DISTRIBUTED';
  const processor: ScopePlan | null = fields.at(processorField).scope(processorObject);
  const distributedPlan = distributed ? fields.distributed(state, config) : null;
  if (processor === null || (distributed && distributedPlan === null)) return null;
  const selectorField =
    state['ItemSelector'] === undefined && common.queryLanguage === 'JSONPath' ? 'Parameters' : 'ItemSelector';
  return {
    ...common,
    kind: 'Map',
    processor,
    items: fields.items(state),
    itemsPathText: itemsPathText(state['ItemsPath']),
    itemSelector: fields.template(state, selectorField),
    maxConcurrency: fields.wholeNumber(state, 'MaxConcurrency'),
    distributed: distributedPlan,
    inlineFieldsUnsupported: !distributed && DISTRIBUTED_ONLY.some((field) => state[field] !== undefined),
    ...fields.resultFlow(null, null),
    ...fields.errorHandlers(state),
  };
}

/** An ItemsPath as AWS's error names it: a path into the context object loses one of its dollars (recorded). */
export function itemsPathText(path: Json | undefined): string {
  if (typeof path !== 'string') return '$';
  return path.startsWith('$$') ? path.slice(1) : path;
}

export function beginMap(engine: Engine, thread: Thread, plan: MapPlan): void {
  if (plan.distributed !== null) {
    const scope = scopeOf(thread, effectiveInput(engine, thread, plan), engine);
    beginDistributedMap(engine, thread, plan, plan.distributed, scope);
    return;
  }
  const { items, input, window } = inlineMapOf(engine, thread, plan);
  if (thread.execution.recordsStages) engine.stage(thread, 'afterItemsPath', items);
  thread.lastEventId = engine.event(thread.execution, 'MapStateStarted', thread.lastEventId, { length: items.length });

  const join = mapJoin(thread, plan, { items, input });
  if (items.length === 0) {
    finishMap(engine, join, thread.lastEventId);
    return;
  }
  thread.waitsForJoin = join;
  for (let index = 0; index < window && thread.waitsForJoin === join; index++) {
    startNextIteration(engine, join, thread.lastEventId);
  }
}

/** A join in which no iteration has begun. */
export function mapJoin(owner: Thread, plan: MapPlan, { items, input }: Omit<InlineMap, 'window'>): MapJoin {
  return {
    kind: 'Map',
    owner,
    plan,
    running: new Set(),
    results: new Array<null>(items.length).fill(null),
    resultBytes: 2,
    nDone: 0,
    items,
    effectiveInput: input,
    nextIndex: 0,
  };
}

interface InlineMap {
  readonly items: readonly Json[];
  /** The state's effective input. */
  readonly input: Json;
  /** Iterations that run at the same time. */
  readonly window: number;
}

/** What an inline Map state works on. Throws `StatesError`. */
export function inlineMapOf(engine: Engine, thread: Thread, plan: MapPlan): InlineMap {
  const input = effectiveInput(engine, thread, plan);
  const scope = scopeOf(thread, input, engine);
  if (plan.inlineFieldsUnsupported) {
    throw new StatesError(
      'States.Runtime',
      'The ItemReader, ItemBatcher and ResultWriter fields are not supported for INLINE maps',
      { prefixed: true },
    );
  }
  const limit = engine.limits.inlineConcurrency;
  const wanted = plan.maxConcurrency === null ? 0 : (plan.maxConcurrency(scope) as number);
  if (wanted < 0) {
    throw new StatesError('States.Runtime', 'MaxConcurrency cannot be negative.', { prefixed: true });
  }
  const items = itemsOf(plan, plan.items === null ? input : plan.items(scope));
  const window = Math.min(wanted === 0 ? limit : Math.min(wanted, limit), items.length);
  return { items, input, window };
}

function itemsOf(plan: MapPlan, value: Json): readonly Json[] {
  if (isJsonArray(value)) return value;
  if (plan.queryLanguage === 'JSONata') {
    throw new StatesError(
      'States.QueryEvaluationError',
      `Map state input must be an array but was: ${JSON.stringify(value)}`,
      { prefixed: true },
    );
  }
  throw new StatesError('States.Runtime', `Reference path "${plan.itemsPathText}" must point to array.`);
}

/** Starts the next iteration, if one is left; `cause` is the event that made room for it. */
export function startNextIteration(engine: Engine, join: MapJoin, cause: number): void {
  if (join.nextIndex >= join.items.length) return;
  const { owner, plan } = join;
  const { execution } = owner;
  const index = join.nextIndex++;
  const mapItem: JsonObject = { Index: index, Value: join.items[index] as Json };
  let input: Json;
  try {
    input = selectedItem(engine, join, mapItem);
  } catch (thrown) {
    if (!(thrown instanceof StatesError)) throw thrown;
    abortRunning(engine, join, cause);
    owner.waitsForJoin = null;
    owner.lastEventId = cause;
    failState(engine, owner, thrown);
    return;
  }
  const started = engine.nextEventId(execution);
  if (execution.records) {
    engine.record(execution, 'MapIterationStarted', started, cause, { name: plan.name, index });
  }
  startIteration(engine, join, mapItem, input, started);
}

/** An iteration's first state points to `started`. */
export function startIteration(engine: Engine, join: MapJoin, mapItem: JsonObject, input: Json, started: number): void {
  const { owner, plan } = join;
  const start = { state: plan.processor.start, input, inputBytes: payloadBytes(input) };
  const thread = new Thread(owner.execution, start, createVariables(owner.variables), iterationPlace(join, mapItem));
  thread.lastEventId = started;
  join.running.add(thread);
  engine.ready(thread, null);
}

export function iterationPlace(join: MapJoin, mapItem: JsonObject): ThreadPlace {
  const { owner, plan } = join;
  const index = mapItem['Index'] as number;
  return { join, index, mapItem, iterations: [...owner.iterations, { state: plan.name, index }] };
}

/** An iteration's input: the item, or what ItemSelector makes of it. Throws `StatesError`. */
export function selectedItem(engine: Engine, join: MapJoin, mapItem: JsonObject): Json {
  const { owner, plan } = join;
  if (plan.itemSelector === null) return mapItem['Value'] as Json;
  const context = (): JsonObject => ({ ...owner.context(), Map: { Item: mapItem } });
  const input = plan.itemSelector(changedScope(scopeOf(owner, join.effectiveInput, engine), { context }));
  if (owner.execution.recordsStages) engine.stage(owner, 'afterItemSelector', input);
  return input;
}
