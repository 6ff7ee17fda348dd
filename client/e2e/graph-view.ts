/** The extension's run view as a person uses it: states, counts, controls, children. Finds everything by its `data-testid`. */

import type { Frame, Locator } from 'playwright-core';
import { eventuallyReads } from './eventually.ts';
import type { Workbench } from './workbench.ts';

export type Control =
  'continue' | 'pause' | 'step' | 'step-back' | 'next-batch' | 'step-into-child' | 'step-out' | 'stop' | 'restart';

/** How many children of a Map Run are in which status. */
export interface ChildCounts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
}

export class GraphView {
  readonly frame: Frame;

  private constructor(frame: Frame) {
    this.frame = frame;
  }

  /** The run view of the window, once its graph is drawn. */
  static async find(workbench: Workbench): Promise<GraphView> {
    const frame = await workbench.webviewFrame('[data-testid="graph"] [data-testid="state-node"]');
    return new GraphView(frame);
  }

  part(testId: string): Locator {
    return this.frame.getByTestId(testId);
  }

  state(name: string): Locator {
    return this.frame.locator(`[data-testid="state-node"][data-state-name="${name}"]`).first();
  }

  async stateNames(): Promise<readonly string[]> {
    return this.part('state-node').evaluateAll((nodes) =>
      nodes.map((node) => node.getAttribute('data-state-name') ?? ''),
    );
  }

  /** Waits until a state shows one of these statuses. */
  async waitForStatus(name: string, ...statuses: readonly string[]): Promise<string> {
    return eventuallyReads(
      `${name} to be ${statuses.join(' or ')}`,
      async () => (await this.state(name).getAttribute('data-status')) ?? 'without status',
      (status) => statuses.includes(status),
    );
  }

  /** Waits until the run stands still, is under way or is over. */
  async waitForPhase(...phases: readonly ('paused' | 'running' | 'ended')[]): Promise<string> {
    return eventuallyReads(
      `the run to be ${phases.join(' or ')}`,
      async () => (await this.part('run-phase').getAttribute('data-phase')) ?? 'without phase',
      (phase) => phases.some((wanted) => phase === wanted),
    );
  }

  /** Presses a control of the run. */
  async press(control: Control): Promise<void> {
    await this.part(`cmd-${control}`).click();
  }

  /** How many state transitions the run has made. */
  async transitions(): Promise<number> {
    return readCount(await this.part('transitions').innerText());
  }

  async waitForTransitions(count: number): Promise<void> {
    await eventuallyReads(
      `${count} transitions`,
      () => this.transitions(),
      (seen) => seen === count,
    );
  }

  /** The counts beside the Map Run; null where it shows none yet. */
  async counts(): Promise<ChildCounts | null> {
    const read = async (name: string): Promise<number> => {
      const part = this.part(`count-${name}`).first();
      if ((await part.count()) === 0) return Number.NaN;
      return readCount(await part.innerText());
    };
    const counts = {
      pending: await read('pending'),
      running: await read('running'),
      succeeded: await read('succeeded'),
      failed: await read('failed'),
    };
    return Object.values(counts).some(Number.isNaN) ? null : counts;
  }

  /** Waits until the counts are right. */
  async waitForCounts(what: string, isRight: (counts: ChildCounts) => boolean): Promise<ChildCounts> {
    const counts = await eventuallyReads(
      what,
      () => this.counts(),
      (seen) => seen !== null && isRight(seen),
    );
    if (counts === null) throw new Error(`${what}: there are no counts`);
    return counts;
  }

  /** The statuses of the children in the list, by index. */
  async childStatuses(): Promise<readonly string[]> {
    return this.part('child-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-status') ?? ''));
  }

  /** Opens one child and waits for its details. */
  async openChild(index: number): Promise<Locator> {
    await this.frame.locator(`[data-testid="child-row"][data-index="${index}"]`).click();
    const detail = this.part('child-detail');
    await detail.waitFor();
    return detail;
  }
}

/** The first number in a text, with or without marks between its thousands. */
function readCount(text: string): number {
  return Number.parseInt((/[\d,.]+/.exec(text)?.[0] ?? '').replace(/[,.]/g, ''), 10);
}
