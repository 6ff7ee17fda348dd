/** The fields of a Map state and of the objects inside it: processor, reader, batcher, writer. */

import {
  ASSIGN,
  CATCH,
  END,
  EVERY_STATE,
  INPUT_PATH,
  NEXT,
  OUTPUT,
  OUTPUT_PATH,
  PARAMETERS,
  RESULT_PATH,
  RESULT_SELECTOR,
  RETRY,
} from './common-fields.ts';
import {
  COMMENT,
  integer,
  MAX_COUNT,
  oneOf,
  referencePath,
  shape,
  statePath,
  TEMPLATE,
  TEXT,
  type FieldSpec,
  type ShapeSpec,
} from './field-spec.ts';

const MAP = 'state-map.html';
const DISTRIBUTED = 'state-map-distributed.html';
const READER = 'input-output-itemreader.html';
const BATCHER = 'input-output-itembatcher.html';
const WRITER = 'input-output-resultwriter.html';
const THRESHOLD = 'state-map-distributed.html#maprun-fail-threshold';

export const MAP_STATE: ShapeSpec = shape('state', 'a Map state', [
  ...EVERY_STATE,
  {
    name: 'ItemProcessor',
    value: { kind: 'object', shape: 'processor', expression: false },
    doc: 'The states that run for each item, and in ProcessorConfig how they run.',
    page: MAP,
  },
  {
    name: 'Iterator',
    value: { kind: 'object', shape: 'processor', expression: false },
    deprecated: 'ItemProcessor',
    doc: 'The old name of ItemProcessor.',
    page: MAP,
  },
  {
    name: 'ItemsPath',
    value: { kind: 'path', reference: true, nullable: false, context: true, rule: 'items-path-reference' },
    language: 'JSONPath',
    doc: 'Where in the input the items are. Ignored when there is an ItemReader.',
    default: '$',
    page: 'input-output-itemspath.html',
  },
  {
    name: 'Items',
    value: { kind: 'items' },
    language: 'JSONata',
    doc: 'The items: a list, or an expression that gives one (a Distributed Map also takes an object).',
    default: 'the state’s input',
    page: MAP,
  },
  {
    name: 'ItemSelector',
    value: TEMPLATE,
    doc: 'Shapes each item before it is handed on. The item is $$.Map.Item.Value, in JSONata $states.context.Map.Item.Value.',
    default: 'the item itself',
    page: 'input-output-itemselector.html',
  },
  { ...PARAMETERS, deprecated: 'ItemSelector', doc: 'The old name of ItemSelector.' },
  {
    name: 'ItemReader',
    value: { kind: 'object', shape: 'item-reader', expression: false },
    distributedOnly: true,
    doc: 'Reads the items from S3 instead of from the input.',
    page: READER,
  },
  {
    name: 'ItemBatcher',
    value: { kind: 'object', shape: 'item-batcher', expression: false },
    distributedOnly: true,
    doc: 'Groups items, so that one child execution works on many: its input is {"BatchInput": …, "Items": […]}.',
    page: BATCHER,
  },
  {
    name: 'ResultWriter',
    value: { kind: 'object', shape: 'result-writer', expression: false },
    distributedOnly: true,
    doc: 'Writes the results of the child executions to S3 and gives the manifest’s place as the result.',
    page: WRITER,
  },
  {
    name: 'MaxConcurrency',
    value: integer('max-concurrency-range', 0, MAX_COUNT),
    doc: 'How many iterations or child executions run at once; 0 sets no limit, 1 keeps the order of the items.',
    default: '0',
    limits: 'in effect 40 for an Inline Map, 10 000 for a Distributed Map',
    page: MAP,
  },
  {
    name: 'MaxConcurrencyPath',
    value: statePath('reference-path'),
    language: 'JSONPath',
    doc: 'Reads MaxConcurrency from the state’s input.',
    page: MAP,
  },
  {
    name: 'ToleratedFailurePercentage',
    value: { kind: 'number', integer: false, min: 0, max: 100, rule: 'tolerated-percentage-range', expression: true },
    distributedOnly: true,
    doc: 'The Map Run fails when more than this percentage of the items have failed.',
    default: '0',
    limits: '0 to 100, fractions allowed',
    page: THRESHOLD,
  },
  {
    name: 'ToleratedFailurePercentagePath',
    value: statePath('reference-path'),
    language: 'JSONPath',
    distributedOnly: true,
    doc: 'Reads ToleratedFailurePercentage from the state’s input.',
    page: THRESHOLD,
  },
  {
    name: 'ToleratedFailureCount',
    value: integer('tolerated-count-range', 0, MAX_COUNT),
    distributedOnly: true,
    doc: 'The Map Run fails when more than this many items have failed.',
    default: '0',
    page: THRESHOLD,
  },
  {
    name: 'ToleratedFailureCountPath',
    value: statePath('reference-path'),
    language: 'JSONPath',
    distributedOnly: true,
    doc: 'Reads ToleratedFailureCount from the state’s input.',
    page: THRESHOLD,
  },
  {
    name: 'Label',
    value: TEXT,
    distributedOnly: true,
    doc: 'Names the state in the ARNs of its Map Runs and child executions; unique in the machine.',
    default: 'an id that AWS makes',
    limits: '1 to 40 characters; no blanks and none of ? * < > { } [ ] : ; , \\ | ^ ~ $ # % & ` "',
    page: DISTRIBUTED,
  },
  INPUT_PATH,
  OUTPUT_PATH,
  RESULT_PATH,
  RESULT_SELECTOR,
  OUTPUT,
  ASSIGN,
  RETRY,
  CATCH,
  NEXT,
  END,
]);

