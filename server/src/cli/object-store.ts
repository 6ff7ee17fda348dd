/** `--s3 DIR`: a folder whose sub-folders are buckets. `--s3 s3://`: real S3, or at `--s3-endpoint` what speaks its language. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ObjectStore } from '../core/distributed-map/object-store.ts';
import { openObjectStore, REAL_S3, type ObjectStorePlace } from '../node/open-object-store.ts';
import { UsageError, type CliIo } from './cli-io.ts';
import type { OptionTable, ParsedOptions } from './parse-options.ts';

/** The options that say where S3 is. */
export const S3_OPTIONS: OptionTable = {
  s3: { type: 'string' },
  's3-endpoint': { type: 'string' },
  region: { type: 'string' },
};

/** Undefined where no option says anything of S3. */
export async function openStoreOf(options: ParsedOptions, io: CliIo): Promise<ObjectStore | undefined> {
  const place = await storePlaceOf(options, io);
  return place === undefined ? undefined : openObjectStore(place);
}

/** As `openStoreOf`, for whoever opens it elsewhere. */
export async function storePlaceOf(options: ParsedOptions, io: CliIo): Promise<ObjectStorePlace | undefined> {
  const place = options.text('s3');
  const endpoint = options.text('s3-endpoint');
  const region = options.text('region');
  if (place === undefined || !place.startsWith(REAL_S3)) {
    const [real] = ['s3-endpoint', 'region'].filter((name) => options.has(name));
    if (real !== undefined) throw new UsageError(`--${real} is for real S3 only: give --s3 s3:// too.`);
    return place === undefined ? undefined : folderPlace(place, io);
  }
  if (place !== REAL_S3) {
    throw new UsageError(`--s3 ${place} names a bucket; write --s3 s3://, the definition says which buckets are used.`);
  }
  if (endpoint !== undefined && !/^https?:$/.test(urlProtocol(endpoint) ?? '')) {
    throw new UsageError(`--s3-endpoint must be a URL such as http://localhost:9000, not "${endpoint}".`);
  }
  return { place, endpoint: endpoint ?? null, region: region ?? null };
}

async function folderPlace(folder: string, io: CliIo): Promise<ObjectStorePlace> {
  const path = resolve(io.workingFolder, folder);
  const found = await stat(path).catch(() => null);
  if (found === null) throw new UsageError(`There is no folder ${folder} for --s3.`);
  if (!found.isDirectory()) throw new UsageError(`--s3 needs a folder, but ${folder} is a file.`);
  return { place: path };
}

function urlProtocol(url: string): string | null {
  return URL.canParse(url) ? new URL(url).protocol : null;
}
