/**
 * How much the variables of an execution may hold: 256 KiB a variable and an Assign, 10 MiB in all. What counts is the JSON text of the
 * values. Limits and causes as AWS answered in 2026.
 */

import { jsonByteLength } from '../base/byte-length.ts';
import type { JsonObject } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import type { Engine } from './engine.ts';
import type { Thread } from './thread.ts';

/** Call before the variables are written. Throws `States.DataLimitExceeded`. */
export function holdVariables(engine: Engine, thread: Thread, assigned: JsonObject): void {
  const { variableBytes: most, allVariablesBytes: mostInAll } = engine.limits;
  const { execution } = thread;
  const sizes = (thread.variableBytes ??= new Map());
  let ofAssign = 0;
  let growth = 0;
  const added: [name: string, bytes: number][] = [];
  for (const name of Object.keys(assigned)) {
    const value = assigned[name] ?? null;
    const bytes = jsonByteLength(value);
    ofAssign += bytes;
    growth += bytes - (sizes.get(name) ?? 0);
    added.push([name, bytes]);
    if (bytes > most) throw variableTooLarge(thread, name, bytes);
    if (ofAssign > most) throw assignTooLarge(thread, name, bytes, ofAssign - most);
  }
  const excess = execution.variableBytes + growth - mostInAll;
  if (excess > 0) throw allTooLarge(thread, excess);
  execution.variableBytes += growth;
  for (const [name, bytes] of added) sizes.set(name, bytes);
}

/** Variables that were there before the execution was redriven count as they did. */
export function restoreVariables(thread: Thread, variables: JsonObject): void {
  const sizes = new Map(Object.entries(variables).map(([name, value]) => [name, jsonByteLength(value)]));
  for (const bytes of sizes.values()) thread.execution.variableBytes += bytes;
  thread.variableBytes = sizes;
  thread.assign(variables);
}

/** The thread has ended, and its variables with it. */
export function releaseVariables(thread: Thread): void {
  if (thread.variableBytes === null) return;
  for (const bytes of thread.variableBytes.values()) thread.execution.variableBytes -= bytes;
  thread.variableBytes = null;
}

function variableTooLarge(thread: Thread, name: string, bytes: number): StatesError {
  const which = `Variable '${name}' in state '${thread.state.name}'`;
  return tooLarge(thread, `Variable size limit exceeded. ${which} was assigned ${bytes} bytes.`);
}

function assignTooLarge(thread: Thread, name: string, bytes: number, excess: number): StatesError {
  const which = `Variable '${name}' in state '${thread.state.name}'`;
  const effect = `which caused the size of variables assigned in the state to exceed its limit by ${excess} bytes.`;
  return tooLarge(thread, `State total variable size limit exceeded. ${which} was assigned ${bytes} bytes, ${effect}`);
}

function allTooLarge(thread: Thread, excess: number): StatesError {
  const effect = `assigned variables that exceed the total execution limit by ${excess} bytes.`;
  return tooLarge(thread, `Execution total variable size limit exceeded. State '${thread.state.name}' ${effect}`);
}

/** JSONata states tell it as a failed evaluation of Assign. */
function tooLarge({ state }: Thread, cause: string): StatesError {
  const place = state.queryLanguage === 'JSONata' ? { location: 'Assign' } : {};
  return new StatesError('States.DataLimitExceeded', cause, place);
}
