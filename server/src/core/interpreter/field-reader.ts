/**
 * Reads the fields of one state for the compiler: in the state's query language, with the pointer at hand for problems.
 *
 * It refuses only what would keep the engine from running; the validator has the full list of rules.
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { createRng, seedOf } from '../base/rng.ts';
import { StatesError } from '../base/states-error.ts';
import type { Evaluate, EvaluationScope } from '../expressions/evaluation-scope.ts';
import { compileJsonataField, compileJsonataTyped } from '../expressions/jsonata/jsonata-fields.ts';
import { compilePathField, compilePathOrIntrinsic } from '../expressions/path-fields.ts';
import { compilePayloadTemplate } from '../expressions/payload-template.ts';
import { compileReferencePath } from '../expressions/reference-path.ts';
import type { CompileContext } from './compile-state-machine.ts';
import type {
  CatcherPlan,
  DistributedPlan,
  ErrorHandlers,
  QueryLanguage,
  ResultFlow,
  ResultPathPlan,
  RetrierPlan,
  ScopePlan,
  StatePlan,
} from './plan.ts';

/** A plan object whose `next` is filled in when all states are known. */
type Linked<T> = T & { readonly next: StatePlan };

export interface FieldReaderOptions {
  readonly context: CompileContext;
  readonly pointer: string;
  readonly state: JsonObject;
  readonly stateName: string;
  readonly queryLanguage: QueryLanguage;
  /** States that transitions from here may name; filled while the scope is compiled. */
  readonly siblings: ReadonlyMap<string, StatePlan>;
}

export class FieldReader {
  readonly #options: FieldReaderOptions;

  constructor(options: FieldReaderOptions) {
    this.#options = options;
  }

