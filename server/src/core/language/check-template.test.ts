import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { TEMPLATE_RULE_IDS } from '../validation/catalogue/rule-catalogue.ts';
import { checkTemplate, fixTemplate } from './check-template.ts';
import { embeddedDefinitionsIn } from './embedded-definitions.ts';

const template = (properties: string, head = ''): string => `${head}Parameters:
  Stage: { Type: String }
Resources:
  Queue: { Type: AWS::SQS::Queue }
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
${properties.replaceAll(/^(?=.)/gm, '      ')}`;

const definition = (holes: string): string =>
  `Definition:\n  Comment: ${holes}\n  StartAt: A\n  States:\n    A:\n      Type: Succeed\n`;

/** What is said of substitutions, with the text that is marked. */
function said(text: string, severity?: 'off' | 'error'): string[] {
  const severities = new Map(severity === undefined ? [] : [['substitution-unused', severity] as const]);
  return checkTemplate(embeddedDefinitionsIn(text, 'yaml'), { severities })
    .map(({ problem }) => problem)
    .filter(({ code }) => code.startsWith('substitution-'))
    .map((each) => `${each.severity} ${each.code} ${text.slice(each.range.start, each.range.end)}`);
}

/** A case of every rule that is about the template itself. */
const CASES: Readonly<Record<string, readonly [defect: string, fine: string]>> = {
  'substitution-unused': [
    template(`${definition('x')}DefinitionSubstitutions:\n  Name: !Ref Queue\n`),
    template(`${definition('"${Name}"')}DefinitionSubstitutions:\n  Name: !Ref Queue\n`),
  ],
};

describe('substitutions of a template', () => {
  it('have a case for every rule of templates', () => {
    expect(Object.keys(CASES)).toEqual(TEMPLATE_RULE_IDS);
    for (const [id, [defect, fine]] of Object.entries(CASES)) {
      expect(said(defect)).toEqual([`hint ${id} Name`]);
      expect(said(fine)).toEqual([]);
      expect(said(defect, 'off')).toEqual([]);
      expect(said(defect, 'error')).toEqual([`error ${id} Name`]);
    }
  });

  it('are missing where nothing fills in a hole', () => {
    const text = template(`${definition('"${Nmae} ${AWS::Region}"')}DefinitionSubstitutions:\n  Name: x\n`);
    expect(said(text)).toEqual(['warning substitution-undefined ${Nmae}', 'hint substitution-unused Name']);
    expect(said(template(definition('"${Queue}"')))).toEqual(['warning substitution-undefined ${Queue}']);
  });

  const body = (hole: string): string => `{"Comment": "${hole}", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`;

  it.each([
    [
      'a resource and its attribute',
      `DefinitionString: !Sub '${body('${Queue} ${Queue.Arn} ${Stage} ${!Literal}')}'\n`,
    ],
    ['a value beside the text', `DefinitionString: !Sub\n  - |\n    ${body('${Mine}')}\n  - Mine: !GetAtt Queue.Arn\n`],
    ['the long form', `DefinitionString:\n  Fn::Sub:\n    - '${body('${Mine}${Stage}')}'\n    - { Mine: x }\n`],
  ])('of Fn::Sub are the template’s own names: %s', (_what, properties) => {
    expect(embeddedDefinitionsIn(template(properties), 'yaml')).toHaveLength(1);
    expect(said(template(properties))).toEqual([]);
  });

  it('of Fn::Sub are missing too', () => {
    expect(said(template(`DefinitionString: !Sub '${body('${Kueue.Arn}')}'\n`))).toEqual([
      'warning substitution-undefined ${Kueue.Arn}',
    ]);
  });

  it('are not judged where a macro may fill them in, nor in other tools’ files', () => {
    expect(said(template(definition('"${X}"'), 'Transform: [AWS::LanguageExtensions]\n'))).toEqual([]);
    const other = 'stepFunctions:\n  stateMachines:\n    m:\n';
    const text =
      other +
      definition('"${self:custom.x} ${Y}"')
        .replaceAll(/^(?=.)/gm, '      ')
        .replace('Def', 'def');
    expect(embeddedDefinitionsIn(text, 'yaml')).toHaveLength(1);
    expect(said(text)).toEqual([]);
  });
});

