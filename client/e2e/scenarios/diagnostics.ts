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
    const messages = await workbench.waitForProblems('an error about the start state', (seen) =>
      seen.some((message) => message.includes('PrepareDataSourcezz')),
    );
    check('at most the start state and what it no longer reaches', messages, (seen) => seen.length <= 2);
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
