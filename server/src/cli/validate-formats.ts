/** What was found in definitions, written for people, for tools, for code scanning (SARIF 2.1.0) and for GitHub's annotations. */

import { pathToFileURL } from 'node:url';
import { createColors } from 'picocolors';

import type { Problem, Severity } from '../core/base/problem.ts';
import { isRuleId, RULE_IDS, ruleInfo } from '../core/validation/catalogue/rule-catalogue.ts';
import type { Fix } from '../core/validation/fixes/fix.ts';
import { shownPath } from '../host/run-suite-files.ts';
import type { TextFile } from '../host/run-suite-places.ts';
import type { WireRange } from '../protocol/lsp-extensions.ts';
import type { CliIo } from './cli-io.ts';
import { placeText } from './problem-lines.ts';
import { VERSION } from './version.ts';

export interface CheckedFile {
  /** As it was given. */
  readonly name: string;
  /** `suite`: mock files and configurations too. */
  readonly kind: 'definition' | 'template' | 'suite';
  readonly file: TextFile;
  readonly problems: readonly Problem[];
  /** The ways to mend one of them, as edits of the file. */
  readonly fixesOf: (problem: Problem) => readonly Fix[];
  /** How many problems `--fix` has mended. */
  readonly nFixes: number;
}

export const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof FORMATS)[number];

export function formatChecked(checked: readonly CheckedFile[], format: Format, io: CliIo): string {
  switch (format) {
    case 'text':
      return asText(checked, io);
    case 'json':
      return asJson(checked);
    case 'sarif':
      return asSarif(checked, io);
    case 'github':
      return asGitHub(checked, io);
  }
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
  else if (checked.length > 0) {
    const noun = checked.every(({ kind }) => kind === 'definition') ? 'definition' : 'file';
    lines.push(`${checked.length === 1 ? `The ${noun} is` : `All ${checked.length} ${noun}s are`} fine.\n`);
  }
  return lines.join('');
}

function plural(count: number, severity: string): string {
  return `${count} ${severity}${count === 1 || severity === 'information' ? '' : 's'}`;
}

const GITHUB_COMMANDS: Readonly<Record<Severity, string | null>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  // GitHub shows ten annotations a step; hints would take the places.
  hint: null,
};

function asGitHub(checked: readonly CheckedFile[], io: CliIo): string {
  return checked
    .flatMap(({ file, problems }) =>
      problems.flatMap(({ code, severity, message, range }) => {
        const command = GITHUB_COMMANDS[severity];
        if (command === null) return [];
        const { start, end } = file.placeOf(range).range;
        const properties = {
          file: uriPath(file, io),
          line: start.line + 1,
          endLine: end.line + 1,
          // Columns are only taken where the place is on one line.
          ...(start.line === end.line ? { col: start.character + 1, endColumn: end.character + 1 } : {}),
          title: code,
        };
        const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
        return [`::${command} ${list.join(',')}::${escapeData(message)}\n`];
      }),
    )
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Relative to the working folder, with slashes. */
function uriPath(file: TextFile, io: CliIo): string {
  return shownPath(file.path, io).replaceAll('\\', '/');
}

const SARIF_LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

function asSarif(checked: readonly CheckedFile[], io: CliIo): string {
  const rules = RULE_IDS.map((id) => {
    const { severity, summary, docs, awsCode } = ruleInfo(id);
    return {
      id,
      shortDescription: { text: summary },
      helpUri: docs,
      defaultConfiguration: { level: SARIF_LEVELS[severity] },
      ...(awsCode === undefined ? {} : { properties: { awsCode } }),
    };
  });
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sfn-test', semanticVersion: VERSION, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(io.workingFolder).href}/` } },
        results: checked.flatMap((each) => each.problems.map((problem) => sarifResult(each, problem, io))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function sarifResult(checked: CheckedFile, problem: Problem, io: CliIo): object {
  const { file, fixesOf } = checked;
  const { code, severity, message, range, pointer, related } = problem;
  const artifactLocation = { uri: encodeURI(uriPath(file, io)), uriBaseId: 'SRCROOT' };
  const physicalLocation = (where: Problem['range']): object => ({
    artifactLocation,
    region: sarifRegion(file.placeOf(where).range),
  });
  const fixes = fixesOf(problem).slice(0, 1);
  return {
    ruleId: code,
    ...(isRuleId(code) ? { ruleIndex: RULE_IDS.indexOf(code) } : {}),
    level: SARIF_LEVELS[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: physicalLocation(range),
        ...(pointer === '' ? {} : { logicalLocations: [{ fullyQualifiedName: pointer }] }),
      },
    ],
    ...(related === undefined
      ? {}
      : {
          relatedLocations: related.map((each, id) => ({
            id,
            message: { text: each.message },
            physicalLocation: physicalLocation(each.range),
          })),
        }),
    ...(fixes.length === 0
      ? {}
      : {
          fixes: fixes.map(({ title, edits }) => ({
            description: { text: title },
            artifactChanges: [
              {
                artifactLocation,
                replacements: edits.map((edit) => ({
                  deletedRegion: sarifRegion(file.placeOf(edit.range).range),
                  insertedContent: { text: edit.newText },
                })),
              },
            ],
          })),
        }),
  };
}

/** Lines and columns count from 1; the end column is the one after. */
function sarifRegion({ start, end }: WireRange): object {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
