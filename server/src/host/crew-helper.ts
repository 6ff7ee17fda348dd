/** A helper's side of a crew: prepares the run as its owner did, and works on segments until there are no more. */

import { createSegmentRunner } from '../core/distributed-map/segment-runner.ts';
import type { Segment } from '../core/interpreter/child-crew.ts';
import type { RunOptions } from '../core/interpreter/run-types.ts';
import { CREW_CONTROL, type FromHelper, type ToHelper } from '../protocol/crew.ts';
import { openObjectStore } from '../node/open-object-store.ts';
import { QUIET, type CrewRecipe } from './crew-recipe.ts';
import { prepareMachine } from './run-machine.ts';
import { prepareTestCase } from './run-suite-case.ts';
import { loadSuite } from './run-suite-load.ts';
import type { FileAccess } from './run-suite-files.ts';
import { createScratchStore } from './run-suite-store.ts';

/** How long a helper sleeps at most before it looks whether it is still wanted. */
const NAP_MS = 1_000;

export interface CrewHelper {
  begin(message: ToHelper): Promise<void>;
}

/** Throws an error with a sentence where the files have changed since the run has read them. */
export async function createCrewHelper(
  recipe: CrewRecipe,
  send: (message: FromHelper, transfer: readonly ArrayBuffer[]) => void,
): Promise<CrewHelper> {
  const setUp = await prepare(recipe);
  return {
    async begin({ work, task, beginning, lookAhead, control: buffer }) {
      const control = new Int32Array(buffer);
      const { run, nProblems } = setUp();
      const runner = createSegmentRunner({ run, task, beginning, nProblems });
      const isStopped = (): boolean => Atomics.load(control, CREW_CONTROL.stop) !== 0;
      const waitForTurn = (number: number): void => {
        for (;;) {
          const taken = Atomics.load(control, CREW_CONTROL.taken);
          if (number - taken < lookAhead || isStopped()) return;
          // Nothing else is to be done on this thread.
          Atomics.wait(control, CREW_CONTROL.taken, taken, NAP_MS);
        }
      };
      try {
        for (let end: Segment['end'] = 'more'; end === 'more';) {
          const number = Atomics.add(control, CREW_CONTROL.next, 1);
          waitForTurn(number);
          if (isStopped()) break;
          let turn = runner.run(number);
          while (turn.kind === 'wait') {
            await turn.ready;
            turn = runner.run(number);
          }
          const { segment } = turn;
          ({ end } = segment);
          send({ kind: 'segment', work, segment }, [segment.rows.buffer as ArrayBuffer]);
        }
      } finally {
        runner.close();
      }
    },
  };
}

type SetUp = () => { readonly run: RunOptions; readonly nProblems: () => number };

async function prepare({ subject, access: given, openTexts = {}, store: place }: CrewRecipe): Promise<SetUp> {
  const access: FileAccess = { ...given, openText: (path) => openTexts[path] };
  const store = place === null ? createScratchStore() : openObjectStore(place);
  if (subject.kind === 'machine') {
    const outcome = await prepareMachine({ ...subject.options, input: null, store, access });
    if (outcome.kind === 'refused') throw new Error('The state machine or its mocks have changed.');
    return () => {
      const { options, nMockProblems } = outcome.setUp(QUIET);
      return { run: options, nProblems: nMockProblems };
    };
  }
  const loaded = await loadSuite(subject.path, access);
  const testCase =
    loaded.kind === 'refused'
      ? undefined
      : loaded.suite.suite.cases.find((candidate) => candidate.name === subject.caseName);
  if (loaded.kind === 'refused' || testCase === undefined) throw new Error('The suite or its files have changed.');
  const outcome = await prepareTestCase(loaded.suite, testCase, store);
  if (outcome.kind === 'refused') throw new Error('The files of the case have changed.');
  return () => {
    const { options, nMockProblems } = outcome.prepared.setUp(QUIET);
    return { run: options, nProblems: nMockProblems };
  };
}
