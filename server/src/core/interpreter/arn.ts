/** The ARNs that a run makes: executions, Map Runs and their child executions, as AWS spells them. */

import type { RunIdentity } from './run-types.ts';

/** `arn:aws:states:us-east-1:123456789012` */
function prefix(identity: RunIdentity): string {
  return `arn:${identity.partition}:states:${identity.region}:${identity.accountId}`;
}

export function stateMachineArn(identity: RunIdentity): string {
  return `${prefix(identity)}:stateMachine:${identity.stateMachineName}`;
}

/** `id` is the part that only Express executions have. */
export function executionArn(identity: RunIdentity, type: 'STANDARD' | 'EXPRESS', name: string, id: string): string {
  return type === 'STANDARD'
    ? `${prefix(identity)}:execution:${identity.stateMachineName}:${name}`
    : `${prefix(identity)}:express:${identity.stateMachineName}:${name}:${id}`;
}

export function mapRunArn(identity: RunIdentity, label: string, id: string): string {
  return `${prefix(identity)}:mapRun:${identity.stateMachineName}/${label}:${id}`;
}

/** The state machine that the child executions of a Map Run belong to. */
export function childStateMachineArn(identity: RunIdentity, label: string): string {
  return `${stateMachineArn(identity)}/${label}`;
}

export function childExecutionArn(
  identity: RunIdentity,
  type: 'STANDARD' | 'EXPRESS',
  label: string,
  name: string,
  id: string,
): string {
  const machine = `${identity.stateMachineName}/${label}`;
  return type === 'STANDARD'
    ? `${prefix(identity)}:execution:${machine}:${name}`
    : `${prefix(identity)}:express:${machine}:${name}:${id}`;
}
