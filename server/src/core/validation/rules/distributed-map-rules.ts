/** Family G: ItemReader, ItemBatcher and ResultWriter of a Distributed Map. */

import { getProperty, getString, getValue, type ObjectNode, type SyntaxProperty } from '../../syntax/syntax-node.ts';
import { parseIntegrationArn } from '../../model/integrations.ts';
import { at, atKey, type AnyRule, type ObjectSite } from '../rule.ts';
import { quoteList } from '../wording.ts';
import { isSubstituted } from './value-rules.ts';

/** `s3:getObject` of a reader's or writer's Resource; null where it is not known. */
function apiOf(node: ObjectNode): string | null {
  const resource = getString(node, 'Resource');
  const arn = resource === undefined ? null : parseIntegrationArn(resource);
  return arn === null
    ? null
    : `${arn.sdk ? 'aws-sdk:' : ''}${arn.service}:${arn.action}${arn.pattern === '' ? '' : `.${arn.pattern}`}`;
}

/** Parameters or Arguments, where it is an object whose fields can be seen. */
function argumentsOf(site: ObjectSite): SyntaxProperty | null {
  const property = getProperty(site.node, site.language === 'JSONata' ? 'Arguments' : 'Parameters');
  return property?.value.kind === 'object' ? property : null;
}

function hasArgument(property: SyntaxProperty, name: string): boolean {
  return getProperty(property.value, name) !== undefined || getProperty(property.value, `${name}.$`) !== undefined;
}

