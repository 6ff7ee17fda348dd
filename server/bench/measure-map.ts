/** One measurement, in a process of its own: a Distributed Map over a file of items, each child Task (mock) → Choice → Pass. */

import type { Json } from '../src/core/base/json.ts';
import type { TaskPort } from '../src/core/interpreter/task-port.ts';
import { startExecution } from '../src/host/execute.ts';
import { runToEnd } from '../src/host/run-to-end.ts';
import { createFolderObjectStore } from '../src/node/folder-object-store.ts';

export interface Measurement {
  readonly seconds: number;
  /** Largest resident set of the process so far, in MB. */
  readonly peakMegabytes: number;
  readonly transitions: number;
}

/** `perBatch` null: without ItemBatcher, one child per item. `folder` stands in for S3. */
export async function measureMap(
  folder: string,
  bucket: string,
  key: string,
  perBatch: number | null,
): Promise<Measurement> {
  const answer = {
    kind: 'succeeded',
    output: { StatusCode: 200, Payload: { processedCount: perBatch ?? 1 } },
  } as const;
  const tasks: TaskPort = { invoke: () => answer };
  const begin = performance.now();
  const started = startExecution({
    definition: definition(bucket, key, perBatch),
    input: {},
    tasks,
    store: createFolderObjectStore(folder),
  });
  if (started.kind === 'refused') throw new Error(started.problems.map((problem) => problem.message).join('\n'));
  const outcome = await runToEnd(started.run);
  const seconds = (performance.now() - begin) / 1000;
  if (outcome.status !== 'SUCCEEDED') throw new Error(`The run ended as ${JSON.stringify(outcome)}`);
  return { seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024, transitions: started.run.transitions };
}

function definition(bucket: string, key: string, perBatch: number | null): Json {
  return {
    StartAt: 'ProcessAll',
    States: {
      ProcessAll: {
        Type: 'Map',
        End: true,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSONL' },
          Parameters: { Bucket: bucket, Key: key },
        },
        ...(perBatch === null ? {} : { ItemBatcher: { MaxItemsPerBatch: perBatch } }),
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'Process',
          States: {
            Process: {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke',
              Parameters: { FunctionName: 'process', 'Payload.$': '$' },
              ResultSelector: { 'processedCount.$': '$.Payload.processedCount' },
              Next: 'Check',
            },
            Check: {
              Type: 'Choice',
              Choices: [{ Variable: '$.processedCount', NumericGreaterThan: 0, Next: 'Done' }],
              Default: 'Empty',
            },
            Done: { Type: 'Pass', End: true },
            Empty: { Type: 'Pass', End: true },
          },
        },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: bucket, Prefix: 'results' },
          WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
        },
      },
    },
  };
}
