/**
 * Compiles what only Distributed Map understands of a Map state, and opens Map Runs: the implementation of the interpreter's
 * `DistributedMapLayer`. Order of evaluation is the service's: concurrency, items, tolerances, reader, batcher, writer.
 */

import { countDraws } from '../base/rng.ts';
import { isJsonArray, isJsonObject, type Json, type JsonArray, type JsonObject } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import { changedScope, type Evaluate, type EvaluationScope } from '../expressions/evaluation-scope.ts';
import { compileJsonataTyped } from '../expressions/jsonata/jsonata-fields.ts';
import { compilePathField } from '../expressions/path-fields.ts';
import type {
  ChildInputReader,
  DistributedCompileContext,
  DistributedMapLayer,
  DistributedMapPlan,
  MapRunHost,
} from '../interpreter/map-run-port.ts';
import { itemsPathText } from '../interpreter/states/map.ts';
import { createBatcher, createSingleItemBatcher, MAX_CHILD_INPUT_BYTES } from './batcher.ts';
import { createChildInputs, type NextChild, type PassableInputs } from './child-inputs.ts';
import { compileBatcher, type BatcherPlan } from './compile-batcher.ts';
import { compileReader, type ReaderPlan } from './compile-reader.ts';
import { compileWriter, type WriterPlan } from './compile-writer.ts';
import { compileNumber, compileValue, runtimeError, type QueryLanguage } from './fields.ts';
import { childrenPerSegment, createCrewInputs, type CrewHelp, type ReadAnew } from './crew-inputs.ts';
import type { FailureThreshold } from './failure-threshold.ts';
import type { ItemDecoders } from './item-decoders.ts';
import type { ItemOverrides } from './item-overrides.ts';
import { createSelector } from './item-selector.ts';
import { createArraySource, objectEntries, type ItemSource } from './item-source.ts';
import { createMapRun, effectiveConcurrency } from './map-run.ts';
import type { MapResults } from './map-results.ts';
import type { TextSpill } from './ordered-output.ts';
import type { ObjectStore } from './object-store.ts';
import { createRedrivenInputs, skipItems } from './redriven-inputs.ts';

export interface DistributedMapWorld {
  readonly store: ObjectStore;
  readonly decoders: ItemDecoders;
  readonly overrides: ItemOverrides | null;
  /** Largest output of a Map state and largest child input, in bytes; AWS's 262,144 by default. */
  readonly maxPayloadBytes?: number;
  /** When a result file is followed by the next one; about 5 GB by default. */
  readonly maxResultFileBytes?: number;
  /** Where results wait for their turn that are too much for memory; absent: in memory. */
  readonly openSpill?: () => TextSpill;
}

export function createDistributedMapLayer(world: DistributedMapWorld): DistributedMapLayer {
  return { compile: (state, context) => compileDistributedMap(state, context, world) };
}

interface OpenItems {
  /** `$$.Map.Item.Source`, and the source's name in events. */
  readonly source: string;
  open(): ItemSource;
}

interface PreparedItems {
  readonly source: string;
  readonly batching: BatcherPlan | null;
  /** The items once more, for counting them. */
  reopen(): ItemSource;
  /** Child inputs of the items behind the first `nItemsBefore`. */
  read(onRead: () => void, nItemsBefore: number): PassableInputs;
}

