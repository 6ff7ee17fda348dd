/** The context object (`$$`, `$states.context`) as documented: members, what they hold, an example of each. */

import type { Json } from '../base/json.ts';

export interface ContextMember {
  readonly doc: string;
  readonly example?: Json;
  readonly members?: Readonly<Record<string, ContextMember>>;
}

const TIME = '2024-01-01T00:00:00.000Z';

const CONTEXT_OBJECT: ContextMember = {
  doc: 'The context object: what Step Functions knows of the execution.',
  members: {
    Execution: {
      doc: 'The execution.',
      members: {
        Id: {
          doc: 'Its ARN.',
          example: 'arn:aws:states:us-east-1:123456789012:execution:StateMachine:test-execution',
        },
        Input: { doc: 'Its input, as it was started with.' },
        Name: { doc: 'Its name.', example: 'test-execution' },
        RoleArn: { doc: 'The role it runs with.', example: 'arn:aws:iam::123456789012:role/StepFunctionsRole' },
        StartTime: { doc: 'When it was started.', example: TIME },
        RedriveCount: { doc: 'How often it was redriven.', example: 0 },
        RedriveTime: { doc: 'When it was last redriven; absent before.', example: TIME },
      },
    },
    StateMachine: {
      doc: 'The state machine.',
      members: {
        Id: { doc: 'Its ARN.', example: 'arn:aws:states:us-east-1:123456789012:stateMachine:StateMachine' },
        Name: { doc: 'Its name.', example: 'StateMachine' },
      },
    },
    State: {
      doc: 'The state that is running.',
      members: {
        Name: { doc: 'Its name.' },
        EnteredTime: { doc: 'When it was entered.', example: TIME },
        RetryCount: { doc: 'How often it was retried. Only Task, Parallel and Map have it.', example: 0 },
      },
    },
    Map: {
      doc: 'Within a Map: in ItemSelector, and in the states of an Inline Map.',
      members: {
        Item: {
          doc: 'The item of this iteration.',
          members: {
            Index: { doc: 'Its place, counted from 0.', example: 0 },
            Value: { doc: 'The item itself.' },
            Key: { doc: 'Its key, where the items are the members of an object.' },
            Source: { doc: 'Where it is from: STATE_DATA, or the S3 URI that was read.' },
          },
        },
      },
    },
    Task: {
      doc: 'Only in a task that waits for a callback (.waitForTaskToken).',
      members: { Token: { doc: 'The token that SendTaskSuccess and SendTaskFailure need.' } },
    },
  },
};

/** The member that a path of names leads to, or null. */
export function contextMember(path: readonly string[]): ContextMember | null {
  let member: ContextMember = CONTEXT_OBJECT;
  for (const name of path) {
    const next = member.members !== undefined && Object.hasOwn(member.members, name) ? member.members[name] : undefined;
    if (next === undefined) return null;
    member = next;
  }
  return member;
}
