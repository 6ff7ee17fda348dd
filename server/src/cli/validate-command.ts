/** `sfn-test validate`: the checks of definitions and of what tests them, for people and for tools, and what can be mended without asking. */

import { readFile, writeFile } from 'node:fs/promises';

import { checkTemplate, fixesInTemplate, fixTemplate } from '../core/language/check-template.ts';
import { embeddedDefinitionsIn } from '../core/language/embedded-definitions.ts';
import { readAslDocument } from '../core/model/asl-document.ts';
import { formatOfFileName } from '../core/syntax/parse-asl-text.ts';
import { fixAll, fixesFor } from '../core/validation/fixes/fixes-for.ts';
import { readRuleSettings } from '../core/validation/rule-settings.ts';
import type { ValidationOptions } from '../core/validation/rule.ts';
import { hasErrors, validateStateMachine } from '../core/validation/validate-state-machine.ts';
import { readTextFile } from '../host/run-suite-files.ts';
import { createTextFile, type TextFile } from '../host/run-suite-places.ts';
import { createSuiteFileChecks } from '../host/workspace/check-suite-files.ts';
import { EXIT_FAILURES, EXIT_OK, EXIT_USAGE, UsageError, type CliIo } from './cli-io.ts';
import { parseOptions } from './parse-options.ts';
import { VALIDATE_HELP } from './usage.ts';
import { filesToValidate, isTemplate } from './validate-files.ts';
import { FORMATS, formatChecked, type CheckedFile } from './validate-formats.ts';

const TYPES = ['STANDARD', 'EXPRESS'] as const;

export async function validateCommand(args: readonly string[], io: CliIo): Promise<number> {
  const options = parseOptions(args, {
    format: { type: 'string', short: 'f' },
    type: { type: 'string', short: 't' },
    rule: { type: 'string', multiple: true },
    fix: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (options.has('help')) {
    io.out(VALIDATE_HELP);
    return EXIT_OK;
  }
  const format = options.choice('format', FORMATS) ?? 'text';
  const type = options.choice('type', TYPES);
  const validation: ValidationOptions = {
    severities: severitiesOf(options.texts('rule')),
    now: Date.now(),
    ...(type === undefined ? {} : { type }),
  };
  if (options.positionals.length === 0) throw new UsageError('Name the files to check: sfn-test validate FILE...');
  const suites = createSuiteFileChecks(io.workingFolder);
  const checked: CheckedFile[] = [];
  let unreadable = false;
  for (const name of await filesToValidate(options.positionals, io.workingFolder)) {
    const read = await readTextFile(name, { workingFolder: io.workingFolder });
    if (read.kind === 'unreadable') {
      io.err(`${read.message}\n`);
      unreadable = true;
      continue;
    }
    const mode = options.has('fix') ? 'fix' : 'check';
    const problems = await suites.problemsOf(read.file);
    if (problems !== null)
      checked.push({ name, kind: 'suite', file: read.file, problems, fixesOf: () => [], nFixes: 0 });
    else if (!isTemplate(read.file)) checked.push(await checkFile(name, read.file, validation, mode));
    else {
      if (embeddedDefinitionsIn(read.file.text, formatOfFileName(read.file.path)).length === 0)
        io.err(`${name} holds no definition itself; name the definition files that it refers to.\n`);
      checked.push(await checkTemplateFile(name, read.file, validation, mode));
    }
  }
  const nFixes = checked.reduce((sum, file) => sum + file.nFixes, 0);
  if (options.has('fix')) io.err(nFixes === 1 ? 'Mended 1 problem.\n' : `Mended ${nFixes} problems.\n`);
  io.out(formatChecked(checked, format, io));
  if (unreadable) return EXIT_USAGE;
  return checked.some(({ problems }) => hasErrors(problems)) ? EXIT_FAILURES : EXIT_OK;
}

async function checkFile(
  name: string,
  file: TextFile,
  options: ValidationOptions,
  mode: 'check' | 'fix',
): Promise<CheckedFile> {
  const format = formatOfFileName(file.path);
  const fixed = mode === 'fix' ? fixAll(file.text, format, options) : null;
  const mended = fixed === null ? file : await written(file, fixed.text);
  const document = readAslDocument(mended.text, format);
  return {
    name,
    kind: 'definition',
    file: mended,
    problems: fixed?.problems ?? validateStateMachine(document, options),
    fixesOf: (problem) => fixesFor(document, problem),
    nFixes: fixed?.nFixes ?? 0,
  };
}

async function checkTemplateFile(
  name: string,
  file: TextFile,
  options: ValidationOptions,
  mode: 'check' | 'fix',
): Promise<CheckedFile> {
  const format = formatOfFileName(file.path);
  const fixed = mode === 'fix' ? fixTemplate(file.text, format, options) : null;
  const mended = fixed === null ? file : await written(file, fixed.text);
  const found = checkTemplate(embeddedDefinitionsIn(mended.text, format), options);
  return {
    name,
    kind: 'template',
    file: mended,
    problems: found.map(({ problem }) => problem),
    fixesOf(problem) {
      const one = found.find((each) => each.problem === problem);
      return one === undefined ? [] : fixesInTemplate(one);
    },
    nFixes: fixed?.nFixes ?? 0,
  };
}

/** The file with that text, on disk too where it is another one. */
async function written(file: TextFile, text: string): Promise<TextFile> {
  if (text === file.text) return file;
  const hadMark = (await readFile(file.path, 'utf8')).charCodeAt(0) === 0xfeff;
  await writeFile(file.path, hadMark ? `\ufeff${text}` : text);
  return createTextFile(file.path, text);
}

/** `--rule lambda-no-retry=off`. */
function severitiesOf(rules: readonly string[]): NonNullable<ValidationOptions['severities']> {
  const pairs = rules.map((rule) => {
    const [id = '', level] = rule.split('=');
    if (level === undefined)
      throw new UsageError(`--rule takes ID=SEVERITY, for example lambda-no-retry=off, not "${rule}".`);
    return [id, level];
  });
  const { severities, problems } = readRuleSettings(Object.fromEntries(pairs));
  if (problems[0] !== undefined) throw new UsageError(problems[0]);
  return severities;
}
