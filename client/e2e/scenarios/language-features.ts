/** What the editor knows of a definition: names to complete, words to explain, places to go to. */

import { eventuallyReads } from '../eventually.ts';
import { check } from '../scenario.ts';
import type { Scenario } from '../scenario.ts';

export const languageFeatures: Scenario = {
  name: 'state names are completed, fields explained, states found from where they are named',
  workspace: '05-distributed-map',
  async run(workbench) {
    const { page } = workbench;
    await workbench.openFile('workflow.asl.json');
    await workbench.waitForText('"Next": "ProcessLargeDataset"');

    await workbench.goToText('"Next": "ProcessLargeDataset"', '"Next": "'.length);
    await workbench.runCommand('Trigger Suggest');
    const suggestions = page.locator('.suggest-widget.visible .monaco-list-row');
    const names = await eventuallyReads(
      'the names of the states beside',
      () => suggestions.allInnerTexts(),
      (rows) => rows.some((row) => row.includes('SummarizeResults')),
    );
    check('no state of another scope', names, (rows) => !rows.some((row) => row.includes('LogEmptyBatch')));
    await workbench.pictureInEveryTheme('completion');
    await page.keyboard.press('Escape');
    await suggestions.first().waitFor({ state: 'hidden' });

    await workbench.goToText('"ItemBatcher"', 3);
    await workbench.runCommand('Show or Focus Hover');
    await eventuallyReads(
      'what ItemBatcher is',
      async () => (await page.locator('.monaco-hover:not(.hidden) .hover-contents').allInnerTexts()).join(' '),
      (text) => /batch/i.test(text),
    );
    await workbench.pictureInEveryTheme('hover');
    await page.keyboard.press('Escape');

    await workbench.goToText('"Next": "ProcessLargeDataset"', '"Next": "Pro'.length);
    await workbench.runCommand('Go to Definition');
    const target = await workbench.lineOf('"ProcessLargeDataset": {');
    await eventuallyReads(
      'the cursor at the state',
      () => workbench.cursorPosition(),
      (position) => position.startsWith(`Ln ${target},`),
    );
  },
};
