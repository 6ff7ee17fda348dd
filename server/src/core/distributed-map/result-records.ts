/**
 * The records of Transformation NONE, one per child: member names in alphabetical order, documents as JSON texts, as recorded of the service.
 */

import type { Json, JsonObject } from '../base/json.ts';
import type { ChildEnd, ChildOutcome } from '../interpreter/map-run-port.ts';
import type { InputOfChild } from './map-results.ts';

export interface RecordContext {
  readonly childType: 'STANDARD' | 'EXPRESS';
  /** ARN of the labelled child state machine. */
  readonly stateMachineArn: string;
}

const INCLUDED: JsonObject = { Included: true };

export function childRecord(end: ChildEnd, child: InputOfChild, context: RecordContext): JsonObject {
  const { outcome } = end;
  const record: Record<string, Json> = {};
  if (outcome.status !== 'SUCCEEDED') {
    if (outcome.cause !== undefined) record['Cause'] = outcome.cause;
    if (outcome.error !== undefined) record['Error'] = outcome.error;
  }
  record['ExecutionArn'] = end.executionArn;
  record['Input'] = child.inputText ?? JSON.stringify(child.input);
  record['InputDetails'] = INCLUDED;
  record['Name'] = end.name;
  if (outcome.status === 'SUCCEEDED') record['Output'] = textOf(outcome);
  record['OutputDetails'] = INCLUDED;
  record['RedriveCount'] = end.redriveCount;
  if (outcome.status === 'SUCCEEDED') {
    record['RedriveStatus'] = 'NOT_REDRIVABLE';
    record['RedriveStatusReason'] = 'Execution is SUCCEEDED and cannot be redriven';
  } else if (context.childType === 'STANDARD') record['RedriveStatus'] = 'REDRIVABLE_BY_MAP_RUN';
  record['StartDate'] = new Date(end.startTime).toISOString();
  record['StateMachineArn'] = context.stateMachineArn;
  record['Status'] = outcome.status;
  record['StopDate'] = new Date(end.stopTime).toISOString();
  return record;
}

/** The compact JSON text of an output. */
export function textOf(outcome: Extract<ChildOutcome, { status: 'SUCCEEDED' }>): string {
  return outcome.outputText ?? JSON.stringify(outcome.output);
}

/** A child whose input was made and which was not started. */
export function pendingRecord(input: Json): JsonObject {
  return { Input: JSON.stringify(input), InputDetails: INCLUDED, Status: 'PENDING' };
}
