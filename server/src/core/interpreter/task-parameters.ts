/** Parameters that a service integration refuses before anything is scheduled; only refusals that were recorded on AWS are kept. */

import { isJsonArray, isJsonObject, type Json } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import type { TaskResource } from './task-port.ts';

/** Fields of apigateway:invoke whose values are lists of texts, by name. */
const API_GATEWAY_LIST_FIELDS = ['Headers', 'QueryParameters'] as const;

/** Throws the uncatchable States.Runtime that AWS ends the execution with. */
export function checkTaskParameters(resource: TaskResource, parameters: Json): void {
  if (resource.resourceType !== 'apigateway' || !isJsonObject(parameters)) return;
  for (const field of API_GATEWAY_LIST_FIELDS) {
    const value = parameters[field];
    if (value === undefined || (isJsonObject(value) && Object.values(value).every(isJsonArray))) continue;
    const reason = `[The value of the field '${field}' has an invalid format]`;
    throw new StatesError(
      'States.Runtime',
      `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: ${reason}`,
      { prefixed: true },
    );
  }
}