function compileDistributedMap(
  state: JsonObject,
  context: DistributedCompileContext,
  world: DistributedMapWorld,
): DistributedMapPlan {
  const language = context.queryLanguage;
  const concurrency = compileNumber(state, 'MaxConcurrency', 'MaxConcurrency', language, 'integer');
  const evaluateThreshold = compileThreshold(state, language);
  const reader = isJsonObject(state['ItemReader']) ? compileReader(state['ItemReader'], context, world) : null;
  const items = reader === null ? compileItems(state, language) : null;
  const selector = state['ItemSelector'] ?? (language === 'JSONPath' ? state['Parameters'] : undefined);
  const select = selector === undefined ? null : compileValue(selector, 'ItemSelector', language);
  const batcher = isJsonObject(state['ItemBatcher']) ? compileBatcher(state['ItemBatcher'], language) : null;
  const writer = compileWriter(state['ResultWriter'], context, world);

  /** What is evaluated once for a Map Run; reading draws from the scope's chance in the same order every time. */
  const prepare = (scope: EvaluationScope): PreparedItems => {
    const opened = openItems(scope, reader, items, state, language);
    const batching = batcher === null ? null : batcher(scope, 'items' in opened && opened.shape === 'entries');
    const maxBytes = world.maxPayloadBytes ?? MAX_CHILD_INPUT_BYTES;
    return {
      source: opened.source,
      batching,
      reopen: () => opened.open(),
      read: (onRead, nItemsBefore) =>
        createChildInputs(
          nItemsBefore === 0 ? opened.open() : skipItems(opened.open(), nItemsBefore),
          select === null ? null : createSelector(select, scope),
          batching === null
            ? createSingleItemBatcher(maxBytes)
            : createBatcher(
                { maxItems: batching.maxItems, maxBytes: Math.min(batching.maxBytes ?? maxBytes, maxBytes) },
                batching.batchInput,
              ),
          onRead,
          nItemsBefore,
        ),
    };
  };

  /** Readings for which everything is evaluated once more, so that what they draw does not depend on what was drawn before. */
  const readAnew =
    (scope: EvaluationScope, host: MapRunHost): ReadAnew =>
    (onRead, nItemsBefore) => {
      const rng = countDraws(host.createRng());
      const prepared = prepare(changedScope(scope, { rng }));
      const nDrawnBefore = rng.nDrawn;
      const inputs = prepared.read(onRead, nItemsBefore);
      return { inputs, itemsDrawLots: () => rng.nDrawn > nDrawnBefore };
    };

  return {
    maxConcurrency(scope) {
      const value = concurrency === null ? 0 : concurrency(scope);
      if (value < 0) throw runtimeError('MaxConcurrency cannot be negative.');
      return value;
    },
    length: (scope) => (items === null ? 0 : itemsOf(items(scope), state, language).items.length),
    childInputs: (scope) => asReader(prepare(scope).read(() => undefined, 0)),
    open(scope, host) {
      const threshold = evaluateThreshold(scope);
      const { earlier } = host;
      const { source, batching, reopen, read } = prepare(changedScope(scope, { rng: host.createRng() }));
      const results = writer(scope, host);
      if (earlier === null) tellStarted(host, scope, context.pointer, threshold, source, batching, writer);
      else {
        const { redriveCount } = earlier;
        host.emit({ kind: 'map-run-redriven', mapRun: host.mapRun, redriveCount, time: host.now() });
      }
      return createMapRun(
        {
          threshold,
          results,
          reopen,
          createInputs(onRead) {
            if (earlier !== null) return createRedrivenInputs(earlier, () => read(onRead, earlier.nItems));
            const batches = reader === null ? 'no files' : (batching ?? 'none');
            const help = taskOfHelpers(scope, host, context.pointer, batches, results);
            if (help === null) return read(onRead, 0);
            const smooth = results.takeOutputs === undefined ? 'one by one' : 'together';
            return createCrewInputs({ ...help, smooth, read: readAnew(scope, host), onRead, now: () => host.now() });
          },
          nChildrenBefore: earlier?.nChildren ?? 0,
        },
        host,
      );
    },
  };
}

/** For whoever wants to know children's inputs without a Map Run; why there is none is the Map Run's business. */
function asReader(inputs: PassableInputs): ChildInputReader {
  return {
    get bytesRead() {
      return inputs.bytesRead;
    },
    next(untilItem) {
      let next: NextChild;
      try {
        next = inputs.next(untilItem);
      } catch (thrown) {
        if (thrown instanceof StatesError) return { kind: 'stuck' };
        throw thrown;
      }
      if (next.kind === 'wait' || next.kind === 'end') return next;
      return next.kind === 'child' ? { kind: 'child', child: next.child } : { kind: 'stuck' };
    },
    skip(max) {
      const skipped = inputs.skip(max);
      return skipped.kind === 'failed' ? { kind: 'stuck' } : skipped;
    },
    close: () => inputs.close(),
  };
}

function openItems(
  scope: EvaluationScope,
  reader: ReaderPlan | null,
  items: Evaluate | null,
  state: JsonObject,
  language: QueryLanguage,
): OpenItems | (OpenItems & { readonly items: JsonArray; readonly shape: 'elements' | 'entries' }) {
  if (reader !== null) return reader(scope);
  const found = itemsOf(items === null ? scope.input : items(scope), state, language);
  const source = 'STATE_DATA';
  return { ...found, source, open: () => createArraySource(found.items, source, found.shape) };
}

