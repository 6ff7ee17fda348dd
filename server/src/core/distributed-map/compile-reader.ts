/** ItemReader: its arguments, its limit of items and the reader that its words name. */

import { isJsonObject, type JsonObject } from '../base/json.ts';
import type { EvaluationScope } from '../expressions/evaluation-scope.ts';
import type { DistributedCompileContext } from '../interpreter/map-run-port.ts';
import { compileArguments, compileNumber, textArgument } from './fields.ts';
import type { ItemDecoders } from './item-decoders.ts';
import type { ItemOverride, ItemOverrides } from './item-overrides.ts';
import { createArraySource, createFailedSource, limitItems, type ItemSource } from './item-source.ts';
import type { ObjectStore } from './object-store.ts';
import { fileFormat } from './readers/file-formats.ts';
import { textField, type ReaderArguments, type ReaderConfig } from './readers/item-reader.ts';
import { openFileWith } from './readers/open-file.ts';
import { itemReader } from './readers/reader-table.ts';
import { wholeFile } from './table-source.ts';

export type ReaderPlan = (scope: EvaluationScope) => { readonly source: string; open(): ItemSource };

interface ReaderDependencies {
  readonly store: ObjectStore;
  readonly decoders: ItemDecoders;
  readonly overrides: ItemOverrides | null;
}

export function compileReader(
  state: JsonObject,
  { queryLanguage, stateName }: DistributedCompileContext,
  world: ReaderDependencies,
): ReaderPlan {
  const fields = isJsonObject(state['ReaderConfig']) ? state['ReaderConfig'] : {};
  const config: ReaderConfig = {
    inputType: textField(fields, 'InputType'),
    transformation: textField(fields, 'Transformation') ?? 'NONE',
    fields,
  };
  const resource = typeof state['Resource'] === 'string' ? state['Resource'] : '';
  const reader = itemReader(resource, config.transformation);
  const format = fileFormat(config.inputType ?? '');
  const args = compileArguments(state, 'ItemReader', queryLanguage);
  const maxItems = compileNumber(fields, 'MaxItems', 'ItemReader/ReaderConfig/MaxItems', queryLanguage, 'integer');

  return (scope) => {
    const override = world.overrides?.itemsFor(stateName) ?? null;
    const limit = maxItems?.(scope) ?? 0;
    const given = args(scope);
    const need = override === null ? 'required' : 'optional';
    const where: ReaderArguments = {
      bucket: textArgument(given, 'Bucket', 'ItemReader', need),
      key: textArgument(given, 'Key', 'ItemReader', reader?.resource === 's3:getObject' ? need : 'optional'),
      prefix: textArgument(given, 'Prefix', 'ItemReader', 'optional'),
      conditions: {
        ...optionalText(given, 'VersionId', 'versionId'),
        ...optionalText(given, 'ExpectedBucketOwner', 'expectedBucketOwner'),
      },
      // The listing is S3's own, page after page to its end: MaxKeys only makes the pages smaller, and neither EncodingType nor FetchOwner
      // changes an item as it was recorded.
      narrowing: {
        ...optionalText(given, 'StartAfter', 'startAfter'),
        ...optionalText(given, 'Delimiter', 'delimiter'),
      },
    };
    const source = reader === null ? resource : reader.sourceName(where);
    const open = (): ItemSource => {
      if (limit < 0) return createFailedSource('field MaxItems must be positive');
      if (override !== null) return openOverride(override, source, config, world.decoders);
      if (reader === null)
        return createFailedSource(
          `There is no ItemReader for ${resource} with Transformation ${config.transformation}.`,
        );
      return reader.open(where, config, format, world);
    };
    // The limit is one of data items (developer guide, MaxItems): objects of a listing, and rows where LOAD_AND_FLATTEN makes items of them.
    return { source, open: () => (limit > 0 ? limitItems(open(), limit) : open()) };
  };
}

function openOverride(
  override: ItemOverride,
  source: string,
  config: ReaderConfig,
  decoders: ItemDecoders,
): ItemSource {
  if (override.kind === 'items') return createArraySource(override.items, source, 'elements');
  const same = config.inputType === override.format;
  const fields = same ? config.fields : {};
  const effective: ReaderConfig = { inputType: override.format, transformation: 'NONE', fields };
  const access = { stream: override.open, randomAccess: override.openRandomAccess ?? (() => wholeFile(override.open)) };
  return openFileWith(access, override.name, effective, fileFormat(override.format), { decoders });
}

function optionalText<Name extends string>(
  args: JsonObject,
  name: string,
  as: Name,
): { readonly [key in Name]?: string } {
  const value = textArgument(args, name, 'ItemReader', 'optional');
  return value === '' ? {} : ({ [as]: value } as { readonly [key in Name]: string });
}
