import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAslDocument } from '../model/asl-document.ts';
import type { SyntaxFormat } from '../syntax/syntax-node.ts';
import { documentLinksOf } from './document-links.ts';
import { selectionRangesAt } from './selection-ranges.ts';
import { semanticTokensIn } from './semantic-tokens.ts';
import { stepsFrom, stepsTo } from './state-flow.ts';
import { readMarkedText } from './testing/marked-text.ts';

function tokensOf(text: string, format: SyntaxFormat = 'json'): string[] {
  const tokens = semanticTokensIn(readAslDocument(text, format), { start: 0, end: text.length });
  return tokens.map(({ range, type, modifier }) => {
    const kind = modifier === null ? type : `${type}.${modifier}`;
    return `${text.slice(range.start, range.end)}: ${kind}`;
  });
}

describe('semantic tokens', () => {
  it('tell states where they are declared and where they are named', () => {
    expect(tokensOf('{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}')).toEqual([
      'A: class',
      'A: class.declaration',
      'A: class',
    ]);
    expect(tokensOf('StartAt: A\nStates:\n  A:\n    Type: Pass\n', 'yaml')).toEqual([
      'A: class',
      'A: class.declaration',
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['$.a[0]', ['$: variable', 'a: property', '0: number']],
    ['$$.State.Name', ['$$: variable.readonly', 'State: property', 'Name: property']],
    ['$v.x', ['$v: variable', 'x: property']],
    [
      "States.Format('{}', $.a)",
      ['States.Format: function.defaultLibrary', "'{}': string", '$: variable', 'a: property'],
    ],
    [
      '$.a[?(@.b == 1)]',
      ['$: variable', 'a: property', '?: operator', '@: variable', 'b: property', '==: operator', '1: number'],
    ],
    ['plain', []],
  ])('of the path %s', (path, tokens) => {
    const text = `{"States": {"S": {"Type": "Pass", "Parameters": {"x.$": "${path}", "y": "${path}"}}}}`;
    expect(tokensOf(text)).toEqual(['S: class.declaration', ...tokens]);
  });

  it.each<[string, readonly string[]]>([
    [
      '$sum($states.input.items.price) > 1 and $v',
      [
        '$sum: function.defaultLibrary',
        '$states: variable.readonly',
        'input: property',
        'items: property',
        'price: property',
        '>: operator',
        '1: number',
        'and: keyword',
        '$v: variable',
      ],
    ],
    ["'a' & `b c` /* note */", ["'a': string", '&: operator', '`b c`: property', '/* note */: comment']],
  ])('of the expression %s', (expression, tokens) => {
    const text = `{"QueryLanguage": "JSONata", "States": {"S": {"Type": "Pass", "Output": {"x": "{% ${expression} %}"}}}}`;
    expect(tokensOf(text)).toEqual(['S: class.declaration', '{%: keyword', ...tokens, '%}: keyword']);
    const yaml = `QueryLanguage: JSONata\nStates:\n  S:\n    Type: Pass\n    Output:\n      x: |\n        {% ${expression} %}\n`;
    expect(tokensOf(yaml, 'yaml').slice(2, -1)).toEqual(tokens);
  });

  it('mark what a deployment fills in', () => {
    const text =
      '{"States": {"S": {"Type": "Task", "Resource": "${Arn}", "TimeoutSeconds": ${T}, "Comment": "a ${B} c"}}}';
    expect(tokensOf(text)).toEqual(['S: class.declaration', '${Arn}: macro', '${T}: macro', '${B}: macro']);
  });

  it('never overlap and stay in the text, whatever the text', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '"',
      '"A"',
      ':',
      ',',
      '$.a',
      '{% $x %}',
      '"States"',
      '"Type": "Pass"',
      '[',
      ']',
      '${H}',
      '\n',
      '\\',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.constantFrom('json' as const, 'yaml' as const),
        (pieces, format) => {
          const text = pieces.join('');
          let end = 0;
          const document = readAslDocument(text, format);
          for (const { range } of semanticTokensIn(document, { start: 0, end: text.length })) {
            expect(range.start).toBeGreaterThanOrEqual(end);
            end = range.end;
          }
          expect(end).toBeLessThanOrEqual(text.length);
          for (let offset = 0; offset <= text.length; offset += 3) {
            for (const range of selectionRangesAt(document, offset)) {
              expect(range.start).toBeLessThanOrEqual(offset);
              expect(range.end).toBeGreaterThanOrEqual(offset);
              expect(range.end).toBeLessThanOrEqual(text.length);
            }
          }
        },
      ),
      { numRuns: 200, seed: 7 },
    );
  });
});

