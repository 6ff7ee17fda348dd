/** The Map Runs that an execution had open, or had seen fail, in the Map states where it stood when it ended: those that a redrive goes on with. */

import type { HistoryEvent } from '../events/history-event.ts';
import type { ResumePoint, ThreadPoint } from '../events/resume-point.ts';

export interface MapRunToResume {
  /** The event with which the Map state was entered. */
  readonly enteredEventId: number;
  readonly stateName: string;
  /** Of the state's newest Map Run. */
  readonly mapRunArn: string;
  /** Why it failed; undefined where the history does not tell. */
  readonly error: string | undefined;
}

/**
 * A Map Run that failed like this is not gone on with: the redriven state starts a new one over all items (AWS developer guide). Where results
 * could not be written the guide is silent; what had succeeded is in no file then, so going on would leave it out.
 */
export function startsAnew(error: string): boolean {
  return error === 'States.DataLimitExceeded' || error === 'States.Runtime' || error === 'States.ResultWriterFailed';
}

/** Also those in branches of Parallel states and in iterations of inline Maps. */
export function mapRunsToResume(history: readonly HistoryEvent[], { root }: ResumePoint): readonly MapRunToResume[] {
  const newest = newestMapRuns(history);
  return statesStoodIn(root).flatMap(({ enteredEventId, stateName }) => {
    const mapRun = newest.get(enteredEventId);
    return mapRun === undefined ? [] : [{ enteredEventId, stateName, ...mapRun }];
  });
}

type Newest = Pick<MapRunToResume, 'mapRunArn' | 'error'>;

/** By the event with which the Map state was entered. */
function newestMapRuns(history: readonly HistoryEvent[]): ReadonlyMap<number, Newest> {
  const mapRuns = new Map<number, Newest>();
  const enteredWith = new Map<number, number>();
  for (const { id, previousEventId, type, details } of history) {
    const entered = type === 'MapStateEntered' ? id : enteredWith.get(previousEventId);
    if (entered === undefined || type === 'MapStateExited') continue;
    enteredWith.set(id, entered);
    if (type === 'MapRunStarted') mapRuns.set(entered, { mapRunArn: details.mapRunArn, error: undefined });
    const known = mapRuns.get(entered);
    if (type === 'MapRunFailed' && known !== undefined) mapRuns.set(entered, { ...known, error: details.error });
  }
  return mapRuns;
}

function statesStoodIn(point: ThreadPoint | null): readonly ThreadPoint[] {
  if (point?.place.kind !== 'inside') return [];
  const flows = point.place.join?.flows ?? [];
  return [point, ...flows.flatMap((flow) => statesStoodIn(flow.point))];
}
