/** Definitions to edit: those of the project's examples and, where it is at hand, of the shared corpus; each in both formats. */

import { convertFormat } from '../../core/syntax/convert-format.ts';
import { formatOfFileName, parseAslText } from '../../core/syntax/parse-asl-text.ts';
import { readConformanceCases, readCorpus } from '../lint-corpus/corpus.ts';
import { listFiles, readText } from '../project-files.ts';
import type { Sample } from './editing-session.ts';

/** Longer texts are edited no differently, only slower. */
const MAX_LENGTH = 12_000;

export function exampleSamples(root: string): readonly Sample[] {
  return listFiles(root, 'test-data')
    .filter((path) => /\.asl\.(json|ya?ml)$/.test(path))
    .map((path) => ({ id: path, text: readText(root, path), format: formatOfFileName(path) }))
    .flatMap(inBothFormats);
}

export function corpusSamples(): readonly Sample[] {
  const corpus = (['valid', 'invalid', 'mutants'] as const).flatMap(readCorpus);
  const conformance = readConformanceCases().map(({ id, text }) => ({
    id,
    text: laidOut(text),
    format: 'json' as const,
  }));
  return [...corpus, ...conformance].filter(({ text }) => text.length <= MAX_LENGTH).flatMap(inBothFormats);
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function inBothFormats({ id, text, format }: Sample): readonly Sample[] {
  const sample: Sample = { id, text, format };
  const { value, problems } = parseAslText(text, format);
  if (format === 'yaml' || value === null || problems.length > 0) return [sample];
  const converted = convertFormat(value, 'yaml');
  return converted.kind === 'refused'
    ? [sample]
    : [sample, { id: `${id} as YAML`, text: converted.text, format: 'yaml' }];
}
