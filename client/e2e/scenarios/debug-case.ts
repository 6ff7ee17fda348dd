/** The 25-item case, batch by batch: counts and statuses change, and a child shows what it got and gave. */

import { eventuallyReads } from '../eventually.ts';
import { GraphView } from '../graph-view.ts';
import { check } from '../scenario.ts';
import type { Scenario } from '../scenario.ts';
import { isOurs } from './state-graph.ts';

const caseName = '25 products make three batches of 10, 10 and 5';

export const debugCase: Scenario = {
  name: 'three batches of a case are stepped through, and a child shows its data',
  workspace: '05-distributed-map',
  async run(workbench) {
    await workbench.openFile('workflow.asl.json');
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.runCommand('Stepscope: Debug Test Case in Graph');
    await workbench.pick(caseName);
    const graph = await GraphView.find(workbench);
    await graph.waitForPhase('paused');
    await graph.press('step');
    await graph.waitForStatus('PrepareDataSource', 'succeeded');
    await workbench.pictureInEveryTheme('debug-first-state');

    const summary = graph.state('SummarizeResults');
    const untouched = await summary.getAttribute('data-status');
    for (const batch of [1, 2, 3]) {
      await graph.press('next-batch');
      await graph.waitForPhase('paused', 'ended');
      await graph.waitForCounts(`${batch} succeeded`, (counts) => counts.succeeded === batch && counts.failed === 0);
      await workbench.picture(`debug-batch-${batch}`);
      check('SummarizeResults not reached', await summary.getAttribute('data-status'), (seen) => seen === untouched);
    }
    await workbench.pictureInEveryTheme('debug-three-batches');

    const steps = await graph.transitions();
    await graph.press('step-back');
    await graph.waitForTransitions(steps - 1);
    await graph.waitForCounts('the third batch undone', (counts) => counts.succeeded === 2);
    await graph.press('continue');
    await graph.waitForPhase('ended');
    await graph.waitForStatus('ProcessLargeDataset', 'succeeded');
    await graph.waitForStatus('SummarizeResults', 'succeeded');
    await eventuallyReads(
      'three children that succeeded',
      () => graph.childStatuses(),
      (seen) => seen.length === 3 && seen.every((status) => status === 'SUCCEEDED'),
    );

    await graph.openChild(2);
    const input = await eventuallyReads(
      'the input of the third child',
      () => graph.part('child-input').innerText(),
      (text) => text.includes('batchMetadata'),
    );
    check('the five items of the third batch', input, (text) => (text.match(/productId/g) ?? []).length === 5);
    await eventuallyReads(
      'the output of the third child',
      () => graph.part('child-output').innerText(),
      (text) => text.includes('processedCount'),
    );
    await workbench.pictureInEveryTheme('child-detail-beside');
    await workbench.runCommand('View: Toggle Maximize Editor Group');
    await graph.part('child-output').scrollIntoViewIfNeeded();
    await workbench.pictureInEveryTheme('child-detail');
    check('no error in the page', workbench.consoleErrors, (seen) => seen.every((line) => !isOurs(line)));
  },
};
