/** Fixes of family G: modes of a Map, readers, batchers and writers, labels. */

import type { Json } from '../../base/json.ts';
import { getProperty, getValue, nodeToJson, type ObjectNode } from '../../syntax/syntax-node.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';
import { choice, safe, type Fix, type FixMaker } from './fix.ts';
import { addField, changeTo, removeField, setValue } from './text-fixes.ts';

const DISTRIBUTED: Json = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };

/** Makes the Map distributed, or takes the field away that only a Distributed Map has. */
const distributedOrWithout: FixMaker = (site) => {
  const { state, surgeon } = site;
  const processor = getValue(state?.node, 'ItemProcessor') ?? getValue(state?.node, 'Iterator');
  const fixes: Fix[] = [];
  if (processor?.kind === 'object') {
    const config = getProperty(processor, 'ProcessorConfig');
    fixes.push(
      choice(
        'Make it a Distributed Map',
        config === undefined
          ? surgeon.addProperty(processor, 'ProcessorConfig', DISTRIBUTED)
          : surgeon.replace(config.value, DISTRIBUTED),
      ),
    );
  }
  return [...fixes, ...removeField('choice')(site)];
};

const executionType: FixMaker = (site) => [
  ...addField('ExecutionType', 'STANDARD')(site),
  ...addField(
    'ExecutionType',
    'EXPRESS',
    'choice',
  )(site).map((fix) => ({ ...fix, title: 'Add ExecutionType EXPRESS' })),
];

const inlineExecutionType: FixMaker = (site) => {
  const { node, surgeon } = site;
  const config = node.parent;
  if (config?.kind !== 'object') return [];
  const mode = getProperty(config, 'Mode');
  const distributed =
    mode === undefined
      ? surgeon.addProperty(config, 'Mode', 'DISTRIBUTED')
      : surgeon.replace(mode.value, 'DISTRIBUTED');
  return [...removeField('choice')(site), choice('Make it a Distributed Map', distributed)];
};

const inlineInExpress: FixMaker = ({ node, surgeon }) => {
  const config = node.parent;
  if (node.kind !== 'string' || config?.kind !== 'object') return [];
  const type = getProperty(config, 'ExecutionType');
  const removed = type === undefined ? [] : [surgeon.removeProperty(type)];
  const mode = getProperty(config, 'Mode');
  // The two edits must not touch; a config with more between them is written anew.
  if (mode !== undefined && type !== undefined && config.properties.length === 2)
    return [choice('Make it an inline Map', surgeon.replace(config, { Mode: 'INLINE' }))];
  return [choice('Make it an inline Map', surgeon.replace(node, 'INLINE'), ...removed)];
};

/** Adds a field to the object that holds the marked value. */
function addBeside(name: string, value: Json, kind: Fix['kind'] = 'safe'): FixMaker {
  return ({ node, surgeon }) =>
    node.parent?.kind !== 'object' || getProperty(node.parent, name) !== undefined
      ? []
      : [
          {
            title: `Add "${name}": ${JSON.stringify(value)}`,
            edits: [surgeon.addProperty(node.parent, name, value)],
            kind,
          },
        ];
}

/** Key of a ResultWriter is Prefix. */
const keyToPrefix: FixMaker = ({ property, surgeon }) => {
  if (property === null) return [];
  const name = property.name.replace('Key', 'Prefix');
  if (getProperty(property.value.parent, name) !== undefined)
    return [safe(`Remove ${property.name}`, surgeon.removeProperty(property))];
  return [safe(`Rename to ${name}`, surgeon.renameKey(property, name))];
};

const whereToWrite: FixMaker = ({ node, property, language, surgeon }) => {
  const [bucket, prefix]: readonly (readonly [string, Json])[] =
    language === 'JSONata'
      ? [
          ['Bucket', '{% $states.input.Bucket %}'],
          ['Prefix', 'results'],
        ]
      : [
          ['Bucket.$', '$.Bucket'],
          ['Prefix', 'results'],
        ];
  if (bucket === undefined || prefix === undefined) return [];
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters';
  const writer = node.parent;
  if (property?.name === 'Resource' && writer?.kind === 'object')
    return [choice(`Add ${field}`, surgeon.addProperty(writer, field, Object.fromEntries([bucket, prefix])))];
  if (node.kind !== 'object') return [];
  if (writer?.kind === 'object' && getProperty(writer, 'Resource') === undefined)
    return [safe('Add Resource', surgeon.addProperty(writer, 'Resource', 'arn:aws:states:::s3:putObject'))];
  return [choice('Add Bucket', surgeon.addProperty(node, bucket[0], bucket[1]))];
};

