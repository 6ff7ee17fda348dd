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
    // The entries of an object are items (developer guide; seen on the service in July 2026). A recording of September 2023 refuses an object.
    createDecoder: (config, decoders) => decoders.json({ pointer: textField(config.fields, 'ItemsPointer') ?? '' }),
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
