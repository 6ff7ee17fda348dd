import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { definitionOfTemplate, isTemplate, parseTemplate } from './template-values.ts';

const machine = (properties: JsonObject): Json => ({
  Parameters: { Rate: { Type: 'Number', Default: 3 } },
  Resources: {
    Price: { Type: 'AWS::Lambda::Function' },
    Items: { Type: 'AWS::S3::Bucket' },
    Child: { Type: 'AWS::StepFunctions::StateMachine', Properties: {} },
    Flow: { Type: 'AWS::StepFunctions::StateMachine', Properties: properties },
  },
});

/** The Comment of a definition that is written in the template in one way or another. */
function commentOf(written: Json, substitutions: JsonObject = {}): Json | undefined {
  const template = machine({
    DefinitionString: { 'Fn::Sub': ['{"Comment":"${C}"}', { C: written }] },
    DefinitionSubstitutions: substitutions,
  });
  const found = definitionOfTemplate(template as JsonObject, 'Flow');
  return found.kind === 'found' ? (found.definition as JsonObject)['Comment'] : found.message;
}

describe('a definition in a template', () => {
  it.each<[Json, string]>([
    ['text', 'text'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ Ref: 'Rate' }, '3'],
    [{ Ref: 'Items' }, 'mock-bucket-items'],
    [{ Ref: 'Price' }, 'Price'],
    [{ Ref: 'Child' }, 'arn:aws:states:us-east-1:123456789012:stateMachine:Child'],
    [{ 'Fn::GetAtt': ['Price', 'Arn'] }, 'arn:aws:lambda:us-east-1:123456789012:function:Price'],
    [{ 'Fn::GetAtt': 'Price.Arn' }, 'arn:aws:lambda:us-east-1:123456789012:function:Price'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }, { Ref: 'AWS::Partition' }]] }, 'a-aws-aws'],
    [
      { 'Fn::Sub': '${AWS::Region}/${AWS::Region}/${Price.Arn}' },
      'us-east-1/us-east-1/arn:aws:lambda:us-east-1:123456789012:function:Price',
    ],
    [{ 'Fn::Sub': ['${A}${!B}', { A: { Ref: 'AWS::AccountId' } }] }, '123456789012${B}'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['|', 'a|b'] }] }, 'b'],
    [{ 'Fn::ImportValue': 'Exported' }, 'imported-Exported'],
  ])('has values in place of functions: %j', (written, expected) => {
    expect(commentOf(written)).toBe(expected);
  });

  it('takes its substitutions', () => {
    expect(commentOf('${!Who}', { Who: { 'Fn::GetAtt': ['Price', 'Arn'] } })).toBe('${!Who}');
    const template = machine({ Definition: { Comment: '${Who} ${Other}' }, DefinitionSubstitutions: { Who: 'me' } });
    expect(definitionOfTemplate(template as JsonObject, 'Flow')).toMatchObject({
      definition: { Comment: 'me ${Other}' },
    });
  });

  it('is found by its logical id, or because it is the only one', () => {
    const template = machine({ Definition: {} }) as JsonObject;
    expect(definitionOfTemplate(template, 'Flo')).toEqual({
      kind: 'refused',
      message: 'The template has no state machine "Flo". Did you mean "Flow"? It has: Child, Flow.',
    });
    expect(definitionOfTemplate(template, null)).toMatchObject({ message: expect.stringContaining('Child, Flow') });
    expect(definitionOfTemplate({ Resources: {} }, null)).toMatchObject({
      message: 'The template has no state machine.',
    });
    expect(definitionOfTemplate(template, 'Child')).toMatchObject({ message: expect.stringContaining('another file') });
    const broken = machine({ DefinitionString: '{"StartAt": ' }) as JsonObject;
    expect(definitionOfTemplate(broken, 'Flow')).toMatchObject({ message: expect.stringContaining('is not JSON') });
  });

  it('may be written with short tags in YAML', () => {
    const text = `Resources:
  F: {Type: AWS::Serverless::Function}
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        Comment: !Sub "\${F.Arn}"
        StartAt: !Join ["", [A, !Ref AWS::Region]]
        States: {A: {Resource: !GetAtt F.Arn}}
`;
    const template = parseTemplate(text, 'yaml');
    expect(isTemplate(template)).toBe(true);
    expect(definitionOfTemplate(template as JsonObject, null)).toMatchObject({
      definition: {
        Comment: 'arn:aws:lambda:us-east-1:123456789012:function:F',
        StartAt: 'Aus-east-1',
        States: { A: { Resource: 'arn:aws:lambda:us-east-1:123456789012:function:F' } },
      },
    });
    expect(parseTemplate('a: [', 'yaml')).toBeNull();
  });
});
