/**
 * Turns a definition into a plan, once: state names resolved, expressions compiled, numbers checked.
 *
 * A definition that cannot run gives problems, never an exception. What AWS refuses for reasons that do not matter to the engine is left to
 * the validator.
 */

import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { CompileOptions, CompileProblem, CompileResult } from './compile-types.ts';
import { escapePointer, FieldReader } from './field-reader.ts';
import type { QueryLanguage, ScopePlan, StateCommon, StatePlan } from './plan.ts';
import { isStackExhausted } from './state-failure.ts';
import { compileChoice } from './states/choice.ts';
import { compileFail } from './states/fail.ts';
import { compileMap } from './states/map.ts';
import { compileParallel } from './states/parallel.ts';
import { compilePass } from './states/pass.ts';
import { compileSucceed } from './states/succeed.ts';
import { compileTask } from './states/task.ts';
import { compileWait } from './states/wait.ts';

/** What the compilation of one definition shares. */
export interface CompileContext {
  readonly options: CompileOptions;
  readonly problems: CompileProblem[];
  /** Run when every state exists: they connect transitions. */
  readonly fixups: (() => void)[];
  /** Names of states that have problems of their own. */
  readonly failedStates: Set<string>;
  compileScope(object: JsonObject, pointer: string): ScopePlan | null;
}

const MAX_DEPTH = 100;

export function compileStateMachine(definition: Json, options: CompileOptions): CompileResult {
  try {
    return compileDefinition(definition, options);
  } catch (thrown) {
    if (!isStackExhausted(thrown)) throw thrown;
    return { plan: null, problems: [{ message: 'The definition is nested too deeply.', pointer: '' }] };
  }
}

function compileDefinition(definition: Json, options: CompileOptions): CompileResult {
  if (!isJsonObject(definition)) {
    return { plan: null, problems: [{ message: 'A state machine definition must be a JSON object.', pointer: '' }] };
  }
  const problems: CompileProblem[] = [];
  const queryLanguage = readQueryLanguage(definition, '', options.defaultQueryLanguage ?? 'JSONPath', problems);
  const states: (StatePlan | null)[] = [];
  const fixups: (() => void)[] = [];
  let depth = 0;
  const context: CompileContext = {
    options,
    problems,
    fixups,
    failedStates: new Set(),
    compileScope(object, pointer) {
      if (depth >= MAX_DEPTH) {
        problems.push({ message: 'States are nested too deeply.', pointer });
        return null;
      }
      depth++;
      const scope = compileScope(context, states, object, pointer, queryLanguage);
      depth--;
      return scope;
    },
  };
  const root = context.compileScope(definition, '');
  for (const fixup of fixups) fixup();
  const timeoutSeconds = readTimeout(definition, problems);
  if (root === null || problems.length > 0) return { plan: null, problems };
  return { plan: { definition, root, states: states as StatePlan[], timeoutSeconds }, problems };
}

function compileScope(
  context: CompileContext,
  states: (StatePlan | null)[],
  object: JsonObject,
  pointer: string,
  queryLanguage: QueryLanguage,
): ScopePlan | null {
  const { problems } = context;
  const entries = object['States'];
  const startAt = object['StartAt'];
  if (!isJsonObject(entries) || Object.keys(entries).length === 0) {
    problems.push({ message: 'States must be an object with at least one state.', pointer: `${pointer}/States` });
    return null;
  }
  const siblings = new Map<string, StatePlan>();
  for (const [name, state] of Object.entries(entries)) {
    const statePointer = `${pointer}/States/${escapePointer(name)}`;
    const ordinal = states.length;
    states.push(null);
    const plan = isJsonObject(state)
      ? compileState(context, siblings, { name, state, ordinal, pointer: statePointer, queryLanguage })
      : null;
    if (!isJsonObject(state)) problems.push({ message: 'A state must be an object.', pointer: statePointer });
    if (plan === null) context.failedStates.add(name);
    else siblings.set(name, plan);
    states[ordinal] = plan;
  }
  const start = typeof startAt === 'string' ? siblings.get(startAt) : undefined;
  if (start !== undefined) return { pointer, start };
  if (typeof startAt !== 'string' || !context.failedStates.has(startAt)) {
    problems.push({ message: 'StartAt must name one of the states.', pointer: `${pointer}/StartAt` });
  }
  return null;
}

