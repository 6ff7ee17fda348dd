/** A field that stands beside the ItemBatcher instead of in it: marked at its name, and moved by its fix. */

import { eventuallyReads } from '../eventually.ts';
import type { Scenario } from '../scenario.ts';

const limit = '"MaxInputBytesPerBatch": 65536';

export const misplacedField: Scenario = {
  name: 'a misplaced field of the ItemBatcher is marked, and its fix puts it there',
  workspace: '05-distributed-map',
  async run(workbench) {
    const { page } = workbench;
    await workbench.openFile('workflow.asl.json');
    await workbench.waitForText('"MaxConcurrency": 1000,');
    await workbench.goToText('"MaxConcurrency": 1000,', '"MaxConcurrency": 1000,'.length);
    await workbench.insertText(`\n${limit},`);
    await workbench.waitForProblems('the field at its place, and where it belongs', (seen) =>
      seen.some((problem) => problem.includes('MaxInputBytesPerBatch') && problem.includes('ItemBatcher')),
    );
    await workbench.focusEditor();
    for (let step = 0; step < ': 65536,'.length + 2; step++) await page.keyboard.press('ArrowLeft');
    await workbench.runCommand('Quick Fix...');
    const fix = page.locator('.action-widget .monaco-list-row', {
      hasText: 'Move MaxInputBytesPerBatch into ItemBatcher',
    });
    await fix.first().waitFor();
    await workbench.pictureInEveryTheme('quick-fix');
    await page.keyboard.press('Enter');
    await fix.first().waitFor({ state: 'hidden' });
    await workbench.waitForProblems('no problem', (seen) => seen.length === 0);
    await workbench.runCommand('File: Save');
    await eventuallyReads(
      'the field in the ItemBatcher of the saved file, and nowhere else',
      () => Promise.resolve(workbench.textOfFile('workflow.asl.json')),
      (text) => /"ItemBatcher": \{[^}]*"BatchInput": \{[^}]*\}\s*\},\s*"MaxInputBytesPerBatch": 65536\s*\}/.test(text),
    );
  },
};
