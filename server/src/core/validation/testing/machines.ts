/** Small machines to show rules on: one state under test, and what it needs around it. */

import type { ValidationOptions } from '../rule.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';

export type Machine = Record<string, unknown>;

/** A rule, a machine (or text) that breaks it, and one like it that is fine. */
export interface RuleCase {
  readonly rule: RuleId;
  readonly defect: Machine | string;
  readonly fine: Machine | string;
  readonly options?: ValidationOptions;
  readonly format?: 'yaml';
  /** Errors that stay when the defect is mended, because the case needs them. */
  readonly leaves?: readonly RuleId[];
}

export const PASS = { Type: 'Pass', End: true } as const;
export const INVOKE = 'arn:aws:states:::lambda:invoke';

/** A machine whose state `A` is given; `Z` ends, where something goes to it. */
export function machine(state: object, extra: object = {}): Machine {
  const goes = JSON.stringify(state).includes('"Z"');
  return { StartAt: 'A', ...extra, States: { A: state, ...(goes ? { Z: PASS } : {}) } };
}

export function jsonataMachine(state: object): Machine {
  return machine(state, { QueryLanguage: 'JSONata' });
}

/** Several states; the first one starts. */
export function states(all: Record<string, object>, extra: object = {}): Machine {
  return { StartAt: Object.keys(all)[0], ...extra, States: all };
}

export function pass(fields: object): Machine {
  return machine({ ...PASS, ...fields });
}

export function template(fields: object): Machine {
  return pass({ Parameters: fields });
}

export function task(fields: object): Machine {
  return machine({
    Type: 'Task',
    Resource: INVOKE,
    Parameters: { FunctionName: 'f', 'Payload.$': '$' },
    End: true,
    ...fields,
  });
}

export function integration(resource: string, parameters?: object): Machine {
  return machine({
    Type: 'Task',
    Resource: `arn:aws:states:::${resource}`,
    ...(parameters === undefined ? {} : { Parameters: parameters }),
    End: true,
  });
}

export function rule(fields: object): Machine {
  return machine({
    Type: 'Choice',
    Choices: [
      { Variable: '$.a', IsPresent: true, Next: 'Z' },
      { Next: 'Z', ...fields },
    ],
    Default: 'Z',
  });
}

export function retry(...retriers: readonly object[]): Machine {
  return task({ Retry: retriers });
}

export function catching(...catchers: readonly object[]): Machine {
  return task({ Catch: catchers });
}

export const CHILDREN = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'I',
  States: { I: PASS },
} as const;

export function distributed(fields: object): Machine {
  return machine({ Type: 'Map', ItemProcessor: CHILDREN, End: true, ...fields });
}

export function inline(fields: object): Machine {
  return machine({ Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: PASS } }, End: true, ...fields });
}

export function parallel(...branches: readonly object[]): Machine {
  return machine({ Type: 'Parallel', Branches: branches, End: true });
}

export function reader(fields: object): Machine {
  return distributed({
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' }, ...fields },
  });
}

export function readerConfig(config: object): Machine {
  return reader({ ReaderConfig: config });
}

export function writer(fields: object): Machine {
  return distributed({ ResultWriter: fields });
}

/** A JSONata Pass whose Output is given. */
export function output(value: unknown): Machine {
  return jsonataMachine({ ...PASS, Output: value });
}
