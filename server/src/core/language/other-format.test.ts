import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import { readAslDocument } from '../model/asl-document.ts';
import { otherFormat } from './other-format.ts';

describe('the other format', () => {
  it('refuses a broken text', () => {
    expect(otherFormat(readAslDocument('{"a": ', 'json'))).toMatchObject({ kind: 'refused' });
    expect(otherFormat(readAslDocument('{"a": 1}', 'json'))).toEqual({ kind: 'converted', text: 'a: 1\n' });
  });

  it('keeps the comments of a JSON text as comments', () => {
    const text = `{
  // Orders.
  "StartAt": "S", // the first
  "States": {
    /* Waits
     * a bit. */
    "S": {
      "Type": "Wait",
      "Seconds": 900, // "15" minutes
      "Next": "Z"
    },
    "Z": { "Type": "Task", "Retry": [{ "ErrorEquals": [
      // All.
      "States.ALL" // of them
    ] }], "Url": "http://x#y", "End": true }
  }
  // The end.
}`;
    expect(otherFormat(readAslDocument(text, 'json'))).toEqual({
      kind: 'converted',
      text: `# Orders.
StartAt: S # the first
States:
  # Waits
  # a bit.
  S:
    Type: Wait
    Seconds: 900 # "15" minutes
    Next: Z
  Z:
    Type: Task
    Retry:
      - ErrorEquals:
          # All.
          - States.ALL # of them
    Url: http://x#y
    End: true

# The end.
`,
    });
  });

  it('keeps the comments of a YAML text in the fields that JSON has for them', () => {
    const text = `# Orders.
StartAt: S
States:
  # Waits.
  S:
    Comment: A pause.
    Type: Wait
    Seconds: 900 # "15" minutes
    Next: Z
  Z: # the last
    Type: Task
    Retry:
      # Once more.
      - ErrorEquals: [States.ALL]
        MaxAttempts: 1
    Parameters:
      text: "a # b"
      more: |
        # no comment
      x: y # a payload
    End: true
`;
    const converted = otherFormat(readAslDocument(text, 'yaml'));
    const json = JSON.parse(converted.kind === 'converted' ? converted.text : '') as JsonObject;
    expect(json).toEqual({
      Comment: 'Orders.',
      StartAt: 'S',
      States: {
        S: { Comment: 'A pause. Waits. "15" minutes', Type: 'Wait', Seconds: 900, Next: 'Z' },
        Z: {
          Comment: 'the last a payload',
          Type: 'Task',
          Retry: [{ Comment: 'Once more.', ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
          Parameters: { text: 'a # b', more: '# no comment\n', x: 'y' },
          End: true,
        },
      },
    });
  });
});