export const PROCESSOR_CONFIG: ShapeSpec = shape('processor-config', 'ProcessorConfig', [
  {
    name: 'Mode',
    value: oneOf('map-mode-value', 'INLINE', 'DISTRIBUTED'),
    doc: 'INLINE: iterations in the same execution. DISTRIBUTED: a child execution for each item or batch.',
    default: 'INLINE',
    page: DISTRIBUTED,
  },
  {
    name: 'ExecutionType',
    value: oneOf('execution-type-value', 'STANDARD', 'EXPRESS'),
    doc: 'The type of the child executions; needed with DISTRIBUTED, refused with INLINE.',
    page: DISTRIBUTED,
  },
]);

const TASK_ARGUMENTS: readonly FieldSpec[] = [
  {
    name: 'Parameters',
    value: { kind: 'template', objectOnly: true },
    language: 'JSONPath',
    doc: 'Bucket and Key (reading), Bucket and Prefix (listing, writing).',
    page: READER,
  },
  {
    name: 'Arguments',
    value: TEMPLATE,
    language: 'JSONata',
    doc: 'Bucket and Key (reading), Bucket and Prefix (listing, writing).',
    page: READER,
  },
];

export const ITEM_READER: ShapeSpec = shape('item-reader', 'ItemReader', [
  {
    name: 'Resource',
    value: { kind: 'resource' },
    required: true,
    doc: 'arn:aws:states:::s3:getObject reads a file, arn:aws:states:::s3:listObjectsV2 lists objects.',
    page: READER,
  },
  ...TASK_ARGUMENTS,
  {
    name: 'ReaderConfig',
    value: { kind: 'object', shape: 'reader-config', expression: false },
    doc: 'The format of the file.',
    page: READER,
  },
  COMMENT,
]);

