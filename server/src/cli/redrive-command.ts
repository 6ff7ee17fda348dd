/** `sfn-test redrive`: a saved run that failed goes on with what did not succeed, and so does its file. */

import { truncate } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createFailedChildren } from '../core/views/failed-children.ts';
import { openSavedRun, type SavedRun } from '../host/saved-run/open-saved-run.ts';
import { tellChildStory } from '../host/saved-run/child-story.ts';
import { planRedrive, type RedriveHelp } from '../host/saved-run/redrive.ts';
import { runToEnd } from '../host/run-to-end.ts';
import { EXIT_OK, EXIT_USAGE, UsageError, type CliIo } from './cli-io.ts';
import { tellOutcome } from './machine-outcome.ts';
import { S3_OPTIONS } from './object-store.ts';
import { parseOptions, type ParsedOptions } from './parse-options.ts';
import { placeText } from './problem-lines.ts';
import { createProgressLine } from './progress-line.ts';
import { ANSWER_OPTIONS, redriveSurroundings, reopenMachine, withoutAnswers } from './saved-machine.ts';
import { startSaving } from './saving.ts';
import { REDRIVE_HELP } from './usage.ts';

export async function redriveCommand(args: readonly string[], io: CliIo): Promise<number> {
  const options = parseOptions(args, {
    ...ANSWER_OPTIONS,
    ...S3_OPTIONS,
    help: { type: 'boolean', short: 'h' },
  });
  if (options.has('help')) {
    io.out(REDRIVE_HELP);
    return EXIT_OK;
  }
  const [path, stray] = options.positionals;
  if (path === undefined || stray !== undefined)
    throw new UsageError('Give one saved run: sfn-test redrive FILE.sfnrun.');
  const saved = await openWhole(path, io);
  try {
    const machine = await reopenMachine(saved, saved.attempts.length - 1, options, io, 'go-on');
    try {
      const earlier = findHistories(saved, options, io);
      const planned = await planRedrive(saved, machine.plan, earlier);
      if (planned.kind === 'refused') throw new UsageError(`${path} cannot be redriven: ${planned.message}`);
      const { redrive, earlierHistory } = planned;
      const surroundings = await redriveSurroundings(saved, options, io.workingFolder);
      const file = { path, header: null, keepBytes: saved.endBytes };
      const saving = startSaving({ ...file, surroundings, earlierHistory }, io);
      let childrenEnded = 0;
      const failedChildren = createFailedChildren();
      for (const { started } of saved.mapRuns.values()) failedChildren.apply(started);
      const { run, mockProblems } = machine.start({
        sink(event) {
          if (event.kind === 'child-ended') childrenEnded++;
          saving.sink(event);
          failedChildren.apply(event);
        },
        recording: { root: 'history', children: saving.recordChild },
        wrapTasks: saving.wrapTasks,
        redrive,
      });
      const progress = createProgressLine(io);
      const signal = io.interruption?.();
      const outcome = await runToEnd(run, {
        ...(signal === undefined ? {} : { signal }),
        onProgress() {
          progress.show(path, run.transitions, childrenEnded);
          saving.flush();
        },
        progressMs: 500,
      });
      progress.clear();
      const kept = saving.finish(run, outcome);
      earlier.finish();
      for (const { message, place } of mockProblems) io.err(`${placeText(place, io.workingFolder)} ${message}\n`);
      const exitCode = tellOutcome(outcome, failedChildren.explain(), io);
      return kept === 'whole' ? exitCode : EXIT_USAGE;
    } finally {
      machine.close();
    }
  } finally {
    await saved.close();
  }
}

/** Finds out the histories of children that failed and were too many to be kept, with the answers of then. */
function findHistories(
  saved: SavedRun,
  options: ParsedOptions,
  io: CliIo,
): RedriveHelp & {
  /** Tells what could not be found out. */
  finish(): void;
} {
  /** By attempt. */
  const machines = new Map<number, ReturnType<typeof reopenMachine>>();
  const problems = new Map<string, number>();
  return {
    async findHistory(mapRun, index) {
      const open = (attempt: number) => {
        const known = machines.get(attempt) ?? reopenMachine(saved, attempt, withoutAnswers(options), io, 'look');
        machines.set(attempt, known);
        return known;
      };
      const story = await tellChildStory(saved, open, mapRun, index, 'alone');
      const problem = story?.problem ?? null;
      if (problem !== null) problems.set(problem, (problems.get(problem) ?? 0) + 1);
      return story?.history ?? [];
    },
    finish() {
      for (const [problem, nChildren] of problems) {
        const who = nChildren === 1 ? '1 child' : `${nChildren} children`;
        io.err(`${who} began at the first state, as it is not known where they stood: ${problem}\n`);
      }
      for (const machine of machines.values()) void machine.then(({ close }) => close());
    },
  };
}

/** Of a redrive that was cut off, nothing is left: the next one starts where that one had. */
async function openWhole(path: string, io: CliIo): Promise<SavedRun> {
  const absolute = resolve(io.workingFolder, path);
  const opened = await openSavedRun(absolute);
  if (opened.kind === 'problem') throw new UsageError(opened.message);
  const { isCutOff, endBytes } = opened.saved;
  if (!isCutOff || endBytes === 0) return opened.saved;
  await opened.saved.close();
  await truncate(absolute, endBytes);
  const again = await openSavedRun(absolute);
  if (again.kind === 'problem') throw new UsageError(again.message);
  return again.saved;
}