export const distributedMapRules: readonly AnyRule[] = [
  {
    id: 'item-reader-resource',
    site: 'object',
    only: ['item-reader'],
    check({ shape, node }, context) {
      if (shape.name !== 'item-reader') return;
      const resource = getValue(node, 'Resource');
      if (resource?.kind !== 'string' || isSubstituted(resource)) return;
      const api = apiOf(node);
      if (api === 's3:getObject' || api === 's3:listObjectsV2') return;
      context.report(
        at(resource),
        'An ItemReader reads from S3: arn:aws:states:::s3:getObject (a file) or arn:aws:states:::s3:listObjectsV2 (a listing). For another source let a Task before the Map put the items into S3 or into the input.',
      );
    },
  },
  {
    id: 'item-reader-parameters',
    site: 'object',
    only: ['item-reader'],
    check(site, context) {
      if (site.shape.name !== 'item-reader') return;
      const api = apiOf(site.node);
      if (api !== 's3:getObject' && api !== 's3:listObjectsV2') return;
      const property = argumentsOf(site);
      if (property === null) {
        const resource = getProperty(site.node, 'Resource');
        const field = site.language === 'JSONata' ? 'Arguments' : 'Parameters';
        if (resource === undefined || getProperty(site.node, field) !== undefined) return;
        const what = api === 's3:getObject' ? 'Bucket and Key' : 'Bucket and Prefix';
        context.report(atKey(resource), `The ItemReader does not say what to read. Add ${field} with ${what}.`);
        return;
      }
      const needed = api === 's3:getObject' ? ['Bucket', 'Key'] : ['Bucket'];
      const missing = needed.filter((name) => !hasArgument(property, name));
      if (missing.length === 0) return;
      const prefix =
        api === 's3:getObject' && hasArgument(property, 'Prefix') ? ' Prefix is for s3:listObjectsV2.' : '';
      context.report(atKey(property), `${api} needs ${quoteList(missing)}.${prefix}`);
    },
  },
  {
    id: 'reader-csv-header-location-required',
    site: 'object',
    only: ['reader-config'],
    check({ shape, node }, context) {
      if (shape.name !== 'reader-config') return;
      const location = getProperty(node, 'CSVHeaderLocation');
      const headers = getProperty(node, 'CSVHeaders');
      const type = getProperty(node, 'InputType');
      if (type !== undefined && getString(node, 'InputType') === 'CSV' && location === undefined) {
        context.report(at(type.value), 'A CSV needs CSVHeaderLocation: FIRST_ROW, or GIVEN together with CSVHeaders.');
      }
      const where = getString(node, 'CSVHeaderLocation');
      if (location !== undefined && where === 'GIVEN' && headers === undefined) {
        context.report(at(location.value), 'With GIVEN the column names must be listed in CSVHeaders.', {
          code: 'reader-csv-headers-required',
        });
      } else if (headers !== undefined && where === 'FIRST_ROW') {
        context.report(atKey(headers), 'CSVHeaders is for CSVHeaderLocation GIVEN. Remove one of the two.', {
          code: 'reader-csv-headers-unused',
        });
      }
    },
  },
  {
    id: 'reader-field-for-input-type',
    site: 'object',
    only: ['reader-config'],
    check({ shape, node }, context) {
      if (shape.name !== 'reader-config') return;
      const type = getString(node, 'InputType');
      const manifest = getString(node, 'ManifestType');
      if (type === undefined || type.includes('${')) return;
      for (const property of node.properties) {
        const { name } = property;
        // The files of an inventory are CSV.
        if (name.startsWith('CSV') && type !== 'CSV' && type !== 'MANIFEST' && manifest === undefined) {
          context.report(atKey(property), `${name} is for InputType CSV, not ${type}. Remove it.`);
        } else if (name === 'ItemsPointer' && type !== 'JSON') {
          context.report(atKey(property), `ItemsPointer is for InputType JSON, not ${type}. Remove it.`);
        }
      }
    },
  },
  {
    id: 'reader-list-objects-config',
    site: 'object',
    only: ['item-reader'],
    check({ shape, node }, context) {
      if (shape.name !== 'item-reader') return;
      const config = getValue(node, 'ReaderConfig');
      const api = apiOf(node);
      if (config?.kind !== 'object') return;
      if (api === 's3:listObjectsV2' && getString(config, 'Transformation') !== 'LOAD_AND_FLATTEN') {
        for (const property of config.properties) {
          if (property.name !== 'InputType' && !property.name.startsWith('CSV') && property.name !== 'ItemsPointer')
            continue;
          context.report(
            atKey(property),
            `${property.name} says how files are read, but this only lists them. Add "Transformation": "LOAD_AND_FLATTEN" to read every listed file.`,
          );
        }
      } else if (api === 's3:getObject') {
        const transformation = getProperty(config, 'Transformation');
        if (transformation !== undefined && getString(config, 'Transformation') === 'LOAD_AND_FLATTEN') {
          context.report(
            atKey(transformation),
            'LOAD_AND_FLATTEN is for s3:listObjectsV2; s3:getObject reads one file.',
          );
        }
      }
    },
  },
  {
    id: 'batcher-empty',
    site: 'object',
    only: ['item-batcher'],
    check({ shape, node }, context) {
      if (shape.name !== 'item-batcher') return;
      const limits = ['MaxItemsPerBatch', 'MaxItemsPerBatchPath', 'MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'];
      if (limits.some((name) => getProperty(node, name) !== undefined)) return;
      if (node.properties.some(({ name }) => name.includes('.$') || name.startsWith('${'))) return;
      context.report(
        at(node),
        'An ItemBatcher needs MaxItemsPerBatch or MaxInputBytesPerBatch, otherwise no batch has an end.',
      );
    },
  },
  {
    id: 'result-writer-resource',
    site: 'object',
    only: ['result-writer'],
    check({ shape, node }, context) {
      if (shape.name !== 'result-writer') return;
      const resource = getValue(node, 'Resource');
      if (resource?.kind !== 'string' || isSubstituted(resource)) return;
      const api = apiOf(node);
      if (api === 's3:putObject') return;
      const lambda = api?.startsWith('lambda:') === true || resource.value.includes(':lambda:');
      context.report(
        at(resource),
        lambda
          ? 'A ResultWriter cannot call Lambda; it writes to S3 only. Use arn:aws:states:::s3:putObject with Bucket and Prefix, and after the Map a Task that hands the manifest ($.ResultWriterDetails.Bucket and .Key of the Map’s result) to the function.'
          : 'A ResultWriter writes to S3 only: "Resource": "arn:aws:states:::s3:putObject". What else is to be done with the results is the job of a Task after the Map.',
      );
    },
  },
  {
    id: 'result-writer-key',
    site: 'object',
    only: ['result-writer'],
    check(site, context) {
      if (site.shape.name !== 'result-writer' || apiOf(site.node) !== 's3:putObject') return;
      const property = argumentsOf(site);
      if (property === null) return;
      if (!hasArgument(property, 'Bucket'))
        context.report(atKey(property), 'The ResultWriter needs Bucket.', { code: 'result-writer-parameters' });
      const key = getProperty(property.value, 'Key') ?? getProperty(property.value, 'Key.$');
      if (key === undefined) return;
      const prefix = key.name.replace('Key', 'Prefix');
      context.report(
        atKey(key),
        `A ResultWriter writes several files and names them itself, so it takes no ${key.name}. Write "${prefix}" instead: manifest.json and the result files go below it, in a folder named after the Map Run.`,
      );
    },
  },
  {
    id: 'result-writer-parameters',
    site: 'object',
    only: ['result-writer'],
    check(site, context) {
      if (site.shape.name !== 'result-writer') return;
      const resource = getProperty(site.node, 'Resource');
      const given = getProperty(site.node, site.language === 'JSONata' ? 'Arguments' : 'Parameters');
      if (resource !== undefined && given === undefined) {
        const field = site.language === 'JSONata' ? 'Arguments' : 'Parameters';
        context.report(
          atKey(resource),
          `The ResultWriter does not say where to write. Add ${field} with Bucket and Prefix.`,
        );
      } else if (resource === undefined && given !== undefined) {
        context.report(atKey(given), 'Add "Resource": "arn:aws:states:::s3:putObject".');
      }
    },
  },
  {
    id: 'writer-config-incomplete',
    site: 'object',
    only: ['writer-config'],
    check({ shape, node }, context) {
      if (shape.name !== 'writer-config' || getProperty(node, 'Transformation') !== undefined) return;
      context.report(at(node), 'WriterConfig should say its Transformation: NONE, COMPACT or FLATTEN.');
    },
  },
  {
    // AWS accepts the definition and fails when the Map runs.
    id: 'result-writer-empty',
    site: 'object',
    only: ['result-writer'],
    check({ shape, node }, context) {
      if (shape.name !== 'result-writer' || node.properties.length > 0) return;
      context.report(
        at(node),
        'An empty ResultWriter fails when the Map runs. Give it WriterConfig, or Resource with Bucket and Prefix, or remove it.',
      );
    },
  },
];
