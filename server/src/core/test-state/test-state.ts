/**
 * TestState: one state is run alone, and the answer tells how it went, in the service's own shape.
 *
 * The state's work is the interpreter's: the state stands first in a machine of its own whose other states are ends, mocks take the place of
 * tasks, branches and iterations, and `inspectionData` is read off the run's data stages. A retry is foretold, never made; so the state is
 * run without its handlers first, and once more with its catchers where one of them takes the failure.
 */

import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { matches, retryDelaySeconds } from '../interpreter/failure.ts';
import type { StatePlan } from '../interpreter/plan.ts';
import { checkContext } from './check-context.ts';
import { readMock, writesResults } from './check-mock.ts';
import { checkParameters } from './check-parameters.ts';
import { defaultContext, inventIdentity } from './default-context.ts';
import { inspectionDataOf } from './inspection-data.ts';
import type { Mocked } from './map-mock.ts';
import { readDefinition } from './read-definition.ts';
import { readJson } from './read-json.ts';
import { refusals } from './refusals.ts';
import {
  compileAlone,
  runAlone,
  withHandlers,
  type CompiledState,
  type CompileOutcome,
  type StateRun,
  type StateRunSettings,
} from './state-run.ts';
import { askedOnce, mockedTask } from './task-mock.ts';
import type {
  InspectionData,
  Refusal,
  TestStateAnswer,
  TestStateOutput,
  TestStateRequest,
  TestStateWorld,
} from './test-state-types.ts';

/** Never throws for what a caller can cause; rejects only where a task port of the world does. */
export async function testState(request: TestStateRequest, world: TestStateWorld): Promise<TestStateAnswer> {
  const prepared = prepare(request, world);
  if ('code' in prepared) return { kind: 'refused', refusal: prepared };
  const run = await prepared.run('no-handlers');
  const refusal = refusalOfIterations(request, prepared, run);
  if (refusal !== null) return { kind: 'refused', refusal };
  return { kind: 'answered', output: await answer(request, prepared, run) };
}

interface PreparedTest {
  /** The state as it is written. */
  readonly definition: JsonObject;
  readonly state: StatePlan;
  readonly mocked: Mocked | null;
  readonly variables: JsonObject;
  readonly run: (handlers: 'no-handlers' | 'catchers') => Promise<StateRun>;
}

function prepare(request: TestStateRequest, world: TestStateWorld): PreparedTest | Refusal {
  const wrongParameters = checkParameters(request);
  if (wrongParameters !== null) return wrongParameters;
  const read = readDefinition(request.definition, request.stateName);
  if (read.kind === 'refused') return read.refusal;
  const { machine, state: definition } = read;
  const compile = (mocked: Mocked | null): CompileOutcome =>
    compileAlone(machine, { world, mocked, configuration: request.stateConfiguration ?? {} });

  const unmocked = compile(null);
  if (unmocked.kind === 'problems') {
    const reports = unmocked.problems.map(
      ({ message, pointer }) => `SCHEMA_VALIDATION_FAILED: ${message} at ${pointer === '' ? '/' : pointer}`,
    );
    return refusals.invalidDefinition(reports);
  }
  const { state } = unmocked.compiled;
  const mock = readMock(request, state, definition);
  if (mock.kind === 'refused') return mock.refusal;
  const { mocked } = mock;
  const context = readContext(request.context, state);
  if (context.kind === 'refused') return context.refusal;
  const input = readJson(request.input ?? '{}');
  if (input.kind === 'malformed') return refusals.invalidInput(input.reason);
  const variables = readJson(request.variables ?? '{}');
  if (variables.kind === 'malformed' || !isJsonObject(variables.value)) return refusals.variablesNotObject;
  const port = mocked === null ? world.tasks : mockedTask(mocked);
  if (port === null && state.kind === 'Task') return refusals.serviceNotCalled;

  const identity = inventIdentity(world, request.roleArn);
  const given = context.value;
  const settings: StateRunSettings = {
    world,
    identity,
    input: input.value,
    alone: {
      variables: variables.value,
      context: (generated) => given ?? defaultContext(generated, identity),
    },
    tasks: askedOnce(port ?? { invoke: () => ({ kind: 'failed' }) }),
  };
  return {
    definition,
    state,
    mocked,
    variables: variables.value,
    run: (handlers) => runAlone(withHandlers(compiledOf(compile(mocked)), handlers), settings),
  };
}

function compiledOf(outcome: CompileOutcome): CompiledState {
  if (outcome.kind === 'compiled') return outcome.compiled;
  throw new Error('A state that compiled without its mock does not compile with it.');
}

type ReadContext =
  | { readonly kind: 'read'; readonly value: JsonObject | null }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

