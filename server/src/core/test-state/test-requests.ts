/** Short ways for tests to ask TestState, and the states they ask about. */

import type { Json, JsonObject } from '../base/json.ts';
import type { ItemDecoders } from '../distributed-map/item-decoders.ts';
import type { TaskPort } from '../interpreter/task-port.ts';
import { testState } from './test-state.ts';
import type { TestStateOutput, TestStateRequest, TestStateWorld } from './test-state-types.ts';

export type Options = Omit<TestStateRequest, 'definition' | 'input'> & {
  readonly input?: Json;
  readonly tasks?: TaskPort;
};

export const worldOf = (decoders: ItemDecoders, tasks: TaskPort | null): TestStateWorld => ({
  decoders,
  tasks,
  place: { partition: 'aws', region: 'eu-west-1', accountId: '123456789012' },
  startTime: Date.UTC(2026, 0, 1),
  seed: 1,
});

export interface Asking {
  /** The answer, or the refusal as `code: message`. */
  ask(definition: Json, options?: Options): Promise<TestStateOutput | string>;
  /** The answer; a refusal is an exception. */
  answered(definition: Json, options?: Options): Promise<TestStateOutput>;
}

/** Asks with the level DEBUG where no other is given. */
export function askingWith(decoders: ItemDecoders): Asking {
  const ask: Asking['ask'] = async (definition, { input, tasks, ...options } = {}) => {
    const request: TestStateRequest = {
      definition: JSON.stringify(definition),
      inspectionLevel: 'DEBUG',
      ...(input === undefined ? {} : { input: JSON.stringify(input) }),
      ...options,
    };
    const answer = await testState(request, worldOf(decoders, tasks ?? null));
    return answer.kind === 'answered' ? answer.output : `${answer.refusal.code}: ${answer.refusal.message}`;
  };
  return {
    ask,
    async answered(definition, options) {
      const answer = await ask(definition, options);
      if (typeof answer === 'string') throw new Error(answer);
      return answer;
    },
  };
}

export const PASS_SCOPE = { StartAt: 'Child', States: { Child: { Type: 'Pass', End: true } } };
export const ITEMS: Json = { items: [1, 2, 3] };
export const TASK: JsonObject = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'f' },
  End: true,
};
export const MAP: JsonObject = {
  Type: 'Map',
  ItemsPath: '$.items',
  ItemSelector: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index' },
  ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...PASS_SCOPE },
  End: true,
};
export const DISTRIBUTED: JsonObject = {
  ...MAP,
  ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...PASS_SCOPE },
  ItemBatcher: { MaxItemsPerBatch: 2 },
  MaxConcurrency: 2,
  ToleratedFailureCount: 1,
};
export const PARALLEL: JsonObject = {
  Type: 'Parallel',
  Branches: [
    { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
    { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } },
  ],
  End: true,
};
export const MOCK_ERROR = { errorOutput: { error: 'Owned.Error', cause: 'mock' } };
