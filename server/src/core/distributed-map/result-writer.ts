/**
 * ResultWriter with S3: result files by status and a manifest, streamed, byte for byte in the recorded form. Files hold what was known when
 * the Map Run ended, also when it failed or was stopped.
 *
 * SUCCEEDED files of COMPACT and FLATTEN are in item order; records of NONE are in the order in which children ended.
 */

import type { Json } from '../base/json.ts';
import type { RunEventSink } from '../events/run-event.ts';
import type { ChildEnd, MapRunResult } from '../interpreter/map-run-port.ts';
import type { MapResults, OutputType, Transformation } from './map-results.ts';
import type { AccessConditions, ObjectStore, ObjectWriter, StoreProblem } from './object-store.ts';
import { childRecord, pendingRecord, type RecordContext } from './result-records.ts';

export interface ResultWriterOptions extends RecordContext {
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly prefix: string;
  /** What the definition asks of the bucket. */
  readonly conditions: AccessConditions;
  readonly mapRun: number;
  readonly mapRunArn: string;
  readonly transformation: Transformation;
  readonly outputType: OutputType;
  readonly emit: RunEventSink;
  /** A result file is followed by a next one after about so many bytes. */
  readonly maxFileBytes: number;
  /** What earlier attempts of a redriven Map Run have written. */
  readonly earlier: EarlierResults | null;
}

export interface EarlierResults {
  /** Of this attempt, from 1. */
  readonly redriveCount: number;
  /** Their result files of successful children, which the manifest lists as well. */
  readonly succeededFiles: readonly WrittenFile[];
}

/** About 5 GB (AWS developer guide, ResultWriter). */
export const MAX_RESULT_FILE_BYTES = 5_000_000_000;

type FileKind = 'FAILED' | 'PENDING' | 'SUCCEEDED';

export interface WrittenFile {
  readonly Key: string;
  readonly Size: number;
}

/** `<Prefix>/<Map Run id>`, without a slash of its own; the results of a redrive have a folder in there. */
export function resultFolder(prefix: string, mapRunArn: string, redriveCount = 0): string {
  const id = mapRunArn.slice(mapRunArn.lastIndexOf(':') + 1);
  const folder = prefix === '' ? id : `${prefix}/${id}`;
  return redriveCount === 0 ? folder : `${folder}/Redrive-${redriveCount}`;
}

