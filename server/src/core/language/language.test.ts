import { describe, expect, it } from 'vitest';
import { readAslDocument } from '../model/asl-document.ts';
import type { SyntaxFormat } from '../syntax/syntax-node.ts';
import { completionsAt } from './completion.ts';
import { hoverAt } from './hover.ts';
import { definitionAt, referencesAt } from './navigation.ts';
import { foldableRanges, outlineOf } from './outline.ts';
import { renameStateAt } from './rename.ts';
import { markRanges, readMarkedText } from './testing/marked-text.ts';

function complete(
  marked: string,
  format: SyntaxFormat = 'json',
): { labels: string[]; apply: (label: string) => string } {
  const { text, cursor } = readMarkedText(marked);
  const items = completionsAt(readAslDocument(text, format), cursor);
  return {
    labels: items.map(({ label }) => label),
    apply(label) {
      const item = items.find((candidate) => candidate.label === label);
      return item === undefined
        ? 'not offered'
        : text.slice(0, item.range.start) + item.snippet + text.slice(item.range.end);
    },
  };
}

describe('completion of state names', () => {
  const machine = (next: string): string =>
    `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": ${next}}, "B": {"Type": "Wait", "Next": "C"}, "C": {"Type": "Pass", "End": true}}}`;

  it.each([['"<|>"'], ['<|>'], ['"C<|>"'], [' <|> ']])(
    'offers the states of the scope after Next: %s, unreached ones first',
    (next) => {
      const { labels, apply } = complete(machine(next));
      expect(labels).toEqual(['B', 'C', 'A']);
      expect(apply('B').replace(/\s/g, '')).toBe(machine('"B"').replace(/\s/g, ''));
    },
  );

  it.each([
    ['{"StartAt": "<|>", "States": {"A": {}, "B": {}}}', ['A', 'B']],
    ['{"States": {"P": {"Type": "Parallel", "Branches": [{"StartAt": "<|>", "States": {"X": {}}}]}, "Z": {}}}', ['X']],
    ['{"States": {"C": {"Type": "Choice", "Default": "<|>"}, "Z": {}}}', ['Z', 'C']],
    ['{"States": {"C": {"Type": "Choice", "Choices": [{"Variable": "$.x", "Next": "<|>"}]}, "Z": {}}}', ['Z', 'C']],
    ['{"States": {"T": {"Type": "Task", "Catch": [{"ErrorEquals": [], "Next": "<|>"}]}, "Z": {}}}', ['Z', 'T']],
    [
      '{"States": {"M": {"Type": "Map", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Next": "<|>"}, "J": {}}}}}}',
      ['J', 'I'],
    ],
  ])('%s', (marked, expected) => {
    expect(complete(marked).labels).toEqual(expected);
  });

  it('quotes names in YAML only where needed', () => {
    const { labels, apply } = complete(
      'StartAt: A\nStates:\n  A:\n    Type: Pass\n    Next: <|>\n  "yes":\n    Type: Pass\n    End: true\n',
      'yaml',
    );
    expect(labels).toEqual(['yes', 'A']);
    expect(apply('yes')).toContain('Next: "yes"\n');
  });
});

describe('completion of fields and values', () => {
  it('offers what the state type and the query language take, and nothing twice', () => {
    const { labels, apply } = complete('{"States": {"A": {"Type": "Wait", "Seconds": 1, <|>}}}');
    expect(labels).toEqual(expect.arrayContaining(['SecondsPath', 'Next', 'End', 'InputPath']));
    for (const wrong of ['Seconds', 'Type', 'Output', 'Retry', 'Resource']) expect(labels).not.toContain(wrong);
    expect(apply('Next')).toContain('"Seconds": 1, "Next": "$1"}');
  });

  it.each([
    [
      '{"QueryLanguage": "JSONata", "States": {"A": {"Type": "Task", <|>}}}',
      ['Resource', 'Arguments', 'Output'],
      ['Parameters', 'InputPath'],
    ],
    ['{"States": {"A": {<|>}}}', ['Type', 'Next', 'End'], ['Result']],
    ['{<|>}', ['StartAt', 'States', 'TimeoutSeconds'], ['Type']],
    ['{"States": {"A": {"Type": "Task", "Retry": [{<|>}]}}}', ['ErrorEquals', 'MaxAttempts'], ['Next']],
    [
      '{"States": {"A": {"Type": "Choice", "Choices": [{"Not": {<|>}}]}}}',
      ['Variable', 'IsPresent', 'And'],
      ['Next', 'Condition'],
    ],
    [
      '{"States": {"A": {"Type": "Map", "ItemProcessor": {"ProcessorConfig": {<|>}}}}}',
      ['Mode', 'ExecutionType'],
      ['StartAt'],
    ],
    [
      '{"States": {"A": {"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}}, <|>}}}',
      ['ItemReader', 'ItemBatcher', 'Label'],
      ['Iterator'],
    ],
    ['{"States": {"A": {"Type": "Map", "ItemProcessor": {}, <|>}}}', ['ItemSelector'], ['ItemReader', 'ItemBatcher']],
    ['{"States": {"A": {"Type": "Task", "Parameters": {<|>}}}}', [], ['Type', 'Next']],
    ['{"States": {"A": {"Type": "<|>"}}}', ['Task', 'Map'], ['Next']],
    ['{"States": {"A": {"Type": "Map", "ItemReader": {"ReaderConfig": {"InputType": <|>}}}}}', ['CSV', 'PARQUET'], []],
    [
      '{"States": {"A": {"Type": "Task", "Retry": [{"ErrorEquals": ["<|>"]}]}, "F": {"Type": "Fail", "Error": "Mine"}}}',
      ['States.ALL', 'Mine', 'Lambda.ServiceException'],
      [],
    ],
    ['{"States": {"A": {"Type": "Task", "Resource": "<|>"}}}', ['arn:aws:states:::lambda:invoke'], []],
  ])('%s', (marked, offered, notOffered) => {
    const { labels } = complete(marked);
    expect(labels).toEqual(expect.arrayContaining([...offered]));
    for (const label of notOffered) expect(labels).not.toContain(label);
  });

  it('knows where a new line of YAML belongs', () => {
    expect(complete('StartAt: A\nStates:\n  A:\n    Type: Wait\n    <|>\n', 'yaml').labels).toContain('SecondsPath');
    expect(complete('StartAt: A\nStates:\n  A:\n    Type: Wait\n<|>\n', 'yaml').labels).toContain('TimeoutSeconds');
  });
});

