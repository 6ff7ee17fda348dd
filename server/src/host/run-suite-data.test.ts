import { describe, expect, it } from 'vitest';
import type { DataFormat, ItemFileFormat } from '../core/suite/suite-types.ts';
import { formatOfDataFile, parseDataText } from './run-suite-data.ts';

describe('a data file', () => {
  it.each<[string, DataFormat, string, unknown]>([
    ['any JSON value', 'json', ' {"a": [1, null]}\n', { a: [1, null] }],
    ['YAML with an anchor', 'yaml', 'a: &x [1]\nb: *x\n', { a: [1], b: [1] }],
    ['JSON lines, blank ones skipped', 'jsonl', '{"a":1}\n\n2\n', [{ a: 1 }, 2]],
    [
      'CSV: every field is a text',
      'csv',
      'id,n\n007,1.50\n"a, b",\n',
      [
        { id: '007', n: '1.50' },
        { id: 'a, b', n: '' },
      ],
    ],
  ])('holds %s', (_what, format, text, value) => {
    expect(parseDataText(text, format)).toEqual({ kind: 'value', value });
  });

  it.each<[string, ItemFileFormat, string, RegExp, string | null]>([
    ['Parquet', 'parquet', 'PAR1', /holds items, for an itemReader mock/, null],
    ['JSON that is cut off', 'json', '{"a": [1,', /ends too early/, ''],
    ['JSON with a comment', 'json', '{"a": 1} // x', /Not valid JSON/, '// x'],
    ['JSON with a word', 'json', '{"a": yes}', /Not valid JSON/, 'yes'],
    ['YAML with a mistake', 'yaml', 'a: [1\nb: 2', /Not valid YAML/, null],
    ['a line that is no JSON', 'jsonl', '{"a":1}\n{"a":\n', /line 2/i, null],
  ])('that is %s is refused', (_what, format, text, message, place) => {
    const outcome = parseDataText(text, format);
    if (outcome.kind === 'value') throw new Error('was read');
    expect(outcome.message).toMatch(message);
    if (place !== null) expect(text.slice(outcome.range?.start, outcome.range?.end)).toBe(place);
  });

  it.each<[string, DataFormat | null, ItemFileFormat]>([
    ['a.parquet', null, 'parquet'],
    ['a.CSV.gz', null, 'csv'],
    ['a.jsonl.zstd', null, 'jsonl'],
    ['a.gz', null, 'json'],
    ['a.json', null, 'json'],
    ['a.JSONL', null, 'jsonl'],
    ['a.ndjson', null, 'jsonl'],
    ['a.tsv', null, 'csv'],
    ['a.yml', null, 'yaml'],
    ['a.txt', null, 'json'],
    ['a.txt', 'csv', 'csv'],
  ])('%s named %s is %s', (path, named, format) => {
    expect(formatOfDataFile(path, named)).toBe(format);
  });
});
