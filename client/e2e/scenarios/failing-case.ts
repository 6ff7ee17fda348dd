/** A case that fails as it should: the failing child is found by its status and tells why. */

import { eventuallyReads } from '../eventually.ts';
import { GraphView } from '../graph-view.ts';
import { check } from '../scenario.ts';
import type { Scenario } from '../scenario.ts';

const caseName = 'More failures than tolerated fail the execution';

export const failingCase: Scenario = {
  name: 'a failed child is found by its status and tells why',
  workspace: '05-distributed-map',
  async run(workbench) {
    await workbench.openFile('workflow.asl.json');
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.runCommand('Stepscope: Debug Test Case in Graph');
    await workbench.pick(caseName);
    const graph = await GraphView.find(workbench);
    await graph.waitForPhase('paused');
    await graph.press('continue');
    await graph.waitForPhase('ended');
    await graph.waitForStatus('ProcessLargeDataset', 'failed');
    check('SummarizeResults not reached', await graph.state('SummarizeResults').getAttribute('data-status'), isIdle);
    await graph.waitForCounts('a failed child', (counts) => counts.failed === 1);

    const failed = (await graph.childStatuses()).indexOf('FAILED');
    const detail = await graph.openChild(failed);
    await eventuallyReads(
      'why the child failed',
      () => detail.innerText(),
      (text) => text.includes('Runtime.OutOfMemory') && text.includes('The function ran out of memory'),
    );
    await workbench.runCommand('View: Toggle Maximize Editor Group');
    await workbench.pictureInEveryTheme('failed-child');
  },
};

function isIdle(status: string | null): boolean {
  return status === 'idle';
}
