import { describe, expect, it } from 'vitest';
import { areaOf, findViolations, importsOf } from './layers.ts';
import { areaRules } from './layer-rules.ts';
import { listFiles, readText } from './project-files.ts';

const root = process.cwd();

describe('the imports of the project', () => {
  const folders = ['server/src', 'server/bench', 'client/src', 'client/e2e', 'webview/src'];
  const paths = folders.flatMap((folder) => listFiles(root, folder)).filter((path) => /\.tsx?$/.test(path));

  it('are all looked at', () => {
    expect(paths.length).toBeGreaterThan(15);
    expect(paths).toContain('server/src/core/base/json.ts');
    expect(new Set(paths.map(areaOf)).size).toBeGreaterThan(4);
  });

  it('go the way the architecture says', () => {
    const sources = new Map(paths.map((path) => [path, readText(root, path)]));
    expect(findViolations(sources)).toEqual([]);
  });

  it('have a rule table without circles between areas', () => {
    const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
      if (seen.has(from)) return false;
      seen.add(from);
      const next = areaRules[from]?.areas ?? [];
      return next.includes(to) || next.some((area) => reaches(area, to, seen));
    };
    expect(Object.keys(areaRules).filter((area) => reaches(area, area))).toEqual([]);
  });
});

describe('importsOf', () => {
  it.each([
    ["import { a } from './a.ts';", 'value'],
    ["import type { a } from './a.ts';", 'type'],
    ["import { type a, type b } from './a.ts';", 'type'],
    ["import { type a, b } from './a.ts';", 'value'],
    ["import './a.ts';", 'value'],
    ["import * as a from './a.ts';", 'value'],
    ["export { a } from './a.ts';", 'value'],
    ["export type { a } from './a.ts';", 'type'],
    ["const a = await import('./a.ts');", 'value'],
    ["const a = require('./a.ts');", 'value'],
    ["let a: import('./a.ts').A;", 'type'],
  ])('%s is a %s import', (text, use) => {
    expect(importsOf('x.ts', text)).toEqual([{ specifier: './a.ts', line: 1, use }]);
  });

  it('does not take words in strings and comments for imports', () => {
    expect(importsOf('x.ts', "// import './a.ts'\nconst text = \"import './b.ts'\";")).toEqual([]);
  });
});

