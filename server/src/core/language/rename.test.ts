import { describe, expect, it } from 'vitest';
import { readAslDocument } from '../model/asl-document.ts';
import type { SyntaxFormat } from '../syntax/syntax-node.ts';
import { applyEdits } from '../validation/fixes/fixes-for.ts';
import { renameStateAt, renameVariable } from './rename.ts';
import { markRanges, readMarkedText } from './testing/marked-text.ts';
import { namedVariableAt } from './variables.ts';

function placesAt(text: string, format: SyntaxFormat, offset: number): string {
  const variable = namedVariableAt(readAslDocument(text, format), offset)?.variable;
  return variable == null
    ? 'no variable'
    : markRanges(
        text,
        variable.places.map(({ range }) => range),
      );
}

function rename(text: string, at: string, newName: string, format: SyntaxFormat = 'json'): string {
  const document = readAslDocument(text, format);
  const named = namedVariableAt(document, text.indexOf(at) + at.length);
  if (named === null) return 'no variable';
  const result = renameVariable(document, named, newName);
  return result.kind === 'refused' ? result.reason : applyEdits(text, result.edits);
}

const jsonata = (states: string): string => `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {${states}}}`;
const jsonpath = (states: string): string => `{"StartAt": "A", "States": {${states}}}`;

/** Each marked place finds all of them, and no other. */
describe('the places of a variable', () => {
  it.each<[string, string]>([
    [
      'JSONata: strings, lists, objects, other expressions of one text',
      jsonata(
        `"A": {"Type": "Pass", "Assign": {"<|x|>": 1, "xs": "{% $xs %}"}, "Next": "B"}, "B": {"Type": "Task", "Arguments": {"l": ["{% $<|x|> + $sum([$<|x|>, $xx]) & '$x' & \\"$x\\" %}"]}, "Output": "{% $<|x|>.x %}"}`,
      ),
    ],
    [
      'an expression’s own variables are others',
      jsonata(
        `"A": {"Type": "Pass", "Assign": {"<|x|>": 1}, "Output": "{% ( $y := $<|x|>; $map([1], function($x){ $x + 1 }) ) %}", "Next": "B"}, "B": {"Type": "Pass", "Output": "{% ( $x := 2; $x ) %}"}`,
      ),
    ],
    [
      'an expression’s own variable of the same name, before it is set and in functions',
      jsonata(
        `"A": {"Type": "Pass", "Assign": {"<|x|>": 1}, "Output": "{% ( $y := $<|x|>; $x := $<|x|> + 1; $f := function($n){ $x + $n }; $f($x) ) & $<|x|> %}"}`,
      ),
    ],
    [
      'JSONPath: paths, templates, intrinsic functions, filters, choices',
      jsonpath(
        `"A": {"Type": "Pass", "Assign": {"<|x|>.$": "$.x"}, "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"And": [{"Variable": "$<|x|>.n", "NumericEqualsPath": "$<|x|>"}], "Assign": {"<|x|>": 1}, "Next": "C"}]}, "C": {"Type": "Task", "Parameters": {"a.$": "States.Format('{} $x', States.Array($<|x|>, $xy))", "b.$": "$.l[?(@.n == $<|x|>.x)]", "c": "$x", "d": {"e.$": "$<|x|>[0]"}}, "Catch": [{"Assign": {"<|x|>.$": "$<|x|>"}, "Next": "B"}]}`,
      ),
    ],
    [
      'seen from a Map and a Parallel, both query languages',
      jsonpath(
        `"A": {"Type": "Pass", "Assign": {"<|x|>": 1}, "Next": "M"}, "M": {"Type": "Map", "ItemsPath": "$<|x|>", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $<|x|> %}"}}}, "Next": "P"}, "P": {"Type": "Parallel", "Branches": [{"StartAt": "J", "States": {"J": {"Type": "Wait", "SecondsPath": "$<|x|>"}}}]}`,
      ),
    ],
    [
      'not seen from a Distributed Map, whose children have their own',
      jsonpath(
        `"A": {"Type": "Pass", "Assign": {"<|x|>": 1}, "Next": "M"}, "M": {"Type": "Map", "ItemSelector": {"x.$": "$<|x|>"}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "I", "States": {"I": {"Type": "Pass", "Assign": {"x": 2}, "Next": "K"}, "K": {"Type": "Wait", "SecondsPath": "$x"}}}}`,
      ),
    ],
    [
      'two branches with a variable each',
      jsonpath(
        `"A": {"Type": "Parallel", "Branches": [{"StartAt": "I", "States": {"I": {"Type": "Pass", "Assign": {"<|x|>": 1}, "Next": "J"}, "J": {"Type": "Wait", "SecondsPath": "$<|x|>"}}}, {"StartAt": "K", "States": {"K": {"Type": "Pass", "Assign": {"x": 1}}}}]}`,
      ),
    ],
    [
      'an expression that is being typed',
      jsonata(`"A": {"Type": "Pass", "Assign": {"<|x|>": 1}, "Output": "{% $<|x|> + $x( & '$x' %}"}`),
    ],
    [
      'names beyond ASCII and escapes',
      jsonata(`"A": {"Type": "Pass", "Assign": {"<|größe|>": 1}, "Output": "{% \\"\\u00e4\\" & $<|größe|> %}"}`),
    ],
  ])('%s', (_what, marked) => {
    const { text, ranges } = readMarkedText(marked);
    for (const { start, end } of ranges) {
      expect(placesAt(text, 'json', start)).toBe(marked);
      expect(placesAt(text, 'json', end)).toBe(marked);
    }
  });

  it.each<[string, string]>([
    [
      'plain, quoted and block texts',
      `QueryLanguage: JSONata\nStartAt: A\nStates:\n  A:\n    Type: Pass\n    Assign:\n      <|x|>: 1\n      "<|x|>": 2\n    Output:\n      a: '{% $<|x|> & ''$x'' %}'\n      b: "{% $<|x|> %}"\n      c: >-\n        {% $sum([\n          $<|x|>, 2\n        ]) %}\n      d: |\n        {% $<|x|> %}\n`,
    ],
    [
      'keys with .$',
      `StartAt: A\nStates:\n  A: # $x\n    Type: Pass\n    Assign:\n      <|x|>.$: $.x\n    Next: B\n  B:\n    Type: Pass\n    Parameters: { 'y.$': $<|x|>.a, z.$: "States.Format('{}', $<|x|>)" }\n`,
    ],
  ])('in YAML: %s', (_what, marked) => {
    const { text, ranges } = readMarkedText(marked);
    for (const { start } of ranges) expect(placesAt(text, 'yaml', start)).toBe(marked);
  });
});

