/** Graphs to look at: the Distributed Map example, and one with every kind of state. */

import type { StateKind } from '../../../server/src/core/events/history-event.ts';
import type { GraphEdge, GraphNode, GraphScope, StateGraph } from '../../../server/src/core/graph/state-graph.ts';

export const MAP_STATE = '/States/ProcessLargeDataset';
export const CHILD_STATES = `${MAP_STATE}/ItemProcessor/States`;

export const DISTRIBUTED_GRAPH: StateGraph = {
  root: scope(
    '',
    '',
    [
      state('', 'PrepareDataSource', 'Pass', ''),
      {
        ...state('', 'ProcessLargeDataset', 'Map', 'Distributed Map · EXPRESS'),
        distributed: {
          reader: 'JSON · s3:getObject',
          batcher: '10 items',
          children: 'EXPRESS · max 1000',
          writer: 's3:putObject',
        },
        scopes: [
          scope(
            `${MAP_STATE}/ItemProcessor`,
            'Child execution',
            [
              state(`${MAP_STATE}/ItemProcessor`, 'ProcessBatch', 'Task', 'lambda:invoke'),
              state(`${MAP_STATE}/ItemProcessor`, 'ValidateResults', 'Choice', '1 rule'),
              end(state(`${MAP_STATE}/ItemProcessor`, 'LogSuccess', 'Pass', '')),
              end(state(`${MAP_STATE}/ItemProcessor`, 'LogEmptyBatch', 'Pass', '')),
              end(state(`${MAP_STATE}/ItemProcessor`, 'HandleBatchError', 'Pass', '')),
            ],
            [
              ['ProcessBatch', 'ValidateResults', 'next', ''],
              ['ProcessBatch', 'HandleBatchError', 'catch', 'States.ALL'],
              ['ValidateResults', 'LogSuccess', 'choice', '$.result.processedCount > 0'],
              ['ValidateResults', 'LogEmptyBatch', 'default', 'Default'],
            ],
          ),
        ],
      },
      end(state('', 'SummarizeResults', 'Pass', '')),
    ],
    [
      ['PrepareDataSource', 'ProcessLargeDataset', 'next', ''],
      ['ProcessLargeDataset', 'SummarizeResults', 'next', ''],
    ],
  ),
};

const branch = (index: number): string => `/States/Enrich/Branches/${index}`;

export const EVERY_KIND_GRAPH: StateGraph = {
  root: scope(
    '',
    '',
    [
      state('', 'ReadOrder', 'Task', 'dynamodb:getItem'),
      state('', 'IsKnown', 'Choice', '3 rules'),
      {
        ...state('', 'Enrich', 'Parallel', '2 branches'),
        scopes: [
          scope(
            branch(0),
            'Branch 1',
            [
              state(branch(0), 'FetchPrices', 'Task', 'lambda · fetch-prices'),
              end(state(branch(0), 'Round', 'Pass', '')),
            ],
            [['FetchPrices', 'Round', 'next', '']],
          ),
          scope(
            branch(1),
            'Branch 2',
            [
              state(branch(1), 'WaitForStock', 'Wait', 'wait 30 s'),
              state(branch(1), 'CheckStock', 'Task', 'sqs:sendMessage.waitForTaskToken'),
              state(branch(1), 'InStock', 'Choice', '1 rule'),
              end(state(branch(1), 'Reserve', 'Task', 'lambda:invoke')),
            ],
            [
              ['WaitForStock', 'CheckStock', 'next', ''],
              ['CheckStock', 'InStock', 'next', ''],
              ['InStock', 'Reserve', 'choice', '$.stock > 0'],
              ['InStock', 'WaitForStock', 'default', 'Default'],
            ],
          ),
        ],
      },
      {
        ...state('', 'EachLine', 'Map', 'Inline Map'),
        scopes: [
          scope(
            '/States/EachLine/ItemProcessor',
            'Each item',
            [end(state('/States/EachLine/ItemProcessor', 'PriceLine', 'Task', 'lambda · price-line'))],
            [],
          ),
        ],
      },
      end(state('', 'Done', 'Succeed', '')),
      end(state('', 'Rejected', 'Fail', 'OrderRejected')),
    ],
    [
      ['ReadOrder', 'IsKnown', 'next', ''],
      ['ReadOrder', 'Rejected', 'catch', 'DynamoDB.ResourceNotFoundException'],
      ['IsKnown', 'Enrich', 'choice', '$.order.lines is present and $.order.customer is string'],
      ['IsKnown', 'EachLine', 'choice', '$.order.rush = true'],
      ['IsKnown', 'Rejected', 'default', 'Default'],
      ['Enrich', 'EachLine', 'next', ''],
      ['Enrich', 'Rejected', 'catch', 'States.ALL'],
      ['EachLine', 'Done', 'next', ''],
    ],
  ),
};

function scope(
  id: string,
  label: string,
  nodes: readonly GraphNode[],
  edges: readonly (readonly [string, string, GraphEdge['kind'], string])[],
): GraphScope {
  return {
    id,
    label,
    start: nodes[0]?.id ?? null,
    nodes,
    edges: edges.map(([from, to, kind, text], index) => ({
      id: `${id}#${index}`,
      from: `${id}/States/${from}`,
      to: `${id}/States/${to}`,
      kind,
      label: text,
    })),
  };
}

function state(scopeId: string, name: string, type: StateKind, detail: string): GraphNode {
  return {
    id: `${scopeId}/States/${name}`,
    name,
    type,
    detail,
    scopes: [],
    distributed: null,
    terminal: false,
    range: { start: 0, end: 0 },
  };
}

function end(node: GraphNode): GraphNode {
  return { ...node, terminal: true };
}
