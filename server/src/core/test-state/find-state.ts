/**
 * The state under test, and the machine it is tested in: TestState takes a state out of its machine, calls it `StateName`, and lets every state
 * that it leads to stand for nothing but an end. Source: recorded default context objects and error places.
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';

/** How AWS calls the state under test, whatever its name in the machine is. */
export const STATE_NAME = 'StateName';

/** The state of that name, at any depth of a machine. */
export function findState(scope: JsonObject, name: string): JsonObject | null {
  const states = scope['States'];
  if (!isJsonObject(states)) return null;
  const direct = Object.hasOwn(states, name) ? states[name] : undefined;
  if (isJsonObject(direct)) return direct;
  for (const state of Object.values(states)) {
    for (const inner of isJsonObject(state) ? innerScopes(state) : []) {
      const found = findState(inner, name);
      if (found !== null) return found;
    }
  }
  return null;
}

function innerScopes(state: JsonObject): readonly JsonObject[] {
  const branches = isJsonArray(state['Branches']) ? state['Branches'] : [];
  return [...branches, state['ItemProcessor'], state['Iterator']].filter(isJsonObject);
}

/** A machine of the state alone; `queryLanguage` is the one of the machine it is from. */
export function machineOf(state: Json, queryLanguage: Json | undefined): JsonObject {
  const targets = isJsonObject(state) ? targetsOf(state) : new Set<string>();
  const key = keyBeside(targets);
  const ends = [...targets].map((name): [string, Json] => [name, { Type: 'Succeed' }]);
  return {
    ...(queryLanguage === undefined ? {} : { QueryLanguage: queryLanguage }),
    StartAt: key,
    States: Object.fromEntries([[key, state], ...ends]),
  };
}

/** A state may lead to one that really is called `StateName`. */
function keyBeside(targets: ReadonlySet<string>): string {
  let key = STATE_NAME;
  while (targets.has(key)) key = `${key}'`;
  return key;
}

function targetsOf(state: JsonObject): ReadonlySet<string> {
  const lists = [state['Choices'], state['Catch']].filter(isJsonArray);
  const ways = [state['Next'], state['Default'], ...lists.flat().map((entry) => isJsonObject(entry) && entry['Next'])];
  return new Set(ways.filter((way) => typeof way === 'string'));
}
