/**
 * The states of a definition with their places in it, as far as suites need them: which names exist, what holds what.
 *
 * State names are unique over a whole definition (AWS refuses it otherwise), so a name is enough to find a state.
 */

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { escapePointer } from './field-reader.ts';

export interface DefinitionState {
  readonly name: string;
  readonly type: string;
  readonly pointer: string;
  readonly resource: string | null;
  /** The Map or Parallel around it; null at the top level. */
  readonly container: DefinitionState | null;
  /** Which branch of the container it belongs to, when that is a Parallel. */
  readonly branch: number | null;
  readonly distributed: boolean;
  readonly hasItemReader: boolean;
  readonly branchCount: number;
  /** Where the rules and the default of a Choice lead. */
  readonly choices: readonly string[];
}

export type DefinitionStates = ReadonlyMap<string, DefinitionState>;

export function listDefinitionStates(definition: Json): DefinitionStates {
  const found = new Map<string, DefinitionState>();
  if (isJsonObject(definition)) collect(definition, '', null, null, found);
  return found;
}

function collect(
  scope: JsonObject,
  pointer: string,
  container: DefinitionState | null,
  branch: number | null,
  found: Map<string, DefinitionState>,
): void {
  const states = scope['States'];
  if (!isJsonObject(states)) return;
  for (const [name, state] of Object.entries(states)) {
    if (!isJsonObject(state)) continue;
    const place = `${pointer}/States/${escapePointer(name)}`;
    const processorKey = isJsonObject(state['ItemProcessor']) ? 'ItemProcessor' : 'Iterator';
    const processor = state[processorKey];
    const config = isJsonObject(processor) ? processor['ProcessorConfig'] : undefined;
    const branches = isJsonArray(state['Branches']) ? state['Branches'] : [];
    const described: DefinitionState = {
      name,
      type: typeof state['Type'] === 'string' ? state['Type'] : '',
      pointer: place,
      resource: typeof state['Resource'] === 'string' ? state['Resource'] : null,
      container,
      branch,
      distributed: isJsonObject(config) && config['Mode'] === 'DISTRIBUTED',
      hasItemReader: state['ItemReader'] !== undefined,
      branchCount: branches.length,
      choices: choicesOf(state),
    };
    if (!found.has(name)) found.set(name, described);
    if (isJsonObject(processor)) collect(processor, `${place}/${processorKey}`, described, null, found);
    for (const [index, inner] of branches.entries()) {
      if (isJsonObject(inner)) collect(inner, `${place}/Branches/${index}`, described, index, found);
    }
  }
}

function choicesOf(state: JsonObject): readonly string[] {
  const rules = isJsonArray(state['Choices']) ? state['Choices'] : [];
  const targets = [...rules.map((rule) => (isJsonObject(rule) ? rule['Next'] : undefined)), state['Default']];
  return [...new Set(targets.filter((target) => typeof target === 'string'))];
}