describe('renaming a variable', () => {
  const text = jsonata(
    `"A": {"Type": "Pass", "Assign": {"x": 1, "other": 2}, "Next": "M"}, "M": {"Type": "Map", "Items": "{% $x %}", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Assign": {"inner": "{% ( $own := $x; $own ) %}"}, "End": true}}}, "End": true}`,
  );

  it('changes every place, with or without the $', () => {
    const renamed = text.replace('"x": 1', '"total": 1').replaceAll('$x', '$total');
    expect(rename(text, '"x', 'total')).toBe(renamed);
    expect(rename(text, '$x', '$total')).toBe(renamed);
    expect(rename(text, '$x', 'x')).toBe(text);
  });

  it.each<[string, string]>([
    ['', 'A variable needs a name.'],
    ['2x', '"2x" is not a variable name: a letter first, then letters, digits and _.'],
    ['a-b', '"a-b" is not a variable name: a letter first, then letters, digits and _.'],
    ['x'.repeat(81), 'Variable names have up to 80 characters.'],
    ['states', '$states is reserved. Take another name.'],
    ['other', 'There is a variable $other already, assigned in "A". Take another name.'],
    ['inner', 'There is a variable $inner already, assigned in "I". Take another name.'],
    ['own', 'An expression in "I" that reads $x has a $own of its own. Take another name.'],
    ['sum', '$sum is a function of JSONata. Take another name.'],
  ])('refuses %s', (newName, reason) => {
    expect(rename(text, '"x', newName)).toBe(reason);
  });

  it('refuses an inner name that would hide an outer one, and what nobody assigns', () => {
    expect(rename(text, '"inner', 'x')).toBe('There is a variable $x already, assigned in "A". Take another name.');
    expect(rename(jsonata('"A": {"Type": "Pass", "Output": "{% $gone %}"}'), '$gone', 'x')).toBe(
      'Nothing that "A" can see assigns $gone, so there is nothing to rename.',
    );
  });

  it('changes what several aliases show once', () => {
    const yaml =
      'StartAt: A\nStates:\n  A: &a\n    Type: Pass\n    Assign: { x: 1, y.$: $x }\n    Next: C\n  B: *a\n  C: { Type: Succeed }\n';
    const document = readAslDocument(yaml, 'yaml');
    const named = namedVariableAt(document, yaml.indexOf('$x') + 1);
    const variable = named === null ? null : renameVariable(document, named, 'z');
    expect(variable?.kind === 'edits' && variable.edits).toHaveLength(2);
    const state = renameStateAt(document, yaml.indexOf('C:'), 'D');
    expect(state.kind === 'edits' && state.edits).toHaveLength(2);
  });

  it('quotes a key of YAML where the name needs it', () => {
    const yaml = 'StartAt: A\nStates:\n  A:\n    Type: Pass\n    Assign:\n      x: 1\n      y.$: $x\n    End: true\n';
    expect(rename(yaml, 'x', 'null', 'yaml')).toContain('      "null": 1\n      y.$: $null\n');
    expect(rename(yaml, '      y', 'null', 'yaml')).toContain('      null.$: $x\n');
  });
});
