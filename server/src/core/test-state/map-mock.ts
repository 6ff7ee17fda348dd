/**
 * Map and Parallel states under a mock: everything happens as in a run (items are read, selected and batched), but no iteration or branch
 * runs; the mock is what they would have answered.
 *
 * What AWS shows of a Map's way to its iterations is noted in a `MapNotes`.
 */

import { isJsonObject, type Json, type JsonArray, type JsonObject } from '../base/json.ts';
import { createDistributedMapLayer } from '../distributed-map/compile-distributed-map.ts';
import { judgeFailures } from '../distributed-map/failure-threshold.ts';
import type { ItemDecoder, ItemDecoders } from '../distributed-map/item-decoders.ts';
import type { Evaluate, EvaluationScope } from '../expressions/evaluation-scope.ts';
import { compilePathField } from '../expressions/path-fields.ts';
import type {
  ChildEnd,
  DistributedMapLayer,
  DistributedMapPlan,
  MapRun,
  MapRunHost,
  MapRunResult,
} from '../interpreter/map-run-port.ts';
import type { FailPlan, MapPlan, ParallelPlan, PassPlan, ScopePlan, StateCommon } from '../interpreter/plan.ts';
import { createReaderDataStore } from './reader-data-store.ts';

/** What the state's invocation is said to give. */
export type Mocked =
  | { readonly kind: 'result'; readonly value: Json }
  | { readonly kind: 'error'; readonly error: string; readonly cause: string | undefined };

/** What was seen on the way to a Map's iterations. */
export interface MapNotes {
  /** Set once the items are known. */
  nIterations: number | null;
  maxConcurrency: number;
  toleratedFailureCount: number;
  toleratedFailurePercentage: number;
  /** Items of a Distributed Map of JSONPath that has no ItemReader. */
  items: Json | null;
  /** Inputs of the children of a Distributed Map. */
  childInputs: JsonArray | null;
  /** Items after an ItemsPointer. */
  pointedItems: Json[] | null;
}

export function createMapNotes(): MapNotes {
  return {
    nIterations: null,
    maxConcurrency: 0,
    toleratedFailureCount: 0,
    toleratedFailurePercentage: 0,
    items: null,
    childInputs: null,
    pointedItems: null,
  };
}

/** A Parallel state whose branches answer as mocked. */
export function mockedParallel(plan: ParallelPlan, mocked: Mocked): ParallelPlan {
  const answers =
    mocked.kind === 'error'
      ? [failing(plan, mocked)]
      : (mocked.value as JsonArray).map((value) => answering(plan, () => value));
  return { ...plan, branches: answers };
}

/** An inline Map whose iterations answer as mocked; all are started at once, so that every item is selected before one can fail. */
export function mockedInlineMap(plan: MapPlan, mocked: Mocked, notes: MapNotes): MapPlan {
  let next = 0;
  const results = mocked.kind === 'result' ? (mocked.value as JsonArray) : [];
  return {
    ...plan,
    maxConcurrency(scope: EvaluationScope) {
      const wanted = plan.maxConcurrency === null ? 0 : (plan.maxConcurrency(scope) as number);
      notes.maxConcurrency = wanted;
      return Math.min(wanted, 0);
    },
    // Iterations that are all ready take their turns in the order of their items.
    processor: mocked.kind === 'error' ? failing(plan, mocked) : answering(plan, () => results[next++] ?? null),
  };
}

export interface MapMockOptions {
  readonly mocked: Mocked;
  readonly notes: MapNotes;
  readonly decoders: ItemDecoders;
  /** What the ItemReader reads; undefined where the state has none. */
  readonly readerData: string | undefined;
  readonly iterationFailures: number | undefined;
}

/** Runs Distributed Maps up to their child inputs, and answers for the children. */
export function mockedDistributedMaps(options: MapMockOptions): DistributedMapLayer {
  const decoders = notingDecoders(options.decoders, options.notes);
  return {
    compile(state, context) {
      const store = createReaderDataStore(options.readerData ?? '', flattens(state) ? 'content' : 'listing');
      const layer = createDistributedMapLayer({ store, decoders, overrides: null });
      // The mock is what the state answers after its results were written.
      const unwritten = Object.fromEntries(Object.entries(state).filter(([field]) => field !== 'ResultWriter'));
      const items = context.queryLanguage === 'JSONPath' ? itemsOf(state) : null;
      return mockedPlan(layer.compile(unwritten, context), { ...options, items, tolerates: toleratesFailures(state) });
    },
  };
}

interface PlanMockOptions extends MapMockOptions {
  /** Null where nothing shows them. */
  readonly items: Evaluate | null;
  /** Whether the state says how many failures it tolerates. */
  readonly tolerates: boolean;
}

