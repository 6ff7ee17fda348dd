/** `--save FILE`: a run is saved while it goes. What cannot be saved is told and does not stop the run. */

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { HistoryEvent } from '../core/events/history-event.ts';
import type { RecordingLevel, RunEventSink } from '../core/events/run-event.ts';
import type { ExecutionOutcome } from '../core/events/run-snapshot.ts';
import type { Run } from '../core/interpreter/run-types.ts';
import type { TaskPort } from '../core/interpreter/task-port.ts';
import { createRunSaver } from '../host/saved-run/save-run.ts';
import { describeWriteError } from '../host/run-suite-files.ts';
import { createSavedRunFile } from '../host/saved-run/saved-run-file.ts';
import { MAGIC_WORD, type SavedRunHeader, type Surroundings } from '../host/saved-run/saved-run-format.ts';
import { UsageError, type CliIo } from './cli-io.ts';
import { watchAnswers } from './saved-machine.ts';

export interface Saving {
  readonly sink: RunEventSink;
  readonly recordChild: (mapRun: number, index: number) => RecordingLevel;
  readonly wrapTasks: (tasks: TaskPort) => TaskPort;
  /** Writes what is waiting. */
  flush(): void;
  /** Says so where the file is not whole; the exit code is then not that of a success. */
  finish(run: Run, outcome: ExecutionOutcome): 'whole' | 'broken';
}

export interface SavingOptions {
  readonly path: string;
  /** Null: the saved run goes on behind its first `keepBytes`. */
  readonly header: SavedRunHeader | null;
  readonly keepBytes: number;
  /** Of a redrive. */
  readonly surroundings?: Surroundings;
  readonly earlierHistory?: (mapRun: number, index: number) => readonly HistoryEvent[];
}

export function startSaving(
  { path, header, keepBytes, surroundings, earlierHistory }: SavingOptions,
  io: CliIo,
): Saving {
  const file = openFile(resolve(io.workingFolder, path), keepBytes, path);
  const saver = createRunSaver({ file, header, ...(earlierHistory === undefined ? {} : { earlierHistory }) });
  const answers = watchAnswers();
  return {
    sink: saver.sink,
    recordChild: saver.recordChild,
    wrapTasks: answers.wrap,
    flush: saver.flush,
    finish(run, outcome) {
      const { now: time, transitions } = run;
      const counters = run.counters();
      const problem = saver.finish({
        ...(surroundings === undefined ? {} : { surroundings }),
        outcome,
        time,
        transitions,
        counters,
        answeredFromOutside: answers.sawOutside(),
      });
      if (problem === null) return 'whole';
      io.err(`The run was not saved whole: ${path}: ${problem}\n`);
      return 'broken';
    },
  };
}

function openFile(absolute: string, keepBytes: number, path: string): ReturnType<typeof createSavedRunFile> {
  try {
    if (keepBytes === 0 && isOtherFile(absolute)) {
      throw new UsageError(`The run cannot be saved: ${path} is there, and is no saved run. Name a file of its own.`);
    }
    return createSavedRunFile(absolute, keepBytes);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`The run cannot be saved: ${describeWriteError(error, path)}`);
  }
}

/** Something that is no saved run and would be lost. */
function isOtherFile(absolute: string): boolean {
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile() || found.size === 0) return false;
  const file = openSync(absolute, 'r');
  try {
    const start = Buffer.alloc(MAGIC_WORD.length);
    readSync(file, start, 0, start.length, 0);
    return start.toString('latin1') !== MAGIC_WORD;
  } finally {
    closeSync(file);
  }
}
