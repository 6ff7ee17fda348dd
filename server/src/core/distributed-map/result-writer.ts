/**
 * ResultWriter with S3: result files by status and a manifest, streamed, byte for byte in the recorded form. Files hold what was known when
 * the Map Run ended, also when it failed or was stopped.
 *
 * SUCCEEDED files of COMPACT and FLATTEN are in item order; records of NONE are in the order in which children ended.
 */

import type { Json } from '../base/json.ts';
import type { RunEventSink } from '../events/run-event.ts';
import type { ChildEnd, ChildOutcome, MapRunResult } from '../interpreter/map-run-port.ts';
import type { InputOfChild, MapResults, OutputType, Transformation } from './map-results.ts';
import type { AccessConditions, ObjectStore, ObjectWriter, StoreProblem } from './object-store.ts';
import { createOrderedOutput, type TextSpill } from './ordered-output.ts';
import { childRecord, pendingRecord, textOf, type RecordContext } from './result-records.ts';

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
  /** Where results wait that are too much for memory; absent: in memory. */
  readonly openSpill?: (() => TextSpill) | undefined;
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

/** So much of what has waited is written at once, before the store may ask for a pause. */
const RELEASED_CHARACTERS = 4 * 1024 * 1024;

type SucceededChild = Extract<ChildOutcome, { status: 'SUCCEEDED' }>;

/** Of one UTF-16 code unit. */
const MAX_UTF8_BYTES = 3;

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
      hasRoomFor: (lines) => (writer?.bytes ?? 0) + MAX_UTF8_BYTES * lines.length < options.maxFileBytes,
      writeAll(lines, nLines) {
        writer ??= openFile();
        const text =
          options.outputType === 'JSONL'
            ? lines
            : `${nRecords === 0 ? '[' : ','}${lines.slice(0, -1).replaceAll('\n', ',')}`;
        nRecords += nLines;
        const pause = writer.write(text);
        if (pause !== null) pauseFor(pause);
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
  const inOrder = createOrderedOutput({
    deliver(records) {
      succeeded.occurred();
      for (const record of records) succeeded.write(record);
    },
    openSpill: options.openSpill ?? null,
  });
  /** What waits for its turn may wait in a file, which can fail as the result files can. */
  const attempt = (step: () => boolean): boolean => {
    if (problem !== null) return false;
    try {
      return step();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problem = {
        kind: 'failed',
        message: `Results that wait for their turn could not be written to a temporary file: ${reason}`,
      };
      return false;
    }
  };
  const putInOrder = (sequence: number, records: readonly string[] | null): void => {
    attempt(() => {
      inOrder.put(sequence, records);
      return paused === null && inOrder.release(RELEASED_CHARACTERS);
    });
  };

  const failure = (problem: StoreProblem): MapRunResult => ({
    status: 'FAILED',
    error: 'States.ResultWriterFailed',
    cause: `Failed to write the results of the Map Run into s3://${options.bucket}/${folder}. ${problem.message}`,
  });

  const takeOutputs: MapResults['takeOutputs'] = ({ firstSequence, nChildren, lines }) => {
    succeeded.occurred();
    if (succeeded.hasRoomFor(lines) && attempt(() => inOrder.passOver(firstSequence, nChildren))) {
      succeeded.writeAll(lines, nChildren);
      return;
    }
    for (const [place, line] of lines.split('\n').entries()) {
      if (line !== '') putInOrder(firstSequence + place, [line]);
    }
  };

  return {
    ...(options.transformation === 'COMPACT' ? { takeOutputs } : {}),
    needsInputs: options.transformation === 'NONE' ? 'all' : 'those in need',
    get paused() {
      return paused;
    },
    ended(end: ChildEnd, input: InputOfChild, sequence: number) {
      const { outcome } = end;
      if (outcome.status !== 'SUCCEEDED') {
        failed.write(JSON.stringify(childRecord(end, input, options)));
        if (options.transformation !== 'NONE') putInOrder(sequence, null);
      } else if (options.transformation === 'NONE') succeeded.write(JSON.stringify(childRecord(end, input, options)));
      else putInOrder(sequence, recordsOf(outcome, options.transformation));
    },
    pending(input) {
      pending.write(JSON.stringify(pendingRecord(input)));
    },
    async finish() {
      while (attempt(() => inOrder.release(RELEASED_CHARACTERS))) {
        while (paused !== null) await paused;
      }
      inOrder.close();
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
  /** Whether records of that text fit into the file that is open, with certainty. */
  hasRoomFor(lines: string): boolean;
  /** Several records, each with a line feed behind it. */
  writeAll(lines: string, nLines: number): void;
  close(): Promise<readonly WrittenFile[]>;
}

function recordsOf(outcome: SucceededChild, transformation: Transformation): readonly string[] {
  if (transformation !== 'FLATTEN') return [textOf(outcome)];
  const { output } = outcome;
  if (!Array.isArray(output)) return [textOf(outcome)];
  return (output as readonly Json[]).map((element) => JSON.stringify(element));
}
