/** Inside an expression: functions with their signatures, and the variables that are in scope there. */

import { eventuallyReads } from '../eventually.ts';
import { check } from '../scenario.ts';
import type { Scenario } from '../scenario.ts';

const condition = '$states.input.found and ';

export const jsonataCompletion: Scenario = {
  name: 'JSONata is completed: functions, variables in scope, what $states holds',
  workspace: 'order-pipeline',
  async run(workbench) {
    const { page } = workbench;
    await workbench.openFile('refund.asl.yaml');
    await workbench.waitForText(condition);
    const suggestions = page.locator('.suggest-widget.visible .monaco-list-row');
    const offered = async (): Promise<readonly string[]> =>
      suggestions.evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));

    await workbench.goToText(condition, condition.length);
    await page.keyboard.type('$');
    await workbench.runCommand('Trigger Suggest');
    await eventuallyReads('the variables of the machine', offered, (rows) =>
      rows.some((row) => row.includes('amounts')),
    );
    await page.keyboard.type('co');
    const functions = await eventuallyReads('functions', offered, (rows) => rows.some((row) => row.includes('count')));
    check('no field of ASL among them', functions, (rows) => !rows.some((row) => row.startsWith('Condition')));
    await workbench.pictureInEveryTheme('jsonata-completion');
    await page.keyboard.press('Escape');

    for (let typed = 0; typed < '$co'.length; typed++) await page.keyboard.press('Backspace');
    await page.keyboard.type('$states.');
    await eventuallyReads('what $states holds', offered, (rows) =>
      ['input', 'context'].every((name) => rows.some((row) => row.startsWith(`$states.${name}`))),
    );
  },
};
