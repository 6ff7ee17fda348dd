import { describe, expect, it } from 'vitest';
import type { SyntaxFormat } from '../syntax/syntax-node.ts';
import { validateStateMachine } from '../validation/validate-state-machine.ts';
import { embeddedDefinitionsIn } from './embedded-definitions.ts';
import { namedStateAt } from './navigation.ts';

/** Every problem with the text it marks in the file. */
function problemsIn(text: string, format: SyntaxFormat): string[] {
  return embeddedDefinitionsIn(text, format).flatMap(({ name, document, toSource }) =>
    validateStateMachine(document)
      .filter(({ severity, code }) => severity === 'error' && code !== 'no-terminal-state')
      .map(({ code, range }) => {
        const { start, end } = toSource(range);
        return `${name}: ${code} at ${text.slice(start, end)}`;
      }),
  );
}

const SAM = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
  Machine: # the workflow
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: First
        States:
          First:
            Type: Task
            Resource: !GetAtt Function.Arn
            Next: Second
          Second:
            Type: Task
            Resource:
              Fn::GetAtt: [Function, Arn]
            Parameters:
              Table: { Ref: T }
            End: true
      Role: !GetAtt Role.Arn
`;

describe('definitions inside templates', () => {
  it('are right as objects in YAML, with tags and functions for values', () => {
    expect(problemsIn(SAM, 'yaml')).toEqual([]);
    const wrong = SAM.replace('Next: Second', 'Next: Secund').replace('            End: true', '            Edn: true');
    expect(problemsIn(wrong, 'yaml')).toEqual(
      expect.arrayContaining(['Machine: next-missing-state at Secund', 'Machine: unknown-field at Edn']),
    );
  });

  it('have the file’s own offsets, so that names are found where they are', () => {
    const [machine] = embeddedDefinitionsIn(SAM, 'yaml');
    const offset = SAM.indexOf('Next: Second') + 'Next: S'.length;
    const named = machine === undefined ? null : namedStateAt(machine.document, offset);
    expect(named?.state.nameRange).toEqual({
      start: SAM.indexOf('Second:'),
      end: SAM.indexOf('Second:') + 'Second'.length,
    });
  });

  it.each([
    ['|', ''],
    ['!Sub |', ''],
    ['!Sub |-', ''],
  ])('are found in a text block after %s', (head) => {
    const text = `Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: ${head}\n        {\n          "StartAt": "A",\n          "States": {\n            "A": {"Type": "Task", "Resource": "\${Fn.Arn}", "Next": "Nowhere"}\n          }\n        }\n      RoleArn: x\n`;
    expect(problemsIn(text, 'yaml')).toEqual(['M: next-missing-state at "Nowhere"']);
    expect(embeddedDefinitionsIn(text, 'yaml')[0]?.offsets).toBe('same');
  });

  const definition = '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${Arn}","Next":"Nowhere"}}}';
  const template = (value: unknown): string =>
    JSON.stringify(
      { Resources: { M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: value } } } },
      null,
      1,
    );

  it.each<[string, unknown]>([
    ['a JSON text', definition],
    ['Fn::Sub', { 'Fn::Sub': definition }],
    ['Fn::Sub with values', { 'Fn::Sub': [definition, { Arn: { Ref: 'F' } }] }],
    [
      'Fn::Join, as the CDK writes it',
      { 'Fn::Join': ['', [definition.split('${Arn}')[0], { Ref: 'F' }, definition.split('${Arn}')[1]]] },
    ],
  ])('are mapped in %s', (_what, value) => {
    expect(problemsIn(template(value), 'json')).toEqual(['M: next-missing-state at \\"Nowhere\\"']);
  });

  it('are objects in JSON templates and in serverless.yml', () => {
    const json = JSON.stringify({
      Resources: {
        M: {
          Type: 'AWS::Serverless::StateMachine',
          Properties: {
            Definition: {
              StartAt: 'A',
              States: { A: { Type: 'Task', Resource: { 'Fn::GetAtt': ['F', 'Arn'] }, Next: 'B' } },
            },
          },
        },
      },
    });
    expect(problemsIn(json, 'json')).toEqual(['M: next-missing-state at "B"']);
    const serverless =
      'service: x\nstepFunctions:\n  stateMachines:\n    hello:\n      name: h\n      definition:\n        StartAt: A\n        States:\n          A:\n            Type: Task\n            Resource:\n              Fn::GetAtt: [hello, Arn]\n            Next: B\n';
    expect(problemsIn(serverless, 'yaml')).toEqual(['hello: next-missing-state at B']);
  });

  it('are none where a file or a bucket holds them, or in other files', () => {
    expect(
      embeddedDefinitionsIn(
        'Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: m.asl.json\n',
        'yaml',
      ),
    ).toEqual([]);
    expect(embeddedDefinitionsIn('StartAt: A\n', 'yaml')).toEqual([]);
    expect(embeddedDefinitionsIn('Resources: [AWS::Serverless::StateMachine', 'yaml')).toEqual([]);
  });
});
