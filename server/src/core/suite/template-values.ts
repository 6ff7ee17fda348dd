/**
 * A state machine's definition out of a CloudFormation template (SAM, CDK's synthesized ones), with values in place of its functions, so
 * that it can be run. What only a deployment knows gets a name that says what it stands for.
 */

import { parseDocument } from 'yaml';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { didYouMean } from '../base/closest-name.ts';
import { parseJsonData } from './json-data.ts';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '123456789012',
  'AWS::StackName': 'stack',
  'AWS::StackId': 'arn:aws:cloudformation:us-east-1:123456789012:stack/stack/0',
  'AWS::URLSuffix': 'amazonaws.com',
};

const MACHINE_TYPE = /^AWS::(?:StepFunctions|Serverless)::StateMachine$/;

export type TemplateDefinition =
  | { readonly kind: 'found'; readonly logicalId: string; readonly definition: Json }
  /** One sentence. */
  | { readonly kind: 'refused'; readonly message: string };

/** Whether a value is a template rather than a definition. */
export function isTemplate(value: Json): value is JsonObject {
  return isJsonObject(value) && isJsonObject(value['Resources']) && value['States'] === undefined;
}

/** A template's text as a value, short YAML tags (`!Sub`) written out (`Fn::Sub`); null where it cannot be read. */
export function parseTemplate(text: string, format: 'json' | 'yaml'): Json | null {
  if (format === 'json') {
    const data = parseJsonData(text);
    return data.kind === 'value' ? data.value : null;
  }
  try {
    const document = parseDocument(text, { customTags: SHORT_TAGS, logLevel: 'silent' });
    return document.errors.length > 0 ? null : (document.toJS({ maxAliasCount: 1_000 }) as Json);
  } catch {
    return null;
  }
}

const FUNCTIONS = ['GetAtt', 'Sub', 'Join', 'Select', 'Split', 'ImportValue', 'FindInMap', 'If', 'Base64', 'Cidr'];
const SHORT_TAGS = [...FUNCTIONS, 'Ref', 'Condition'].flatMap((name) =>
  (['scalar', 'seq', 'map'] as const).map((kind) => ({
    tag: `!${name}`,
    ...(kind === 'scalar' ? {} : { collection: kind }),
    resolve: (given: string | { toJSON(): unknown }): unknown => ({
      [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]:
        typeof given === 'string' ? given : given.toJSON(),
    }),
  })),
);

/** The machines of a template, by logical id. */
function machinesOfTemplate(template: JsonObject): readonly string[] {
  const resources = template['Resources'] as JsonObject;
  return Object.keys(resources).filter((id) => MACHINE_TYPE.test(typeOf(resources[id])));
}

/** @param logicalId null: the only state machine of the template */
export function definitionOfTemplate(template: JsonObject, logicalId: string | null): TemplateDefinition {
  const machines = machinesOfTemplate(template);
  const list = machines.length === 0 ? 'none' : machines.join(', ');
  const [only] = machines;
  if (logicalId === null && machines.length !== 1) {
    const message =
      only === undefined
        ? 'The template has no state machine.'
        : `The template has several state machines; say which in ${'`sfn-test.config.yaml`'}: ${list}.`;
    return { kind: 'refused', message };
  }
  const id = logicalId ?? (only as string);
  if (!machines.includes(id)) {
    const message = `The template has no state machine "${id}".${didYouMean(id, machines)} It has: ${list}.`;
    return { kind: 'refused', message };
  }
  const properties = (template['Resources'] as JsonObject)[id] as JsonObject;
  const fields = isJsonObject(properties['Properties']) ? properties['Properties'] : {};
  const written = fields['Definition'] ?? fields['DefinitionString'];
  if (written === undefined) {
    const message = `"${id}" holds no definition: its definition lies in another file. Name that file instead.`;
    return { kind: 'refused', message };
  }
  const values = createValues(template);
  const resolved = values.of(written);
  const substitutions = isJsonObject(fields['DefinitionSubstitutions']) ? fields['DefinitionSubstitutions'] : {};
  const filled = substitute(resolved, (name) => {
    const value = substitutions[name];
    return value === undefined ? null : textOf(values.of(value));
  });
  if (typeof filled !== 'string') return { kind: 'found', logicalId: id, definition: filled };
  const data = parseJsonData(filled);
  if (data.kind === 'value') return { kind: 'found', logicalId: id, definition: data.value };
  return { kind: 'refused', message: `The definition of "${id}" is not JSON: ${data.message}` };
}

interface Values {
  of(value: Json): Json;
}

