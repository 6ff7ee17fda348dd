import { describe, expect, it } from 'vitest';
import { codeLensesOf } from '../../../server/src/core/language/code-lenses.ts';
import { readAslDocument } from '../../../server/src/core/model/asl-document.ts';
import { COMMANDS, createCommandActions, type CaseChoice, type CommandPorts } from './command-actions.ts';

const DEFINITION = 'file:///w/orders.asl.json';
const SUITE = 'file:///w/test-suite.yaml';
const OTHER = 'file:///w/more/orders.test.yaml';

interface World {
  readonly suites?: readonly string[];
  readonly cases?: readonly string[];
  readonly cursor?: string;
}

/** What happened, in order; every question to the user is in it. */
async function run(
  id: string,
  args: readonly unknown[],
  { suites = [SUITE], cases = ['one'], cursor }: World = {},
): Promise<string[]> {
  const done: string[] = [];
  const told = (what: string): Promise<void> => Promise.resolve(void done.push(what));
  const ports: CommandPorts = {
    isSuite: (uri) => uri.endsWith('.yaml'),
    pickSuite: async () => (await told('asked for a suite'), SUITE),
    pickDefinition: async () => (await told('asked for a definition'), DEFINITION),
    pickCase: async (choices) => (await told(`asked for one of ${choices.length} cases`), choices.at(-1)),
    suitesAbout: (uri) => Promise.resolve(uri === DEFINITION ? suites : []),
    casesOf: (suiteUri) => Promise.resolve(cases.map((name): CaseChoice => ({ suiteUri, name }))),
    caseAtCursor: (suiteUri) => Promise.resolve(cursor === undefined ? undefined : { suiteUri, name: cursor }),
    runSuites: (uris) => told(`ran ${uris.join(' and ')}`),
    runCase: ({ suiteUri, name }) => told(`ran ${name} of ${suiteUri}`),
    debugCase: ({ suiteUri, name }) => told(`debugs ${name} of ${suiteUri}`),
    showGraph: (uri) => told(`graph of ${uri}`),
    inform: (message) => void done.push(message),
  };
  await createCommandActions(ports).get(id)?.(...args);
  return done;
}

describe('commands with the file they are about', () => {
  it.each<[string, string, World, string[]]>([
    ['a lens of a definition runs its suite', COMMANDS.runTestSuite, {}, [`ran ${SUITE}`]],
    ['and all of several', COMMANDS.runTestSuite, { suites: [SUITE, OTHER] }, [`ran ${SUITE} and ${OTHER}`]],
    ['debugs the only case there is', COMMANDS.debugTestCase, {}, [`debugs one of ${SUITE}`]],
    [
      'asks which case, of all its suites',
      COMMANDS.debugTestCase,
      { suites: [SUITE, OTHER], cases: ['one', 'two'] },
      ['asked for one of 4 cases', `debugs two of ${OTHER}`],
    ],
    ['shows its graph', COMMANDS.showStateGraph, {}, [`graph of ${DEFINITION}`]],
    [
      'says so where no suite is about it',
      COMMANDS.runTestSuite,
      { suites: [] },
      ['No test suite is about orders.asl.json. A suite says so with "stateMachine: ./orders.asl.json".'],
    ],
  ])('%s', async (_what, id, world, done) => {
    expect(await run(id, [DEFINITION], world)).toEqual(done);
    // A button of the title bar hands over VS Code’s own URI, and more after it.
    expect(await run(id, [{ scheme: 'file', toString: () => DEFINITION }, { groupId: 0 }], world)).toEqual(done);
  });

  it('every lens of a definition leads to its file without a question', async () => {
    const lenses = codeLensesOf(readAslDocument('{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}', 'json'));
    expect(lenses.map(({ title }) => title)).toEqual(['Run tests', 'Debug a test case', 'Graph']);
    for (const { command } of lenses) {
      expect(await run(command, [DEFINITION])).toEqual([expect.not.stringContaining('asked')]);
    }
  });

  it('the title bar of a suite means that suite', async () => {
    expect(await run(COMMANDS.runTestSuite, [OTHER])).toEqual([`ran ${OTHER}`]);
    expect(await run(COMMANDS.debugTestCase, [OTHER], { cases: ['one', 'two'], cursor: 'one' })).toEqual([
      `debugs one of ${OTHER}`,
    ]);
  });

  it('a lens of a case means that case of that suite', async () => {
    const world = { cases: ['one', 'two'] };
    expect(await run(COMMANDS.runTestCase, [OTHER, 'two'], world)).toEqual([`ran two of ${OTHER}`]);
    expect(await run(COMMANDS.debugNamedTestCase, [OTHER, 'two'], world)).toEqual([`debugs two of ${OTHER}`]);
    expect(await run(COMMANDS.debugNamedTestCase, [OTHER, 'gone'], world)).toEqual([
      'The suite has no test case "gone" any more.',
    ]);
  });
});

describe('commands from the palette', () => {
  it.each<[string, string[]]>([
    [COMMANDS.runTestSuite, ['asked for a suite', `ran ${SUITE}`]],
    [COMMANDS.debugTestCase, ['asked for a suite', `debugs one of ${SUITE}`]],
    [COMMANDS.showStateGraph, ['asked for a definition', `graph of ${DEFINITION}`]],
  ])('%s asks which file', async (id, done) => {
    expect(await run(id, [])).toEqual(done);
  });
});