interface StateSource {
  readonly name: string;
  readonly state: JsonObject;
  readonly ordinal: number;
  readonly pointer: string;
  /** Of the definition. */
  readonly queryLanguage: QueryLanguage;
}

function compileState(
  context: CompileContext,
  siblings: ReadonlyMap<string, StatePlan>,
  { name, state, ordinal, pointer, queryLanguage: inherited }: StateSource,
): StatePlan | null {
  const queryLanguage = readQueryLanguage(state, pointer, inherited, context.problems);
  const fields = new FieldReader({ context, pointer, state, stateName: name, queryLanguage, siblings });
  const isJsonPath = queryLanguage === 'JSONPath';
  const common: StateCommon = {
    ordinal,
    name,
    pointer,
    queryLanguage,
    next: null,
    inputPath: isJsonPath ? fields.path(state, 'InputPath') : null,
    outputPath: isJsonPath ? fields.path(state, 'OutputPath') : null,
    ...fields.exit(state),
  };
  const plan = compileKind(state, common, fields);
  if (plan !== null) linkNext(context, siblings, state, plan, fields);
  return plan;
}

function compileKind(state: JsonObject, common: StateCommon, fields: FieldReader): StatePlan | null {
  switch (state['Type']) {
    case 'Pass':
      return compilePass(state, common, fields);
    case 'Task':
      return compileTask(state, common, fields);
    case 'Choice':
      return compileChoice(state, common, fields);
    case 'Wait':
      return compileWait(state, common, fields);
    case 'Succeed':
      return compileSucceed(common);
    case 'Fail':
      return compileFail(state, common, fields);
    case 'Parallel':
      return compileParallel(state, common, fields);
    case 'Map':
      return compileMap(state, common, fields);
    default: {
      const allowed = 'Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map';
      fields.problem(`Type must be one of ${allowed}.`, ...(state['Type'] === undefined ? [] : ['Type']));
      return null;
    }
  }
}

/** Connects Next (Choice: Default); a state without one has to say End, or to be one that ends by itself. */
function linkNext(
  context: CompileContext,
  siblings: ReadonlyMap<string, StatePlan>,
  state: JsonObject,
  plan: StatePlan,
  fields: FieldReader,
): void {
  if (plan.kind === 'Succeed' || plan.kind === 'Fail') return;
  const field = plan.kind === 'Choice' ? 'Default' : 'Next';
  const target = state[field];
  if (target === undefined) {
    if (plan.kind !== 'Choice' && state['End'] !== true) fields.problem('A state needs Next, or End: true.');
    return;
  }
  if (typeof target !== 'string') {
    fields.problem(`${field} must name a state.`, field);
    return;
  }
  context.fixups.push(() => {
    const next = siblings.get(target);
    if (next !== undefined) (plan as { next: StatePlan | null }).next = next;
    else if (!context.failedStates.has(target)) fields.problem(`There is no state "${target}" here to go to.`, field);
  });
}

/** A state may leave JSONPath for JSONata, never the other way round. */
function readQueryLanguage(
  object: JsonObject,
  pointer: string,
  inherited: QueryLanguage,
  problems: CompileProblem[],
): QueryLanguage {
  const value = object['QueryLanguage'];
  if (value === undefined) return inherited;
  if (value === 'JSONata') return 'JSONata';
  if (value === 'JSONPath' && (inherited === 'JSONPath' || pointer === '')) return 'JSONPath';
  const message =
    value === 'JSONPath'
      ? 'A state of a JSONata state machine cannot use JSONPath.'
      : 'QueryLanguage must be JSONPath or JSONata.';
  problems.push({ message, pointer: `${pointer}/QueryLanguage` });
  return inherited;
}

function readTimeout(definition: JsonObject, problems: CompileProblem[]): number | null {
  const value = definition['TimeoutSeconds'];
  if (value === undefined) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  problems.push({ message: 'TimeoutSeconds must be a whole number of at least 1.', pointer: '/TimeoutSeconds' });
  return null;
}
