/** What waits for a virtual time: threads and played children that go on then, and the deadlines of executions. Decides nothing; `engine.ts` does. */

import type { Execution } from './execution.ts';
import { PlayedChild } from './played-child.ts';
import { Thread, type Resume } from './thread.ts';

/** A thread that waits for one time only, as nearly all do, stands for itself: ten thousand that wait have no object more for that. */
export type Timer = Thread | ThreadTimer | DeadlineTimer | PlayedChild;

interface ThreadTimer {
  readonly kind: 'thread';
  readonly thread: Thread;
  readonly generation: number;
  readonly resume: Resume;
}

interface DeadlineTimer {
  readonly kind: 'deadline';
  readonly execution: Execution;
}

/** The thread goes on with `resume` when the timer fires, unless it has become void before. */
export function timerOf(thread: Thread, resume: Resume): Timer {
  const { generation } = thread;
  if (generation > 0 || thread.wake !== null) return { kind: 'thread', thread, generation, resume };
  thread.wake = resume;
  return thread;
}

export function isValidTimer(timer: Timer): boolean {
  if (timer instanceof Thread) return timer.live && timer.generation === 0;
  if (timer instanceof PlayedChild) return !timer.hasEnded;
  return timer.kind === 'thread'
    ? timer.thread.live && timer.thread.generation === timer.generation
    : timer.execution.outcome === null;
}

/** Null for a deadline, and for a child that is played. */
export function threadOf(timer: Timer): Thread | null {
  if (timer instanceof Thread) return timer;
  if (timer instanceof PlayedChild) return null;
  return timer.kind === 'thread' ? timer.thread : null;
}

export function executionOf(timer: Exclude<Timer, PlayedChild>): Execution {
  if (timer instanceof Thread) return timer.execution;
  return timer.kind === 'thread' ? timer.thread.execution : timer.execution;
}

/** How the timer's thread goes on; null for a deadline. Call once, when it fires. */
export function takeResume(timer: Timer): Resume | null {
  if (timer instanceof PlayedChild) return null;
  if (!(timer instanceof Thread)) return timer.kind === 'thread' ? timer.resume : null;
  const { wake } = timer;
  timer.wake = null;
  return wake;
}