function readContext(text: string | undefined, state: StatePlan): ReadContext {
  if (text === undefined) return { kind: 'read', value: null };
  const read = readJson(text);
  if (read.kind === 'malformed') return { kind: 'refused', refusal: refusals.contextNotJson };
  const refusal = checkContext(read.value, state);
  return refusal === null ? { kind: 'read', value: read.value as JsonObject } : { kind: 'refused', refusal };
}

const THRESHOLD_EXCEEDED = 'States.ExceedToleratedFailureThreshold';

/** What can only be checked of a Map's mock once its iterations are counted. A threshold that is exceeded comes before the result's length. */
function refusalOfIterations(
  { stateConfiguration = {} }: TestStateRequest,
  { mocked, definition }: PreparedTest,
  { compiled, outcome, visit }: StateRun,
): Refusal | null {
  const nIterations = compiled.notes.nIterations ?? visit.nIterations;
  if (compiled.state.kind !== 'Map' || mocked === null || nIterations === null) return null;
  if ((stateConfiguration.mapIterationFailureCount ?? 0) > nIterations) return refusals.failureCountTooHigh;
  if (mocked.kind !== 'result' || writesResults(definition)) return null;
  if (outcome.status !== 'SUCCEEDED' && outcome.error === THRESHOLD_EXCEEDED) return null;
  return (mocked.value as readonly Json[]).length === nIterations ? null : refusals.mockNotOnePerIteration;
}

/** How the state's Retry and Catch take a failure. */
interface Handling {
  readonly retryIndex?: number;
  readonly retryBackoffIntervalSeconds?: number;
  readonly catchIndex?: number;
}

async function answer(request: TestStateRequest, prepared: PreparedTest, run: StateRun): Promise<TestStateOutput> {
  const { outcome } = run;
  if (outcome.status === 'SUCCEEDED') return tell(request, prepared, run, 'SUCCEEDED', {});
  const handling = handlingOf(prepared.state, outcome.error, request.stateConfiguration?.retrierRetryCount ?? 0);
  if (handling.retryBackoffIntervalSeconds !== undefined) return tell(request, prepared, run, 'RETRIABLE', handling);
  if (handling.catchIndex === undefined) return tell(request, prepared, run, 'FAILED', handling);
  const caught = await prepared.run('catchers');
  // A catcher can fail as well; its failure is the state's then.
  if (caught.visit.exit === null) return tell(request, prepared, caught, 'FAILED', {});
  return tell(request, prepared, { ...caught, outcome }, 'CAUGHT_ERROR', handling);
}

/** A retrier that is used up is named without a delay. Nothing handles States.Runtime. */
function handlingOf(state: StatePlan, error: string | undefined, nDone: number): Handling {
  if (state.kind !== 'Task' && state.kind !== 'Map' && state.kind !== 'Parallel') return {};
  if (error === 'States.Runtime') return {};
  const failure = { error, cause: undefined };
  const retryIndex = state.retriers.findIndex(({ errorEquals }) => matches(errorEquals, failure));
  const retrier = state.retriers[retryIndex];
  if (retrier !== undefined && nDone < retrier.maxAttempts)
    return { retryIndex, retryBackoffIntervalSeconds: Math.round(retryDelaySeconds(retrier, nDone)) };
  const catchIndex = state.catchers.findIndex(({ errorEquals }) => matches(errorEquals, failure));
  return { ...(retrier === undefined ? {} : { retryIndex }), ...(catchIndex < 0 ? {} : { catchIndex }) };
}

function tell(
  { inspectionLevel = 'INFO' }: TestStateRequest,
  { definition, variables }: PreparedTest,
  { compiled, outcome, visit }: StateRun,
  status: TestStateOutput['status'],
  handling: Handling,
): TestStateOutput {
  const { exit, nextState } = visit;
  const left = status === 'SUCCEEDED' || status === 'CAUGHT_ERROR' ? exit : null;
  const inspect = (): InspectionData =>
    inspectionDataOf({
      plan: compiled.state,
      definition,
      visit,
      notes: compiled.notes,
      variables: { ...variables, ...left?.assigned },
      caught: status === 'CAUGHT_ERROR' ? 'caught' : 'not-caught',
      errorDetails: Object.keys(handling).length === 0 ? null : handling,
    });
  return {
    ...(left === null ? {} : { output: JSON.stringify(left.output) }),
    ...failureOf(outcome),
    ...(inspectionLevel === 'INFO' ? {} : { inspectionData: inspect() }),
    ...(left === null || nextState === null ? {} : { nextState }),
    status,
  };
}

function failureOf(outcome: StateRun['outcome']): { readonly error?: string; readonly cause?: string } {
  if (outcome.status === 'SUCCEEDED') return {};
  const { error = outcome.status === 'TIMED_OUT' ? 'States.Timeout' : undefined, cause } = outcome;
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}
