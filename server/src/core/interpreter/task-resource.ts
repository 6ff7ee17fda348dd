/** Reads a Task state's Resource: which kind of call it is and what history says about it. */

import type { TaskPattern, TaskResource } from './task-port.ts';

const SERVICE = /^arn:[^:]*:states:[^:]*:[^:]*:(.+)$/;
const FUNCTION = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:.+$/;

const SUFFIXES: readonly (readonly [suffix: string, pattern: TaskPattern])[] = [
  ['.sync:2', 'sync2'],
  ['.sync', 'sync'],
  ['.waitForTaskToken', 'callback'],
];

/** Null for a text that is no resource a Task state can have. A template placeholder (`${Name}`) stands for a function. */
export function parseTaskResource(arn: string): TaskResource | null {
  if (FUNCTION.test(arn)) return { arn, pattern: 'lambda-function', resourceType: '', resource: arn };
  const service = SERVICE.exec(arn)?.[1];
  if (service === undefined) {
    return arn.includes('${') ? { arn, pattern: 'lambda-function', resourceType: '', resource: arn } : null;
  }
  if (service.startsWith('activity:')) return { arn, pattern: 'activity', resourceType: '', resource: arn };
  const [suffix, pattern] = SUFFIXES.find(([text]) => service.endsWith(text)) ?? (['', 'request-response'] as const);
  const call = service.slice(0, service.length - suffix.length);
  const colon = call.lastIndexOf(':');
  if (colon <= 0 || colon === call.length - 1) return null;
  return { arn, pattern, resourceType: call.slice(0, colon), resource: call.slice(colon + 1) + suffix };
}