describe('fixes in a template', () => {
  const states = (fields: string): string =>
    template(`Definition:\n  StartAt: A\n  States:\n    A:\n      Type: Task\n${fields}      End: true\n`);

  it('are done where they can be written, and the functions of the template stay', () => {
    const wrong = states('      resource: !GetAtt F.Arn\n      timeoutSeconds: 5\n');
    const { text, nFixes } = fixTemplate(wrong, 'yaml');
    expect(nFixes).toBe(2);
    expect(text).toBe(states('      Resource: !GetAtt F.Arn\n      TimeoutSeconds: 5\n'));
  });

  it('are left out where they would have to be written over a function', () => {
    const wrong = JSON.stringify({
      Resources: {
        M: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            Definition: {
              StartAt: 'A',
              States: { A: { Type: 'Map', Iterator: { Ref: 'P' }, End: true, maxConcurrency: 5 } },
            },
          },
        },
      },
    });
    const { text } = fixTemplate(wrong, 'json');
    expect(text).toContain('{"Ref":"P"}');
    expect(text).toContain('"MaxConcurrency":5');
    expect(JSON.parse(text)).toBeTypeOf('object');
  });

  it('inside a text on one line keep its escapes', () => {
    const wrong = `Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: ${JSON.stringify('{"startAt":"A","States":{"A":{"Type":"Succeed"}}}')}\n`;
    expect(fixTemplate(wrong, 'yaml').text).toBe(wrong.replace('startAt', 'StartAt'));
  });
});

describe('a template that is being typed', () => {
  const body =
    '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${F.Arn}", "resource": 1, "Next": "B"}}}';
  const resource = (properties: object): string =>
    JSON.stringify({ Resources: { M: { Type: 'AWS::StepFunctions::StateMachine', Properties: properties } } }, null, 1);
  const texts: readonly (readonly [string, 'json' | 'yaml'])[] = [
    [resource({ DefinitionString: body }), 'json'],
    [resource({ DefinitionString: { 'Fn::Join': ['', [body.slice(0, 60), { Ref: 'F' }, body.slice(60)]] } }), 'json'],
    [
      resource({ Definition: { StartAt: 'A', States: { A: { Type: 'Pass', Result: { Ref: 'X' }, end: true } } } }),
      'json',
    ],
    [template(`DefinitionString: !Sub |\n  ${body}\n`), 'yaml'],
    [template(`DefinitionString: >-\n  ${body}\n`), 'yaml'],
    [template(`DefinitionString: '${body}'\nDefinitionSubstitutions: { F: x }\n`), 'yaml'],
    [
      template(
        `DefinitionString: !Join\n  - ''\n  - - '${body.slice(0, 50)}'\n    - !Ref F\n    - '${body.slice(50)}'\n`,
      ),
      'yaml',
    ],
    [template(definition('"${X}"')), 'yaml'],
  ];

  it('never fails, and no place is outside of it', () => {
    const typed = fc.constantFrom('', '"', '{', '}', '\\', ':', '\n', ' ', '!Sub ', '${', "'", '- ', '|', 'é', '\r\n');
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(6), typed, ([whole, format], at, removed, added) => {
        const from = at % whole.length;
        const text = whole.slice(0, from) + added + whole.slice(from + removed);
        const definitions = embeddedDefinitionsIn(text, format);
        for (const { problem } of checkTemplate(definitions)) {
          for (const { start, end } of [problem.range, ...(problem.related ?? []).map(({ range }) => range)]) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeGreaterThanOrEqual(start);
            expect(end).toBeLessThanOrEqual(text.length);
          }
        }
        for (const { document, toDefinition } of definitions) {
          for (let offset = 0; offset <= text.length; offset += 7) {
            const inside = toDefinition(offset);
            if (inside !== null) expect(inside).toBeLessThanOrEqual(document.text.length);
          }
        }
        fixTemplate(text, format);
      }),
      { numRuns: 400 },
    );
  });
});
