/** The debugger's actions: icon, words, key, and when each makes sense. */

import type { DebugCommand, RunPhase } from '../../../server/src/protocol/run-view.ts';

export type PlainCommand = Exclude<DebugCommand['kind'], 'set-speed' | 'go-to-step'>;

export interface Action {
  readonly kind: PlainCommand;
  readonly icon: string;
  readonly title: string;
  /** A single key; Shift makes it upper case. No function keys: the editor has them. */
  readonly key: string;
  readonly isEnabled: (phase: RunPhase, step: number) => boolean;
}

const whenPaused = (phase: RunPhase): boolean => phase === 'paused';

export const ACTIONS: readonly Action[] = [
  { kind: 'continue', icon: 'debug-continue', title: 'Continue', key: 'c', isEnabled: whenPaused },
  { kind: 'pause', icon: 'debug-pause', title: 'Pause', key: 'p', isEnabled: (phase) => phase === 'running' },
  {
    kind: 'step-back',
    icon: 'debug-step-back',
    title: 'Step back one state',
    key: 'S',
    isEnabled: (phase, step) => phase !== 'running' && step > 0,
  },
  { kind: 'step', icon: 'debug-step-over', title: 'Step one state', key: 's', isEnabled: whenPaused },
  { kind: 'next-batch', icon: 'run-below', title: 'Run to the end of the next batch', key: 'b', isEnabled: whenPaused },
  {
    kind: 'step-into-child',
    icon: 'debug-step-into',
    title: 'Step into the next child execution',
    key: 'i',
    isEnabled: whenPaused,
  },
  { kind: 'step-out', icon: 'debug-step-out', title: 'Step out', key: 'o', isEnabled: whenPaused },
  { kind: 'restart', icon: 'debug-restart', title: 'Restart', key: 'r', isEnabled: () => true },
  { kind: 'stop', icon: 'debug-stop', title: 'Stop', key: 'x', isEnabled: (phase) => phase !== 'ended' },
];

/** The action of a key, where it is allowed now. */
export function actionOfKey(key: string, phase: RunPhase, step: number): Action | null {
  return ACTIONS.find((action) => action.key === key && action.isEnabled(phase, step)) ?? null;
}

/** Words for where the run stands. */
export function phaseText(phase: RunPhase, outcome: { readonly status: string } | null): string {
  if (phase === 'paused') return 'Paused';
  if (phase === 'running') return 'Running';
  if (outcome === null) return 'Stopped';
  const word = outcome.status.toLowerCase().replace('_', ' ');
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
