/**
 * Writes the lists that age: `server/src/core/model/data/*.json`. Run it when AWS has news, look at the difference, commit it.
 *
 * Usage: npm run data:aws   (needs npm, python3 with pip, and the package registries; nothing of it is shipped)
 *
 * The service models are those of botocore, which follows AWS by the day; the last release of the JavaScript SDK's version 2 adds the services
 * that have been retired since, because definitions still name them.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { OPTIMIZED, type ActionSource, type MemberType } from './optimized-integrations.ts';

const BOTOCORE = '1.44.5';
const AWS_SDK_V2 = '2.1693.0';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const OUTPUT = 'server/src/core/model/data';

interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string; readonly idempotencyToken?: boolean }>>;
  readonly document?: boolean;
}

interface ServiceModel {
  readonly metadata: { readonly serviceId?: string; readonly serviceFullName?: string };
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const folder = mkdtempSync(join(tmpdir(), 'stepscope-data-'));
try {
  const models = readBotocore();
  const services = new Map<string, Set<string>>();
  for (const model of models.values()) addActions(services, model);
  for (const model of readSdkV2()) addActions(services, model);
  const source = [`botocore ${BOTOCORE}`, `aws-sdk ${AWS_SDK_V2}`];
  const date = new Date().toISOString().slice(0, 10);
  const verbs = commonVerbs(services);
  write('aws-sdk-actions.json', {
    date,
    source,
    verbs,
    services: Object.fromEntries([...services].sort().map(([name, actions]) => [name, packed(actions, verbs)])),
  });
  write('optimized-integrations.json', { date, source, services: optimizedServices(models) });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
}

function readBotocore(): ReadonlyMap<string, ServiceModel> {
  run('python3', '-m', 'pip', 'download', '--quiet', '--no-deps', `botocore==${BOTOCORE}`);
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip downloaded no wheel');
  run('python3', '-m', 'zipfile', '-e', wheel, 'botocore');
  const data = join(folder, 'botocore/botocore/data');
  const models = new Map<string, ServiceModel>();
  for (const service of readdirSync(data)) {
    if (service.includes('.')) continue;
    const version = readdirSync(join(data, service)).sort().at(-1) ?? '';
    const file = join(data, service, version, 'service-2.json.gz');
    if (existsSync(file)) models.set(service, JSON.parse(gunzipSync(readFileSync(file)).toString()) as ServiceModel);
  }
  return models;
}

function readSdkV2(): readonly ServiceModel[] {
  const archive = run('npm', 'pack', '--silent', `aws-sdk@${AWS_SDK_V2}`).trim();
  run('tar', '-xzf', archive, 'package/apis');
  const apis = join(folder, 'package/apis');
  return readdirSync(apis)
    .filter((name) => name.endsWith('.min.json'))
    .map((name) => JSON.parse(readFileSync(join(apis, name), 'utf8')) as ServiceModel);
}

/** How Step Functions writes a service: the service id as the Java SDK's packages have it. */
function serviceName({ metadata }: ServiceModel): string | null {
  const id = metadata.serviceId;
  if (id === undefined) return null;
  return id
    .replace(/^(Amazon|AWS) /, '')
    .replace(/ Service$/, '')
    .replace(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
}

function addActions(services: Map<string, Set<string>>, model: ServiceModel): void {
  const name = serviceName(model);
  if (name === null) return;
  const actions = services.get(name) ?? new Set();
  for (const operation of Object.keys(model.operations)) actions.add(operation);
  services.set(name, actions);
}

/** The first words of most actions; a letter stands for each. */
function commonVerbs(services: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const counts = new Map<string, number>();
  for (const actions of services.values())
    for (const action of actions) counts.set(verbOf(action), (counts.get(verbOf(action)) ?? 0) + 1);
  counts.delete('');
  const byCount = [...counts].sort(([left, many], [right, more]) => more - many || (left < right ? -1 : 1));
  return byCount.slice(0, LETTERS.length).map(([verb]) => verb);
}

function verbOf(action: string): string {
  return /^[A-Z][a-z0-9]*/.exec(action)?.[0] ?? '';
}

/** `abBucket,cBuckets;HeadBucket`: what actions are about, each with the letters of its verbs; then the rest in full. A third of the plain list. */
function packed(actions: ReadonlySet<string>, verbs: readonly string[]): string {
  const lettersBySubject = new Map<string, string>();
  const rest: string[] = [];
  for (const action of [...actions].sort()) {
    const verb = verbOf(action);
    const subject = action.slice(verb.length);
    const letter = LETTERS[verbs.indexOf(verb)];
    if (letter === undefined || /^[a-z]/.test(subject)) rest.push(action);
    else lettersBySubject.set(subject, (lettersBySubject.get(subject) ?? '') + letter);
  }
  const subjects = [...lettersBySubject].map(([subject, letters]) => letters + subject);
  return rest.length === 0 ? subjects.join(',') : `${subjects.join(',')};${rest.join(',')}`;
}

function optimizedServices(models: ReadonlyMap<string, ServiceModel>): object {
  return Object.fromEntries(
    Object.entries(OPTIMIZED).map(([service, { model: folderName, sync, callback, actions }]) => {
      const model = folderName === undefined ? undefined : models.get(folderName);
      if (folderName !== undefined && model === undefined) throw new Error(`no model ${folderName}`);
      const described =
        actions === null
          ? null
          : Object.fromEntries(
              Object.entries(actions).map(([action, given]) => [action, describeAction(action, given, model)]),
            );
      return [service, { sync, callback, actions: described }];
    }),
  );
}

function describeAction(action: string, given: ActionSource, model: ServiceModel | undefined): object {
  const operation = model?.operations[given.operation ?? upperFirst(action)];
  if (operation === undefined && (given.members === undefined || given.required === undefined))
    throw new Error(`the model has no ${action}, and its members are not given`);
  const input = operation?.input === undefined ? undefined : model?.shapes[operation.input.shape];
  const members: Record<string, MemberType> = {};
  const required: (string | readonly string[])[] = [];
  for (const [name, { shape, idempotencyToken }] of Object.entries(input?.members ?? {})) {
    members[upperFirst(name)] = typeOf(model?.shapes[shape]);
    if (input?.required?.includes(name) === true && idempotencyToken !== true) required.push(upperFirst(name));
  }
  return { required: given.required ?? required, members: { ...members, ...given.members } };
}

function typeOf(shape: Shape | undefined): MemberType {
  switch (shape?.type) {
    case 'string':
      return 'text';
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'list':
      return 'list';
    case 'structure':
    case 'map':
      return shape.document === true ? 'any' : 'object';
    default:
      return 'any';
  }
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function write(name: string, value: object): void {
  const text = `${JSON.stringify(value)}\n`;
  writeFileSync(join(OUTPUT, name), text);
  console.log(`${name}: ${(text.length / 1000).toFixed(0)} kB`);
}
