import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { RULE_IDS } from '../core/validation/catalogue/rule-catalogue.ts';
import { expandFiles, patternSource } from './expand-files.ts';
import { createTestCli, type Spoken, type TestCli } from './test-cli.ts';
import { filesToValidate } from './validate-files.ts';

const FINE = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}\n';
const BROKEN = `{
  "StartAt": "A",
  "States": {
    "A": { "Type": "Parallel", "Branches": [{ "StartAt": "B", "States": { "B": { "Type": "Pass", "Next": "C" } } }], "Next": "C" },
    "C": { "Type": "Wait", "Seconds": "5", "Seconds": 6 }
  }
}
`;

const TEMPLATE = `Resources:
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: { StartAt: A, States: { A: { Type: Pass, End: true } } }
`;

const SUITE = `version: '1.0'
name: Flow
stateMachine: ./flow.asl.json
baseMock: ./mock.yaml
testCases:
  - name: goes through
    input: {}
    expectedPath: [A]
`;

let folder: string;
let files: TestCli['files'];
let validate: (...args: readonly string[]) => Promise<Spoken>;
let dispose: () => void;
beforeEach(() => {
  const cli = createTestCli();
  ({ folder, files, dispose } = cli);
  validate = (...args) => cli.run(['validate', ...args]);
});
afterEach(() => dispose());

describe('the files to check', () => {
  beforeEach(() =>
    files({
      'a.asl.json': FINE,
      'flows/b.asl.yaml': 'x',
      'flows/deep/c.asl.json': FINE,
      'flows/d.json': FINE,
      'node_modules/e.asl.json': FINE,
    }),
  );

  it.each([
    ['a.asl.json', ['a.asl.json']],
    ['gone.json', ['gone.json']],
    ['*.json', ['a.asl.json']],
    ['**/*.asl.json', ['a.asl.json', 'flows/deep/c.asl.json']],
    ['flows/**/*.json', ['flows/d.json', 'flows/deep/c.asl.json']],
    ['flows/?.{json,asl.yaml}', ['flows/b.asl.yaml', 'flows/d.json']],
    ['flows/[cd].json', ['flows/d.json']],
    ['nothing/**', []],
  ])('%s', async (argument, expected) => {
    expect(await expandFiles(argument, folder)).toEqual(expected);
  });

  it.each([
    ['.', ['a.asl.json', 'flows/a.test.yaml', 'flows/b.asl.yaml', 'flows/deep/c.asl.json', 'flows/template.yaml']],
    ['flows', ['flows/a.test.yaml', 'flows/b.asl.yaml', 'flows/deep/c.asl.json', 'flows/template.yaml']],
  ])('in the folder %s are definitions, templates that hold some, and suites', async (argument, expected) => {
    files({ 'flows/template.yaml': TEMPLATE, 'flows/other.yaml': TEMPLATE.replace('StateMachine', 'Function') });
    files({ 'flows/a.test.yaml': SUITE, 'flows/data.json': '[1, 2]' });
    expect([...(await filesToValidate([argument], folder))]).toEqual(expected);
  });

  it('are matched letter by letter where a pattern is none', () => {
    expect(new RegExp(`^${patternSource('a+(b).json')}$`).test('a+(b).json')).toBe(true);
    expect(new RegExp(`^${patternSource('[!a]')}$`).test('b')).toBe(true);
  });

  it('must be there', async () => {
    expect(await validate('*.nothing')).toMatchObject({
      code: 2,
      err: 'sfn-test: There is no definition in *.nothing.\n',
    });
  });
});

