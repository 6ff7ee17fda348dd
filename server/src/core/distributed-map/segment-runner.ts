/** What a helper does: reads the items of a Map Run, passes over those of other segments, and runs the children of its own. */

import type { JsonObject } from '../base/json.ts';
import type { EvaluationScope } from '../expressions/evaluation-scope.ts';
import type { ChildCourse } from '../interpreter/child-course.ts';
import type { CrewBeginning, CrewTask, Segment } from '../interpreter/child-crew.ts';
import { createCourseRunner } from '../interpreter/course-runner.ts';
import { distributedMapAt, loneChildrenSetting } from '../interpreter/lone-child.ts';
import type { InputOfReader } from '../interpreter/map-run-port.ts';
import type { RunOptions } from '../interpreter/run-types.ts';
import { createSegmentWriter } from './segment-writer.ts';

/** Many segments wait for the run at the same time; with texts as long as this, helpers would take more memory than they save time. */
const MAX_SEGMENT_CHARACTERS = 4 * 1024 * 1024;

export interface SegmentRunnerOptions {
  /** The run that is helped. */
  readonly run: RunOptions;
  readonly task: CrewTask;
  readonly beginning: CrewBeginning;
  /** Requests without an answer so far: a child that makes one is left to the run, which tells the first of them in the order of its time. */
  readonly nProblems: () => number;
}

export interface SegmentRunner {
  /** Segments in ascending order of their numbers. */
  run(number: number): { readonly kind: 'segment'; readonly segment: Segment } | SegmentWait;
  close(): void;
}

interface SegmentWait {
  readonly kind: 'wait';
  /** Call `run` with the same number again after. Never rejects. */
  readonly ready: Promise<void>;
}

/** Of one segment that is being worked on. */
type Progress = 'more' | 'wait' | 'full' | 'end of items' | 'stuck';

export function createSegmentRunner(options: SegmentRunnerOptions): SegmentRunner {
  const { run, task, beginning, nProblems } = options;
  const { itemsPerChild, childrenPerSegment } = task;
  const itemsPerSegment = itemsPerChild * childrenPerSegment;
  const chance = { wasAsked: false };
  const inputs = distributedMapAt(run.plan, task.pointer).distributed.plan.childInputs(scopeOf(task, chance));
  const courses = createCourseRunner(run, loneChildrenSetting(run, task));
  const writer = createSegmentWriter(childrenPerSegment, task.inputs);
  const { startTime } = beginning;
  /** Items that have been read or passed over. */
  let item = 0;
  let isAtEnd = false;
  /** The last child had fewer items than the others. */
  let isShort = false;
  let wait: Promise<void> | null = null;

  const waitFor = (ready: Promise<void>): Progress => {
    wait = ready;
    return 'wait';
  };

  const passTo = (firstItem: number): Progress => {
    while (item < firstItem) {
      const skipped = inputs.skip(firstItem - item);
      if (skipped.kind === 'wait') return waitFor(skipped.ready);
      if (skipped.kind === 'end') return 'end of items';
      if (skipped.kind === 'stuck') return 'stuck';
      item += skipped.nItems;
    }
    return 'more';
  };

  const runNext = (index: number, untilItem: number): Progress => {
    const next = inputs.next(untilItem);
    // What is drawn for one item depends on what was drawn for those before.
    if (next.kind === 'stuck' || chance.wasAsked) return 'stuck';
    if (next.kind === 'wait') return waitFor(next.ready);
    if (next.kind === 'end') return 'end of items';
    const { child } = next;
    item += child.nItems;
    writer.add(child, courseOf(index, child));
    if (writer.nCharacters > MAX_SEGMENT_CHARACTERS) return 'stuck';
    isShort = child.nItems !== itemsPerChild;
    return !isShort && writer.nChildren === childrenPerSegment ? 'full' : 'more';
  };

  /** A smaller batch is the last one, or one that has no room for more bytes; then the next ones are cut otherwise than all helpers think. */
  const lookBehindShort = (): Progress => {
    const after = inputs.next();
    if (after.kind === 'wait') return waitFor(after.ready);
    return after.kind === 'end' ? 'end of items' : 'stuck';
  };

  const courseOf = (index: number, { input, maxBytes }: InputOfReader): ChildCourse | null => {
    const nBefore = nProblems();
    const course = courses.run({ index, input, maxInputBytes: maxBytes, startTime });
    return nProblems() === nBefore ? course : null;
  };

  return {
    run(number) {
      const firstItem = beginning.item + number * itemsPerSegment;
      const firstChild = beginning.child + number * childrenPerSegment;
      let progress: Progress = isAtEnd ? 'end of items' : 'more';
      if (writer.nChildren === 0 && !isAtEnd) progress = passTo(firstItem);
      while (progress === 'more')
        progress = isShort ? lookBehindShort() : runNext(firstChild + writer.nChildren, firstItem + itemsPerSegment);
      if (progress === 'wait') return { kind: 'wait', ready: wait ?? Promise.resolve() };
      isAtEnd = progress === 'end of items';
      const end = progress === 'full' ? 'more' : progress;
      return { kind: 'segment', segment: writer.finish({ number, end, bytesRead: inputs.bytesRead, startTime }) };
    },
    close: () => inputs.close(),
  };
}

/** The scope of the Map state's fields, as it was. */
function scopeOf({ scope }: CrewTask, chance: { wasAsked: boolean }): EvaluationScope {
  const { input, variables, context, now } = scope;
  return {
    input,
    context: () => context,
    variables: { get: (name) => own(variables, name), all: () => variables },
    rng: {
      next() {
        chance.wasAsked = true;
        return 0;
      },
      uuid() {
        chance.wasAsked = true;
        return '';
      },
    },
    now,
  };
}

function own(variables: JsonObject, name: string): JsonObject[string] | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}
