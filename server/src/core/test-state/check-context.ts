/** A given context object: which fields it may have, and of which type they are. It may be partial; what is not given is not there. */

import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { StatePlan } from '../interpreter/plan.ts';
import { refusals } from './refusals.ts';
import type { Refusal } from './test-state-types.ts';

type FieldType = 'string' | 'number' | 'any';

/** The context object's sections and their fields, as the developer guide lists them. */
const SECTIONS: Readonly<Record<string, Readonly<Record<string, FieldType>>>> = {
  Execution: {
    Id: 'string',
    Input: 'any',
    Name: 'string',
    RoleArn: 'string',
    StartTime: 'string',
    RedriveCount: 'number',
    RedriveTime: 'string',
  },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'number' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
};

export function checkContext(context: Json, state: StatePlan): Refusal | null {
  if (!isJsonObject(context)) return refusals.contextType('Context object', 'a JSON object');
  for (const [name, section] of Object.entries(context)) {
    if (name === 'Map') return refusals.contextMap;
    const fields = Object.hasOwn(SECTIONS, name) ? SECTIONS[name] : undefined;
    if (fields === undefined) return refusals.contextField(name);
    if (name === 'Task' && !holdsTaskToken(state)) return refusals.contextTask;
    const wrong = checkSection(name, section, fields);
    if (wrong !== null) return wrong;
  }
  return null;
}

function checkSection(name: string, section: Json, fields: Readonly<Record<string, FieldType>>): Refusal | null {
  if (!isJsonObject(section)) return refusals.contextType(name, 'a JSON object');
  for (const [field, value] of Object.entries(section satisfies JsonObject)) {
    const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (type === undefined) return refusals.contextField(field);
    if (type !== 'any' && typeof value !== type) return refusals.contextType(`${name}.${field}`, `a ${type}`);
  }
  return null;
}

function holdsTaskToken(state: StatePlan): boolean {
  if (state.kind !== 'Task') return false;
  const { pattern } = state.resource;
  return pattern === 'callback' || pattern === 'sync' || pattern === 'sync2';
}
