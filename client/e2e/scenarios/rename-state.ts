/** A state gets another name, and the suite and the mock file that speak of it do too. */

import { eventuallyReads } from '../eventually.ts';
import { check } from '../scenario.ts';
import type { Scenario } from '../scenario.ts';

const files = ['workflow.asl.json', 'test-suite.yaml', 'mock.yaml'] as const;

export const renameState: Scenario = {
  name: 'renaming a state renames it in its suite and mock file',
  workspace: '05-distributed-map',
  async run(workbench) {
    const { page } = workbench;
    await workbench.openFile('test-suite.yaml');
    await workbench.goToText('ProcessLargeDataset', 0);
    await workbench.runCommand('View: Split Editor Right');
    await workbench.openFile('workflow.asl.json');
    await workbench.waitForText('"Next": "ProcessLargeDataset"');
    await workbench.goToText('"Next": "ProcessLargeDataset"', '"Next": "Pro'.length);
    await workbench.runCommand('Rename Symbol');
    const box = page.locator('.rename-box input');
    await box.waitFor();
    await box.fill('ProcessCatalogue');
    await workbench.picture('rename-box');
    await page.keyboard.press('Enter');
    await eventuallyReads(
      'no old name in any of the files',
      () => Promise.resolve(files.filter((name) => workbench.textOfFile(name).includes('ProcessLargeDataset'))),
      (old) => old.length === 0,
    );
    for (const name of files) {
      check(`the new name in ${name}`, workbench.textOfFile(name), (text) => text.includes('ProcessCatalogue'));
    }
    await workbench.waitForText('"Next": "ProcessCatalogue"');
    await workbench.pictureInEveryTheme('rename');
    await workbench.waitForProblems('no problem in any of them', (seen) => seen.length === 0);
  },
};
