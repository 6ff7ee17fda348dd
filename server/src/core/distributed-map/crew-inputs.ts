/**
 * The children of a large Map Run with the help of a crew. The run begins by itself and asks for helpers now and then; when there are some,
 * and they are ready, they take over from a child further on. From there on children come in segments, with their
 * courses, until the items are at their end, or until something comes that the run has to deal with itself.
 */

import { SEGMENT_ROW, type ChildCrew, type CrewTask, type CrewWork, type Segment } from '../interpreter/child-crew.ts';
import { CHILD_STATUS_CODE } from '../events/run-event.ts';
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
  /** How children that succeed as soon as they start are handed out. */
  readonly smooth: 'together' | 'one by one';
  readonly onRead: () => void;
  /** Virtual epoch milliseconds. */
  readonly now: () => number;
}

interface SegmentFacts {
  readonly nItems: number;
  /** Children that the run has to run itself. */
  readonly nLeft: number;
}

function factsOf({ rows, nChildren, startTime }: Segment, now: number): SegmentFacts {
  let nItems = 0;
  let nLeft = 0;
  for (let at = 0; at < nChildren * SEGMENT_ROW.length; at += SEGMENT_ROW.length) {
    nItems += rows[at + SEGMENT_ROW.nItems] as number;
    const isLate = rows[at + SEGMENT_ROW.readsClock] === 1 && startTime !== now;
    if (isLate || rows[at + SEGMENT_ROW.status] === CHILD_STATUS_CODE.PENDING) nLeft++;
  }
  return { nItems, nLeft };
}

export function createCrewInputs(options: CrewInputsOptions): ChildInputs {
  const { crew, task, onRead } = options;
  const { pace } = crew;
  const { itemsPerChild } = task;
  const first = options.read(onRead, 0);
  let own: PassableInputs | null = first.inputs;
  let work: CrewWork | null = null;
  let mayHire = true;
  let askAgainAt = pace.askEveryItems;
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
      if (nItems < askAgainAt) return;
      askAgainAt = nItems + pace.askEveryItems;
      work = crew.hire(task);
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
        const facts = factsOf(segment, options.now());
        if (facts.nLeft * 2 > segment.nChildren) return nextOwn(goOnAlone());
        nItemsRead = nItems + facts.nItems;
        bytesRead = Math.max(bytesRead, segment.bytesRead);
        if (segment.nChildren > 0) onRead();
      }
      const children = options.smooth === 'together' ? reader.takeSmooth() : null;
      if (children !== null) {
        const firstItem = nItems;
        nChildren += children.nChildren;
        for (let child = 0; child < children.nChildren; child++) nItems += children.nItems(child);
        return { kind: 'smooth', children, firstItem };
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