describe('reports', () => {
  it('are annotations for GitHub, hints left out', async () => {
    files({ 'flows/a,b.asl.json': BROKEN });
    const { out, code } = await validate('flows', '--format', 'github');
    expect(code).toBe(1);
    const [first = '', ...others] = out.trimEnd().split('\n');
    expect(first).toMatch(
      /^::error file=flows\/a%2Cb\.asl\.json,line=\d,endLine=\d,col=\d+,endColumn=\d+,title=[a-z-]+::./,
    );
    expect(others.every((line) => /^::(error|warning|notice) /.test(line))).toBe(true);
  });

  it('are SARIF 2.1.0 with rules, places, related places and fixes', async () => {
    files({ 'my flow.asl.json': BROKEN });
    const { out, code } = await validate('my flow.asl.json', '-f', 'sarif');
    expect(code).toBe(1);
    const log = JSON.parse(out) as SarifLog;
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') as string });
    const [run] = log.runs;
    expect(run?.tool.driver.name).toBe('sfn-test');
    expect(run?.columnKind).toBe('utf16CodeUnits');
    expect(run?.originalUriBaseIds.SRCROOT.uri).toMatch(/^file:\/\/\/.*\/$/);
    const rules = run?.tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(RULE_IDS);
    expect(run?.results.length).toBeGreaterThan(3);
    for (const result of run?.results ?? []) {
      expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
      expect(result.message.text).not.toBe('');
      const places = [...result.locations, ...(result.relatedLocations ?? [])].map((each) => each.physicalLocation);
      const changes = (result.fixes ?? []).flatMap(({ artifactChanges }) => artifactChanges);
      for (const { artifactLocation } of [...places, ...changes])
        expect(artifactLocation).toEqual({ uri: 'my%20flow.asl.json', uriBaseId: 'SRCROOT' });
      const regions = [
        ...places.map(({ region }) => region),
        ...changes.flatMap(({ replacements }) => replacements.map(({ deletedRegion }) => deletedRegion)),
      ];
      for (const region of regions) {
        expect(region.startLine).toBeGreaterThanOrEqual(1);
        expect(region.startColumn).toBeGreaterThanOrEqual(1);
        expect([region.endLine, region.endColumn].join()).not.toBe('');
      }
    }
    const duplicate = run?.results.find(({ ruleId }) => ruleId === 'json-duplicate-key');
    expect(duplicate?.relatedLocations).toHaveLength(1);
    const outOfScope = run?.results.find(({ ruleId }) => ruleId === 'transition-out-of-scope');
    expect(outOfScope?.fixes?.[0]?.artifactChanges[0]?.replacements).toHaveLength(2);
  });
});

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}
interface Located {
  readonly physicalLocation: { readonly artifactLocation: object; readonly region: Region };
}
interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
    readonly columnKind: string;
    readonly originalUriBaseIds: { readonly SRCROOT: { readonly uri: string } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly Located[];
      readonly relatedLocations?: readonly Located[];
      readonly fixes?: readonly {
        readonly artifactChanges: readonly {
          readonly artifactLocation: object;
          readonly replacements: readonly { readonly deletedRegion: Region }[];
        }[];
      }[];
    }[];
  }[];
}

describe('fixing and severities', () => {
  it('mends files in place, with their byte order mark, and tells what is left', async () => {
    const broken = FINE.replace('"Pass"', '"pass"').replace('true}', 'true,}');
    files({ 'a.asl.json': `\ufeff${broken}`, 'b.asl.json': FINE });
    expect(await validate('.', '--fix')).toEqual({
      code: 0,
      out: 'All 2 definitions are fine.\n',
      err: 'Mended 2 problems.\n',
    });
    expect(readFileSync(join(folder, 'a.asl.json'), 'utf8')).toBe(`\ufeff${FINE}`);
    expect(readFileSync(join(folder, 'b.asl.json'), 'utf8')).toBe(FINE);
  });

  it('leaves what is a choice to people', async () => {
    files({ 'a.asl.json': FINE.replace('"End": true', '"Next": "B"') });
    const before = readFileSync(join(folder, 'a.asl.json'), 'utf8');
    expect(await validate('a.asl.json', '--fix')).toMatchObject({ code: 1, err: 'Mended 0 problems.\n' });
    expect(readFileSync(join(folder, 'a.asl.json'), 'utf8')).toBe(before);
  });

  it('takes severities of rules', async () => {
    files({ 'a.asl.json': FINE.replace('true}', 'true,}') });
    expect(await validate('a.asl.json', '--rule', 'json-trailing-comma=warning')).toMatchObject({ code: 0 });
    expect(await validate('a.asl.json', '--rule', 'json-trailing-comma=off')).toMatchObject({
      code: 0,
      out: 'The definition is fine.\n',
    });
    expect(await validate('a.asl.json', '--rule', 'json-trailing-coma=off')).toMatchObject({
      code: 2,
      err: 'sfn-test: There is no rule "json-trailing-coma". Did you mean "json-trailing-comma"?\n',
    });
    expect((await validate('a.asl.json', '--rule', 'json-trailing-comma')).err).toContain('ID=SEVERITY');
  });
});

