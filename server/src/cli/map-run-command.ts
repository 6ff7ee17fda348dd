/** `sfn-test map-run`: what a saved run says of its Map Runs and of their children. */

import { resolve } from 'node:path';
import type { JsonObject } from '../core/base/json.ts';
import { childIdentity } from '../core/events/child-identity.ts';
import { awsHistoryEvent } from '../core/views/aws-history.ts';
import {
  childExecutionItem,
  listChildExecutions,
  redriveStatus,
  type ChildrenOf,
} from '../core/views/child-executions.ts';
import { describeMapRun, type MapRunRecord } from '../core/views/map-run-record.ts';
import { tellChildStory, type ChildStory } from '../host/saved-run/child-story.ts';
import { openSavedRun, type SavedMapRun, type SavedRun } from '../host/saved-run/open-saved-run.ts';
import { EXIT_OK, UsageError, type CliIo } from './cli-io.ts';
import { childText, mapRunText, rowText } from './map-run-text.ts';
import { S3_OPTIONS } from './object-store.ts';
import { parseOptions, type ParsedOptions } from './parse-options.ts';
import { ANSWER_OPTIONS, reopenMachine } from './saved-machine.ts';
import { MAP_RUN_HELP } from './usage.ts';

const FORMATS = ['text', 'json'] as const;
const DEFAULT_LIMIT = 20;
const UNSUCCESSFUL = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;

export async function mapRunCommand(args: readonly string[], io: CliIo): Promise<number> {
  const options = parseOptions(args, {
    'map-run': { type: 'string' },
    child: { type: 'string', short: 'c' },
    failed: { type: 'boolean' },
    limit: { type: 'string' },
    format: { type: 'string', short: 'f' },
    ...ANSWER_OPTIONS,
    ...S3_OPTIONS,
    help: { type: 'boolean', short: 'h' },
  });
  if (options.has('help')) {
    io.out(MAP_RUN_HELP);
    return EXIT_OK;
  }
  const [path, stray] = options.positionals;
  if (path === undefined || stray !== undefined)
    throw new UsageError('Give one saved run: sfn-test map-run FILE.sfnrun.');
  const opened = await openSavedRun(resolve(io.workingFolder, path));
  if (opened.kind === 'problem') throw new UsageError(opened.message);
  const { saved } = opened;
  try {
    if (saved.isCutOff) io.err(`${path} was cut off: what follows is what was saved until then.\n`);
    if (options.has('child')) await showChild(saved, options, io);
    else showMapRuns(saved, options, io);
    return EXIT_OK;
  } finally {
    await saved.close();
  }
}

function showMapRuns(saved: SavedRun, options: ParsedOptions, io: CliIo): void {
  const all = options.has('map-run') ? [chosenMapRun(saved, options)] : saved.records.all();
  const format = options.choice('format', FORMATS) ?? 'text';
  const limit = readNumber(options, 'limit') ?? DEFAULT_LIMIT;
  const wanted = format === 'text' ? worthTelling(saved, all, Math.max(1, limit)) : all;
  const shown = wanted.map((record) => {
    const mapRun = saved.mapRuns.get(record.mapRun) as SavedMapRun;
    const owner = ownerOf(saved, record);
    const rows = listChildExecutions(mapRun.nChildren, (index) => saved.views.child(record.mapRun, index), {
      limit,
      ...(options.has('failed') ? { statuses: UNSUCCESSFUL } : {}),
    });
    return { record, mapRun, owner, rows };
  });
  if (format === 'text') {
    if (shown.length === 0) io.out('The run opened no Map Run.\n');
    for (const { record, mapRun, rows } of shown) {
      io.out(mapRunText(record, mapRun.files));
      for (const row of rows) io.out(rowText(row));
      const { total, pending } = record.executionCounts;
      const nListed = options.has('failed') ? rows.length : total - pending;
      if (rows.length < nListed) io.out(`  … ${(nListed - rows.length).toLocaleString('en')} more (--limit)\n`);
    }
    const nLeft = all.length - wanted.length;
    if (nLeft > 0) io.out(`… ${nLeft.toLocaleString('en')} more Map Runs (--limit, or --map-run NUMBER)\n`);
    return;
  }
  const mapRuns = shown.map(({ record, mapRun, owner, rows }) => ({
    ...describeMapRun(record),
    number: record.mapRun,
    stateName: record.stateName,
    ...(record.error === undefined ? {} : { error: record.error }),
    ...(record.cause === undefined ? {} : { cause: record.cause }),
    resultFiles: mapRun.files.map(({ bucket, key, bytes }) => ({ bucket, key, bytes })),
    executions: rows.map((row) => ({
      index: row.index,
      ...childExecutionItem(owner, row),
      ...(row.error === undefined ? {} : { error: row.error }),
    })),
  }));
  const status = saved.end?.outcome.status ?? 'RUNNING';
  io.out(`${JSON.stringify({ status, cutOff: saved.isCutOff, mapRuns }, null, 2)}\n`);
}

