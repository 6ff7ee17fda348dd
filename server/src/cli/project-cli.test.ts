import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestCli, type TestCli } from './test-cli.ts';

const MACHINE = JSON.stringify(
  {
    StartAt: 'Route',
    States: {
      Route: {
        Type: 'Choice',
        Choices: [{ Variable: '$.big', BooleanEquals: true, Next: 'Each' }],
        Default: 'Small',
      },
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Work',
          States: {
            Work: {
              Type: 'Task',
              Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
              Catch: [{ ErrorEquals: ['Oops'], Next: 'Mend' }],
              End: true,
            },
            Mend: { Type: 'Pass', End: true },
          },
        },
        End: true,
      },
      Small: { Type: 'Pass', End: true },
    },
  },
  null,
  1,
);
const CONFIG = 'stateMachines:\n  - {name: Orders, source: {type: asl, path: ./orders.asl.json}}\n';
const suite = (name: string, ...cases: string[]): string =>
  `version: "1"\nname: ${name}\nstateMachine: Orders\ntestCases:\n${cases.map((each) => `  - ${each}\n`).join('')}`;
const SMALL = '{name: small, input: {big: false}, expectedPath: [Route, Small]}';
const BIG = '{name: big, input: {big: true, items: [1, 2]}}';
const WRONG = '{name: wrong, input: {big: false}, expectedPath: [Route, Each]}';

let cli: TestCli;
beforeAll(async () => {
  // Commands are loaded when they are used; loading from sources takes longer than a test may.
  await import('./run-suite-command.ts');
}, 120_000);
beforeEach(() => {
  cli = createTestCli();
  cli.files({ 'sfn-test.config.yaml': CONFIG, 'orders.asl.json': MACHINE });
});
afterEach(() => cli.dispose());

describe('sfn-test run, without saying which suite', () => {
  it('runs those of the configured folder, in the order of their paths', async () => {
    cli.files({
      'sfn-test/test-suites/b.test.yaml': suite('B', BIG),
      'sfn-test/test-suites/a/test-suite.yaml': suite('A', SMALL),
      'elsewhere.test.yaml': suite('E', WRONG),
    });
    expect(await cli.run(['run'])).toEqual({
      code: 0,
      out:
        'A (sfn-test/test-suites/a/test-suite.yaml)\n✅ small\n' +
        'B (sfn-test/test-suites/b.test.yaml)\n✅ big\n\nAll tests passed! (2 in 2 suites)\n',
      err: '',
    });
  });

  it('runs those of the project where that folder has none, and counts what failed', async () => {
    cli.files({ 'a.test.yaml': suite('A', SMALL), 'deep/b.test.yml': suite('B', WRONG, BIG) });
    const { code, out } = await cli.run(['run', '--quiet']);
    expect(code).toBe(1);
    expect(out).toMatch(/^❌ wrong\n/);
    expect(out).toMatch(/\n1 failed, 2 passed in 2 suites\n$/);
  });

  it('goes on after a suite that cannot be run, and stops there with --bail', async () => {
    cli.files({ 'a.test.yaml': suite('A', '{name: x}'), 'b.test.yaml': suite('B', SMALL) });
    const all = await cli.run(['run']);
    expect(all).toMatchObject({ code: 2, out: expect.stringContaining('✅ small') });
    expect(all.err).toBe(
      'a.test.yaml cannot be run:\na.test.yaml:5:12 This test case needs `input` (`input: {}` where it has none).\n',
    );
    expect(await cli.run(['run', '--bail'])).toMatchObject({ code: 2, out: '' });
    cli.files({ 'a.test.yaml': suite('A', WRONG) });
    expect((await cli.run(['run', '--bail'])).out).not.toContain('small');
  });

  it('finds the configuration from a folder inside the project', async () => {
    cli.files({ 'sfn-test/test-suites/a.test.yaml': suite('A', SMALL), 'in/side/x': '' });
    const spoken = await cli.run(['run'], { workingFolder: join(cli.folder, 'in/side') });
    expect(spoken).toMatchObject({ code: 0, err: '' });
  });

  it('reports all suites at once', async () => {
    cli.files({ 'a.test.yaml': suite('A', SMALL), 'b.test.yaml': suite('B', BIG) });
    const { out } = await cli.run(['run', '-r', 'json', '--coverage', 'json']);
    expect(JSON.parse(out)).toMatchObject({
      totalTests: 2,
      suites: [{ suiteName: 'A' }, { suiteName: 'B' }],
      coverage: { branches: { total: 2, covered: 2 } },
    });
  });
});

