/** The execution that TestState invents around a state, and the context object it shows of it (recorded). */

import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { createRng } from '../base/rng.ts';
import type { RunIdentity } from '../interpreter/run-types.ts';
import type { TestStateWorld } from './test-state-types.ts';

/** Machine and execution are named by ids. */
export function inventIdentity({ place, seed }: TestStateWorld, roleArn: string | undefined): RunIdentity {
  const ids = createRng(seed);
  return { ...place, stateMachineName: ids.uuid(), executionName: ids.uuid(), roleArn: roleArn ?? '' };
}

/** Unlike an Express execution's, the invented one's ARN ends with its name, and a role that was not given is null. */
export function defaultContext(generated: JsonObject, identity: RunIdentity): JsonObject {
  const { partition, region, accountId, stateMachineName, executionName, roleArn } = identity;
  const execution = isJsonObject(generated['Execution']) ? generated['Execution'] : {};
  const { Input: input = null, StartTime: startTime = null } = execution as Readonly<Record<string, Json>>;
  return {
    ...generated,
    Execution: {
      Id: `arn:${partition}:states:${region}:${accountId}:express:${stateMachineName}:${executionName}`,
      Input: input,
      Name: executionName,
      RoleArn: roleArn === '' ? null : roleArn,
      StartTime: startTime,
    },
  };
}
