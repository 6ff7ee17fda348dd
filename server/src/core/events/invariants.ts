/**
 * What must hold in every history, whatever the state machine: the checks that tests run over everything the engine produces.
 *
 * It judges the finished or growing history of one execution and never the engine's insides.
 */

import type { HistoryEvent, HistoryEventType } from './history-event.ts';

const TERMINAL: ReadonlySet<HistoryEventType> = new Set<HistoryEventType>([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionTimedOut',
  'ExecutionAborted',
]);

/** Events after which states may stay without an exit. */
const SCOPE_BROKEN: ReadonlySet<HistoryEventType> = new Set<HistoryEventType>([
  'EvaluationFailed',
  'MapIterationAborted',
  'MapIterationFailed',
  'MapRunAborted',
  'MapStateAborted',
  'MapStateFailed',
  'ParallelStateAborted',
  'ParallelStateFailed',
  'TaskStateAborted',
  'WaitStateAborted',
]);

/** One sentence for each violation; empty for a sound history. `history` is one execution's, oldest first, not yet necessarily over. */
export function historyViolations(history: readonly HistoryEvent[]): readonly string[] {
  return [...orderViolations(history), ...visitViolations(history), ...iterationViolations(history)];
}

function orderViolations(history: readonly HistoryEvent[]): string[] {
  const found: string[] = [];
  history.forEach((event, index) => {
    const at = `event ${String(event.id)} (${event.type})`;
    const before = history[index - 1];
    if (event.id !== index + 1) found.push(`${at} is number ${String(index + 1)} of its history.`);
    if (event.previousEventId >= event.id || event.previousEventId < 0) {
      found.push(`${at} points to event ${String(event.previousEventId)}, which is not before it.`);
    }
    if (event.previousEventId === 0 && !mayPointNowhere(event)) found.push(`${at} points nowhere.`);
    if (before !== undefined && event.time < before.time) found.push(`${at} is earlier than the event before it.`);
    if (index === 0 && event.type !== 'ExecutionStarted') found.push(`${at} is first, and no ExecutionStarted.`);
    if (index > 0 && event.type === 'ExecutionStarted') found.push(`${at} starts an execution that is running.`);
    const isOver = before !== undefined && TERMINAL.has(before.type);
    if (isOver && event.type !== 'ExecutionRedriven') found.push(`${at} comes after the end.`);
    if (event.type === 'ExecutionRedriven' && (!isOver || before.type === 'ExecutionSucceeded')) {
      found.push(`${at} goes on with what has not failed.`);
    }
  });
  return found;
}

/** AWS lets the first state, what fails beside it, and what comes from outside point to 0. */
function mayPointNowhere({ type }: HistoryEvent): boolean {
  return (
    type === 'ExecutionStarted' ||
    type === 'EvaluationFailed' ||
    type === 'ExecutionTimedOut' ||
    type === 'ExecutionAborted' ||
    type.endsWith('StateEntered')
  );
}

function visitViolations(history: readonly HistoryEvent[]): string[] {
  const open = new Map<string, number>();
  let isBroken = false;
  const found: string[] = [];
  for (const event of history) {
    // A state that failed is not entered again, but may be left now; what was inside it starts anew.
    if (event.type === 'ExecutionRedriven') isBroken = true;
    if (SCOPE_BROKEN.has(event.type)) isBroken = true;
    const details = event.details as { readonly name?: string };
    const name = details.name ?? '';
    if (event.type.endsWith('StateEntered') && event.type !== 'FailStateEntered')
      open.set(name, (open.get(name) ?? 0) + 1);
    if (event.type.endsWith('StateExited')) {
      const left = (open.get(name) ?? 0) - 1;
      open.set(name, left);
      if (left < 0) found.push(`event ${String(event.id)} (${event.type}) leaves "${name}", which was not entered.`);
    }
  }
  if (history.at(-1)?.type !== 'ExecutionSucceeded' || isBroken) return found;
  for (const [name, left] of open) {
    if (left > 0) found.push(`"${name}" was entered and not left, and nothing failed.`);
  }
  return found;
}

function iterationViolations(history: readonly HistoryEvent[]): string[] {
  const open = new Map<string, number>();
  /** Started and not succeeded: a redrive goes on with them without a word. */
  const unfinished = new Map<string, number>();
  let isRedriven = false;
  const found: string[] = [];
  for (const event of history) {
    if (event.type === 'ExecutionRedriven') {
      isRedriven = true;
      for (const [key, left] of unfinished) open.set(key, left);
    }
    if (!event.type.startsWith('MapIteration')) continue;
    const details = event.details as { readonly name: string; readonly index: number };
    const key = `${details.name} ${String(details.index)}`;
    const left = (open.get(key) ?? 0) + (event.type === 'MapIterationStarted' ? 1 : -1);
    open.set(key, left);
    if (event.type === 'MapIterationStarted') unfinished.set(key, (unfinished.get(key) ?? 0) + 1);
    if (event.type === 'MapIterationSucceeded') unfinished.set(key, (unfinished.get(key) ?? 0) - 1);
    if (left < 0) found.push(`event ${String(event.id)} (${event.type}) ends iteration ${key}, which was not started.`);
  }
  if (history.at(-1)?.type !== 'ExecutionSucceeded' || isRedriven) return found;
  for (const [key, left] of open) {
    if (left > 0) found.push(`Iteration ${key} was started and not ended.`);
  }
  return found;
}