describe('suites by name, folder and pattern', () => {
  beforeEach(() => {
    cli.files({ 'sfn-test/test-suites/Orders.test.yaml': suite('O', SMALL), 'more/b.test.yaml': suite('B', BIG) });
  });

  it.each([
    [['--name', 'Orders'], 'small'],
    [['--suite', 'Orders'], 'small'],
    [['--suite', 'more'], 'big'],
    [['--suite', 'm*/*.test.yaml'], 'big'],
    [['--case', 'small'], 'small'],
  ])('%j', async (args, name) => {
    const { code, out } = await cli.run(['run', ...args]);
    expect({ code, names: out.match(/(?<=✅ ).*/g) }).toEqual({ code: 0, names: [name] });
  });

  it.each([
    [
      ['--suite', 'Ordrs'],
      'There is no suite Ordrs.test.yaml in sfn-test/test-suites. A suite elsewhere is named by its path.',
    ],
    [['--name', 'x'], 'There is no suite x.test.yaml in sfn-test/test-suites. A suite elsewhere is named by its path.'],
    [['--suite', 'a', '--name', 'b'], 'Give either --suite or --name, not both.'],
    [['--suite', ''], '--suite is empty: name a suite.'],
    [['--suite', 'z/*.yaml'], 'No file matches z/*.yaml.'],
    [['--case', 'smal'], 'The suite has no case "smal". Did you mean "small"? It has: small.'],
    [['--config', 'gone.yaml'], 'There is no file gone.yaml.'],
    [['--config', 'more'], 'more is a folder, not a file.'],
    [['--config', 'orders.asl.json', '--suite', 'more'], 'b.test.yaml:3:15 "Orders" is no path.'],
    [['--coverage', 'xml'], '--coverage must be one of text, json, html, lcov, not "xml".'],
    [['--coverage', '--asl', 'orders.asl.json'], '--coverage can only be used with --suite.'],
  ])('%j is one line', async (args, message) => {
    const { code, err } = await cli.run(['run', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err.trim().split('\n').length).toBeLessThanOrEqual(4);
  });

  it('a folder without suites, a project without any, a configured folder that is not there', async () => {
    cli.files({ 'none/x.txt': '', 'empty/.git/HEAD': '', 'c.yaml': 'paths: {testSuites: ./gone}\n' });
    expect((await cli.run(['run', '--suite', 'none'])).err).toBe(
      'sfn-test: There is no suite in none: a suite is called test-suite.yaml or *.test.yaml.\n',
    );
    expect((await cli.run(['run'], { workingFolder: join(cli.folder, 'empty') })).err).toMatch(
      /^sfn-test: There is no test suite here: no test-suite.yaml and no \*.test.yaml in this folder. Name one/,
    );
    expect((await cli.run(['run', '--config', 'c.yaml'])).err).toBe(
      'sfn-test: c.yaml:1:21 There is no folder ./gone.\n',
    );
  });
});

describe('coverage', () => {
  it('tells what no case came to', async () => {
    cli.files({ 'a.test.yaml': suite('A', SMALL, SMALL.replace('small', 'again')) });
    const { code, out } = await cli.run(['run', '--coverage', 'json', '-q']);
    expect(code).toBe(0);
    expect(JSON.parse(out.slice(out.indexOf('{')))).toEqual({
      topLevel: { total: 3, covered: 2, percentage: 66.67, uncovered: ['Each', 'Each.Work', 'Each.Mend'] },
      nested: { Each: { total: 2, covered: 0, percentage: 0, uncovered: ['Work', 'Mend'] } },
      branches: { total: 2, covered: 1, percentage: 50, uncovered: ['Route->Each'] },
      catches: { total: 1, covered: 0, percentage: 0, uncovered: ['Work-[Oops]->Mend'] },
      paths: { total: 2, unique: 1 },
    });
  });

  it('looks into children, and adds the suites of a machine', async () => {
    const caught = `${BIG.slice(0, -1)}, mockOverrides: [{state: Work, type: error, error: {type: Oops}}]}`;
    cli.files({ 'a.test.yaml': suite('A', SMALL), 'b.test.yaml': suite('B', caught) });
    const { out } = await cli.run(['run', '--cov']);
    expect(out).toContain('States  3 of 3\n  ████████████████████████████████████████ 100.0%');
    expect(out).toContain('States in Each  2 of 2');
    expect(out).toContain('Ways out of Choices  2 of 2');
    expect(out).toContain('Catchers  1 of 1');
    expect(out).toContain('2 executions, 2 different paths');
    expect(out).not.toContain('not covered');
  });

  it('of several machines is added up, each named', async () => {
    const other = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
    const own = suite('B', '{name: p, input: {}}').replace('Orders', './p.asl.json');
    cli.files({ 'p.asl.json': other, 'a.test.yaml': suite('A', SMALL), 'b.test.yaml': own });
    const { out } = await cli.run(['run', '-q', '--cov=json']);
    expect(JSON.parse(out.slice(out.indexOf('{')))).toMatchObject({
      topLevel: { total: 4, covered: 3, uncovered: expect.arrayContaining(['orders.asl.json: Each']) },
      nested: { 'orders.asl.json: Each': { total: 2 } },
    });
    const { out: text } = await cli.run(['run', '-q', '--coverage']);
    expect(text).toContain(
      'States  3 of 4\n  ██████████████████████████████░░░░░░░░░░ 75.0%\n  not covered: orders.asl.json: Each\n\n',
    );
  });

  it('goes to files as a page and as LCOV', async () => {
    cli.files({ 'a.test.yaml': suite('A', SMALL) });
    expect((await cli.run(['run', '--coverage', 'html'])).err).toBe('Coverage: .sfn-test/coverage/coverage.html\n');
    const page = readFileSync(join(cli.folder, '.sfn-test/coverage/coverage.html'), 'utf8');
    expect(page).toContain('<li>Route-&gt;Each</li>');
    await cli.run(['run', '--coverage', 'lcov']);
    const lcov = readFileSync(join(cli.folder, '.sfn-test/coverage/lcov.info'), 'utf8');
    const line = (mark: string): number => MACHINE.slice(0, MACHINE.indexOf(mark)).split('\n').length;
    expect(lcov).toContain('SF:orders.asl.json\n');
    expect(lcov).toContain(`DA:${line('"Route": {')},1\n`);
    expect(lcov).toContain(`DA:${line('"Each": {')},0\n`);
    expect(lcov).toContain(`BRDA:${line('"Next": "Each"')},0,0,0\n`);
    expect(lcov).toContain(`BRDA:${line('"Default"')},0,1,1\n`);
    expect(lcov).toContain(`BRDA:${line('"Next": "Mend"')},2,0,-\n`);
    expect(lcov).toMatch(/BRF:3\nBRH:1\n[^]*LF:5\nLH:2\nend_of_record\n$/);
  });
});
