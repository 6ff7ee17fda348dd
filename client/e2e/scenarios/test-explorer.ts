/** The suite, run from the palette, is green in the Test Explorer, case by case. */

import { eventuallyReads } from '../eventually.ts';
import { check } from '../scenario.ts';
import type { Scenario } from '../scenario.ts';

const wanted = ['Large dataset processing', 'Small dataset processing', '25 products make three batches'];

export const testExplorer: Scenario = {
  name: 'the suite runs from the palette and is green in the Test Explorer',
  workspace: '05-distributed-map',
  async run(workbench) {
    await workbench.openFile('test-suite.yaml');
    await workbench.runCommand('Stepscope: Run Test Suite');
    const tree = await workbench.showTestExplorer();
    const isGreen = (row: string): boolean => row.includes('(Passed)');
    await eventuallyReads(
      'a green suite in the Test Explorer',
      () => workbench.labelsOf(tree),
      (rows) => rows.some((row) => row.includes('Distributed Map') && isGreen(row)),
    );
    await workbench.expand(tree, 'Distributed Map');
    const labels = await eventuallyReads(
      'its cases, green',
      () => workbench.labelsOf(tree),
      (rows) => wanted.every((name) => rows.some((row) => row.includes(name) && isGreen(row))),
    );
    check('no case that did not pass', labels, (rows) => rows.every((row) => !/\((Failed|Errored)\)/.test(row)));
    await workbench.pictureInEveryTheme('test-explorer');
  },
};
