/** A Map Run that the engine keeps going: where it hangs and which of its children run. Plain state. */

import type { CourseRunner } from './child-course.ts';
import type { MapRun } from './map-run-port.ts';
import type { MapPlan } from './plan.ts';
import type { RunningChildren } from './running-children.ts';
import type { Thread } from './thread.ts';

export interface ActiveMapRun {
  readonly number: number;
  readonly label: string;
  readonly owner: Thread;
  readonly plan: MapPlan;
  readonly startedEventId: number;
  readonly mapRun: MapRun;
  /** Started and not ended. */
  readonly children: RunningChildren;
  /** Runs children once more whose course was known and which were stopped; null where that was never asked for. */
  courses: CourseRunner | null;
  /** Nothing to do until a child ends or bytes arrive. */
  blocked: boolean;
  ended: boolean;
}