export const READER_CONFIG: ShapeSpec = shape('reader-config', 'ReaderConfig', [
  {
    name: 'InputType',
    value: oneOf('reader-input-type', 'CSV', 'JSON', 'JSONL', 'MANIFEST', 'PARQUET'),
    doc: 'The format of the file that is read.',
    page: READER,
  },
  {
    name: 'Transformation',
    value: oneOf('reader-transformation', 'NONE', 'LOAD_AND_FLATTEN'),
    doc: 'With listObjectsV2: LOAD_AND_FLATTEN reads every listed object and strings their items together.',
    default: 'NONE',
    page: READER,
  },
  {
    name: 'ManifestType',
    value: oneOf('reader-manifest-type', 'S3_INVENTORY', 'ATHENA_DATA'),
    doc: 'What kind of manifest is read.',
    page: READER,
  },
  {
    name: 'CSVHeaderLocation',
    value: oneOf('reader-csv-header-location-value', 'FIRST_ROW', 'GIVEN'),
    doc: 'Where the column names are: in the first row, or in CSVHeaders.',
    page: READER,
  },
  {
    name: 'CSVHeaders',
    value: { kind: 'texts' },
    doc: 'The column names, with CSVHeaderLocation GIVEN.',
    limits: 'up to 10 KB',
    page: READER,
  },
  {
    name: 'CSVDelimiter',
    value: oneOf('reader-csv-delimiter', 'COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'),
    doc: 'What parts the columns.',
    default: 'COMMA',
    page: READER,
  },
  {
    name: 'ItemsPointer',
    value: TEXT,
    doc: 'A JSON pointer to the list of items inside a JSON file.',
    limits: 'under 2000 characters; the target begins within the first 16 MB',
    page: READER,
  },
  {
    name: 'MaxItems',
    value: integer('max-items-range', 0, 100_000_000),
    doc: 'Reads at most this many items; 0 sets no limit.',
    limits: '0 to 100000000',
    page: READER,
  },
  {
    name: 'MaxItemsPath',
    value: statePath('reference-path'),
    language: 'JSONPath',
    doc: 'Reads MaxItems from the state’s input.',
    page: READER,
  },
]);

export const ITEM_BATCHER: ShapeSpec = shape('item-batcher', 'ItemBatcher', [
  {
    name: 'MaxItemsPerBatch',
    value: integer('batcher-range', 0, MAX_COUNT),
    doc: 'Items in a batch, at most. One of the two limits is needed.',
    page: BATCHER,
  },
  {
    name: 'MaxItemsPerBatchPath',
    value: referencePath('reference-path'),
    language: 'JSONPath',
    doc: 'Reads MaxItemsPerBatch from the state’s input.',
    page: BATCHER,
  },
  {
    name: 'MaxInputBytesPerBatch',
    value: integer('batcher-range', 0, 262_144),
    doc: 'Bytes of a batch, at most.',
    limits: 'up to 262144 (256 KiB)',
    page: BATCHER,
  },
  {
    name: 'MaxInputBytesPerBatchPath',
    value: referencePath('reference-path'),
    language: 'JSONPath',
    doc: 'Reads MaxInputBytesPerBatch from the state’s input.',
    page: BATCHER,
  },
  {
    name: 'BatchInput',
    value: TEMPLATE,
    doc: 'Given to every child execution beside its Items; evaluated once, in the parent.',
    page: BATCHER,
  },
]);

export const RESULT_WRITER: ShapeSpec = shape('result-writer', 'ResultWriter', [
  { name: 'Resource', value: { kind: 'resource' }, doc: 'arn:aws:states:::s3:putObject.', page: WRITER },
  ...TASK_ARGUMENTS.map((field) => ({
    ...field,
    doc: 'Bucket and Prefix: the files get names of their own below Prefix.',
    page: WRITER,
  })),
  {
    name: 'WriterConfig',
    value: { kind: 'object', shape: 'writer-config', expression: false },
    doc: 'The form of the results.',
    page: WRITER,
  },
]);

export const WRITER_CONFIG: ShapeSpec = shape('writer-config', 'WriterConfig', [
  {
    name: 'Transformation',
    value: oneOf('writer-config-values', 'NONE', 'COMPACT', 'FLATTEN'),
    doc: 'NONE: outputs with the metadata of their child executions. COMPACT: outputs only. FLATTEN: COMPACT, and lists are spliced in.',
    page: WRITER,
  },
  {
    name: 'OutputType',
    value: oneOf('writer-config-values', 'JSON', 'JSONL'),
    required: true,
    doc: 'One JSON list, or one JSON value a line.',
    page: WRITER,
  },
]);
