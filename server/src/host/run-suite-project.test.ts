import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSuite, type LoadedSuite } from './run-suite-load.ts';
import { findProject, suiteOfName, suitesIn } from './run-suite-project.ts';

const MACHINE = JSON.stringify({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true } },
});
const TEMPLATE = JSON.stringify({
  Resources: {
    F: { Type: 'AWS::Lambda::Function' },
    M7A: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        DefinitionString: {
          'Fn::Join': [
            '',
            [
              '{"StartAt":"T","States":{"T":{"Type":"Task","End":true,"Resource":"',
              { 'Fn::GetAtt': ['F', 'Arn'] },
              '"}}}',
            ],
          ],
        },
      },
    },
  },
});
const MOCKS = 'version: "1"\nmocks:\n  - {state: T, type: fixed, response: 1}\n';
const suiteOf = (head: string): string => `version: "1"\nname: s\n${head}\ntestCases: [{name: c, input: {}}]\n`;
const configOf = (...machines: string[]): string =>
  `stateMachines:\n${machines.map((each) => `  - ${each}\n`).join('')}`;
const ORDERS = '{name: Orders, source: {type: asl, path: ./flows/orders.asl.json}}';
const BILLING = '{name: Billing, source: {type: cdk, path: ./cdk.out/app.json, stateMachineName: M7A}}';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'stepscope-project-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

async function load(suite: string, config?: string): Promise<LoadedSuite> {
  const outcome = await loadSuite(suite, { workingFolder: folder, ...(config === undefined ? {} : { config }) });
  if (outcome.kind === 'refused') throw new Error(outcome.problems.map(({ message }) => message).join('\n'));
  return outcome.suite;
}

async function refusal(suite: string, config?: string): Promise<string> {
  const outcome = await loadSuite(suite, { workingFolder: folder, ...(config === undefined ? {} : { config }) });
  if (outcome.kind === 'loaded') return 'loaded';
  return outcome.problems
    .map(({ path, range, message }) => `${relative(folder, path)}:${(range?.start.line ?? -1) + 1} ${message}`)
    .join('\n');
}

