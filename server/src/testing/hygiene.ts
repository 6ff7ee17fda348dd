/**
 * What no file of the project may hold, whatever it is about: paths of somebody's machine, where somebody's packages came from, and
 * tests that are switched off. Works on texts, so that the check itself can be tested.
 */

/** A forbidden thing: where it is looked for, how it is recognised, and why it may not be there. */
interface HygieneRule {
  readonly why: string;
  readonly files: RegExp;
  readonly pattern: RegExp;
}

const testFile = /\.test\.tsx?$/;
const anyText =
  /\.(ts|tsx|mjs|cjs|js|json|jsonl|csv|yaml|yml|md|css|html|txt|sh)$|(^|\/)(run|LICENSE|\.[a-z]+rc|\.[a-z]+ignore)$/;

const hygieneRules: readonly HygieneRule[] = [
  {
    why: 'an absolute path of a machine',
    files: anyText,
    pattern: /(?<![\w.$}*~-])\/(?:home|Users|root|work)\/[\w.-]+|\b[A-Z]:\\{1,2}Users\\/,
  },
  {
    why: 'a place that packages come from',
    files: /(^|\/)package-lock\.json$/,
    pattern: /"resolved"\s*:\s*"(?:https?|git|file)/,
  },
  { why: 'a registry host', files: /(^|\/)\.npmrc$/, pattern: /^\s*(?:@[\w-]+:)?registry\s*=|^\s*\/\// },
  {
    why: 'a test that is switched off, or switches off all others',
    files: testFile,
    pattern:
      /\b(?:it|test|describe|suite)\s*(?:\.\w+)*\.(?:skip|only|todo|fails|skipIf|runIf)\b|\b[xf](?:it|describe|test)\s*\(/,
  },
];

/** Everything these files (path to text) hold that they may not, one line each: `file:line: why: the line`. */
export function findForbiddenText(files: ReadonlyMap<string, string>): readonly string[] {
  const found: string[] = [];
  for (const [path, text] of files) {
    const rules = hygieneRules.filter((rule) => rule.files.test(path));
    if (rules.length === 0) continue;
    text.split('\n').forEach((line, index) => {
      for (const rule of rules) {
        if (rule.pattern.test(line)) found.push(`${path}:${index + 1}: ${rule.why}: ${line.trim().slice(0, 120)}`);
      }
    });
  }
  return found;
}

/** Whether `findForbiddenText` has a rule for files of this name, so that others need not be read. */
export function isChecked(path: string): boolean {
  return hygieneRules.some((rule) => rule.files.test(path));
}
