/**
 * How much the variables of an execution may hold: 256 KiB a variable and an Assign, 10 MiB in all (developer guide, "Passing data between
 * states with variables"). What AWS says when they hold more is not recorded; it is told as any other data that is too large.
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
    if (bytes > most) throw tooLarge(thread, `the variable '${name}'`);
  }
  if (ofAssign > most) throw tooLarge(thread, 'the variables of one Assign');
  if (execution.variableBytes + growth > mostInAll) throw tooLarge(thread, 'all variables of the execution');
  execution.variableBytes += growth;
  for (const [name, bytes] of added) sizes.set(name, bytes);
}

/** The thread has ended, and its variables with it. */
export function releaseVariables(thread: Thread): void {
  if (thread.variableBytes === null) return;
  for (const bytes of thread.variableBytes.values()) thread.execution.variableBytes -= bytes;
  thread.variableBytes = null;
}

function tooLarge({ state }: Thread, what: string): StatesError {
  const cause = `The state '${state.name}' assigned values with a size exceeding the maximum number of bytes service limit of ${what}.`;
  return new StatesError('States.DataLimitExceeded', cause);
}
