import { describe, expect, it } from 'vitest';
import { readAslDocument } from '../model/asl-document.ts';
import { stateAtOffset } from '../model/machine-model.ts';
import { buildStateGraph } from './build-state-graph.ts';
import type { GraphScope } from './state-graph.ts';

const MACHINE = {
  StartAt: 'Look',
  States: {
    Look: {
      Type: 'Choice',
      Choices: [
        {
          And: [{ Variable: '$.n', NumericGreaterThan: 0 }, { Not: { Variable: '$.done', IsPresent: true } }],
          Next: 'Many',
        },
        { Variable: '$.n', NumericEquals: 0, Next: 'Gone' },
      ],
      Default: 'Both',
    },
    Many: {
      Type: 'Map',
      MaxConcurrency: 5,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Parameters: { Bucket: 'b', Key: 'k' },
      },
      ItemBatcher: { MaxItemsPerBatch: 10 },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Inner',
        States: {
          Inner: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: { FunctionName: 'f' },
            End: true,
          },
        },
      },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Both' }],
      Next: 'Both',
    },
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'L', States: { L: { Type: 'Wait', Seconds: 5, End: true } } },
        { StartAt: 'R', States: { R: { Type: 'Fail', Error: 'Boom' } } },
      ],
      End: true,
    },
  },
};

const nodes = (scope: GraphScope): string[] =>
  scope.nodes.flatMap((node) => [
    `${node.id} ${node.type} (${node.detail})${node.terminal ? ' end' : ''}`,
    ...node.scopes.flatMap(nodes),
  ]);

describe('buildStateGraph', () => {
  const text = JSON.stringify(MACHINE, null, 2);
  const document = readAslDocument(text, 'json');
  const graph = buildStateGraph(document.model);

  it('has a node for every state, with what it does', () => {
    expect(graph && nodes(graph.root)).toEqual([
      '/States/Look Choice (2 rules)',
      '/States/Many Map (Distributed Map · EXPRESS)',
      '/States/Many/ItemProcessor/States/Inner Task (lambda:invoke · f) end',
      '/States/Both Parallel (2 branches) end',
      '/States/Both/Branches/0/States/L Wait (wait 5 s) end',
      '/States/Both/Branches/1/States/R Fail (Boom) end',
    ]);
  });

  it('has an edge for every transition that leads somewhere', () => {
    expect(graph?.root.edges.map(({ from, to, kind, label }) => `${from} -${kind}-> ${to}: ${label}`)).toEqual([
      '/States/Look -choice-> /States/Many: $.n > 0 and not $.done is present',
      '/States/Look -default-> /States/Both: Default',
      '/States/Many -catch-> /States/Both: States.ALL',
      '/States/Many -next-> /States/Both: ',
    ]);
    expect(graph?.root.start).toBe('/States/Look');
  });

  it('summarizes a Distributed Map before anything ran', () => {
    expect(graph?.root.nodes[1]?.distributed).toEqual({
      reader: 'CSV · s3:getObject',
      batcher: '10 items',
      children: 'EXPRESS · max 5',
      writer: '',
    });
  });

  it('finds the state at a place of the text', () => {
    expect(stateAtOffset(document.model, text.indexOf('"Resource": "arn:aws:states:::lambda'))?.name).toBe('Inner');
    expect(stateAtOffset(document.model, text.indexOf('ItemBatcher'))?.name).toBe('Many');
    expect(stateAtOffset(document.model, 2)).toBeNull();
  });

  it('is null for a text without a machine', () => {
    expect(buildStateGraph(readAslDocument('[]', 'json').model)).toBeNull();
  });
});
