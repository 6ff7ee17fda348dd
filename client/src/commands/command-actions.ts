/**
 * What the commands do, told without VS Code: which file is meant, and what happens with it.
 *
 * A lens or a button of the title bar hands over its file; then nobody is asked which one. The palette hands over none.
 */

export interface CaseChoice {
  readonly suiteUri: string;
  readonly name: string;
}

/** VS Code, as far as the commands need it. URIs are strings. */
export interface CommandPorts {
  isSuite(uri: string): boolean;
  /** Of the workspace; undefined where there is none (the user was told) or none was picked. */
  pickSuite(): Promise<string | undefined>;
  pickDefinition(): Promise<string | undefined>;
  pickCase(cases: readonly CaseChoice[]): Promise<CaseChoice | undefined>;
  suitesAbout(definitionUri: string): Promise<readonly string[]>;
  casesOf(suiteUri: string): Promise<readonly CaseChoice[]>;
  /** The case whose lines hold the cursor, when the suite is the active editor. */
  caseAtCursor(suiteUri: string): Promise<CaseChoice | undefined>;
  runSuites(suiteUris: readonly string[]): Promise<void>;
  runCase(chosen: CaseChoice): Promise<void>;
  debugCase(chosen: CaseChoice): Promise<void>;
  showGraph(definitionUri: string): Promise<void>;
  inform(message: string): void;
}

export type CommandAction = (...args: readonly unknown[]) => Promise<void>;

export const COMMANDS = {
  runTestSuite: 'stepscope.runTestSuite',
  debugTestCase: 'stepscope.debugTestCase',
  showStateGraph: 'stepscope.showStateGraph',
  runTestCase: 'stepscope.runTestCase',
  debugNamedTestCase: 'stepscope.debugNamedTestCase',
} as const;

/** By command id. Each takes what VS Code hands a command: nothing, a URI, or a URI and the name of a case. */
export function createCommandActions(ports: CommandPorts): ReadonlyMap<string, CommandAction> {
  return new Map<string, CommandAction>([
    [
      COMMANDS.runTestSuite,
      async (file) => {
        const suites = await suitesMeant(uriOf(file), ports);
        if (suites.length > 0) await ports.runSuites(suites);
      },
    ],
    [
      COMMANDS.debugTestCase,
      async (file) => {
        const suites = await suitesMeant(uriOf(file), ports);
        const [suite, ...others] = suites;
        if (suite === undefined) return;
        const chosen =
          (others.length === 0 ? await ports.caseAtCursor(suite) : undefined) ?? (await oneCaseOf(suites, ports));
        if (chosen !== undefined) await ports.debugCase(chosen);
      },
    ],
    [
      COMMANDS.showStateGraph,
      async (file) => {
        const definition = uriOf(file) ?? (await ports.pickDefinition());
        if (definition !== undefined) await ports.showGraph(definition);
      },
    ],
    [COMMANDS.runTestCase, (suiteUri, name) => withCase(suiteUri, name, ports, (chosen) => ports.runCase(chosen))],
    [
      COMMANDS.debugNamedTestCase,
      (suiteUri, name) => withCase(suiteUri, name, ports, (chosen) => ports.debugCase(chosen)),
    ],
  ]);
}

/** The suite itself, those about a definition, or what the user picks. */
async function suitesMeant(uri: string | undefined, ports: CommandPorts): Promise<readonly string[]> {
  if (uri === undefined) {
    const picked = await ports.pickSuite();
    return picked === undefined ? [] : [picked];
  }
  if (ports.isSuite(uri)) return [uri];
  const suites = await ports.suitesAbout(uri);
  if (suites.length === 0) {
    const file = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
    ports.inform(`No test suite is about ${file}. A suite says so with "stateMachine: ./${file}".`);
  }
  return suites;
}

async function oneCaseOf(suites: readonly string[], ports: CommandPorts): Promise<CaseChoice | undefined> {
  const cases: CaseChoice[] = [];
  for (const suite of suites) cases.push(...(await ports.casesOf(suite)));
  return cases.length <= 1 ? cases[0] : ports.pickCase(cases);
}

async function withCase(
  suite: unknown,
  name: unknown,
  ports: CommandPorts,
  action: (chosen: CaseChoice) => Promise<void>,
): Promise<void> {
  const suiteUri = uriOf(suite);
  if (suiteUri === undefined || typeof name !== 'string') return;
  const chosen = (await ports.casesOf(suiteUri)).find((each) => each.name === name);
  if (chosen === undefined) ports.inform(`The suite has no test case "${name}" any more.`);
  else await action(chosen);
}

/** Lenses hand over a text, menus an object of VS Code that prints as one. */
function uriOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument === '' ? undefined : argument;
  if (typeof argument !== 'object' || argument === null || !('scheme' in argument)) return undefined;
  return (argument as { toString(): string }).toString();
}