/** At most so many, in order: those of the execution itself, then those that did not succeed, then any. */
function worthTelling(saved: SavedRun, all: readonly MapRunRecord[], limit: number): readonly MapRunRecord[] {
  if (all.length <= limit) return all;
  const isRoots = ({ mapRun }: MapRunRecord): boolean => saved.mapRuns.get(mapRun)?.started.execution === 0;
  const rank = (record: MapRunRecord): number => (isRoots(record) ? 0 : record.status === 'SUCCEEDED' ? 2 : 1);
  return [...all]
    .sort((left, right) => rank(left) - rank(right))
    .slice(0, limit)
    .sort((left, right) => left.mapRun - right.mapRun);
}

async function showChild(saved: SavedRun, options: ParsedOptions, io: CliIo): Promise<void> {
  const record = chosenMapRun(saved, options);
  const index = readNumber(options, 'child') as number;
  let close = (): void => undefined;
  const machine = async (attempt: number) => {
    const prepared = await reopenMachine(saved, attempt, options, io, 'look');
    ({ close } = prepared);
    return prepared;
  };
  try {
    const story = await tellChildStory(saved, machine, record.mapRun, index);
    if (story === null) {
      const last = (saved.mapRuns.get(record.mapRun)?.nChildren ?? 0) - 1;
      throw new UsageError(`The Map Run of "${record.stateName}" has no child ${index}; its last one is ${last}.`);
    }
    const description = describeChild(saved, record, story);
    if (options.choice('format', FORMATS) === 'json') io.out(`${JSON.stringify(description, null, 2)}\n`);
    else io.out(childText(description, story));
  } finally {
    close();
  }
}

/** As DescribeExecution tells it, with the history beside it. */
function describeChild(saved: SavedRun, record: MapRunRecord, story: ChildStory): JsonObject {
  const { row, input, output, cause } = story;
  const identity = childIdentity(record.mapRunArn, record.childType, saved.header.seed, record.mapRun, row.index);
  const item: JsonObject =
    row.status === 'PENDING'
      ? { status: row.status, mapRunArn: record.mapRunArn, itemCount: row.nItems }
      : { ...childExecutionItem(ownerOf(saved, record), row), ...redriveStatus(record.childType, row.status) };
  return {
    index: row.index,
    firstItem: row.firstItem,
    ...item,
    ...(row.status === 'PENDING' ? {} : { stateMachineArn: identity.stateMachineArn }),
    ...(input === undefined ? {} : { input: JSON.stringify(input), inputDetails: { included: true } }),
    ...(output === undefined ? {} : { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(row.error === undefined ? {} : { error: row.error }),
    ...(cause === undefined ? {} : { cause }),
    historySource: story.source,
    ...(story.problem === null ? {} : { historyProblem: story.problem }),
    events: story.history.map(awsHistoryEvent),
  };
}

function ownerOf(saved: SavedRun, { mapRun, mapRunArn, childType }: MapRunRecord): ChildrenOf {
  return { mapRun, mapRunArn, childType, seed: saved.header.seed };
}

/** By number or by the name of its state (the newest); the only one, or the newest that failed, where nothing is said. */
function chosenMapRun(saved: SavedRun, options: ParsedOptions): MapRunRecord {
  const all = saved.records.all();
  const given = options.text('map-run');
  if (given === undefined) {
    const found = all.findLast(({ status }) => status !== 'SUCCEEDED') ?? all.at(-1);
    if (found === undefined) throw new UsageError('The run opened no Map Run.');
    return found;
  }
  const found = all.findLast(({ mapRun, stateName }) => String(mapRun) === given || stateName === given);
  if (found !== undefined) return found;
  const list = all.map(({ mapRun, stateName }) => `${mapRun} (${stateName})`).slice(0, 10);
  throw new UsageError(`There is no Map Run "${given}". The run has: ${list.join(', ') || 'none'}.`);
}

function readNumber(options: ParsedOptions, name: string): number | undefined {
  const text = options.text(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} must be a whole number, not "${text}".`);
  return Number(text);
}
