/**
 * What Task states call: the optimized service integrations with their actions, patterns and requests, and what the AWS SDK integrations offer.
 *
 * The lists age, so they are dated data (`data/*.json`), written by `server/scripts/generate-aws-data.ts`.
 */

import sdkData from './data/aws-sdk-actions.json' with { type: 'json' };
import optimizedData from './data/optimized-integrations.json' with { type: 'json' };

/** What a literal value of a request's member may be. */
export type MemberType = 'text' | 'number' | 'boolean' | 'list' | 'object' | 'any';

export interface IntegrationAction {
  /** A list of alternatives means that one of them is needed. */
  readonly required: readonly (string | readonly string[])[];
  readonly members: Readonly<Record<string, MemberType>>;
}

export interface Integration {
  readonly actions: Readonly<Record<string, IntegrationAction>>;
  /** Whether AWS may have actions that are not listed. */
  readonly completeness: 'complete' | 'open';
  readonly sync: 'none' | 'some';
  readonly callback: 'taken' | 'refused';
}

interface OptimizedData {
  readonly date: string;
  readonly services: Readonly<
    Record<string, Omit<Integration, 'actions' | 'completeness'> & { readonly actions: Integration['actions'] | null }>
  >;
}

const optimized = optimizedData as OptimizedData;

/** When the lists were made, as `2026-11-22`. */
export const INTEGRATION_DATA_DATE: string = optimized.date;

export const INTEGRATIONS: Readonly<Record<string, Integration>> = Object.fromEntries(
  Object.entries(optimized.services).map(([service, { actions, sync, callback }]) => [
    service,
    { sync, callback, actions: actions ?? {}, completeness: actions === null ? 'open' : 'complete' },
  ]),
);

const sdkServices: Readonly<Record<string, string>> = sdkData.services;
const unpackedActions = new Map<string, ReadonlySet<string>>();

/** The services of AWS SDK integrations, as they are written in an ARN: `dynamodb`, `cloudwatchlogs`, `sfn`. */
export const SDK_SERVICES: readonly string[] = Object.keys(sdkServices);

/** The actions of a service as they are written in an ARN (`getItem`), or null where there is no such service. */
export function sdkActions(service: string): ReadonlySet<string> | null {
  const known = unpackedActions.get(service);
  if (known !== undefined) return known;
  if (!Object.hasOwn(sdkServices, service)) return null;
  const actions = new Set(unpack(sdkServices[service] ?? ''));
  unpackedActions.set(service, actions);
  return actions;
}

/** The generator's `packed`, backwards. */
function unpack(text: string): readonly string[] {
  const [subjects = '', rest = ''] = text.split(';');
  const actions = rest === '' ? [] : rest.split(',');
  for (const entry of subjects === '' ? [] : subjects.split(',')) {
    const letters = /^[a-z]+/.exec(entry)?.[0] ?? '';
    for (const letter of letters)
      actions.push((sdkData.verbs[letter.charCodeAt(0) - 97] ?? '') + entry.slice(letters.length));
  }
  return actions.map((action) => action.charAt(0).toLowerCase() + action.slice(1)).sort();
}

/** `arn:aws:states:::service:action.pattern`, taken apart. */
export interface IntegrationArn {
  readonly service: string;
  readonly action: string;
  /** `sync`, `sync:2`, `waitForTaskToken`, or empty for request and response. */
  readonly pattern: string;
  /** An `aws-sdk:` call. */
  readonly sdk: boolean;
}

const INTEGRATION = /^arn:[^:]+:states:[^:]*:[^:]*:(aws-sdk:)?([^:.]+):([^.:]+)(?:\.(.+))?$/;

/** Null for a function, an activity or anything else. */
export function parseIntegrationArn(arn: string): IntegrationArn | null {
  const match = INTEGRATION.exec(arn);
  if (match === null || match[2] === 'activity' || arn.includes('${', arn.indexOf(':states:'))) return null;
  return {
    sdk: match[1] !== undefined,
    service: match[2] as string,
    action: match[3] as string,
    pattern: match[4] ?? '',
  };
}
