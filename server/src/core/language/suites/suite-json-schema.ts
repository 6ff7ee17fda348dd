/** JSON Schemas of suite and mock files, made from the field table, for editors without a language server. */

import type { Json, JsonObject } from '../../base/json.ts';
import { SUITE_SHAPES, suiteShape, type SuiteFileKind, type SuiteShapeName, type SuiteValue } from './suite-shapes.ts';

const TITLES: Readonly<Record<SuiteFileKind, string>> = {
  suite: 'Test suite of Stepscope (test-suite.yaml, *.test.yaml)',
  'mock-file': 'Mock file of Stepscope (mock.yaml, *.mock.yaml)',
  config: 'Configuration of a project (sfn-test.config.yaml)',
};

export function suiteJsonSchema(kind: SuiteFileKind): JsonObject {
  const used = new Set<SuiteShapeName>();
  const open: SuiteShapeName[] = [kind];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    for (const { value } of suiteShape(name).fields) open.push(...shapesIn(value));
  }
  const names = (Object.keys(SUITE_SHAPES) as SuiteShapeName[]).filter((name) => used.has(name));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: TITLES[kind],
    $ref: `#/definitions/${kind}`,
    definitions: Object.fromEntries(names.map((name) => [name, shapeSchema(name)])),
  };
}

const oneOf = (...names: readonly string[]): JsonObject => ({ anyOf: names.map((name) => ({ required: [name] })) });
const whereTypeIs = (type: string, then: JsonObject): JsonObject => ({
  if: { properties: { type: { const: type } }, required: ['type'] },
  then,
});

/** What an answer needs, by the type of the mock. */
const OF_MOCKS: JsonObject = {
  allOf: [
    whereTypeIs('fixed', oneOf('response', 'responseFile')),
    whereTypeIs('conditional', oneOf('conditions')),
    whereTypeIs('stateful', { ...oneOf('responses', 'responsesFile'), properties: { responses: { minItems: 1 } } }),
    whereTypeIs('error', oneOf('error')),
    whereTypeIs('itemReader', oneOf('data', 'dataFile')),
  ],
};

/** What the field table does not say: fields that need or exclude each other. */
const CONDITIONS: Readonly<Partial<Record<SuiteShapeName, JsonObject>>> = {
  mock: OF_MOCKS,
  'mock-override': OF_MOCKS,
  condition: {
    if: { required: ['when'] },
    then: oneOf('response', 'responseFile', 'error'),
    else: { required: ['default'] },
  },
  handler: { oneOf: [{ required: ['module'] }, { required: ['command'] }] },
  'mock-file': oneOf('mocks', 'handlers', 'stateMachines'),
  'machine-source': whereTypeIs('cdk', { required: ['stateMachineName'] }),
};

function shapeSchema(name: SuiteShapeName): Json {
  const { fields, otherKeys } = suiteShape(name);
  const required = fields.filter((field) => field.required === true).map((field) => field.name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map((field) => [field.name, { description: field.doc, ...valueSchema(field.value) }]),
    ),
    ...(required.length === 0 ? {} : { required }),
    ...(CONDITIONS[name] ?? {}),
    ...(otherKeys === 'refused' ? { additionalProperties: false } : {}),
  };
}

function valueSchema(value: SuiteValue): JsonObject {
  switch (value.kind) {
    case 'text':
      return { type: 'string' };
    case 'number':
      return {
        type: value.integer === true ? 'integer' : 'number',
        ...(value.min === undefined ? {} : { minimum: value.min }),
        ...(value.max === undefined ? {} : { maximum: value.max }),
      };
    case 'flag':
      return { type: 'boolean' };
    case 'choice':
      return { type: 'string', enum: value.values };
    case 'json':
      return {};
    case 'map':
      return { $ref: `#/definitions/${value.shape}` };
    case 'list':
      return { type: 'array', items: valueSchema(value.of) };
    case 'named':
      return value.keys === 'index'
        ? {
            type: 'object',
            properties: { pathMatching: { type: 'string', enum: ['exact', 'includes'] } },
            patternProperties: { '^\\d+$': valueSchema(value.of) },
            additionalProperties: false,
          }
        : { type: 'object', additionalProperties: valueSchema(value.of) };
    case 'either':
      return { anyOf: value.of.map(valueSchema) };
  }
}

function shapesIn(value: SuiteValue): readonly SuiteShapeName[] {
  switch (value.kind) {
    case 'map':
      return [value.shape];
    case 'list':
    case 'named':
      return shapesIn(value.of);
    case 'either':
      return value.of.flatMap(shapesIn);
    default:
      return [];
  }
}