describe('templates', () => {
  const TEMPLATE = `Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A:
            Type: Task
            Resource: !GetAtt F.Arn
            timeoutSeconds: 5
            Next: B
          B:
            Type: Succeed
`;

  it('are checked for the definitions that they hold', async () => {
    files({ 'template.yaml': TEMPLATE });
    const { code, out } = await validate('template.yaml', '--format', 'json');
    expect(code).toBe(1);
    const [file] = JSON.parse(out) as {
      diagnostics: { code: string; severity: string; path: string; range: object }[];
    }[];
    expect(file?.diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'field-case', path: '/States/A/timeoutSeconds', range: { start: { line: 10, character: 12 } } },
    ]);
  });

  it('are mended', async () => {
    files({ 'template.yaml': TEMPLATE });
    const { code, err } = await validate('template.yaml', '--fix');
    expect([code, err]).toEqual([0, 'Mended 1 problem.\n']);
    expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).toBe(
      TEMPLATE.replace('timeoutSeconds', 'TimeoutSeconds'),
    );
  });

  it('have their fixes in SARIF at their places', async () => {
    files({ 'template.yaml': TEMPLATE });
    const { out } = await validate('template.yaml', '--format', 'sarif');
    const { runs } = JSON.parse(out) as { runs: { results: { ruleId: string; fixes?: object[] }[] }[] };
    const found = runs[0]?.results.find(({ ruleId }) => ruleId === 'field-case');
    expect(found?.fixes).toMatchObject([
      { artifactChanges: [{ replacements: [{ deletedRegion: { startLine: 11, startColumn: 13 } }] }] },
    ]);
  });
});

describe('suites and mock files', () => {
  const MOCK = "version: '1.0'\nmocks:\n  - { state: A, type: fixed, response: 1 }\n";

  it('are checked against the definition they are about', async () => {
    files({
      'flow.asl.json': FINE,
      'flow.test.yaml': SUITE.replace('[A]', '[A, Shipp]'),
      'mock.yaml': MOCK.replace('A,', 'B,'),
    });
    const { code, out } = await validate('flow.test.yaml', 'mock.yaml');
    expect(code).toBe(1);
    expect(out).toMatch(/^flow\.test\.yaml:8:23 error .*Shipp/m);
    expect(out).toMatch(/^mock\.yaml:3:14 error .*"B"/m);
  });

  it('are fine together with it', async () => {
    files({
      'flow.asl.json': FINE.replace('Pass', 'Task').replace(
        '"End"',
        '"Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End"',
      ),
    });
    files({ 'flow.test.yaml': SUITE, 'mock.yaml': MOCK.replace('response: 1', 'response: { MessageId: m }') });
    expect(await validate('.')).toEqual({ code: 0, out: 'All 3 files are fine.\n', err: '' });
  });

  it('mock files of Step Functions Local by their form and names', async () => {
    const mocks = {
      StateMachines: { M: { TestCases: { A: { S: 'R' } } } },
      MockedResponses: { R: { 0: { Return: 1 } } },
    };
    files({ 'MockConfigFile.json': JSON.stringify(mocks) });
    expect(await validate('MockConfigFile.json')).toMatchObject({ code: 0 });
    files({ 'MockConfigFile.json': JSON.stringify(mocks).replace('"S":"R"', '"S":"Q"') });
    const { code, out } = await validate('MockConfigFile.json');
    expect(code).toBe(1);
    expect(out).toContain('There is no response "Q" in MockedResponses.');
  });

  it('tell of their form, and of files that are not there', async () => {
    files({ 'flow.test.yaml': SUITE.replace('testCases', 'testcases') });
    const { code, out } = await validate('flow.test.yaml');
    expect(code).toBe(1);
    expect(out).toContain('testCases');
    expect(out).toMatch(/^flow\.test\.yaml:3:15 error There is no file/m);
  });
});
