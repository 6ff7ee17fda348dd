/** What stands between the lines: the batches to come beside an ItemBatcher, and the lenses that run, debug and draw. */

import { eventuallyReads } from '../eventually.ts';
import { GraphView } from '../graph-view.ts';
import { check } from '../scenario.ts';
import type { Scenario } from '../scenario.ts';

export const inlineHelp: Scenario = {
  name: 'the batches to come stand beside the ItemBatcher, and lenses run and draw what they stand over',
  workspace: '05-distributed-map',
  async run(workbench) {
    const { page } = workbench;
    await workbench.openFile('workflow.asl.json');
    await workbench.goToText('"ItemBatcher"', 0);
    const preview = await eventuallyReads(
      'the batches beside the ItemBatcher',
      async () => (await workbench.activeEditorText()).split('\n').find((line) => line.includes('"ItemBatcher"')) ?? '',
      (line) => /\d+ items/.test(line),
    );
    check('how many batches of how many items and bytes', preview, (line) => /\d+ items → \d+ batch.*\d B/.test(line));
    await workbench.pictureInEveryTheme('batch-preview');

    await workbench.goTo(1, 1);
    const lens = (title: string) => page.locator('.codelens-decoration a', { hasText: title });
    await lens('Graph').first().click();
    const graph = await GraphView.find(workbench);
    await graph.state('SummarizeResults').waitFor();
    await workbench.pictureInEveryTheme('lenses');

    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('test-suite.yaml');
    await lens('Debug').nth(1).waitFor();
    await workbench.picture('lenses-suite');
    await lens('Debug').nth(1).click();
    const debugged = await GraphView.find(workbench);
    await debugged.waitForPhase('paused');
  },
};
