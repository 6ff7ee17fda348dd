/** Runs one TestState case: the recorded call, answered here, against what AWS answered. */

import type { Json, JsonObject } from '../../core/base/json.ts';
import { testState } from '../../core/test-state/test-state.ts';
import type {
  InspectionLevel,
  MockInput,
  TestStateAnswer,
  TestStateConfiguration,
  TestStateRequest,
  TestStateWorld,
} from '../../core/test-state/test-state-types.ts';
import { itemDecoders } from '../../data/item-decoders.ts';
import { fits } from './compare.ts';
import type { CaseResult } from './run-case.ts';

/** Values are parsed; a `...Text` member stands for one whose text is no JSON. */
export interface TestStateCase {
  readonly id: string;
  readonly file: string;
  readonly tags: readonly string[];
  readonly definition?: Json;
  readonly definitionText?: string;
  readonly stateName?: string;
  readonly input?: Json;
  readonly inputText?: string;
  readonly context?: Json;
  readonly contextText?: string;
  readonly variables?: Json;
  readonly variablesText?: string;
  readonly inspectionLevel?: InspectionLevel;
  readonly revealSecrets?: boolean;
  readonly mock?: MockInput;
  readonly stateConfiguration?: TestStateConfiguration;
  /** Whether a role was given. */
  readonly roleArn: boolean;
  readonly expected: JsonObject;
}

const WORLD: TestStateWorld = {
  decoders: itemDecoders,
  // A call without a mock went to AWS; what was answered there is not recorded apart from the call's own answer.
  tasks: null,
  place: { partition: 'aws', region: 'us-east-1', accountId: '111111111111' },
  startTime: Date.UTC(2026, 0, 1),
  seed: 1,
};

export async function runTestStateCase(example: TestStateCase): Promise<CaseResult> {
  const { id, file, tags, expected } = example;
  let actual: Json;
  try {
    actual = comparable(await testState(requestOf(example), WORLD));
  } catch (thrown) {
    actual = thrown instanceof Error ? `threw ${String(thrown.stack)}` : 'threw';
  }
  const outcome = fits(expected, actual)
    ? null
    : `${JSON.stringify(expected)} expected, ${JSON.stringify(actual)} found`;
  return { id, file, tags, outcome, history: undefined };
}

function requestOf(example: TestStateCase): TestStateRequest {
  const { stateName, inspectionLevel, revealSecrets, mock, stateConfiguration } = example;
  const text = (value: Json | undefined, literal: string | undefined): string | undefined =>
    literal ?? (value === undefined ? undefined : JSON.stringify(value));
  const input = text(example.input, example.inputText);
  const context = text(example.context, example.contextText);
  const variables = text(example.variables, example.variablesText);
  return {
    definition: text(example.definition, example.definitionText) ?? '',
    ...(stateName === undefined ? {} : { stateName }),
    ...(example.roleArn ? { roleArn: 'arn:aws:iam::111111111111:role/conformance' } : {}),
    ...(input === undefined ? {} : { input }),
    ...(inspectionLevel === undefined ? {} : { inspectionLevel }),
    ...(revealSecrets === undefined ? {} : { revealSecrets }),
    ...(variables === undefined ? {} : { variables }),
    ...(context === undefined ? {} : { context }),
    ...(mock === undefined ? {} : { mock }),
    ...(stateConfiguration === undefined ? {} : { stateConfiguration }),
  };
}

/** The answer as recordings hold it: the texts of `output` and of the stations parsed. */
function comparable(answer: TestStateAnswer): Json {
  if (answer.kind === 'refused') return { exception: { ...answer.refusal } };
  const { output, inspectionData, ...rest } = answer.output;
  return {
    ...rest,
    ...(output === undefined ? {} : { output: JSON.parse(output) as Json }),
    ...(inspectionData === undefined ? {} : { inspectionData: parsedMembers(inspectionData as JsonObject) }),
  };
}

function parsedMembers(data: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'string' ? (JSON.parse(value) as Json) : value,
    ]),
  );
}
