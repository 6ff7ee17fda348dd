import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findForbiddenText, isChecked } from './hygiene.ts';
import { listFiles, readText } from './project-files.ts';

const root = process.cwd();

describe('the files of the project', () => {
  // Generated data sets of benchmarks may be huge, and nobody types into them.
  const small = (path: string): boolean => statSync(join(root, path)).size < 2_000_000;
  const paths = listFiles(root, '').filter((path) => isChecked(path) && small(path));

  it('are looked at', () => {
    expect(paths).toContain('package-lock.json');
    expect(paths).toContain('server/src/core/base/json.ts');
    expect(paths).toContain('.npmrc');
  });

  it('hold no path of a machine, no package source and no switched-off test', () => {
    expect(findForbiddenText(new Map(paths.map((path) => [path, readText(root, path)])))).toEqual([]);
  });
});

describe('findForbiddenText', () => {
  // Put together here, so that this file does not hold what it looks for.
  const home = ['', 'home', 'ada', 'project'].join('/');
  const call = (name: string): string => `${name}('works', () => {});`;

  it.each([
    ['a home folder', 'README.md', `cd ${home}`],
    ['a home folder in a string', 'server/src/a.ts', `const path = '${home}';`],
    ['a home folder on a Mac', 'a.json', `{"path": "${['', 'Users', 'ada'].join('/')}"}`],
    ['a profile on Windows', 'a.json', `{"path": "C:${['', '', 'Users', '', 'ada'].join('\\')}"}`],
    ['a package source', 'package-lock.json', '  "resolved": "https://packages.example/left-pad.tgz",'],
    ['a registry', '.npmrc', 'registry=https://packages.example/'],
    ['a skipped test', 'a.test.ts', call(['it', 'skip'].join('.'))],
    ['a focused suite', 'a.test.ts', call(['describe', 'only'].join('.'))],
    ['a focused table', 'a.test.ts', `${['it', 'only', 'each'].join('.')}([1])('x', () => {});`],
    ['a test for later', 'a.test.ts', call(['test', 'todo'].join('.'))],
    ['a crossed-out test', 'a.test.ts', call(['x', 'it'].join(''))],
  ])('finds %s', (_what, path, line) => {
    const found = findForbiddenText(new Map([[path, `\n${line}\n`]]));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${path}:2: `);
  });

  it.each([
    ['README.md', 'See https://docs.aws.amazon.com/step-functions/home/index.html and $HOME/work/shop'],
    ['server/src/a.ts', "const pointer = '/States/root/x';"],
    ['a.test.ts', "it('only skips what is done', () => {}); expect(reader.skip(2)).toBe(2);"],
    ['package-lock.json', '"funding": { "url": "https://opencollective.example/x" }'],
  ])('leaves alone, in %s: %s', (path, line) => {
    expect(findForbiddenText(new Map([[path, line]]))).toEqual([]);
  });
});