function compileItems(state: JsonObject, language: QueryLanguage): Evaluate {
  if (language === 'JSONPath') {
    const path = state['ItemsPath'];
    return typeof path === 'string' ? compilePathField(path, 'ItemsPath') : (scope) => scope.input;
  }
  const items = state['Items'];
  if (items === undefined) return (scope) => scope.input;
  const evaluate = compileValue(items, 'Items', language);
  const expectArray = compileJsonataTyped(items, 'Items', 'array');
  return (scope) => {
    const value = evaluate(scope);
    return isJsonArray(value) || isJsonObject(value) ? value : expectArray(scope);
  };
}

function itemsOf(
  value: Json,
  state: JsonObject,
  language: QueryLanguage,
): { readonly items: JsonArray; readonly shape: 'elements' | 'entries' } {
  if (isJsonArray(value)) return { items: value, shape: 'elements' };
  if (isJsonObject(value)) return { items: objectEntries(value), shape: 'entries' };
  if (language === 'JSONPath') {
    throw new StatesError(
      'States.Runtime',
      `Reference path "${itemsPathText(state['ItemsPath'])}" must point to array.`,
    );
  }
  const cause = `Map state input must be an array but was: ${JSON.stringify(value)}`;
  throw new StatesError('States.QueryEvaluationError', cause, { prefixed: true });
}

function compileThreshold(state: JsonObject, language: QueryLanguage): (scope: EvaluationScope) => FailureThreshold {
  const count = compileNumber(state, 'ToleratedFailureCount', 'ToleratedFailureCount', language, 'integer');
  const percentage = compileNumber(
    state,
    'ToleratedFailurePercentage',
    'ToleratedFailurePercentage',
    language,
    'float',
  );
  return (scope) => {
    const threshold = { count: count?.(scope) ?? 0, percentage: percentage?.(scope) ?? 0 };
    if (threshold.count < 0) throw runtimeError('ToleratedFailureCount cannot be negative.');
    if (threshold.percentage < 0 || threshold.percentage > 100) {
      throw runtimeError('ToleratedFailurePercentage must be between 0 and 100.');
    }
    return threshold;
  };
}

/** Null: nobody helps. Only where each child has the same number of items can somebody begin in the middle. */
function taskOfHelpers(
  scope: EvaluationScope,
  { crew, mapRun, iterations }: MapRunHost,
  pointer: string,
  batching: BatcherPlan | 'none' | 'no files',
  { needsInputs }: MapResults,
): CrewHelp | null {
  if (crew === null || batching === 'no files') return null;
  const itemsPerChild = batching === 'none' ? 1 : batching.maxBytes === null ? batching.maxItems : null;
  if (itemsPerChild === null) return null;
  const { input, variables, context, now } = scope;
  return {
    crew,
    task: {
      mapRun,
      pointer,
      iterations,
      scope: { input, variables: variables.all(), context: context(), now },
      itemsPerChild,
      childrenPerSegment: childrenPerSegment(crew, itemsPerChild),
      inputs: needsInputs,
    },
  };
}

function tellStarted(
  host: MapRunHost,
  scope: EvaluationScope,
  pointer: string,
  threshold: FailureThreshold,
  source: string,
  batching: BatcherPlan | null,
  writer: WriterPlan,
): void {
  host.emit({
    kind: 'map-run-started',
    mapRun: host.mapRun,
    execution: host.execution,
    state: host.stateName,
    pointer,
    arn: host.mapRunArn,
    executionArn: host.executionArn,
    childType: host.childType,
    maxConcurrency: effectiveConcurrency(host.maxConcurrency),
    statedConcurrency: host.maxConcurrency,
    toleratedFailureCount: threshold.count,
    toleratedFailurePercentage: threshold.percentage,
    source,
    maxItemsPerBatch: batching?.maxItems ?? null,
    maxInputBytesPerBatch: batching?.maxBytes ?? null,
    writesResults: writer.writesResults,
    time: host.now(),
  });
  const { input, variables, context } = scope;
  host.emit({
    kind: 'map-run-scope',
    mapRun: host.mapRun,
    input,
    variables: variables.all(),
    context: context(),
    iterations: host.iterations,
  });
}
