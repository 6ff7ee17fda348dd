/** Response and data files of mocks as JSON values. Item files of Distributed Maps are not read here: they are streamed. */

import { extname } from 'node:path';
import type { Json } from '../core/base/json.ts';
import { parseJsonData, type DataOutcome } from '../core/suite/json-data.ts';
import { parseSourceText } from '../core/suite/source-tree.ts';
import type { ItemFileFormat } from '../core/suite/suite-types.ts';
import { itemDecoders } from '../data/item-decoders.ts';

/** The format that was named, else the one the file's name says, packed or not; JSON where it says none. */
export function formatOfDataFile(path: string, named: ItemFileFormat | null): ItemFileFormat {
  if (named !== null) return named;
  switch (extname(path.toLowerCase().replace(/\.(gz|zst|zstd)$/, ''))) {
    case '.csv':
    case '.tsv':
      return 'csv';
    case '.jsonl':
    case '.ndjson':
      return 'jsonl';
    case '.yaml':
    case '.yml':
      return 'yaml';
    case '.parquet':
      return 'parquet';
    default:
      return 'json';
  }
}

export function parseDataText(text: string, format: ItemFileFormat): DataOutcome {
  switch (format) {
    case 'parquet': {
      const message = 'A Parquet file holds items, for an itemReader mock; an answer is JSON, JSON Lines, CSV or YAML.';
      return { kind: 'problem', message, range: null };
    }
    case 'json':
      return parseJsonData(text);
    case 'yaml': {
      const { value, problems } = parseSourceText(text);
      const [problem] = problems.filter(({ severity }) => severity === 'error');
      if (problem !== undefined) return { kind: 'problem', message: problem.message, range: problem.range };
      return { kind: 'value', value: value?.json ?? null };
    }
    case 'jsonl':
    case 'csv': {
      const decoder = format === 'csv' ? itemDecoders.csv({ delimiter: ',', headers: null }) : itemDecoders.jsonLines();
      decoder.push(new TextEncoder().encode(text));
      decoder.end();
      const items: Json[] = [];
      while (!decoder.done) for (const item of decoder.take(1_000)) items.push(item);
      const { problem } = decoder;
      return problem === null
        ? { kind: 'value', value: items }
        : { kind: 'problem', message: sentence(problem.message), range: null };
    }
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