describe('hover', () => {
  const over = (marked: string): string => {
    const { text, cursor } = readMarkedText(marked);
    return hoverAt(readAslDocument(text, 'json'), cursor)?.markdown ?? 'nothing';
  };

  it('tells what a field means, with default and limits', () => {
    expect(over('{"States": {"A": {"Type": "Task", "Timeout<|>Seconds": 5}}}')).toMatch(
      /States\.Timeout[\s\S]*Default[\s\S]*1 to 99999999/,
    );
    expect(over('{"States": {"A": {"Type": "Map", "ItemBatcher": {"MaxInput<|>BytesPerBatch": 5}}}}')).toContain(
      '262144',
    );
  });

  it('shows a state, at its key and wherever it is named', () => {
    const machine = (start: string, key: string): string =>
      `{"StartAt": "${start}", "States": {"A": {"Type": "Wait", "Seconds": 5, "Next": "B"}, "${key}": {"Type": "Fail", "Error": "Boom"}}}`;
    expect(over(machine('A<|>', 'B'))).toBe('**A** — Wait · wait 5 s\n\nFrom: StartAt\n\nTo: B');
    expect(over(machine('A', 'B<|>'))).toBe('**B** — Fail · Boom\n\nFrom: A\n\nTo: the end');
  });

  it('explains errors and intrinsic functions', () => {
    expect(over('{"States": {"A": {"Type": "Task", "Retry": [{"ErrorEquals": ["States.<|>Timeout"]}]}}}')).toContain(
      'TimeoutSeconds has passed',
    );
    expect(over(`{"States": {"A": {"Type": "Pass", "Parameters": {"x.$": "States.For<|>mat('{}', $.a)"}}}}`)).toContain(
      'States.Format(template',
    );
    expect(over('{"States": {"A": {"Type": "Pass", "Parameters": {"x": "<|>y"}}}}')).toBe('nothing');
  });
});

describe('navigation', () => {
  const fixture =
    '{"StartAt": <|"A"|>, "States": {<|"A"|>: {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": <|"A"|>}], "Default": "B"}, "B": {"Type": "Pass", "Next": <|"A"|>}}}';
  const { text, ranges } = readMarkedText(fixture);
  const document = readAslDocument(text, 'json');

  it('goes from a transition to the state', () => {
    expect(definitionAt(document, text.lastIndexOf('"A"') + 1)?.state.pointer).toBe('/States/A');
    expect(definitionAt(document, text.indexOf('IsNull'))).toBeNull();
  });

  it('finds every mention of a state', () => {
    for (const { start } of ranges) {
      expect(markRanges(text, referencesAt(document, start + 1, 'with-declaration'))).toBe(fixture);
    }
    expect(referencesAt(document, ranges[0]?.start ?? 0, 'references-only')).toHaveLength(3);
  });

  it('renames a state everywhere, quoted', () => {
    const result = renameStateAt(document, ranges[0]?.start ?? 0, 'Say "hi"');
    expect(result.kind === 'edits' && result.edits.map(({ newText }) => newText)).toEqual(
      Array(4).fill('"Say \\"hi\\""'),
    );
    expect(renameStateAt(document, ranges[0]?.start ?? 0, 'B')).toMatchObject({ kind: 'refused' });
    expect(renameStateAt(document, 0, 'B')).toMatchObject({ kind: 'refused' });
  });
});

describe('outline and folding', () => {
  it('shows states within states', () => {
    const text = JSON.stringify({
      States: {
        P: { Type: 'Parallel', Branches: [{ States: { X: { Type: 'Pass' } } }, { States: { Y: { Type: 'Pass' } } }] },
        M: {
          Type: 'Map',
          ItemProcessor: { States: { I: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' } } },
        },
      },
    });
    const print = (entries: ReturnType<typeof outlineOf>): unknown[] =>
      entries.map(({ name, detail, children }) => [name, detail, ...print(children)]);
    expect(print(outlineOf(readAslDocument(text, 'json')))).toEqual([
      ['P', 'Parallel · 2 branches', ['Branch 1', '', ['X', 'Pass']], ['Branch 2', '', ['Y', 'Pass']]],
      ['M', 'Map · Inline Map', ['I', 'Task · lambda:invoke']],
    ]);
  });

  it('folds objects and lists', () => {
    const { text, ranges } = readMarkedText('<|{<|"a": [1]|>}|>');
    const folded = foldableRanges(readAslDocument(text, 'json'));
    for (const range of ranges) expect(folded).toContainEqual(range);
  });
});
