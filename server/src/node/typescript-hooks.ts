/**
 * Module hooks that let `node` load TypeScript, as a text for a handler's process: types are taken out by the `esbuild` or `typescript`
 * of the handler's own project, or by Node itself where it can (22.13 or later). Nothing is type-checked and nothing is written to disk.
 */

export const TYPESCRIPT_HOOKS = `
import { readFile } from 'node:fs/promises';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
const IS_TYPESCRIPT = /[.][cm]?ts$/;
const found = (require, name) => {
  try { return require(name); } catch { return null; }
};
const javaScript = async (text, url) => {
  const require = nodeModule.createRequire(url);
  const sourcefile = fileURLToPath(url);
  const esbuild = found(require, 'esbuild');
  if (esbuild !== null) {
    const options = { loader: 'ts', format: 'esm', target: 'node20', sourcefile, sourcemap: 'inline' };
    return (await esbuild.transform(text, options)).code;
  }
  const typescript = found(require, 'typescript');
  if (typeof typescript?.transpileModule === 'function') {
    const { ESNext: module } = typescript.ModuleKind;
    const compilerOptions = { module, target: typescript.ScriptTarget.ES2022, inlineSourceMap: true };
    return typescript.transpileModule(text, { fileName: sourcefile, compilerOptions }).outputText;
  }
  if (typeof nodeModule.stripTypeScriptTypes === 'function') return nodeModule.stripTypeScriptTypes(text);
  const error = new Error('A TypeScript handler needs esbuild or typescript in its project, or Node 22.13 or later: ' + sourcefile);
  error.name = 'Runtime.ImportModuleError';
  throw error;
};
export async function load(url, context, next) {
  if (!url.startsWith('file:') || !IS_TYPESCRIPT.test(new URL(url).pathname)) return next(url, context);
  const source = await javaScript(await readFile(new URL(url), 'utf8'), url);
  return { format: 'module', source, shortCircuit: true };
}
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!/^[.]{0,2}[/]/.test(specifier)) throw error;
    const others = [specifier.replace(/[.]([cm]?)js$/, '.$1ts'), specifier + '.ts', specifier + '.js', specifier + '/index.ts'];
    for (const other of others) {
      if (other === specifier) continue;
      try { return await next(other, context); } catch {}
    }
    throw error;
  }
}
`;
