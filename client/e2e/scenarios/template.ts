/** A state machine inside a SAM template is checked where it stands. */

import { check } from '../scenario.ts';
import type { Scenario } from '../scenario.ts';

export const template: Scenario = {
  name: 'a definition inside a SAM template has its problems listed at their places in it',
  workspace: 'order-pipeline',
  async run(workbench) {
    await workbench.openFile('template.yaml');
    await workbench.waitForText('AWSTemplateFormatVersion');
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Graph' }).first().waitFor();
    await workbench.goToText('Default: Priced', 'Default: Priced'.length);
    await workbench.insertText('d');
    await workbench.goToText('Items: ', 'Items'.length);
    await workbench.insertText('Path');
    const line = await workbench.lineOf('Default: Priced');
    const problems = await workbench.waitForProblems(
      'the transition that leads nowhere, and the field of the other language',
      (seen) =>
        ['Pricedd', 'ItemsPath'].every((word) =>
          seen.some((problem) => problem.startsWith('Error') && problem.includes(word)),
        ),
    );
    check('at its line of the template', problems, (seen) =>
      seen.some((problem) => problem.includes('Pricedd') && problem.includes(`at line ${line} `)),
    );
    await workbench.pictureInEveryTheme('template-problems');
  },
};