  /** The same reader, further inside. */
  at(...path: readonly string[]): FieldReader {
    return new FieldReader({ ...this.#options, pointer: this.#pointer(path) });
  }

  problem(message: string, ...path: readonly string[]): void {
    this.#options.context.problems.push({ message, pointer: this.#pointer(path) });
  }

  /** The name in a transition field, or null with a problem. */
  target(object: JsonObject, field: string): string | null {
    const name = object[field];
    if (typeof name === 'string') return name;
    this.problem(`${field} must name a state.`, field);
    return null;
  }

  /** Fills `next` in once every state of the scope is compiled. */
  linkNext<T extends object>(plan: T, name: string, field = 'Next'): Linked<T> {
    const linked = { ...plan } as { next?: StatePlan };
    const { context, siblings } = this.#options;
    context.fixups.push(() => {
      const target = siblings.get(name);
      if (target !== undefined) linked.next = target;
      else if (!context.failedStates.has(name)) this.problem(`There is no state "${name}" here to go to.`, field);
    });
    return linked as Linked<T>;
  }

  /** Compiles a nested block of states. */
  scope(object: JsonObject): ScopePlan | null {
    return this.#options.context.compileScope(object, this.#options.pointer);
  }

  path(object: JsonObject, field: string): Evaluate | null {
    const value = object[field];
    if (value === undefined || value === '$') return null;
    if (value === null) return () => EMPTY;
    if (typeof value === 'string') return compilePathField(value, field);
    this.problem(`${field} must be a path.`, field);
    return null;
  }

  /** A payload template, or a JSONata value with expressions inside. */
  template(object: JsonObject, field: string): Evaluate | null {
    const value = object[field];
    if (value === undefined) return null;
    return this.#isJsonata ? compileJsonataField(value, field) : compilePayloadTemplate(value, field);
  }

  resultFlow(jsonPathPayload: 'Parameters' | null, jsonataPayload: 'Arguments' | null): ResultFlow {
    const { state } = this.#options;
    const payloadField = this.#isJsonata ? jsonataPayload : jsonPathPayload;
    const payload = payloadField === null ? null : this.template(state, payloadField);
    if (this.#isJsonata) return { payload, resultSelector: null, resultPath: null };
    return { payload, resultSelector: this.template(state, 'ResultSelector'), resultPath: this.#resultPath(state) };
  }

  /** Assign and Output of a state, a choice rule or a catcher. */
  exit(object: JsonObject): { readonly assign: Evaluate | null; readonly output: Evaluate | null } {
    if (object['Assign'] !== undefined && !isJsonObject(object['Assign'])) {
      this.problem('Assign must be an object of variables.', 'Assign');
    }
    return {
      assign: this.template(object, 'Assign'),
      output: this.#isJsonata ? this.template(object, 'Output') : null,
    };
  }

  condition(value: Json | undefined): (scope: EvaluationScope) => boolean {
    const test = compileJsonataTyped(value ?? null, 'Condition', 'boolean');
    return (scope) => test(scope) === true;
  }

  /** A literal text (JSONata: or an expression), or a path or intrinsic call in the field's Path twin. */
  textOrPath(object: JsonObject, field: string, pathField: string): Evaluate | null {
    const value = object[field];
    const path = object[pathField];
    if (value !== undefined) return this.#isJsonata ? compileJsonataTyped(value, field, 'string') : () => value;
    if (path === undefined) return null;
    if (typeof path === 'string') return compilePathOrIntrinsic(path, pathField);
    this.problem(`${pathField} must be a path.`, pathField);
    return null;
  }

  /** A whole number: literal, expression, or the number a Path twin refers to (numeric texts count, as on AWS). */
  wholeNumber(object: JsonObject, field: string): Evaluate | null {
    const value = object[field];
    const pathField = `${field}Path`;
    const path = object[pathField];
    if (value !== undefined) {
      if (this.#isJsonata && typeof value === 'string') return compileJsonataTyped(value, field, 'integer');
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return () => value;
      this.problem(`${field} must be a whole number.`, field);
      return null;
    }
    if (path === undefined) return null;
    if (typeof path !== 'string') {
      this.problem(`${pathField} must be a path.`, pathField);
      return null;
    }
    const find = compilePathField(path, pathField);
    return (scope) => wholeNumberOf(find(scope), pathField, path);
  }

  items(object: JsonObject): Evaluate | null {
    if (!this.#isJsonata) return this.path(object, 'ItemsPath');
    const value = object['Items'];
    return value === undefined ? null : compileJsonataTyped(value, 'Items', 'array');
  }

  errorHandlers(object: JsonObject): ErrorHandlers {
    return {
      retriers: this.#list(object, 'Retry', (entry, at) => retrierOf(entry, at)),
      catchers: this.#list(object, 'Catch', (entry, at) => at.#catcher(entry)),
    };
  }

  distributed(state: JsonObject, config: JsonObject): DistributedPlan | null {
    const { context, pointer, stateName, queryLanguage } = this.#options;
    if (context.options.distributedMap === null) {
      this.problem('Distributed Map states cannot be run here.');
      return null;
    }
    const label = state['Label'];
    return {
      plan: context.options.distributedMap.compile(state, { stateName, pointer, queryLanguage }),
      childType: config['ExecutionType'] === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
      label: typeof label === 'string' ? label : null,
      generatedLabel: createRng(seedOf(pointer)).uuid(),
    };
  }

  get #isJsonata(): boolean {
    return this.#options.queryLanguage === 'JSONata';
  }

  #pointer(path: readonly string[]): string {
    return this.#options.pointer + path.map((segment) => `/${escapePointer(segment)}`).join('');
  }

  #resultPath(object: JsonObject): ResultPathPlan {
    const value = object['ResultPath'];
    if (value === undefined || value === '$') return null;
    if (value === null) return 'discard';
    if (typeof value === 'string') {
      const path = compileReferencePath(value);
      return { set: (root, part) => path.set(root, part), overheadBytes: 6 * value.length + 8 };
    }
    this.problem('ResultPath must be a path or null.', 'ResultPath');
    return null;
  }

  #catcher(entry: JsonObject): CatcherPlan | null {
    const next = this.target(entry, 'Next');
    const errorEquals = errorNames(entry, this);
    if (next === null || errorEquals === null) return null;
    const resultPath = this.#isJsonata ? null : this.#resultPath(entry);
    return this.linkNext({ errorEquals, resultPath, ...this.exit(entry) }, next);
  }

  #list<T>(object: JsonObject, field: string, read: (entry: JsonObject, at: FieldReader) => T | null): T[] {
    const list = object[field];
    if (list === undefined) return [];
    if (!isJsonArray(list)) {
      this.problem(`${field} must be a list.`, field);
      return [];
    }
    return list.flatMap((entry, index) => {
      const at = this.at(field, String(index));
      if (!isJsonObject(entry)) {
        at.problem(`An entry of ${field} must be an object.`);
        return [];
      }
      const result = read(entry, at);
      return result === null ? [] : [result];
    });
  }
}

const EMPTY: JsonObject = Object.freeze({});

/** RFC 6901. */
export function escapePointer(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}

function retrierOf(entry: JsonObject, at: FieldReader): RetrierPlan | null {
  const errorEquals = errorNames(entry, at);
  if (errorEquals === null) return null;
  const number = (field: string, fallback: number): number => {
    const value = entry[field];
    if (value === undefined) return fallback;
    if (typeof value === 'number' && value >= 0) return value;
    at.problem(`${field} must be a number that is not negative.`, field);
    return fallback;
  };
  return {
    errorEquals,
    intervalSeconds: number('IntervalSeconds', 1),
    maxAttempts: number('MaxAttempts', 3),
    backoffRate: number('BackoffRate', 2),
    maxDelaySeconds: entry['MaxDelaySeconds'] === undefined ? null : number('MaxDelaySeconds', 1),
    jitter: entry['JitterStrategy'] === 'FULL' ? 'FULL' : 'NONE',
  };
}

function errorNames(entry: JsonObject, at: FieldReader): readonly string[] | null {
  const names = entry['ErrorEquals'];
  if (isJsonArray(names) && names.length > 0 && names.every((name) => typeof name === 'string')) return names;
  at.problem('ErrorEquals must be a list of error names.', 'ErrorEquals');
  return null;
}

/** What Java reads as a whole number from a text. */
export const JAVA_INTEGER = /^[+-]?\d+$/;

function wholeNumberOf(value: Json, field: string, path: string): number {
  const number = typeof value === 'string' && JAVA_INTEGER.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number)) return number;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  throw new StatesError(
    'States.Runtime',
    `The ${field} field refers to value "${text}" which is not a valid integer: ${path}`,
    { prefixed: true },
  );
}
