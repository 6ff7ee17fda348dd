/** Typing a wrong state name marks it at its place; taking it back clears the mark. */

import { check } from '../scenario.ts';
import type { Scenario } from '../scenario.ts';

export const diagnostics: Scenario = {
  name: 'a diagnostic appears and vanishes while typing',
  workspace: '05-distributed-map',
  async run(workbench) {
    await workbench.openFile('workflow.asl.json');
    // `"StartAt": "PrepareDataSource"` becomes `"StartAt": "PrepareDataSourcezz"`: the cursor stands before the closing quote.
    await workbench.goTo(3, 32);
    await workbench.page.keyboard.type('zz');
    const problems = await workbench.waitForProblems('an error about the start state', (seen) =>
      seen.some((problem) => problem.includes('PrepareDataSourcezz')),
    );
    check('the error at the value of StartAt', problems, (seen) =>
      seen.some((problem) => problem.startsWith('Error') && problem.includes('at line 3 and character 14')),
    );
    await workbench.squiggle().waitFor();
    await workbench.pictureInEveryTheme('diagnostic');

    await workbench.focusEditor();
    await workbench.goTo(3, 34);
    await workbench.page.keyboard.press('Backspace');
    await workbench.page.keyboard.press('Backspace');
    await workbench.waitForProblems('no problem', (seen) => seen.length === 0);
    await workbench.squiggle().waitFor({ state: 'detached' });
  },
};