function createValues(template: JsonObject): Values {
  const resources = template['Resources'] as JsonObject;
  const parameters = isJsonObject(template['Parameters']) ? template['Parameters'] : {};

  function of(value: Json): Json {
    if (isJsonArray(value)) return value.map(of);
    if (!isJsonObject(value)) return value;
    const [name, ...others] = Object.keys(value);
    if (name !== undefined && others.length === 0) {
      const applied = apply(name, value[name] as Json);
      if (applied !== undefined) return applied;
    }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, of(each)]));
  }

  function apply(name: string, argument: Json): Json | undefined {
    switch (name) {
      case 'Ref':
        return typeof argument === 'string' ? referenced(argument) : undefined;
      case 'Fn::GetAtt': {
        const [resource, ...attribute] = isJsonArray(argument) ? argument : String(argument).split('.');
        return attributeOf(String(resource), attribute.map(String).join('.'));
      }
      case 'Fn::Sub':
        return substituted(argument);
      case 'Fn::Join': {
        const [separator, parts] = isJsonArray(argument) ? argument : [];
        const list = parts === undefined ? null : of(parts);
        return isJsonArray(list ?? null) ? (list as readonly Json[]).map(textOf).join(String(separator)) : undefined;
      }
      case 'Fn::Select': {
        const [index, list] = isJsonArray(argument) ? argument : [];
        const among = list === undefined ? null : of(list);
        return isJsonArray(among ?? null) ? ((among as readonly Json[])[Number(index)] ?? null) : undefined;
      }
      case 'Fn::Split': {
        const [separator, text] = isJsonArray(argument) ? argument : [];
        return text === undefined ? undefined : textOf(of(text)).split(String(separator));
      }
      case 'Fn::If':
        // Which way a deployment would go is not known: the first is taken.
        return isJsonArray(argument) && argument[1] !== undefined ? of(argument[1]) : undefined;
      case 'Fn::ImportValue':
        return `imported-${textOf(of(argument))}`;
      default:
        return undefined;
    }
  }

  function referenced(name: string): Json {
    const pseudo = PSEUDO[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = parameters[name];
    if (isJsonObject(parameter)) return parameter['Default'] ?? name;
    const type = typeOf(resources[name]);
    if (type === 'AWS::S3::Bucket') return `mock-bucket-${name.toLowerCase()}`;
    return arnOf(name, type, 'reference') ?? name;
  }

  function attributeOf(name: string, attribute: string): string {
    if (attribute !== 'Arn') return `${name}.${attribute}`;
    return arnOf(name, typeOf(resources[name]), 'arn') ?? `${name}.Arn`;
  }

  function substituted(argument: Json): Json | undefined {
    const [text, own] = isJsonArray(argument) ? argument : [argument];
    if (typeof text !== 'string') return undefined;
    const given = isJsonObject(own ?? null) ? (own as JsonObject) : {};
    return text.replaceAll(/\$\{(!?)([^}]*)\}/g, (_, literal: string, written: string) => {
      if (literal !== '') return `\${${written}}`;
      const name = written.trim();
      const value = given[name];
      if (value !== undefined) return textOf(of(value));
      const dot = name.indexOf('.');
      return dot > 0 ? attributeOf(name.slice(0, dot), name.slice(dot + 1)) : textOf(referenced(name));
    });
  }

  return { of };
}

/** The ARN that a deployed resource would have; null where a reference to it is no ARN, or nothing is known of it. */
function arnOf(name: string, type: string, want: 'arn' | 'reference'): string | null {
  const account = `us-east-1:123456789012`;
  if (MACHINE_TYPE.test(type)) return `arn:aws:states:${account}:stateMachine:${name}`;
  switch (type) {
    case 'AWS::SNS::Topic':
      return `arn:aws:sns:${account}:${name}`;
    case 'AWS::StepFunctions::Activity':
      return `arn:aws:states:${account}:activity:${name}`;
    case 'AWS::SQS::Queue':
      return want === 'arn'
        ? `arn:aws:sqs:${account}:${name}`
        : `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`;
    case 'AWS::Lambda::Function':
    case 'AWS::Serverless::Function':
    case 'AWS::Lambda::Alias':
    case 'AWS::Lambda::Version':
      return want === 'arn' || !type.endsWith('Function') ? `arn:aws:lambda:${account}:function:${name}` : name;
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::mock-bucket-${name.toLowerCase()}`;
    case 'AWS::DynamoDB::Table':
      return want === 'arn' ? `arn:aws:dynamodb:${account}:table/${name}` : null;
    default:
      return null;
  }
}

function substitute(value: Json, valueOf: (name: string) => string | null): Json {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\{([^}]*)\}/g, (whole, name: string) => valueOf(name) ?? whole);
  }
  if (isJsonArray(value)) return value.map((each) => substitute(each, valueOf));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, substitute(each, valueOf)]));
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function typeOf(resource: Json | undefined): string {
  const type = isJsonObject(resource ?? null) ? (resource as JsonObject)['Type'] : undefined;
  return typeof type === 'string' ? type : '';
}