describe('a suite in a project', () => {
  it('names a configured machine, and has the mocks of its name', async () => {
    write({
      'sfn-test.config.yaml': configOf(ORDERS),
      'flows/orders.asl.json': MACHINE,
      'sfn-test/mocks/Orders.mock.yaml': MOCKS,
      'tests/deep/a.test.yaml': suiteOf('stateMachine: Orders'),
      'tests/deep/Orders.test.yaml': suiteOf(''),
    });
    const named = await load('tests/deep/a.test.yaml');
    expect(relative(folder, named.definition.file.path)).toBe('flows/orders.asl.json');
    expect(relative(folder, named.mockFile?.path ?? '')).toBe('sfn-test/mocks/Orders.mock.yaml');
    expect((await load('tests/deep/Orders.test.yaml')).definition.file.path).toBe(named.definition.file.path);
  });

  it('finds mocks and data where the configuration says', async () => {
    write({
      'sfn-test.config.yaml': `paths: {mocks: m, testData: d}\n${configOf(ORDERS)}`,
      'flows/orders.asl.json': MACHINE,
      'm/other.yml': 'version: "1"\nmocks:\n  - {state: T, type: fixed, responseFile: answer.json}\n',
      'd/answer.json': '1',
      'm/answer.json': '2',
      's.test.yaml': suiteOf('stateMachine: Orders\nbaseMock: other'),
    });
    const loaded = await load('s.test.yaml');
    expect(relative(folder, loaded.mockFile?.path ?? '')).toBe('m/other.yml');
    expect(loaded.access.project).toEqual({ folder, testData: join(folder, 'd') });
  });

  it('has the context of the configuration under its own', async () => {
    write({
      'sfn-test.config.yaml': `executionContext: {region: eu-west-1, name: n}\n${configOf(ORDERS)}`,
      'flows/orders.asl.json': MACHINE,
      's.test.yaml': suiteOf('stateMachine: Orders\nexecutionContext: {name: own}'),
    });
    expect((await load('s.test.yaml')).suite.executionContext).toEqual({ region: 'eu-west-1', name: 'own' });
  });

  it('may be about a machine in a CDK template', async () => {
    write({
      'sfn-test.config.yaml': configOf(BILLING),
      'cdk.out/app.json': TEMPLATE,
      's.test.yaml': suiteOf('stateMachine: Billing'),
      'path.test.yaml': suiteOf('stateMachine: ./cdk.out/app.json'),
    });
    for (const name of ['s.test.yaml', 'path.test.yaml']) {
      const { definition } = await load(name);
      expect(definition.json).toMatchObject({
        States: { T: { Resource: 'arn:aws:lambda:us-east-1:123456789012:function:F' } },
      });
      const character = TEMPLATE.indexOf('\\"T\\":{');
      expect(definition.placeOfState('T')?.range.start).toEqual({ line: 0, character });
    }
  });

  it.each([
    [
      'stateMachine: Ordrs',
      's.test.yaml:3 sfn-test.config.yaml has no state machine "Ordrs". Did you mean "Orders"? It has: Orders, Billing.',
    ],
    ['stateMachine: Orders', 'sfn-test.config.yaml:2 There is no file flows/orders.asl.json.'],
    [
      'stateMachine: Billing',
      'sfn-test.config.yaml:3 cdk.out/app.json: The template has no state machine "M7A". It has: none.',
    ],
    ['stateMachine: ./gone.asl.json', 's.test.yaml:3 There is no file gone.asl.json.'],
    ['stateMachine: ./cdk.out', 's.test.yaml:3 cdk.out is a folder, not a file.'],
    ['description: nothing', 's.test.yaml:1 This suite needs `stateMachine`, the path of the definition it is about.'],
  ])('says what is wrong: %s', async (head, expected) => {
    write({
      'sfn-test.config.yaml': configOf(ORDERS, BILLING),
      'cdk.out/app.json': JSON.stringify({ Resources: { 'AWS::StepFunctions::StateMachine': {} } }),
      's.test.yaml': suiteOf(head),
    });
    expect(await refusal('s.test.yaml')).toBe(expected);
  });

  it('is refused with a configuration that is wrong, or is not there', async () => {
    write({ 'sfn-test.config.yaml': 'stateMachines: 3\n', 'a.asl.json': MACHINE, 'a.test.yaml': suiteOf('') });
    expect(await refusal('a.test.yaml')).toBe(
      'sfn-test.config.yaml:1 `stateMachines` must be a list, but is the number 3.',
    );
    expect(await refusal('a.test.yaml', 'gone.yaml')).toBe('gone.yaml:0 There is no file gone.yaml.');
  });
});

describe('a project', () => {
  it('is that of the nearest configuration above, up to the root of the repository', async () => {
    write({ 'sfn-test.config.yaml': '', 'inner/.git/HEAD': '', 'inner/a/x': '', 'other/sfn-test.config.yaml': '' });
    const access = { workingFolder: join(folder, 'inner') };
    expect((await findProject(join(folder, 'inner/a'), access)).file).toBeNull();
    expect((await findProject(join(folder, 'other/a'), access)).folder).toBe(join(folder, 'other'));
    expect((await findProject(join(folder, 'inner'), { workingFolder: folder })).folder).toBe(folder);
  });

  it('has suites, by name or all of them', async () => {
    write({
      'sfn-test/test-suites/a.test.yaml': '',
      'sfn-test/test-suites/b/test-suite.yml': '',
      'sfn-test/test-suites/b/mock.yaml': '',
      'node_modules/p/c.test.yaml': '',
    });
    const project = await findProject(folder, { workingFolder: folder });
    const found = await suiteOfName('a', project, { workingFolder: folder });
    expect(relative(folder, found ?? '')).toBe('sfn-test/test-suites/a.test.yaml');
    expect(await suiteOfName('z', project, { workingFolder: folder })).toBeNull();
    expect((await suitesIn(folder)).map((path) => relative(folder, path))).toEqual([
      'sfn-test/test-suites/a.test.yaml',
      'sfn-test/test-suites/b/test-suite.yml',
    ]);
  });
});
