/**
 * Reads the imports of sources and says which of them the architecture does not allow (`layer-rules.ts`), and where files import each
 * other in a circle. Works on texts, so that the check itself can be tested; it resolves no package and runs nothing.
 */

import ts from 'typescript';
import { areaRules, testRule } from './layer-rules.ts';
import type { AreaRule } from './layer-rules.ts';

/** One import, export-from, `import()` or `import('…')` type of a file. */
export interface ImportUse {
  readonly specifier: string;
  readonly line: number;
  /** Whether it leaves nothing behind at run time. */
  readonly use: 'type' | 'value';
}

/** Sources by path from the project's root, with `/`. */
export type Sources = ReadonlyMap<string, string>;

/** All imports of a source text, in order. */
export function importsOf(path: string, text: string): readonly ImportUse[] {
  const kind = path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, false, kind);
  const found: ImportUse[] = [];
  const add = (specifier: ts.Node, use: 'type' | 'value'): void => {
    if (!ts.isStringLiteralLike(specifier)) return;
    const line = source.getLineAndCharacterOfPosition(specifier.getStart(source)).line + 1;
    found.push({ specifier: specifier.text, line, use });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnlyImport(node) ? 'type' : 'value');
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value');
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, 'type');
    else if (ts.isCallExpression(node) && isModuleLoad(node.expression) && node.arguments[0])
      add(node.arguments[0], 'value');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Everything wrong with the imports of these sources, one line each: `file:line: imports X: reason`. */
export function findViolations(sources: Sources): readonly string[] {
  const violations: string[] = [];
  const valueImports = new Map<string, string[]>();
  for (const [path, text] of sources) {
    const area = areaOf(path);
    if (area === undefined) {
      violations.push(`${path}:1: lies in no known area (server/src/testing/layer-rules.ts lists them)`);
      continue;
    }
    const targets: string[] = [];
    valueImports.set(path, targets);
    for (const imported of importsOf(path, text)) {
      const reason = whyForbidden(path, area, imported);
      if (reason !== null) violations.push(`${path}:${imported.line}: imports '${imported.specifier}': ${reason}`);
      if (imported.use === 'value' && imported.specifier.startsWith('.'))
        targets.push(resolveFrom(path, imported.specifier));
    }
  }
  for (const circle of findCircles(valueImports)) {
    violations.push(`${circle[0] ?? ''}:1: these files import each other in a circle: ${circle.join(', ')}`);
  }
  return violations;
}

/** The area a file belongs to: the longest listed folder it lies in. */
export function areaOf(path: string): string | undefined {
  let found: string | undefined;
  for (const area of Object.keys(areaRules)) {
    if (path.startsWith(`${area}/`) && (found === undefined || area.length > found.length)) found = area;
  }
  return found;
}

function whyForbidden(path: string, area: string, imported: ImportUse): string | null {
  const own = areaRules[area];
  if (own === undefined) return `no rule for ${area}`;
  const isTest = /\.test\.tsx?$/.test(path);
  const rules = isTest ? [own, testRule] : [own];
  const { specifier, use } = imported;
  if (specifier.startsWith('.')) return whyFileForbidden(area, rules, resolveFrom(path, specifier), use);
  if (specifier.startsWith('node:')) {
    return rules.some((rule) => rule.node === 'allowed') ? null : `${area} has no Node`;
  }
  const allowed = rules.some((rule) =>
    (rule.packages ?? []).some((name) => specifier === name || specifier.startsWith(`${name}/`)),
  );
  return allowed ? null : `${area} may not use this package (Node's own modules are spelled node:)`;
}

function whyFileForbidden(
  area: string,
  rules: readonly AreaRule[],
  target: string,
  use: 'type' | 'value',
): string | null {
  const targetArea = areaOf(target);
  if (targetArea === undefined) {
    return rules.some((rule) => rule.files?.includes(target) === true) ? null : 'it lies in no known area';
  }
  if (targetArea === area) return null;
  if (rules.some((rule) => rule.areas.includes(targetArea))) return null;
  const typesAllowed = rules.some(
    (rule) => rule.typesOf?.includes(targetArea) === true || rule.typesOfFiles?.includes(target) === true,
  );
  if (typesAllowed) return use === 'type' ? null : `${area} may import only types of ${target}`;
  if (areaRules[targetArea]?.entryPoint === 'yes') return `${targetArea} is an entry point, and nobody imports those`;
  return `${area} may not import ${targetArea}`;
}

function isTypeOnlyImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  if (clause.name !== undefined || bindings === undefined || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly);
}

function isModuleLoad(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

/** The path a relative specifier of a file names, from the project's root. */
function resolveFrom(path: string, specifier: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** The groups of files that reach each other by imports (strongly connected components; Tarjan), each sorted. */
function findCircles(imports: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const circles: string[][] = [];
  const number = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): number => {
    const own = number.size;
    let low = own;
    number.set(file, own);
    stack.push(file);
    const targets = (imports.get(file) ?? []).filter((target) => imports.has(target));
    for (const target of targets) {
      const seen = number.get(target);
      if (seen === undefined) low = Math.min(low, visit(target));
      else if (stack.includes(target)) low = Math.min(low, seen);
    }
    if (low === own) {
      const group = stack.splice(stack.indexOf(file));
      if (group.length > 1 || targets.includes(file)) circles.push(group.sort());
    }
    return low;
  };
  for (const file of imports.keys()) if (!number.has(file)) visit(file);
  return circles;
}
