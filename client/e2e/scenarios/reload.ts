/** A graph panel is there again after the window was reloaded. */

import { GraphView } from '../graph-view.ts';
import type { Scenario } from '../scenario.ts';

export const reload: Scenario = {
  name: 'the graph survives a reload of the window',
  workspace: '05-distributed-map',
  async run(workbench) {
    await workbench.openFile('workflow.asl.json');
    await workbench.runCommand('Stepscope: Show State Graph');
    await GraphView.find(workbench);
    await workbench.reload();
    const graph = await GraphView.find(workbench);
    await graph.state('SummarizeResults').waitFor();
  },
};