describe('findViolations', () => {
  const check = (path: string, text: string): readonly string[] => findViolations(new Map([[path, text]]));

  it.each([
    ['core without Node', 'server/src/core/base/a.ts', "import { readFileSync } from 'node:fs';"],
    ['core without Node, spelled the old way', 'server/src/core/base/a.ts', "import { readFileSync } from 'fs';"],
    ['core without the editor', 'server/src/core/language/a.ts', "import * as vscode from 'vscode';"],
    ['base imports nobody', 'server/src/core/base/a.ts', "import { b } from '../syntax/b.ts';"],
    ['syntax does not know the model', 'server/src/core/syntax/a.ts', "import type { M } from '../model/m.ts';"],
    ['model does not know the interpreter', 'server/src/core/model/a.ts', "import { i } from '../interpreter/i.ts';"],
    ['interpreter does not parse text', 'server/src/core/interpreter/a.ts', "import { p } from '../syntax/p.ts';"],
    [
      'interpreter does not know its Map Runs',
      'server/src/core/interpreter/a.ts',
      "import { m } from '../distributed-map/m.ts';",
    ],
    [
      'views never import the interpreter',
      'server/src/core/views/a.ts',
      "import type { R } from '../interpreter/run.ts';",
    ],
    [
      'parsers only in syntax and suite',
      'server/src/core/validation/a.ts',
      "import { parseTree } from 'jsonc-parser';",
    ],
    ['YAML only in syntax and suite', 'server/src/cli/a.ts', "import { parse } from 'yaml';"],
    [
      'suite takes only types of the task port',
      'server/src/core/suite/a.ts',
      "import { x } from '../interpreter/task-port.ts';",
    ],
    [
      'suite takes nothing else of the interpreter',
      'server/src/core/suite/a.ts',
      "import type { R } from '../interpreter/run.ts';",
    ],
    ['data knows only base', 'server/src/data/a.ts', "import type { E } from '../core/events/run-event.ts';"],
    ['data has no Node', 'server/src/data/a.ts', "import { gunzipSync } from 'node:zlib';"],
    [
      'protocol takes only types',
      'server/src/protocol/a.ts',
      "import { emptyGraph } from '../core/graph/state-graph.ts';",
    ],
    ['protocol does not know the host', 'server/src/protocol/a.ts', "import type { S } from '../host/session.ts';"],
    ['node does not know the host', 'server/src/node/a.ts', "import { s } from '../host/session.ts';"],
    ['entry points do not import each other', 'server/src/lsp/a.ts', "import { run } from '../cli/run.ts';"],
    ['host imports no entry point', 'server/src/host/a.ts', "import { run } from '../worker/main.ts';"],
    ['LSP types only in lsp', 'server/src/host/a.ts', "import type { Range } from 'vscode-languageserver/node';"],
    [
      'client knows only the protocol',
      'client/src/a.ts',
      "import type { Json } from '../../server/src/core/base/json.ts';",
    ],
    ['client has no web packages', 'client/src/a.ts', "import { h } from 'preact';"],
    ['webview has no Node', 'webview/src/a.ts', "import { join } from 'node:path';"],
    [
      'webview does not know the interpreter',
      'webview/src/a.ts',
      "import { r } from '../../server/src/core/interpreter/run.ts';",
    ],
    ['webview does not know the client', 'webview/src/a.tsx', "import { c } from '../../client/src/c.ts';"],
    ['a dynamic import counts', 'server/src/core/base/a.ts', "export const fs = () => import('node:fs');"],
    ['testing is for tests', 'server/src/host/a.ts', "import { listFiles } from '../testing/project-files.ts';"],
    ['tests import no foreign entry point', 'server/src/core/base/a.test.ts', "import { m } from '../../cli/main.ts';"],
    ['every file has an area', 'server/src/utils/a.ts', ''],
    ['nothing from outside', 'server/src/host/a.ts', "import { x } from '../../../outside/x.ts';"],
  ])('refuses: %s', (_rule, path, text) => {
    const violations = check(path, text);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(new RegExp(`^${path.replaceAll('.', '\\.')}:1: `));
  });

  it.each([
    ['server/src/core/model/a.ts', "import { x } from '../syntax/x.ts';\nimport type { J } from '../base/json.ts';"],
    ['server/src/core/distributed-map/a.ts', "import type { P } from '../interpreter/map-run-port.ts';"],
    ['server/src/core/suite/a.ts', "import type { TaskPort } from '../interpreter/task-port.ts';"],
    ['server/src/core/base/a.test.ts', "import { it } from 'vitest';\nimport { readFileSync } from 'node:fs';"],
    ['server/src/protocol/a.ts', "import type { StateGraph } from '../core/graph/state-graph.ts';"],
    ['server/src/lsp/a.ts', "import { createConnection } from 'vscode-languageserver/node';"],
    ['client/src/a.ts', "import * as vscode from 'vscode';\nimport type { W } from '../../server/src/protocol/w.ts';"],
    [
      'webview/src/a.tsx',
      "import { render } from 'preact';\nimport '@vscode/codicons/dist/codicon.css';\nimport './a.css';",
    ],
  ])('allows in %s: %s', (path, text) => {
    expect(check(path, text)).toEqual([]);
  });

  it('finds files that import each other in a circle, but lets types do so', () => {
    const circle = (use: string): readonly string[] =>
      findViolations(
        new Map([
          ['server/src/core/base/a.ts', `import ${use} { b } from './b.ts';`],
          ['server/src/core/base/b.ts', "import { c } from './c.ts';"],
          ['server/src/core/base/c.ts', "import { a } from './a.ts';"],
        ]),
      );
    expect(circle('')).toEqual([
      'server/src/core/base/a.ts:1: these files import each other in a circle: ' +
        'server/src/core/base/a.ts, server/src/core/base/b.ts, server/src/core/base/c.ts',
    ]);
    expect(circle('type')).toEqual([]);
  });
});
