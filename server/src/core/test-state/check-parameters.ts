/** The lengths and ranges that an AWS SDK checks before it sends a call, with the texts of the Python SDK (the recordings come from it). */

import { refusals } from './refusals.ts';
import type { Refusal, TestStateRequest } from './test-state-types.ts';

export function checkParameters(request: TestStateRequest): Refusal | null {
  const { stateConfiguration = {} } = request;
  const texts: readonly (readonly [name: string, value: string | undefined])[] = [
    ['definition', request.definition],
    ['roleArn', request.roleArn],
    ['stateName', request.stateName],
    ['stateConfiguration.errorCausedByState', stateConfiguration.errorCausedByState],
  ];
  const counts: readonly (readonly [name: string, value: number | undefined])[] = [
    ['stateConfiguration.retrierRetryCount', stateConfiguration.retrierRetryCount],
    ['stateConfiguration.mapIterationFailureCount', stateConfiguration.mapIterationFailureCount],
  ];
  const reports = [
    ...texts.flatMap(([name, value]) =>
      value === '' ? [`Invalid length for parameter ${name}, value: 0, valid min length: 1`] : [],
    ),
    ...counts.flatMap(([name, value]) =>
      value !== undefined && value < 0
        ? [`Invalid value for parameter ${name}, value: ${String(value)}, valid min value: 0`]
        : [],
    ),
  ];
  return reports.length === 0 ? null : refusals.parameters(reports);
}
