import { describe, expect, it } from 'vitest';

import { readAslDocument } from '../../model/asl-document.ts';
import { validateStateMachine } from '../validate-state-machine.ts';
import { applyEdits, fixAll, fixesFor } from './fixes-for.ts';

const PROCESSOR = `ItemProcessor:
      ProcessorConfig: { Mode: DISTRIBUTED, ExecutionType: STANDARD }
      StartAt: I
      States:
        I: { Type: Pass, End: true }`;

const map = (fields: string): string => `StartAt: A
States:
  A:
    Type: Map
    ${fields}
    ${PROCESSOR}
    End: true
`;

/** The message about a field, and the text after its first fix. */
function moved(text: string, name: string): { readonly message: string; readonly text: string | undefined } {
  const document = readAslDocument(text, 'yaml');
  const problem = validateStateMachine(document).find(
    ({ code, message }) => code === 'unknown-field' && message.includes(`"${name}"`),
  );
  const fix = problem === undefined ? undefined : fixesFor(document, problem)[0];
  return { message: problem?.message ?? '', text: fix === undefined ? undefined : applyEdits(text, fix.edits) };
}

describe('a field in the wrong object', () => {
  it.each([
    {
      what: 'goes into the object beside it',
      name: 'MaxItemsPerBatch',
      advice: 'It is a field of ItemBatcher.',
      before: 'MaxItemsPerBatch: 10\n    ItemBatcher:\n      BatchInput: { a: 1 }',
      after: 'ItemBatcher:\n      BatchInput: { a: 1 }\n      MaxItemsPerBatch: 10',
    },
    {
      what: 'makes that object where it is not there',
      name: 'MaxItemsPerBatch',
      advice: 'It is a field of ItemBatcher.',
      before: 'MaxItemsPerBatch: 10',
      after: 'ItemBatcher:\n      MaxItemsPerBatch: 10',
    },
    {
      what: 'goes into an object of an object',
      name: 'InputType',
      advice: 'It is a field of ReaderConfig of ItemReader.',
      before: 'ItemReader:\n      Resource: arn:aws:states:::s3:getObject\n    InputType: JSON',
      after: 'ItemReader:\n      Resource: arn:aws:states:::s3:getObject\n      ReaderConfig:\n        InputType: JSON',
    },
    {
      what: 'goes into the object around it',
      name: 'MaxConcurrency',
      advice: 'It is a field of the Map state.',
      before: 'ItemBatcher:\n      MaxItemsPerBatch: 10\n      MaxConcurrency: 3',
      after: 'ItemBatcher:\n      MaxItemsPerBatch: 10\n    MaxConcurrency: 3',
    },
    {
      what: 'goes from one object into another of the same state',
      name: 'MaxItems',
      advice: 'It is a field of ReaderConfig of ItemReader.',
      before: 'ItemReader:\n      ReaderConfig: { InputType: JSON }\n    ItemBatcher: { MaxItems: 5, BatchInput: {} }',
      after: 'ItemReader:\n      ReaderConfig: { InputType: JSON, MaxItems: 5 }\n    ItemBatcher: { BatchInput: {} }',
    },
  ])('$what', ({ name, advice, before, after }) => {
    const result = moved(map(before), name);
    expect(result.message).toContain(advice);
    expect(result.text).toBe(map(after));
  });

  it('can only go where its home has one already', () => {
    const text = map('MaxItemsPerBatch: 10\n    ItemBatcher:\n      MaxItemsPerBatch: 5');
    expect(moved(text, 'MaxItemsPerBatch').text).toBe(map('ItemBatcher:\n      MaxItemsPerBatch: 5'));
    expect(fixAll(text, 'yaml').text).toBe(text);
  });

  it('has no fix where nothing takes it', () => {
    expect(moved(map('Colour: red'), 'Colour')).toEqual({
      message: 'A Map state has no field "Colour". Remove it, or put it where it belongs.',
      text: undefined,
    });
  });

  it('waits for others that make the same object', () => {
    const before = map('ItemReader:\n      CSVHeaderLocation: FIRST_ROW\n      Resource: r\n    InputType: CSV');
    expect(fixAll(before, 'yaml').text.match(/ReaderConfig:/g)).toHaveLength(1);
  });
});
