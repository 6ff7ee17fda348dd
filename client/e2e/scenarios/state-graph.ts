/** A definition's graph opens beside the source, and a click on a state shows it in the source. */

import { eventuallyReads } from '../eventually.ts';
import { GraphView } from '../graph-view.ts';
import { check } from '../scenario.ts';
import type { Scenario } from '../scenario.ts';

const states = [
  'PrepareDataSource',
  'ProcessLargeDataset',
  'ProcessBatch',
  'ValidateResults',
  'LogSuccess',
  'LogEmptyBatch',
  'HandleBatchError',
  'SummarizeResults',
];

export const stateGraph: Scenario = {
  name: 'the graph of a definition opens beside it and leads back to the source',
  workspace: '05-distributed-map',
  async run(workbench) {
    await workbench.openFile('workflow.asl.json');
    await workbench.runCommand('Stepscope: Show State Graph');
    const graph = await GraphView.find(workbench);
    const names = await eventuallyReads(
      'all states in the graph',
      () => graph.stateNames(),
      (seen) => states.every((name) => seen.includes(name)),
    );
    check('each state once', names, (seen) => new Set(seen).size === seen.length);
    await workbench.pictureInEveryTheme('state-graph');

    await graph.state('SummarizeResults').click();
    await eventuallyReads(
      'the editor to show SummarizeResults',
      () => workbench.activeEditorText(),
      (text) => text.includes('"SummarizeResults": {'),
    );
    check('no error in the page', workbench.consoleErrors, (seen) => seen.every((line) => !isOurs(line)));
  },
};

/** Errors of the run view's own page: what its policy refused or its script threw. */
export function isOurs(line: string): boolean {
  return /Content Security Policy|webview\.js|elk-worker/.test(line) && !/workbench\.js/.test(line);
}
