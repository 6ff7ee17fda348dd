/**
 * The response shapes of AWS's APIs, for the calls that state machines make most. Data: `api-shapes.json`, made from the API models of the
 * date it names. A call that is not in it is not checked.
 *
 * Members have the names Step Functions gives them: those of the model with a capital first letter.
 */

import type { TaskResource } from '../interpreter/task-port.ts';
import table from './api-shapes.json' with { type: 'json' };

/** One shape of an API model; what it is made of is named, so shapes may contain themselves. */
export interface ApiShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  /** The elements of a list. */
  readonly member?: string;
  /** The values of a map. */
  readonly value?: string;
  readonly enum?: readonly string[];
  /** Bounds of a number, or of a length. */
  readonly min?: number;
  readonly max?: number;
}

interface ApiService {
  readonly operations: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, ApiShape>>;
}

export interface ResponseShape {
  readonly root: string;
  readonly shapes: Readonly<Record<string, ApiShape>>;
}

const SERVICES: Readonly<Record<string, ApiService>> = table.services;

/** Services whose optimized integration has another name than their SDK. */
const SDK_NAMES: ReadonlyMap<string, string> = new Map([
  ['states', 'sfn'],
  ['events', 'eventbridge'],
]);

/** Jobs (`.sync`) end with the answer of another call than the one that started them. */
const JOB_CALLS: Readonly<Record<string, string>> = {
  'sfn:startExecution': 'describeExecution',
  'athena:startQueryExecution': 'getQueryExecution',
};

/** The shape of what a Task state's call answers; null where it is not known, or where anything may be answered (task tokens). */
export function responseShapeOf({ pattern, resourceType, resource }: TaskResource): ResponseShape | null {
  if (pattern !== 'request-response' && pattern !== 'sync') return null;
  const optimized = resourceType.startsWith('aws-sdk:') ? resourceType.slice('aws-sdk:'.length) : resourceType;
  const name = SDK_NAMES.get(optimized) ?? optimized;
  const call = pattern === 'sync' ? JOB_CALLS[`${name}:${resource.slice(0, -'.sync'.length)}`] : resource;
  const service = Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
  if (service === undefined || call === undefined || !Object.hasOwn(service.operations, call)) return null;
  return { root: service.operations[call] as string, shapes: service.shapes };
}
