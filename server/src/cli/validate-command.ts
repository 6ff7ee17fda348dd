/** `sfn-test validate`: the checks of definitions, for people and for tools. */

import { createColors } from 'picocolors';
import type { Problem } from '../core/base/problem.ts';
import { readAslDocument } from '../core/model/asl-document.ts';
import { formatOfFileName } from '../core/syntax/parse-asl-text.ts';
import { hasErrors, validateStateMachine } from '../core/validation/validate-state-machine.ts';
import { readTextFile } from '../host/run-suite-files.ts';
import type { TextFile } from '../host/run-suite-places.ts';
import { EXIT_FAILURES, EXIT_OK, EXIT_USAGE, UsageError, type CliIo } from './cli-io.ts';
import { parseOptions } from './parse-options.ts';
import { placeText } from './problem-lines.ts';
import { VALIDATE_HELP } from './usage.ts';

const FORMATS = ['text', 'json'] as const;
const TYPES = ['STANDARD', 'EXPRESS'] as const;

interface CheckedFile {
  /** As it was given. */
  readonly name: string;
  readonly file: TextFile;
  readonly problems: readonly Problem[];
}

export async function validateCommand(args: readonly string[], io: CliIo): Promise<number> {
  const options = parseOptions(args, {
    format: { type: 'string', short: 'f' },
    type: { type: 'string', short: 't' },
    help: { type: 'boolean', short: 'h' },
  });
  if (options.has('help')) {
    io.out(VALIDATE_HELP);
    return EXIT_OK;
  }
  const format = options.choice('format', FORMATS) ?? 'text';
  const type = options.choice('type', TYPES);
  if (options.positionals.length === 0)
    throw new UsageError('Name the definitions to check: sfn-test validate FILE...');
  const checked: CheckedFile[] = [];
  let unreadable = false;
  for (const name of options.positionals) {
    const read = await readTextFile(name, { workingFolder: io.workingFolder });
    if (read.kind === 'unreadable') {
      io.err(`${read.message}\n`);
      unreadable = true;
      continue;
    }
    const document = readAslDocument(read.file.text, formatOfFileName(read.file.path));
    checked.push({
      name,
      file: read.file,
      problems: validateStateMachine(document, type === undefined ? {} : { type }),
    });
  }
  io.out(format === 'json' ? asJson(checked) : asText(checked, io));
  if (unreadable) return EXIT_USAGE;
  return checked.some(({ problems }) => hasErrors(problems)) ? EXIT_FAILURES : EXIT_OK;
}

function asJson(checked: readonly CheckedFile[]): string {
  const files = checked.map(({ name, file, problems }) => ({
    file: name,
    diagnostics: problems.map(({ code, severity, message, pointer, range }) => ({
      code,
      severity,
      message,
      path: pointer,
      range: file.placeOf(range).range,
    })),
  }));
  return `${JSON.stringify(files, null, 2)}\n`;
}

function asText(checked: readonly CheckedFile[], io: CliIo): string {
  const colors = createColors(io.outColors);
  const paint = { error: colors.red, warning: colors.yellow, information: colors.cyan, hint: colors.dim };
  const lines: string[] = [];
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { file, problems } of checked) {
    for (const { code, severity, message, range } of problems) {
      counts[severity]++;
      const place = placeText(file.placeOf(range), io.workingFolder);
      lines.push(`${place} ${paint[severity](severity)} ${message} ${colors.dim(`[${code}]`)}\n`);
    }
  }
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  if (found.length > 0) lines.push(`\n${found.map(([severity, count]) => plural(count, severity)).join(', ')}\n`);
  else if (checked.length > 0)
    lines.push(`${checked.length === 1 ? 'The definition is' : `All ${checked.length} definitions are`} fine.\n`);
  return lines.join('');
}

function plural(count: number, severity: string): string {
  return `${count} ${severity}${count === 1 || severity === 'information' ? '' : 's'}`;
}
