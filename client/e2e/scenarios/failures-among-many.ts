/** The 37 of 200,000 children that failed: found among the others in one picture, listed alone, and each tells why. */

import { eventuallyReads } from '../eventually.ts';
import { GraphView } from '../graph-view.ts';
import { check } from '../scenario.ts';
import type { Scenario } from '../scenario.ts';
import { isOurs } from './state-graph.ts';

const nSellers = 200_000;
const nClosed = 37;

/** Sellers whose accounts are closed lie here and there, the first at 2,703; none of them is owed too little to be paid. */
function seller(index: number): string {
  const isClosed = index % 5_400 === 2_703;
  const amount = index % 97 === 5 ? 4.5 : 10 + (index % 500);
  return JSON.stringify({ seller: `S-${index}`, amount, account: isClosed ? 'CLOSED' : 'OPEN' });
}

export const failuresAmongMany: Scenario = {
  name: 'the few that failed among 200,000 children are seen, listed and explained',
  workspace: 'payouts',
  async run(workbench) {
    workbench.writeFile(
      'payouts.jsonl',
      `${Array.from({ length: nSellers }, (_, index) => seller(index)).join('\n')}\n`,
    );
    await workbench.openFile('workflow.asl.json');
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.runCommand('Stepscope: Debug Test Case in Graph');
    const graph = await GraphView.find(workbench);
    await graph.waitForPhase('paused');
    await workbench.runCommand('View: Toggle Maximize Editor Group');
    await graph.press('continue');
    await graph.waitForCounts('children under way', ({ succeeded }) => succeeded > 0);
    await graph.waitForPhase('ended');
    await graph.waitForCounts(
      `${nClosed} failed of ${nSellers}`,
      ({ succeeded, failed, running, pending }) =>
        failed === nClosed && succeeded === nSellers - nClosed && running === 0 && pending === 0,
    );
    await workbench.pictureInEveryTheme('children-200000');

    await graph.part('count-failed').click();
    await eventuallyReads(
      'only those that failed',
      () => graph.childStatuses(),
      (seen) => seen.length > 0 && seen.every((status) => status === 'FAILED'),
    );
    const detail = await graph.openChild(2_703);
    await eventuallyReads(
      'why it failed, and what it got',
      () => detail.innerText(),
      (text) => text.includes('AccountClosed') && text.includes('S-2703'),
    );
    await workbench.pictureInEveryTheme('failed-of-200000');
    check('nothing in the log of the page', workbench.consoleErrors, (seen) => seen.every((line) => !isOurs(line)));
  },
};
