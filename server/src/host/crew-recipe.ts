/** How helpers prepare a run that its owner has prepared: from the same files, with the same options. Plain data. */

import type { RunOptions } from '../core/interpreter/run-types.ts';
import { REAL_S3, type ObjectStorePlace } from '../node/open-object-store.ts';
import type { MachineOptions, MachineTasks } from './run-machine.ts';
import type { FileAccess } from './run-suite-files.ts';

export interface CrewRecipe {
  readonly subject:
    | { readonly kind: 'machine'; readonly options: PlainMachineOptions }
    | { readonly kind: 'case'; readonly path: string; readonly caseName: string };
  readonly access: Omit<FileAccess, 'openText'>;
  /** Texts of editors with unsaved changes, by file path. */
  readonly openTexts?: Readonly<Record<string, string>>;
  /** Where S3 is; null: nowhere. */
  readonly store: ObjectStorePlace | null;
}

/** Every helper reads all items: from a folder that costs little, from a network it would be paid for many times. */
export function maySeveralRead({ store }: CrewRecipe): boolean {
  return store?.place !== REAL_S3;
}

/** How a helper starts a run: nobody looks at it. */
export const QUIET: Pick<RunOptions, 'sink' | 'recording'> = {
  sink: null,
  recording: { root: 'none', children: () => 'none' },
};

export type PlainMachineOptions = Pick<MachineOptions, 'path' | 'type' | 'seed' | 'name' | 'machines'> & {
  readonly tasks: Exclude<MachineTasks, { kind: 'port' }>;
};
