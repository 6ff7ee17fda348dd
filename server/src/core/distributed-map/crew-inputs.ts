/**
 * The children of a large Map Run with the help of a crew. The run begins by itself; when it has seen enough items to know that it pays,
 * helpers are hired, and when they are ready, they take over from a child further on. From there on children come in segments, with their
 * courses, until the items are at their end, or until something comes that the run has to deal with itself.
 */

import type { ChildCrew, CrewTask, CrewWork, Segment } from '../interpreter/child-crew.ts';
import type { ChildInputs, NextChild, PassableInputs } from './child-inputs.ts';
import { createSegmentReader, type SegmentReader } from './segment-reader.ts';

export function childrenPerSegment({ pace }: ChildCrew, itemsPerChild: number): number {
  return Math.ceil(pace.itemsPerSegment / itemsPerChild);
}

export interface CrewHelp {
  readonly crew: ChildCrew;
  readonly task: CrewTask;
}

/** The run's own inputs behind the first so many items, and whether making them has drawn lots. */
export type ReadAnew = (
  onRead: () => void,
  nItemsBefore: number,
) => { readonly inputs: PassableInputs; readonly itemsDrawLots: () => boolean };

export interface CrewInputsOptions extends CrewHelp {
  readonly read: ReadAnew;
  readonly onRead: () => void;
  /** Virtual epoch milliseconds. */
  readonly now: () => number;
}

export function createCrewInputs(options: CrewInputsOptions): ChildInputs {
  const { crew, task, onRead } = options;
  const { pace } = crew;
  const { itemsPerChild } = task;
  const first = options.read(onRead, 0);
  let own: PassableInputs | null = first.inputs;
  let work: CrewWork | null = null;
  let mayHire = true;
  /** The first child of the helpers, from when they have begun. */
  let firstOfCrew = Infinity;
  /** Children and items that have been handed out. */
  let nChildren = 0;
  let nItems = 0;
  let segment: Segment | null = null;
  let reader: SegmentReader | null = null;
  let isComplete = false;
  /** Items up to the end of the segment, and bytes that were read for them. */
  let nItemsRead = 0;
  let bytesRead = 0;

  const dismiss = (): void => {
    mayHire = false;
    work?.close();
    work = null;
    segment = null;
    reader = null;
    firstOfCrew = Infinity;
  };
  const goOnAlone = (): PassableInputs => {
    dismiss();
    return (own ??= options.read(onRead, nItems).inputs);
  };

  const lookForHelp = (inputs: PassableInputs): void => {
    // What an item draws depends on what those before it have drawn.
    if (inputs.complete || nItems !== nChildren * itemsPerChild || first.itemsDrawLots()) {
      dismiss();
      return;
    }
    if (work === null) {
      if (nItems < pace.hireAfterItems) return;
      work = crew.hire(task);
      mayHire = work !== null;
      return;
    }
    if (firstOfCrew !== Infinity || !work.isReady) return;
    firstOfCrew = nChildren + Math.ceil(pace.leadItems / itemsPerChild);
    work.begin({ child: firstOfCrew, item: firstOfCrew * itemsPerChild, startTime: options.now() });
  };

  const nextOwn = (inputs: PassableInputs): NextChild => {
    if (mayHire) lookForHelp(inputs);
    const next = inputs.next();
    if (next.kind === 'child') {
      nChildren++;
      nItems += next.child.nItems;
    }
    return next;
  };

  const nextOfCrew = (crewWork: CrewWork): NextChild => {
    for (;;) {
      if (reader === null || segment === null) {
        const turn = crewWork.next();
        if (turn.kind === 'wait') return turn;
        if (turn.kind === 'gone') return nextOwn(goOnAlone());
        ({ segment } = turn);
        reader = createSegmentReader(segment);
        nItemsRead = segment.nItems.subarray(0, segment.nChildren).reduce((sum, count) => sum + count, nItems);
        bytesRead = Math.max(bytesRead, segment.bytesRead);
        if (segment.nChildren > 0) onRead();
      }
      const next = reader.next(nItems);
      if (next !== null) {
        nChildren++;
        nItems += next.child.nItems;
        return next;
      }
      const { end } = segment;
      segment = null;
      reader = null;
      if (end === 'stuck') return nextOwn(goOnAlone());
      if (end === 'end of items') {
        isComplete = true;
        onRead();
        dismiss();
        return { kind: 'end' };
      }
    }
  };

  return {
    next() {
      if (nChildren === firstOfCrew && own !== null) {
        bytesRead = own.bytesRead;
        own.close();
        own = null;
      }
      if (own !== null) return nextOwn(own);
      if (isComplete) return { kind: 'end' };
      return work === null ? nextOwn(goOnAlone()) : nextOfCrew(work);
    },
    stopHelp() {
      if (own === null && !isComplete) goOnAlone();
      else dismiss();
    },
    takeRest: () => own?.takeRest() ?? null,
    get nItemsRead() {
      return own === null ? nItemsRead : Math.max(nItemsRead, own.nItemsRead);
    },
    get bytesRead() {
      return own === null ? bytesRead : Math.max(bytesRead, own.bytesRead);
    },
    get complete() {
      return own === null ? isComplete : own.complete;
    },
    close() {
      dismiss();
      own?.close();
    },
  };
}
