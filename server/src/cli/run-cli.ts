/**
 * The command line from arguments to exit code. Commands are loaded when they are used, so `--help` and a suite run start fast.
 *
 * Whatever goes wrong is one line; a stack trace only shows when STEPSCOPE_DEBUG is set.
 */

import { EXIT_OK, EXIT_USAGE, UsageError, type CliIo } from './cli-io.ts';
import { MAIN_HELP } from './usage.ts';
import { VERSION } from './version.ts';

const COMMANDS = ['run', 'map-run', 'redrive', 'validate', 'test-state', 'lsp'] as const;

/** Carries out a command; never rejects. */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    if (error instanceof UsageError) io.err(`sfn-test: ${error.message}\n`);
    else reportBug(error, io);
    return EXIT_USAGE;
  }
}

async function dispatch(args: readonly string[], io: CliIo): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case undefined:
      io.err(MAIN_HELP);
      return EXIT_USAGE;
    case 'run': {
      const { runCommand } = await import('./run-command.ts');
      return runCommand(rest, io);
    }
    case 'map-run': {
      const { mapRunCommand } = await import('./map-run-command.ts');
      return mapRunCommand(rest, io);
    }
    case 'redrive': {
      const { redriveCommand } = await import('./redrive-command.ts');
      return redriveCommand(rest, io);
    }
    case 'validate': {
      const { validateCommand } = await import('./validate-command.ts');
      return validateCommand(rest, io);
    }
    case 'test-state': {
      const { testStateCommand } = await import('./test-state-command.ts');
      return testStateCommand(rest, io);
    }
    case 'lsp': {
      const { lspCommand } = await import('./lsp-command.ts');
      return lspCommand(rest);
    }
    case 'help':
    case '-h':
    case '--help':
      io.out(MAIN_HELP);
      return EXIT_OK;
    case '-V':
    case '--version':
      io.out(`${VERSION}\n`);
      return EXIT_OK;
    default: {
      const { didYouMean } = await import('../core/base/closest-name.ts');
      const what = command.startsWith('-') ? 'option' : 'command';
      throw new UsageError(`There is no ${what} "${command}".${didYouMean(command, COMMANDS)} See sfn-test --help.`);
    }
  }
}

function reportBug(error: unknown, io: CliIo): void {
  const message = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
  io.err(
    `sfn-test: this is a bug in sfn-test ${VERSION}: ${message}. Please report it with this line and what you ran.\n`,
  );
  if (process.env['STEPSCOPE_DEBUG'] && error instanceof Error) io.err(`${error.stack ?? ''}\n`);
}