export function createResultWriter(options: ResultWriterOptions): MapResults {
  const folder = resultFolder(options.prefix, options.mapRunArn, options.earlier?.redriveCount);
  let paused: Promise<void> | null = null;
  let problem: StoreProblem | null = null;
  let busy: Promise<void> = Promise.resolve();

  const pauseFor = (work: Promise<void>): void => {
    const before = paused ?? Promise.resolve();
    const release = (): void => {
      if (paused === mine) paused = null;
    };
    const mine: Promise<void> = before.then(() => work).then(release, release);
    paused = mine;
  };

  const fileSet = (kind: FileKind): ResultFiles => {
    const files: WrittenFile[] = [];
    let nFiles = 0;
    let writer: ObjectWriter | null = null;
    let key = '';
    let nRecords = 0;
    const closeFile = (): void => {
      const open = writer;
      if (open === null) return;
      if (options.outputType === 'JSON') void open.write(nRecords === 0 ? '[]' : ']');
      writer = null;
      const file = { key, nRecords };
      nRecords = 0;
      busy = busy.then(async () => {
        const closed = await open.close();
        if (closed.kind === 'problem') problem ??= closed.problem;
        else {
          files.push({ Key: file.key, Size: closed.value.bytes });
          tellWritten(file.key, file.nRecords, closed.value.bytes);
        }
      });
    };
    const openFile = (): ObjectWriter => {
      key = `${folder}/${kind}_${nFiles}.${options.outputType === 'JSON' ? 'json' : 'jsonl'}`;
      nFiles++;
      return options.store.createWriter(options.bucket, key, options.conditions);
    };
    return {
      occurred() {
        if (nFiles === 0) writer = openFile();
      },
      write(json) {
        writer ??= openFile();
        const text = options.outputType === 'JSONL' ? `${json}\n` : `${nRecords === 0 ? '[' : ','}${json}`;
        nRecords++;
        const pause = writer.write(text);
        if (pause !== null) pauseFor(pause);
        if (writer.bytes >= options.maxFileBytes) closeFile();
      },
      async close() {
        closeFile();
        await busy;
        return files;
      },
    };
  };

  const tellWritten = (key: string, nRecords: number, bytes: number): void => {
    options.emit({ kind: 'result-file-written', mapRun: options.mapRun, bucket: options.bucket, key, nRecords, bytes });
  };

  const failed = fileSet('FAILED');
  const pending = fileSet('PENDING');
  const succeeded = fileSet('SUCCEEDED');
  const inOrder = createOrderedOutput((output) => {
    succeeded.occurred();
    if (options.transformation !== 'FLATTEN' || !Array.isArray(output)) succeeded.write(JSON.stringify(output));
    else for (const element of output as readonly Json[]) succeeded.write(JSON.stringify(element));
  });

  const failure = (problem: StoreProblem): MapRunResult => ({
    status: 'FAILED',
    error: 'States.ResultWriterFailed',
    cause: `Failed to write the results of the Map Run into s3://${options.bucket}/${folder}. ${problem.message}`,
  });

  return {
    get paused() {
      return paused;
    },
    ended(end: ChildEnd, input: Json, sequence: number) {
      const { outcome } = end;
      if (outcome.status !== 'SUCCEEDED') {
        failed.write(JSON.stringify(childRecord(end, input, options)));
        if (options.transformation !== 'NONE') inOrder.skip(sequence);
      } else if (options.transformation === 'NONE') succeeded.write(JSON.stringify(childRecord(end, input, options)));
      else inOrder.put(sequence, outcome.output);
    },
    pending(input) {
      pending.write(JSON.stringify(pendingRecord(input)));
    },
    async finish() {
      const files = {
        FAILED: await failed.close(),
        PENDING: await pending.close(),
        SUCCEEDED: [...(options.earlier?.succeededFiles ?? []), ...(await succeeded.close())],
      };
      if (problem !== null) return failure(problem);
      const key = `${folder}/manifest.json`;
      const manifest = { DestinationBucket: options.bucket, MapRunArn: options.mapRunArn, ResultFiles: files };
      const writer = options.store.createWriter(options.bucket, key, options.conditions);
      await writer.write(JSON.stringify(manifest));
      const closed = await writer.close();
      if (closed.kind === 'problem') return failure(closed.problem);
      tellWritten(key, 0, closed.value.bytes);
      const output: Json = { MapRunArn: options.mapRunArn, ResultWriterDetails: { Bucket: options.bucket, Key: key } };
      return { status: 'SUCCEEDED', output };
    },
  };
}

interface ResultFiles {
  /** There is a file for every status that occurred, even where a child's output is an empty array that FLATTEN leaves nothing of. */
  occurred(): void;
  write(json: string): void;
  close(): Promise<readonly WrittenFile[]>;
}

/** Hands outputs on in the order of their children, whatever the order in which they come. */
function createOrderedOutput(deliver: (output: Json) => void): {
  put(index: number, output: Json): void;
  skip(index: number): void;
} {
  const early = new Map<number, Json | undefined>();
  let next = 0;
  const put = (index: number, output: Json | undefined): void => {
    if (index !== next) {
      early.set(index, output);
      return;
    }
    if (output !== undefined) deliver(output);
    next++;
    while (early.has(next)) {
      const waiting = early.get(next);
      early.delete(next);
      if (waiting !== undefined) deliver(waiting);
      next++;
    }
  };
  return { put, skip: (index) => put(index, undefined) };
}
