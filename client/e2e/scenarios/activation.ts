/** The extension is there: languages are known and the palette offers its commands under exactly their titles. */

import { eventuallyReads } from '../eventually.ts';
import { check } from '../scenario.ts';
import type { Scenario } from '../scenario.ts';

const titles = ['Stepscope: Run Test Suite', 'Stepscope: Debug Test Case in Graph', 'Stepscope: Show State Graph'];

export const activation: Scenario = {
  name: 'a definition opens as ASL and the palette shows the commands',
  workspace: '05-distributed-map',
  async run(workbench) {
    await workbench.openFile('workflow.asl.json');
    await eventuallyReads(
      'the language of workflow.asl.json',
      () => workbench.languageOfActiveEditor(),
      (language) => language === 'Amazon States Language',
    );
    const offered = await workbench.openPalette('Stepscope');
    for (const title of titles) check(`"${title}" in the palette`, offered, () => offered.includes(title));
    await workbench.pictureInEveryTheme('palette');
    await workbench.dismiss();
  },
};