const whatToRead: FixMaker = ({ node, language, surgeon }) => {
  if (node.kind !== 'object') return [];
  const missing = ['Bucket', 'Key'].filter(
    (name) => getProperty(node, name) === undefined && getProperty(node, `${name}.$`) === undefined,
  );
  const added = missing.map((name): readonly [string, Json] =>
    language === 'JSONata' ? [name, `{% $states.input.${name} %}`] : [`${name}.$`, `$.${name}`],
  );
  const whole = { ...(nodeToJson(node) as Record<string, Json>), ...Object.fromEntries(added) };
  const [only] = added;
  const edit =
    added.length === 1 && only !== undefined
      ? surgeon.addProperty(node, only[0], only[1])
      : surgeon.replace(node, whole);
  return [choice(`Add ${missing.join(' and ')}`, edit)];
};

const headersGiven: FixMaker = (site) => [
  ...setValue('FIRST_ROW', 'choice')(site),
  ...addBeside('CSVHeaders', ['column'], 'choice')(site),
];

const listOrRead: FixMaker = (site) => {
  const { property, owner, surgeon } = site;
  if (property === null || owner === null) return [];
  if (property.name === 'Transformation') return removeField()(site);
  const transformation = getProperty(owner, 'Transformation');
  const flatten =
    transformation === undefined
      ? surgeon.addProperty(owner, 'Transformation', 'LOAD_AND_FLATTEN')
      : surgeon.replace(transformation.value, 'LOAD_AND_FLATTEN');
  return [choice('Read every listed file (LOAD_AND_FLATTEN)', flatten), ...removeField('choice')(site)];
};

const shorterLabel: FixMaker = ({ node, surgeon }) =>
  node.kind === 'string' && node.value.length > 40
    ? [choice('Cut it to 40 characters', surgeon.replace(node, node.value.slice(0, 40)))]
    : [];

const cleanLabel: FixMaker = ({ node, surgeon }) => {
  if (node.kind !== 'string') return [];
  const clean = node.value.replace(/[^\w.@+=-]+/g, '-');
  return [choice(`Change to ${clean}`, surgeon.replace(node, clean))];
};

const uniqueLabel: FixMaker = ({ node, document, surgeon }) => {
  if (node.kind !== 'string') return [];
  const taken = new Set(document.model.states.map(({ node: state }) => stringOf(state, 'Label')));
  let number = 2;
  while (taken.has(`${node.value}-${number}`)) number++;
  return [choice(`Change to ${node.value}-${number}`, surgeon.replace(node, `${node.value}-${number}`))];
};

function stringOf(node: ObjectNode | null, name: string): string | undefined {
  const value = getValue(node, name);
  return value?.kind === 'string' ? value.value : undefined;
}

export const MAP_FIXES: Partial<Record<RuleId, FixMaker>> = {
  'distributed-execution-type': executionType,
  'inline-execution-type': inlineExecutionType,
  'distributed-in-express': inlineInExpress,
  'inline-item-reader': distributedOrWithout,
  'inline-item-batcher': distributedOrWithout,
  'inline-result-writer': distributedOrWithout,
  'inline-label': distributedOrWithout,
  'inline-tolerated-failure': distributedOrWithout,
  'item-reader-resource': (site) =>
    site.problem.suggestion === undefined
      ? setValue('arn:aws:states:::s3:getObject', 'choice')(site)
      : changeTo('choice')(site),
  'item-reader-parameters': whatToRead,
  'reader-csv-header-location-required': addBeside('CSVHeaderLocation', 'FIRST_ROW'),
  'reader-csv-headers-required': headersGiven,
  'reader-list-objects-config': listOrRead,
  'batcher-empty': addField('MaxItemsPerBatch', 10, 'choice'),
  'result-writer-resource': setValue('arn:aws:states:::s3:putObject', 'choice'),
  'result-writer-parameters': whereToWrite,
  'result-writer-key': keyToPrefix,
  'writer-config-incomplete': addField('Transformation', 'NONE'),
  'label-length': shorterLabel,
  'label-characters': cleanLabel,
  'label-duplicate': uniqueLabel,
};
