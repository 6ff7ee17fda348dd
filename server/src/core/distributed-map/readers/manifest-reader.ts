/**
 * Manifests: files that name the files the items are in. An S3 inventory's is a JSON document that also names the columns of its CSV files;
 * an Athena UNLOAD's is a list of S3 URIs, one a line.
 *
 * Columns have the names of the inventory's `fileSchema`, unless the ReaderConfig has a `CSVHeaderLocation`, which it may have with MANIFEST, as
 * a `CSVDelimiter` (developer guide, ItemReader).
 *
 * `$$.Map.Item.Source` of an item is the file it comes from, as for LOAD_AND_FLATTEN; what the service says there is not recorded.
 */

import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import { createFailedSource, type ItemSource, type Pull } from '../item-source.ts';
import { createSequenceSource, type NextSource, type SourceSequence } from '../sequence-source.ts';
import { fileFormat } from './file-formats.ts';
import type { FileFormat, ReaderConfig, ReaderWorld } from './item-reader.ts';
import { openFile, type FileLocation } from './open-file.ts';

export type ManifestType = 'S3_INVENTORY' | 'ATHENA_DATA';

/** Null: the reader reads no manifest. `InputType` MANIFEST is the older word for an inventory. */
export function manifestType({ inputType, fields }: ReaderConfig): ManifestType | null {
  if (fields['ManifestType'] === 'ATHENA_DATA') return 'ATHENA_DATA';
  return fields['ManifestType'] === 'S3_INVENTORY' || inputType === 'MANIFEST' ? 'S3_INVENTORY' : null;
}

export function openManifest(
  type: ManifestType,
  manifest: FileLocation,
  config: ReaderConfig,
  format: FileFormat | null,
  world: ReaderWorld,
): ItemSource {
  if (type === 'S3_INVENTORY') return createSequenceSource(inventoryFiles(manifest, config, world));
  if (format === null) {
    return createFailedSource(
      `The InputType ${config.inputType ?? '(none)'} cannot be read through a manifest of Athena; CSV, JSONL and PARQUET can.`,
    );
  }
  const open = (location: FileLocation): ItemSource => openFile(location, config, format, world);
  return createSequenceSource(athenaFiles(manifest, open, world));
}

function athenaFiles(
  manifest: FileLocation,
  open: (location: FileLocation) => ItemSource,
  world: ReaderWorld,
): SourceSequence {
  const list = openFile(manifest, csvConfig(['uri']), fileFormat('CSV'), world);
  let nUris = 0;
  return {
    next() {
      const pulled = list.pull(1);
      if (pulled.kind !== 'items') return pulled;
      nUris++;
      const [row] = pulled.chunk.items;
      const uri = isJsonObject(row) && typeof row['uri'] === 'string' ? row['uri'].trim() : '';
      const location = parseUri(uri);
      if (location !== null) return { kind: 'source', source: open(location) };
      return {
        kind: 'failed',
        cause: `${nameOf(manifest)} is not a manifest of Athena: entry ${nUris}, "${shortened(uri)}", is no s3://bucket/key.`,
      };
    },
    close: () => list.close(),
  };
}

/** The document is read as the entries of an object, so that the order of its members does not matter and nothing is held twice. */
function inventoryFiles(manifest: FileLocation, asked: ReaderConfig, world: ReaderWorld): SourceSequence {
  const document = openFile(manifest, JSON_ENTRIES, fileFormat('JSON'), world);
  const members = new Map<string, Json>();
  let files: readonly FileLocation[] | null = null;
  let config: ReaderConfig = asked;
  let next = 0;

  const readDocument = (): Exclude<Pull, { kind: 'items' }> => {
    for (;;) {
      const pulled = document.pull(100);
      if (pulled.kind !== 'items') return pulled;
      for (const entry of pulled.chunk.items) {
        if (isJsonObject(entry)) members.set(String(entry['Key']), entry['Value'] ?? null);
      }
    }
  };
  const understand = (): string | null => {
    const format = members.get('fileFormat');
    if (format !== undefined && format !== 'CSV') {
      return `its files are ${JSON.stringify(format)}; only inventories in CSV can be read`;
    }
    const schema = members.get('fileSchema');
    const named = typeof schema === 'string' ? schema.trim() : '';
    if (asked.fields['CSVHeaderLocation'] === undefined) {
      if (named === '') return 'it has no fileSchema that names the columns';
      const { fields } = csvConfig(named.split(',').map((name) => name.trim()));
      config = { ...asked, fields: { ...asked.fields, ...fields } };
    }
    const bucket = members.get('destinationBucket');
    if (typeof bucket !== 'string') return 'it has no destinationBucket';
    const listed = members.get('files') ?? null;
    if (!isJsonArray(listed)) return 'it has no list of files';
    const keys = listed.map((file) => (isJsonObject(file) ? file['key'] : undefined));
    const wrong = keys.findIndex((key) => typeof key !== 'string');
    if (wrong >= 0) return `file ${wrong} has no key`;
    const bucketName = bucket.replace(/^arn:[^:]*:s3:::/, '');
    files = keys.map((key): FileLocation => ({
      bucket: bucketName,
      key: String(key),
      conditions: {},
      limit: 'unpacked',
    }));
    return null;
  };

  return {
    next(): NextSource {
      if (files === null) {
        const read = readDocument();
        if (read.kind !== 'end') return read;
        const problem = understand();
        if (problem !== null) {
          return { kind: 'failed', cause: `${nameOf(manifest)} is not a manifest of an S3 inventory: ${problem}.` };
        }
      }
      const location = files?.[next++];
      if (location === undefined) return { kind: 'end' };
      return { kind: 'source', source: openFile(location, config, fileFormat('CSV'), world) };
    },
    close: () => document.close(),
  };
}

const JSON_ENTRIES: ReaderConfig = { inputType: 'JSON', transformation: 'NONE', fields: {} };

function csvConfig(headers: readonly string[]): ReaderConfig {
  const fields = { CSVHeaderLocation: 'GIVEN', CSVHeaders: headers };
  return { inputType: 'CSV', transformation: 'NONE', fields };
}

function parseUri(uri: string): FileLocation | null {
  const match = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri);
  return match === null ? null : { bucket: match[1] as string, key: match[2] as string, conditions: {} };
}

function nameOf({ bucket, key }: FileLocation): string {
  return `s3://${bucket}/${key}`;
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
