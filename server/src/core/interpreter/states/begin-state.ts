/** One turn of a state's work: right after its entry, and again for every retry. */

import { assertNever } from '../../base/assert-never.ts';
import type { Engine } from '../engine.ts';
import type { Thread } from '../thread.ts';
import { beginChoice } from './choice.ts';
import { beginFail } from './fail.ts';
import { beginMap } from './map.ts';
import { beginParallel } from './parallel.ts';
import { beginPass } from './pass.ts';
import { beginSucceed } from './succeed.ts';
import { beginTask } from './task.ts';
import { beginWait } from './wait.ts';

export function beginState(engine: Engine, thread: Thread): void {
  const { state } = thread;
  switch (state.kind) {
    case 'Pass':
      beginPass(engine, thread, state);
      return;
    case 'Task':
      beginTask(engine, thread, state);
      return;
    case 'Choice':
      beginChoice(engine, thread, state);
      return;
    case 'Wait':
      beginWait(engine, thread, state);
      return;
    case 'Succeed':
      beginSucceed(engine, thread, state);
      return;
    case 'Fail':
      beginFail(engine, thread, state);
      return;
    case 'Parallel':
      beginParallel(engine, thread, state);
      return;
    case 'Map':
      beginMap(engine, thread, state);
      return;
    default:
      assertNever(state);
  }
}