function mockedPlan(plan: DistributedMapPlan, options: PlanMockOptions): DistributedMapPlan {
  const { notes, items } = options;
  return {
    ...plan,
    maxConcurrency(scope) {
      const value = plan.maxConcurrency(scope);
      notes.maxConcurrency = value as number;
      return value;
    },
    childInputs: (scope) => plan.childInputs(scope),
    open(scope, host) {
      const inputs: Json[] = [];
      if (items !== null) notes.items = items(scope);
      const run: MapRun = plan.open(scope, {
        ...host,
        emit(event) {
          if (event.kind !== 'map-run-started') return;
          notes.toleratedFailureCount = event.toleratedFailureCount;
          notes.toleratedFailurePercentage = event.toleratedFailurePercentage;
        },
        startChild({ index, input }) {
          inputs.push(input);
          run.childEnded(succeededChild(index, host));
          return 0;
        },
      });
      return {
        pump() {
          const turn = run.pump();
          if (turn.kind !== 'ended' || turn.result.status === 'FAILED') return turn;
          notes.childInputs = inputs;
          notes.nIterations = inputs.length;
          return { kind: 'ended', result: resultOf(inputs.length, options) };
        },
        childEnded: () => undefined,
        abort: () => {
          run.abort();
        },
      };
    },
  };
}

function resultOf(nIterations: number, options: PlanMockOptions): MapRunResult {
  const { mocked, notes, tolerates, iterationFailures = 0 } = options;
  const threshold = { count: notes.toleratedFailureCount, percentage: notes.toleratedFailurePercentage };
  // Recorded: without a tolerance in the definition TestState lets any number of iterations fail, unlike a run.
  if (tolerates && judgeFailures(threshold, iterationFailures, nIterations, 'complete') === 'exceeded') {
    return {
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    };
  }
  if (mocked.kind === 'result') return { status: 'SUCCEEDED', output: mocked.value };
  const { error, cause } = mocked;
  return { status: 'FAILED', error, ...(cause === undefined ? {} : { cause }) };
}

function toleratesFailures(state: JsonObject): boolean {
  return ['ToleratedFailureCount', 'ToleratedFailurePercentage'].some(
    (field) => state[field] !== undefined || state[`${field}Path`] !== undefined,
  );
}

function itemsOf(state: JsonObject): Evaluate | null {
  if (state['ItemReader'] !== undefined) return null;
  const path = state['ItemsPath'];
  return typeof path === 'string' ? compilePathField(path, 'ItemsPath') : (scope) => scope.input;
}

function flattens(state: JsonObject): boolean {
  const reader = state['ItemReader'];
  const config = isJsonObject(reader) ? reader['ReaderConfig'] : undefined;
  return isJsonObject(config) && config['Transformation'] === 'LOAD_AND_FLATTEN';
}

function succeededChild(index: number, host: MapRunHost): ChildEnd {
  const time = host.now();
  return {
    index,
    execution: 0,
    executionArn: '',
    name: '',
    startTime: time,
    stopTime: time,
    nRetries: 0,
    nEvents: 0,
    redriveCount: 0,
    outcome: { status: 'SUCCEEDED', output: null },
  };
}

/** Decoders that note the items which an ItemsPointer led to. */
function notingDecoders(decoders: ItemDecoders, notes: MapNotes): ItemDecoders {
  return {
    ...decoders,
    json(options) {
      const decoder = decoders.json(options);
      return options.pointer === '' ? decoder : notingDecoder(decoder, (notes.pointedItems ??= []));
    },
  };
}

function notingDecoder(decoder: ItemDecoder, noted: Json[]): ItemDecoder {
  const take = (max: number): readonly Json[] => {
    const items = decoder.take(max);
    for (const item of items) noted.push(item);
    return items;
  };
  return {
    push: (bytes) => {
      decoder.push(bytes);
    },
    end: () => {
      decoder.end();
    },
    take,
    skip: (max) => take(max).length,
    get done() {
      return decoder.done;
    },
    get problem() {
      return decoder.problem;
    },
    get maxItemBytes() {
      return decoder.maxItemBytes;
    },
    get entries() {
      return decoder.entries;
    },
  };
}

const MOCK_NAME = 'Mock';

/** A scope of one state that answers with a value. */
function answering(around: StateCommon, value: () => Json): ScopePlan {
  const start: PassPlan = {
    ...bare(around),
    kind: 'Pass',
    payload: value,
    resultSelector: null,
    resultPath: null,
    result: undefined,
  };
  return { pointer: around.pointer, start };
}

/** A scope of one state that fails. */
function failing(around: StateCommon, { error, cause }: Extract<Mocked, { kind: 'error' }>): ScopePlan {
  const start: FailPlan = {
    ...bare(around),
    kind: 'Fail',
    error: () => error,
    cause: cause === undefined ? null : () => cause,
  };
  return { pointer: around.pointer, start };
}

function bare({ ordinal, pointer }: StateCommon): StateCommon {
  return {
    ordinal,
    name: MOCK_NAME,
    pointer,
    queryLanguage: 'JSONata',
    next: null,
    inputPath: null,
    outputPath: null,
    output: null,
    assign: null,
  };
}
