/** Results without S3: the array that becomes the state's output, in item order. What is too large to be an output is not kept. */

import { jsonByteLength } from '../base/byte-length.ts';
import type { Json } from '../base/json.ts';
import type { ChildEnd, MapRunResult } from '../interpreter/map-run-port.ts';
import type { InputOfChild, MapResults, OutputType, Transformation } from './map-results.ts';
import { childRecord, type RecordContext } from './result-records.ts';

export interface InlineResultOptions extends RecordContext {
  readonly stateName: string;
  /** Null where the state has no ResultWriter. */
  readonly format: { readonly transformation: Transformation; readonly outputType: OutputType } | null;
  /** Largest output in bytes. */
  readonly maxBytes: number;
  /** Outputs of children that succeeded before a redrive, by index. */
  readonly earlierOutputs: ReadonlyMap<number, Json> | null;
}

export function createInlineResults(options: InlineResultOptions): MapResults {
  const { format } = options;
  let slots: Json[] = [];
  let bytes = 2;
  let tooLarge = false;

  const slotOf = (end: ChildEnd, input: InputOfChild): Json => {
    const { outcome } = end;
    if (format?.transformation === 'NONE') return childRecord(end, input, options);
    if (outcome.status === 'SUCCEEDED') return outcome.output;
    if (format !== null) return childRecord(end, input, options);
    return {
      Status: outcome.status,
      ...(outcome.error === undefined ? {} : { Error: outcome.error }),
      ...(outcome.cause === undefined ? {} : { Cause: outcome.cause }),
    };
  };

  const keep = (index: number, slot: Json): void => {
    if (tooLarge) return;
    bytes += jsonByteLength(slot) + 1;
    slots[index] = slot;
    if (bytes > options.maxBytes + 1) {
      tooLarge = true;
      slots = [];
    }
  };
  for (const [index, output] of options.earlierOutputs ?? []) keep(index, output);

  const takeOutputs: MapResults['takeOutputs'] = ({ firstIndex, lines }) => {
    if (tooLarge) return;
    for (const [place, line] of lines.split('\n').entries()) {
      if (line !== '') keep(firstIndex + place, JSON.parse(line) as Json);
    }
  };

  return {
    ...(format?.transformation === 'NONE' ? {} : { takeOutputs }),
    needsInputs: format?.transformation === 'NONE' ? 'all' : 'those in need',
    paused: null,
    ended(end, input) {
      if (!tooLarge) keep(end.index, slotOf(end, input));
    },
    pending: () => undefined,
    finish(): MapRunResult {
      if (tooLarge) {
        return {
          status: 'FAILED',
          error: 'States.DataLimitExceeded',
          cause: `The state/task '${options.stateName}' returned a result with a size exceeding the maximum number of bytes service limit.`,
        };
      }
      const whole = format?.transformation === 'FLATTEN' ? flatten(slots) : slots;
      if (format?.outputType !== 'JSONL') return { status: 'SUCCEEDED', output: whole, maxOutputBytes: bytes };
      return { status: 'SUCCEEDED', output: whole.map((value) => `${JSON.stringify(value)}\n`).join('') };
    },
  };
}

/** Outputs that are arrays are spliced in, one level deep. */
function flatten(values: readonly Json[]): Json[] {
  const flat: Json[] = [];
  for (const value of values) {
    if (Array.isArray(value)) for (const element of value as readonly Json[]) flat.push(element);
    else flat.push(value);
  }
  return flat;
}
