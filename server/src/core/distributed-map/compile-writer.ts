/** ResultWriter: where and in which form results go. */

import { isJsonObject, type Json } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import type { RunEventSink } from '../events/run-event.ts';
import type { EvaluationScope } from '../expressions/evaluation-scope.ts';
import type { DistributedCompileContext, MapRunHost } from '../interpreter/map-run-port.ts';
import { MAX_CHILD_INPUT_BYTES } from './batcher.ts';
import { compileArguments, runtimeError, textArgument } from './fields.ts';
import { createInlineResults } from './inline-results.ts';
import type { MapResults, OutputType, Transformation } from './map-results.ts';
import type { ObjectStore } from './object-store.ts';
import type { TextSpill } from './ordered-output.ts';
import { createResultWriter, MAX_RESULT_FILE_BYTES, resultFolder } from './result-writer.ts';

export interface WriterPlan {
  (scope: EvaluationScope, host: MapRunHost): MapResults;
  readonly writesResults: boolean;
}

interface WriterDependencies {
  readonly store: ObjectStore;
  readonly maxPayloadBytes?: number;
  readonly maxResultFileBytes?: number;
  readonly openSpill?: () => TextSpill;
}

export function compileWriter(
  writer: Json | undefined,
  { queryLanguage }: DistributedCompileContext,
  world: WriterDependencies,
): WriterPlan {
  const config = isJsonObject(writer) && isJsonObject(writer['WriterConfig']) ? writer['WriterConfig'] : null;
  const outputType: OutputType = config?.['OutputType'] === 'JSONL' ? 'JSONL' : 'JSON';
  const named = config?.['Transformation'];
  const transformation: Transformation | null =
    named === 'COMPACT' || named === 'FLATTEN' || named === 'NONE' ? named : null;

  if (!isJsonObject(writer) || writer['Resource'] === undefined) {
    const format = config === null ? null : { transformation: transformation ?? 'COMPACT', outputType };
    const maxBytes = world.maxPayloadBytes ?? MAX_CHILD_INPUT_BYTES;
    // Such a state machine can be made, and fails when it runs (AWS CDK, note on ResultWriterV2).
    const saysNothing = isJsonObject(writer) && config === null;
    const open = (_scope: EvaluationScope, host: MapRunHost): MapResults => {
      if (saysNothing)
        throw runtimeError('The ResultWriter needs a Resource with its arguments, a WriterConfig, or both.');
      return createInlineResults({
        stateName: host.stateName,
        childType: host.childType,
        stateMachineArn: host.stateMachineArn,
        format,
        maxBytes,
        earlierOutputs: host.earlier?.outputs ?? null,
      });
    };
    return Object.assign(open, { writesResults: false });
  }

  const args = compileArguments(writer, 'ResultWriter', queryLanguage);
  const open = (scope: EvaluationScope, host: MapRunHost): MapResults => {
    const given = args(scope);
    const bucket = textArgument(given, 'Bucket', 'ResultWriter', 'required');
    const prefix = textArgument(given, 'Prefix', 'ResultWriter', 'optional');
    const owner = textArgument(given, 'ExpectedBucketOwner', 'ResultWriter', 'optional');
    const folder = resultFolder(prefix, host.mapRunArn, host.earlier?.redriveCount);
    const problem = world.store.probeWrite(bucket, `${folder}/manifest.json`);
    if (problem !== null) {
      const cause = `Failed to write a test manifest into the specified output bucket. ${problem.message}`;
      throw new StatesError('States.Runtime', cause, { prefixed: true });
    }
    const written = new Set<string>();
    const emit: RunEventSink = (event) => {
      if (event.kind === 'result-file-written' && event.mapRun === host.mapRun) {
        written.add(event.key);
        // The manifest is the last: what lies beside it now and is not of this run can go.
        if (event.key === `${folder}/manifest.json`) world.store.removeResults?.(bucket, folder, written);
      }
      host.emit(event);
    };
    return createResultWriter({
      store: world.store,
      bucket,
      prefix,
      conditions: owner === '' ? {} : { expectedBucketOwner: owner },
      mapRun: host.mapRun,
      mapRunArn: host.mapRunArn,
      childType: host.childType,
      stateMachineArn: host.stateMachineArn,
      transformation: transformation ?? 'NONE',
      outputType,
      emit,
      openSpill: world.openSpill,
      earlier:
        host.earlier === null
          ? null
          : {
              redriveCount: host.earlier.redriveCount,
              succeededFiles: host.earlier.succeededFiles.map(({ key, bytes }) => ({ Key: key, Size: bytes })),
            },
      maxFileBytes: world.maxResultFileBytes ?? MAX_RESULT_FILE_BYTES,
    });
  };
  return Object.assign(open, { writesResults: true });
}
