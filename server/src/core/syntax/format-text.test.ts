import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../base/json.ts';
import { commentsIn } from './comments.ts';
import { formatText } from './format-text.ts';
import { parseAslText } from './parse-asl-text.ts';
import { nodeToJson, type SyntaxFormat } from './syntax-node.ts';

const NAMES = ['StartAt', 'Next', 'x.$', 'yes', '1', 'a b', 'é', '#', '- a', 'null'] as const;
const TEXTS = [
  '',
  ' ',
  'plain',
  'two words',
  '# no comment',
  'a # b',
  'a: b',
  '{% $x & "y" %}',
  "it's",
  'line\nline',
  ' line\n\n  line\n',
  'tail \n',
  '${Hole}',
  'a ${Hole}',
  '\t',
  '"',
  '\\',
  '*a',
  '&a',
  '2024-01-01',
  '0x1f',
  '~',
] as const;

const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<Json[]>(null, true, false, 0, -1.5, 1e21, ...TEXTS),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** Decides on blanks, quotes and comments, one after the other. */
type Choices = () => number;

function jsonText(json: Json, next: Choices): string {
  const blank = (): string => ['', ' ', '\n', '\n\n   ', '\t', ' /* c */ ', ' // c\n'][next() % 7] ?? '';
  if (Array.isArray(json)) return `[${json.map((each: Json) => blank() + jsonText(each, next) + blank()).join(',')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const members = Object.entries(json).map(
    ([name, inner]) => `${blank()}${JSON.stringify(name)}${blank()}:${blank()}${jsonText(inner, next)}`,
  );
  return `{${members.join(',')}${blank()}}`;
}

/** Block style with any indentation, flow style here and there, comments between. */
function yamlLines(json: Json, next: Choices): readonly string[] {
  const comment = (): readonly string[] => (next() % 4 === 0 ? [`${' '.repeat(next() % 3)}# c${next() % 10}`] : []);
  const isEmpty = typeof json === 'object' && json !== null && Object.keys(json).length === 0;
  if (typeof json !== 'object' || json === null || isEmpty || next() % 5 === 0) return [scalar(json, next)];
  const indent = ' '.repeat(1 + (next() % 4));
  if (Array.isArray(json)) {
    return json.flatMap((each: Json) => {
      const [first = '', ...rest] = yamlLines(each, next);
      return [...comment(), `-${' '.repeat(indent.length)}${first}`, ...rest.map((line) => indent + ' ' + line)];
    });
  }
  return Object.entries(json).flatMap(([name, inner]) => {
    const lines = yamlLines(inner, next);
    const key = JSON.stringify(name);
    const [first = ''] = lines;
    const isOneLine = lines.length === 1 && !/^(?:- |"(?:[^"\\]|\\.)*": |#)/.test(first.trimStart());
    if (isOneLine) return [...comment(), `${key}:${indent}${first}${next() % 6 === 0 ? ' # behind' : ''}`];
    return [...comment(), `${key}:${next() % 6 === 0 ? ' # head' : ''}`, ...lines.map((line) => indent + line)];
  });
}

function scalar(json: Json, next: Choices): string {
  if (typeof json !== 'string') return JSON.stringify(json);
  if (/^[a-z]+$/.test(json)) return json;
  return next() % 2 === 0 && !json.includes('\n') && !json.includes('\t')
    ? `'${json.replaceAll("'", "''")}'`
    : JSON.stringify(json);
}

function choicesOf(numbers: readonly number[]): Choices {
  let at = 0;
  return () => numbers[at++ % numbers.length] ?? 0;
}

function laidOut(text: string, format: SyntaxFormat): string | null {
  const edits = formatText(text, format, { indent: 2 });
  if (edits === null) return null;
  return [...edits]
    .sort((left, right) => right.range.start - left.range.start)
    .reduce((result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end), text);
}

interface Read {
  readonly value: Json;
  readonly comments: readonly string[];
}

function read(text: string, format: SyntaxFormat): Read {
  const { value: root } = parseAslText(text, format);
  if (root === null) throw new Error(`nothing in ${JSON.stringify(text)}`);
  const comments = commentsIn(text, format, root).map(({ lines }) => lines.join(' '));
  return { value: nodeToJson(root), comments: comments.sort() };
}

const numbers = fc.array(fc.nat(1000), { minLength: 7, maxLength: 40 });

describe('formatting any text', () => {
  it.each<SyntaxFormat>(['json', 'yaml'])(
    'keeps values, order of keys and comments, and is done once: %s',
    (format) => {
      fc.assert(
        fc.property(
          fc.dictionary(fc.constantFrom(...NAMES), value, { minKeys: 1, maxKeys: 5 }),
          numbers,
          (json, seeds) => {
            const next = choicesOf(seeds);
            const lines = format === 'json' ? [jsonText(json, next)] : yamlLines(json, next);
            const text = `${lines.join('\n')}\n`;
            const before = read(text, format);
            expect(before.value).toEqual(json);
            const once = laidOut(text, format);
            // What could not be laid out without a loss is left alone.
            if (once === null) return;
            const after = read(once, format);
            expect(JSON.stringify(after.value)).toBe(JSON.stringify(before.value));
            expect(after.comments).toEqual(before.comments);
            expect(laidOut(once, format)).toBe(once);
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  it('lays out nearly everything that is written by hand', () => {
    let nLeft = 0;
    const samples = fc.sample(fc.tuple(fc.dictionary(fc.constantFrom(...NAMES), value, { minKeys: 1 }), numbers), {
      numRuns: 100,
      seed: 1,
    });
    for (const [json, seeds] of samples) {
      if (laidOut(`${yamlLines(json, choicesOf(seeds)).join('\n')}\n`, 'yaml') === null) nLeft++;
    }
    expect(nLeft).toBeLessThan(samples.length / 10);
  });
});
