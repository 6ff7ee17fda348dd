/** The formats of item files. A new one is one row here and a decoder in `data/`. */

import type { CsvDelimiter, DecodeProblem } from '../item-decoders.ts';
import { textField, type FileFormat, type ReaderConfig } from './item-reader.ts';

const DELIMITERS: Readonly<Record<string, CsvDelimiter>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

const FORMATS: readonly FileFormat[] = [
  {
    access: 'streamed',
    inputType: 'JSON',
    title: 'JSON',
    createDecoder(config, decoders) {
      const pointer = textField(config.fields, 'ItemsPointer') ?? '';
      // Recorded: a document that is an object is not iterable by itself; where an ItemsPointer leads to one, its entries are the items.
      return decoders.json({ pointer, objects: config.objects ?? (pointer === '' ? 'not-iterable' : 'entries') });
    },
  },
  {
    access: 'streamed',
    inputType: 'JSONL',
    title: 'JSON Lines',
    createDecoder: (_config, decoders) => decoders.jsonLines(),
  },
  {
    access: 'streamed',
    inputType: 'CSV',
    title: 'CSV',
    createDecoder: (config, decoders) =>
      decoders.csv({
        delimiter: DELIMITERS[textField(config.fields, 'CSVDelimiter') ?? 'COMMA'] ?? ',',
        headers: givenHeaders(config),
      }),
  },
  {
    access: 'random',
    inputType: 'PARQUET',
    title: 'Parquet',
    createTable: (decoders, file) => decoders.parquet(file),
  },
];

export function fileFormat(inputType: string): FileFormat | null {
  return FORMATS.find((format) => format.inputType === inputType) ?? null;
}

/** The cause of States.ItemReaderFailed for a file that a decoder refused; recorded texts where there are some. */
export function decodeFailure(problem: DecodeProblem | null, format: FileFormat, source: string): string {
  switch (problem?.kind) {
    case 'not-iterable':
      return 'Attempting to map over non-iterable node.';
    case 'no-target':
      return 'The provided ReaderConfig.ItemsPointer does not match any valid path in the JSON structure.';
    case 'duplicate-headers':
      return 'CSV headers cannot contain duplicates.';
    default:
      return `${source} is not valid ${format.title}: ${problem?.message ?? 'it could not be read'}.`;
  }
}

function givenHeaders(config: ReaderConfig): readonly string[] | null {
  const headers = config.fields['CSVHeaders'];
  if (config.fields['CSVHeaderLocation'] !== 'GIVEN' || !Array.isArray(headers)) return null;
  return headers.map((header) => (typeof header === 'string' ? header : JSON.stringify(header)));
}