describe('selection ranges', () => {
  const grow = (marked: string, format: SyntaxFormat = 'json'): string[] => {
    const { text, cursor } = readMarkedText(marked);
    return selectionRangesAt(readAslDocument(text, format), cursor).map(({ start, end }) => text.slice(start, end));
  };

  it('grow from a token over expression and string to property, state and document', () => {
    const state = '"A": {"Type": "Pass", "Output": "{% $a + $sum($b.c<|>d) %}"}';
    const ranges = grow(`{"QueryLanguage": "JSONata", "States": {${state}}}`);
    const inOrder = [
      'cd',
      '$b.cd',
      '$sum($b.cd)',
      '$a + $sum($b.cd)',
      ' $a + $sum($b.cd) ',
      '{% $a + $sum($b.cd) %}',
      '"{% $a + $sum($b.cd) %}"',
      '"Output": "{% $a + $sum($b.cd) %}"',
      state.replace('<|>', ''),
    ];
    let last = -1;
    for (const wanted of inOrder) {
      expect(ranges).toContain(wanted);
      expect(ranges.indexOf(wanted)).toBeGreaterThan(last);
      last = ranges.indexOf(wanted);
    }
  });

  it('know paths and intrinsic functions, and YAML', () => {
    const path = grow('{"States": {"A": {"Type": "Pass", "InputPath": "$.a.b<|>b.c"}}}');
    expect(path.slice(0, 3)).toEqual(['bb', '$.a.bb', '$.a.bb.c']);
    const call = grow(
      "States:\n  A:\n    Type: Pass\n    Parameters:\n      x.$: States.Format('{}', States.UU<|>ID())\n",
      'yaml',
    );
    expect(call).toEqual(expect.arrayContaining(['States.UUID()', "States.Format('{}', States.UUID())"]));
    expect(call.at(-2)).toMatch(/^States:/);
  });
});

describe('the flow of states', () => {
  const document = readAslDocument(
    JSON.stringify({
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [
            { Variable: '$.x', IsNull: true, Next: 'M' },
            { Comment: 'often', Variable: '$.y', IsNull: true, Next: 'M' },
          ],
          Default: 'M',
        },
        M: {
          Type: 'Map',
          ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } },
          Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'C' }],
          End: true,
        },
      },
    }),
    'json',
  );
  const state = (name: string) => {
    const [found] = document.model.statesByName.get(name) ?? [];
    if (found === undefined) throw new Error(name);
    return found;
  };

  it('comes from states for reasons', () => {
    const shown = stepsTo(document, state('M')).map((step) => [step.state?.name, step.reasons, step.places.length]);
    expect(shown).toEqual([['C', ['rule 1: $.x', 'rule 2: often', 'Default'], 3]]);
    expect(stepsTo(document, state('C')).map((step) => [step.state?.name ?? null, ...step.reasons])).toEqual([
      [null, 'StartAt'],
      ['M', 'Catch States.Timeout'],
    ]);
    expect(stepsTo(document, state('I')).map((step) => [step.state?.name, ...step.reasons])).toEqual([
      ['M', 'StartAt of the items'],
    ]);
  });

  it('goes to states, into a Map too', () => {
    expect(stepsFrom(state('M')).map((step) => [step.state?.name, ...step.reasons])).toEqual([
      ['I', 'StartAt of the items'],
      ['C', 'Catch States.Timeout'],
    ]);
    expect(stepsFrom(state('I'))).toEqual([]);
  });
});

describe('links', () => {
  it('lead from integrations to their pages', () => {
    const text =
      '{"States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage"}, "B": {"Type": "Task", "Resource": "x"}}}';
    expect(documentLinksOf(readAslDocument(text, 'json')).map(({ target }) => target)).toEqual([
      'https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html',
    ]);
  });
});
