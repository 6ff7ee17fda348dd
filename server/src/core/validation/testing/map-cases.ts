/** Cases for family G. */

import {
  CHILDREN,
  distributed,
  inline,
  jsonataMachine,
  machine,
  parallel,
  PASS,
  reader,
  readerConfig,
  states,
  writer,
  type Machine,
  type RuleCase,
} from './machines.ts';

const PROCESSOR = { StartAt: 'I', States: { I: PASS } };
const PUT = 'arn:aws:states:::s3:putObject';
const TO = { Bucket: 'b', Prefix: 'p' };
const csv = (config: object): Machine => readerConfig({ InputType: 'CSV', ...config });
const labelled = (label: string): Machine => distributed({ Label: label });
const processor = (fields: object): Machine =>
  machine({ Type: 'Map', ItemProcessor: { ...PROCESSOR, ...fields }, End: true });
const inChild = (state: object): Machine => distributed({ ItemProcessor: { ...CHILDREN, States: { I: state } } });
const two = (first: string, second: string): Machine =>
  states({
    A: { Type: 'Map', Label: first, ItemProcessor: { ...CHILDREN, States: { I: PASS } }, Next: 'B' },
    B: { Type: 'Map', Label: second, ItemProcessor: { ...CHILDREN, StartAt: 'J', States: { J: PASS } }, End: true },
  });

