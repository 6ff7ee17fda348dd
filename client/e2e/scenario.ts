/** What a scenario is: one thing a person does, from a fresh window on an own copy of a workspace to what must be seen. */

import type { Workbench } from './workbench.ts';

export interface Scenario {
  /** What the person does, as it stands in the report. */
  readonly name: string;
  /** Folder under `test-data/` that the window opens a copy of. */
  readonly workspace: string;
  run(workbench: Workbench): Promise<void>;
}

/** Fails the scenario where what was seen is not right, naming what was expected. */
export function check<T>(expected: string, seen: T, isRight: (seen: T) => boolean): void {
  if (!isRight(seen)) throw new Error(`expected: ${expected}; seen: ${JSON.stringify(seen)}`);
}
