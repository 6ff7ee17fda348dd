/** The files that mocks name: answers are read whole, items stay where they are and are read as streams. */

import type { Json } from '../core/base/json.ts';
import type { ItemOverride, ItemOverrides } from '../core/distributed-map/item-overrides.ts';
import { answerFiles, type MockSet } from '../core/suite/mock-set.ts';
import { isFileReference, type FileReference, type MockEntry, type SourcePlace } from '../core/suite/suite-types.ts';
import { openFileRandomAccess } from '../node/file-source.ts';
import { formatOfDataFile, parseDataText } from './run-suite-data.ts';
import { findDataFile, openByteSource, readTextFile, shownPath, type FileAccess } from './run-suite-files.ts';
import type { FilePlace, TextFile } from './run-suite-places.ts';

export interface CaseProblem {
  readonly message: string;
  readonly place: FilePlace;
}

export interface MockResources {
  readonly files: ReadonlyMap<FileReference, Json>;
  readonly itemOverrides: ItemOverrides;
  readonly problems: readonly CaseProblem[];
}

/** Reads the files of answers and finds those of items. */
export async function readMockFiles(
  mocks: MockSet,
  access: FileAccess,
  placeOf: (place: SourcePlace) => FilePlace,
): Promise<MockResources> {
  const problems: CaseProblem[] = [];
  const files = new Map<FileReference, Json>();
  for (const reference of answerFiles(mocks)) {
    const value = await readData(reference, access, placeOf, problems);
    if (value !== undefined) files.set(reference, value);
  }
  const overrides = new Map<string, ItemOverride>();
  for (const [state, entry] of mocks.items) {
    const override = await itemOverrideOf(entry, access, placeOf, problems);
    if (override !== null) overrides.set(state, override);
  }
  return { files, problems, itemOverrides: { itemsFor: (state) => overrides.get(state) ?? null } };
}

async function itemOverrideOf(
  entry: MockEntry,
  access: FileAccess,
  placeOf: (place: SourcePlace) => FilePlace,
  problems: CaseProblem[],
): Promise<ItemOverride | null> {
  if (entry.kind === 'itemReader') {
    if (!isFileReference(entry.items)) return { kind: 'items', items: entry.items };
    return fileOverride(entry.items, access, placeOf, problems);
  }
  if (entry.kind !== 'fixed') return null;
  if (entry.answer.kind === 'file') return fileOverride(entry.answer.file, access, placeOf, problems);
  if (entry.answer.kind === 'value' && Array.isArray(entry.answer.value)) {
    return { kind: 'items', items: entry.answer.value as readonly Json[] };
  }
  problems.push({ message: `The mock of "${entry.state}" must give a list of items.`, place: placeOf(entry.place) });
  return null;
}

async function fileOverride(
  reference: FileReference,
  access: FileAccess,
  placeOf: (place: SourcePlace) => FilePlace,
  problems: CaseProblem[],
): Promise<ItemOverride | null> {
  const path = await findDataFile(reference.path, reference.place.file, access);
  if (path === null) {
    problems.push(missingFile(reference, access, placeOf));
    return null;
  }
  const format = formatOfDataFile(path, reference.format);
  if (format === 'yaml') {
    const value = await readData(reference, access, placeOf, problems);
    if (value === undefined) return null;
    if (Array.isArray(value)) return { kind: 'items', items: value as readonly Json[] };
    problems.push({
      message: `${shownPath(path, access)} must hold a list of items.`,
      place: placeOf(reference.place),
    });
    return null;
  }
  const upper = ({ json: 'JSON', jsonl: 'JSONL', csv: 'CSV', parquet: 'PARQUET' } as const)[format];
  return {
    kind: 'file',
    format: upper,
    name: shownPath(path, access),
    open: () => openByteSource(path, access),
    openRandomAccess: () => openFileRandomAccess(path),
  };
}

async function readData(
  reference: FileReference,
  access: FileAccess,
  placeOf: (place: SourcePlace) => FilePlace,
  problems: CaseProblem[],
): Promise<Json | undefined> {
  const path = await findDataFile(reference.path, reference.place.file, access);
  if (path === null) {
    problems.push(missingFile(reference, access, placeOf));
    return undefined;
  }
  const read = await readTextFile(path, access);
  if (read.kind === 'unreadable') {
    problems.push({ message: read.message, place: placeOf(reference.place) });
    return undefined;
  }
  const data = parseDataText(read.file.text, formatOfDataFile(path, reference.format));
  if (data.kind === 'value') return data.value;
  const inside = data.range === null ? wholeFile(read.file) : read.file.placeOf(data.range);
  problems.push({ message: data.message, place: inside });
  return undefined;
}

function wholeFile(file: TextFile): FilePlace {
  return file.placeOf({ start: 0, end: 0 });
}

function missingFile(
  reference: FileReference,
  access: FileAccess,
  placeOf: (place: SourcePlace) => FilePlace,
): CaseProblem {
  const beside = shownPath(reference.place.file, access);
  const message = `There is no file ${reference.path}, neither beside ${beside} nor in the working folder.`;
  return { message, place: placeOf(reference.place) };
}