export const MAP_CASES: readonly RuleCase[] = [
  { rule: 'branches-empty', defect: parallel(), fine: parallel(PROCESSOR) },
  { rule: 'branch-shape', defect: parallel({ States: { I: PASS } }), fine: parallel(PROCESSOR) },
  { rule: 'branch-query-language', defect: processor({ QueryLanguage: 'JSONata' }), fine: processor({}) },
  { rule: 'map-processor-one-of', defect: machine({ Type: 'Map', End: true }), fine: inline({}) },
  {
    rule: 'map-iterator-deprecated',
    defect: machine({ Type: 'Map', Iterator: PROCESSOR, End: true }),
    fine: inline({}),
  },
  {
    rule: 'map-parameters-deprecated',
    defect: inline({ Parameters: { 'v.$': '$$.Map.Item.Value' } }),
    fine: inline({ ItemSelector: { 'v.$': '$$.Map.Item.Value' } }),
  },
  {
    rule: 'map-selector-exclusive',
    defect: inline({ ItemSelector: {}, Parameters: {} }),
    fine: inline({ ItemSelector: {} }),
  },
  {
    rule: 'map-items-exclusive',
    defect: jsonataMachine({ Type: 'Map', Items: [1], ItemsPath: '$', ItemProcessor: PROCESSOR, End: true }),
    fine: jsonataMachine({ Type: 'Map', Items: [1], ItemProcessor: PROCESSOR, End: true }),
  },
  { rule: 'items-path-null', defect: inline({ ItemsPath: null }), fine: inline({ ItemsPath: '$' }) },
  { rule: 'items-path-reference', defect: inline({ ItemsPath: 'items' }), fine: inline({ ItemsPath: '$.items' }) },
  {
    rule: 'items-type',
    defect: jsonataMachine({ Type: 'Map', Items: 'x', ItemProcessor: PROCESSOR, End: true }),
    fine: jsonataMachine({ Type: 'Map', Items: '{% $states.input.x %}', ItemProcessor: PROCESSOR, End: true }),
  },
  {
    rule: 'map-mode-value',
    defect: processor({ ProcessorConfig: { Mode: 'inline' } }),
    fine: processor({ ProcessorConfig: { Mode: 'INLINE' } }),
  },
  {
    rule: 'distributed-execution-type',
    defect: processor({ ProcessorConfig: { Mode: 'DISTRIBUTED' } }),
    fine: distributed({}),
  },
  {
    rule: 'execution-type-value',
    defect: processor({ ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'Express' } }),
    fine: distributed({}),
  },
  {
    rule: 'inline-execution-type',
    defect: processor({ ProcessorConfig: { Mode: 'INLINE', ExecutionType: 'EXPRESS' } }),
    fine: processor({ ProcessorConfig: { Mode: 'INLINE' } }),
  },
  { rule: 'distributed-in-express', defect: distributed({}), fine: inline({}), options: { type: 'EXPRESS' } },
  {
    rule: 'inline-item-reader',
    defect: inline({
      ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' } },
    }),
    fine: reader({}),
  },
  {
    rule: 'inline-item-batcher',
    defect: inline({ ItemBatcher: { MaxItemsPerBatch: 2 } }),
    fine: distributed({ ItemBatcher: { MaxItemsPerBatch: 2 } }),
  },
  {
    rule: 'inline-result-writer',
    defect: inline({ ResultWriter: { Resource: PUT, Parameters: TO } }),
    fine: writer({ Resource: PUT, Parameters: TO }),
  },
  { rule: 'inline-label', defect: inline({ Label: 'x' }), fine: labelled('x') },
  {
    rule: 'inline-tolerated-failure',
    defect: inline({ ToleratedFailureCount: 1 }),
    fine: distributed({ ToleratedFailureCount: 1 }),
  },
  { rule: 'item-reader-resource', defect: reader({ Resource: 'arn:aws:states:::lambda:invoke' }), fine: reader({}) },
  { rule: 'item-reader-parameters', defect: reader({ Parameters: { Bucket: 'b' } }), fine: reader({}) },
  { rule: 'reader-input-type', defect: readerConfig({ InputType: 'Json' }), fine: readerConfig({ InputType: 'JSON' }) },
  { rule: 'reader-csv-header-location-required', defect: csv({}), fine: csv({ CSVHeaderLocation: 'FIRST_ROW' }) },
  {
    rule: 'reader-csv-header-location-value',
    defect: csv({ CSVHeaderLocation: 'FIRSTROW' }),
    fine: csv({ CSVHeaderLocation: 'FIRST_ROW' }),
  },
  {
    rule: 'reader-csv-headers-required',
    defect: csv({ CSVHeaderLocation: 'GIVEN' }),
    fine: csv({ CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'] }),
  },
  {
    rule: 'reader-csv-headers-unused',
    defect: csv({ CSVHeaderLocation: 'FIRST_ROW', CSVHeaders: ['a'] }),
    fine: csv({ CSVHeaderLocation: 'FIRST_ROW' }),
  },
  {
    rule: 'reader-csv-delimiter',
    defect: csv({ CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'comma' }),
    fine: csv({ CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'TAB' }),
  },
  {
    rule: 'reader-field-for-input-type',
    defect: readerConfig({ InputType: 'JSON', CSVHeaderLocation: 'FIRST_ROW' }),
    fine: readerConfig({ InputType: 'JSON', ItemsPointer: '/a' }),
  },
  {
    rule: 'reader-field-for-input-type',
    defect: readerConfig({ InputType: 'JSONL', CSVDelimiter: 'PIPE' }),
    fine: readerConfig({ InputType: 'MANIFEST', CSVDelimiter: 'PIPE', CSVHeaderLocation: 'FIRST_ROW' }),
  },
  {
    rule: 'reader-list-objects-config',
    defect: reader({
      Resource: 'arn:aws:states:::s3:listObjectsV2',
      Parameters: { Bucket: 'b' },
      ReaderConfig: { InputType: 'JSON' },
    }),
    fine: reader({
      Resource: 'arn:aws:states:::s3:listObjectsV2',
      Parameters: { Bucket: 'b' },
      ReaderConfig: { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' },
    }),
  },
  {
    rule: 'reader-manifest-type',
    defect: readerConfig({ InputType: 'MANIFEST', ManifestType: 'S3_INVENTRY' }),
    fine: readerConfig({ InputType: 'MANIFEST', ManifestType: 'S3_INVENTORY' }),
  },
  {
    rule: 'reader-transformation',
    defect: readerConfig({ InputType: 'JSON', Transformation: 'none' }),
    fine: readerConfig({ InputType: 'JSON', Transformation: 'NONE' }),
  },
  {
    rule: 'max-items-range',
    defect: readerConfig({ InputType: 'JSON', MaxItems: -1 }),
    fine: readerConfig({ InputType: 'JSON', MaxItems: 0 }),
  },
  {
    rule: 'max-items-exclusive',
    defect: readerConfig({ InputType: 'JSON', MaxItems: 1, MaxItemsPath: '$.n' }),
    fine: readerConfig({ InputType: 'JSON', MaxItemsPath: '$.n' }),
  },
  {
    rule: 'batcher-empty',
    defect: distributed({ ItemBatcher: {} }),
    fine: distributed({ ItemBatcher: { MaxItemsPerBatch: 1 } }),
  },
  {
    rule: 'batcher-exclusive',
    defect: distributed({ ItemBatcher: { MaxItemsPerBatch: 1, MaxItemsPerBatchPath: '$.n' } }),
    fine: distributed({ ItemBatcher: { MaxItemsPerBatchPath: '$.n' } }),
  },
  {
    rule: 'batcher-range',
    defect: distributed({ ItemBatcher: { MaxInputBytesPerBatch: 1_048_576 } }),
    fine: distributed({ ItemBatcher: { MaxInputBytesPerBatch: 262_144 } }),
  },
  { rule: 'result-writer-empty', defect: writer({}), fine: writer({ Resource: PUT, Parameters: TO }) },
  {
    rule: 'result-writer-resource',
    defect: writer({ Resource: 'arn:aws:states:::lambda:invoke', Parameters: TO }),
    fine: writer({ Resource: PUT, Parameters: TO }),
  },
  {
    rule: 'result-writer-parameters',
    defect: writer({ Resource: PUT }),
    fine: writer({ Resource: PUT, Parameters: TO }),
  },
  {
    rule: 'result-writer-key',
    defect: writer({ Resource: PUT, Parameters: { Bucket: 'b', Key: 'k' } }),
    fine: writer({ Resource: PUT, Parameters: TO }),
  },
  {
    rule: 'writer-config-values',
    defect: writer({ WriterConfig: { Transformation: 'COMPACTED', OutputType: 'JSON' } }),
    fine: writer({ WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' } }),
  },
  {
    rule: 'writer-config-incomplete',
    defect: writer({ WriterConfig: { OutputType: 'JSON' } }),
    fine: writer({ WriterConfig: { Transformation: 'NONE', OutputType: 'JSON' } }),
  },
  { rule: 'max-concurrency-range', defect: inline({ MaxConcurrency: -1 }), fine: inline({ MaxConcurrency: 0 }) },
  {
    rule: 'max-concurrency-exclusive',
    defect: inline({ MaxConcurrency: 1, MaxConcurrencyPath: '$.n' }),
    fine: inline({ MaxConcurrencyPath: '$.n' }),
  },
  { rule: 'max-concurrency-inline', defect: inline({ MaxConcurrency: 41 }), fine: distributed({ MaxConcurrency: 41 }) },
  {
    rule: 'tolerated-count-range',
    defect: distributed({ ToleratedFailureCount: -1 }),
    fine: distributed({ ToleratedFailureCount: 0 }),
  },
  {
    rule: 'tolerated-count-exclusive',
    defect: distributed({ ToleratedFailureCount: 1, ToleratedFailureCountPath: '$.n' }),
    fine: distributed({ ToleratedFailureCount: 1 }),
  },
  {
    rule: 'tolerated-percentage-range',
    defect: distributed({ ToleratedFailurePercentage: 101 }),
    fine: distributed({ ToleratedFailurePercentage: 0.5 }),
  },
  {
    rule: 'tolerated-percentage-exclusive',
    defect: distributed({ ToleratedFailurePercentage: 1, ToleratedFailurePercentagePath: '$.n' }),
    fine: distributed({ ToleratedFailurePercentagePath: '$.n' }),
  },
  { rule: 'label-length', defect: labelled('x'.repeat(41)), fine: labelled('x'.repeat(40)) },
  { rule: 'label-characters', defect: labelled('my label'), fine: labelled('my-label') },
  { rule: 'label-duplicate', defect: two('x', 'x'), fine: two('x', 'y') },
  {
    rule: 'distributed-payload',
    defect: inChild({ ...PASS, Parameters: { 'x.$': '$$.Execution.Input.bucket' } }),
    fine: inChild({ ...PASS, Parameters: { 'x.$': '$.bucket' } }),
  },
];
