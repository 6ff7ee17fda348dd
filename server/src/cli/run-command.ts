/** `sfn-test run`: decides whether a suite or a single state machine is run. */

import { EXIT_OK, UsageError, type CliIo } from './cli-io.ts';
import { S3_OPTIONS } from './object-store.ts';
import { parseOptions, type OptionTable, type ParsedOptions } from './parse-options.ts';
import { RUN_HELP } from './usage.ts';

const OPTIONS: OptionTable = {
  suite: { type: 'string', short: 's', multiple: true },
  case: { type: 'string', short: 'c', multiple: true },
  reporter: { type: 'string', short: 'r' },
  output: { type: 'string', short: 'o' },
  config: { type: 'string' },
  bail: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  verbose: { type: 'boolean' },
  coverage: { type: 'string' },
  asl: { type: 'string', short: 'a' },
  mock: { type: 'string', short: 'm' },
  tasks: { type: 'string' },
  'mock-config': { type: 'string' },
  'test-case': { type: 'string' },
  name: { type: 'string', short: 'n' },
  'redrive-from': { type: 'string' },
  'state-machine': { type: 'string', multiple: true },
  input: { type: 'string', short: 'i' },
  history: { type: 'string' },
  save: { type: 'string' },
  ...S3_OPTIONS,
  type: { type: 'string', short: 't' },
  seed: { type: 'string' },
  threads: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
};
const ONLY_FOR_SUITES = ['case', 'reporter', 'output', 'config', 'bail', 'quiet', 'verbose', 'coverage'];
const ONLY_FOR_MACHINES = [
  'mock',
  'tasks',
  'mock-config',
  'test-case',
  'state-machine',
  'redrive-from',
  'input',
  'history',
  'save',
  'type',
  'seed',
];

export async function runCommand(args: readonly string[], io: CliIo): Promise<number> {
  const options = parseOptions(withCoverageFormat(args), OPTIONS);
  if (options.has('help')) {
    io.out(RUN_HELP);
    return EXIT_OK;
  }
  const [stray] = options.positionals;
  if (stray !== undefined) {
    throw new UsageError(
      `"${stray}" belongs to no option. Write --suite ${stray}, or --asl ${stray} for a definition.`,
    );
  }
  if (options.has('suite') && options.has('asl')) throw new UsageError('Give either --suite or --asl, not both.');
  if (options.has('asl')) {
    refuse(options, ONLY_FOR_SUITES, '--suite');
    const { runMachineCommand } = await import('./run-machine-command.ts');
    return runMachineCommand(options, io);
  }
  refuse(options, ONLY_FOR_MACHINES, '--asl');
  const { runSuiteCommand } = await import('./run-suite-command.ts');
  return runSuiteCommand(options, io);
}

/** `--coverage` and `--cov`, its older name, may stand alone: text is meant then. */
function withCoverageFormat(args: readonly string[]): readonly string[] {
  return args.flatMap((arg, index) => {
    const [name, value] = arg.split('=', 2);
    if (name !== '--coverage' && name !== '--cov') return [arg];
    const next = args[index + 1];
    const alone = value === undefined && (next === undefined || next.startsWith('-'));
    return [value === undefined ? '--coverage' : `--coverage=${value}`, ...(alone ? ['text'] : [])];
  });
}

function refuse(options: ParsedOptions, names: readonly string[], owner: string): void {
  const name = names.find((candidate) => options.has(candidate));
  if (name !== undefined) throw new UsageError(`--${name} can only be used with ${owner}.`);
}
