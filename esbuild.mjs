/**
 * Builds everything that runs from `dist/`: extension client, language server, run worker, command line, webview and its layout worker.
 *
 * Usage: node esbuild.mjs [--watch] [--minify] [--analyze]
 *
 * Server, worker and command line are ES modules built together, so that what they share is one chunk and what they import dynamically
 * is loaded only when used. Chunks lie beside the entry points: `new URL('./worker.js', import.meta.url)` is right in all of them.
 */

import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const outdir = 'dist';

/** Some bundled packages are CommonJS and `require` Node's own modules; an ES module has no `require` of its own. */
const requireForBundledCommonJs =
  "import { createRequire as __stepscopeCreateRequire } from 'node:module'; const require = __stepscopeCreateRequire(import.meta.url);";

/** Every bundle, by what it is called in messages. */
const bundles = {
  client: {
    entryPoints: { extension: 'client/src/extension.ts' },
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
  },
  server: {
    entryPoints: {
      server: 'server/src/lsp/main.ts',
      worker: 'server/src/worker/main.ts',
      crew: 'server/src/crew/main.ts',
      cli: 'server/src/cli/main.ts',
    },
    platform: 'node',
    target: 'node20',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunk-[hash]',
    mainFields: ['module', 'main'],
    // Its build for Node imports `vm`, to run scripts that paths may hold; ours hold none.
    alias: { 'jsonpath-plus': './node_modules/jsonpath-plus/dist/index-browser-esm.js' },
    banner: { js: requireForBundledCommonJs },
  },
  webview: {
    entryPoints: { webview: 'webview/src/main.tsx' },
    platform: 'browser',
    target: 'chrome124',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
  layoutWorker: {
    entryPoints: { 'elk-worker': 'webview/src/layout-worker.ts' },
    platform: 'browser',
    target: 'chrome124',
    format: 'iife',
    // elkjs asks for a package that it only uses outside browsers.
    external: ['web-worker'],
  },
};

/** Only while watching: the page that replays a run in a plain browser. Never packaged. */
const devBundles = {
  replay: {
    entryPoints: { 'webview-replay': 'webview/src/dev/replay.ts' },
    platform: 'browser',
    target: 'chrome124',
    format: 'iife',
  },
};

/** The esbuild options of one bundle. */
function optionsFor(bundle, { minify, plugins = [] }) {
  return {
    absWorkingDir: root,
    bundle: true,
    outdir,
    metafile: true,
    logLevel: 'warning',
    legalComments: 'none',
    minify,
    sourcemap: minify ? false : 'linked',
    define: { 'process.env.NODE_ENV': minify ? '"production"' : '"development"' },
    ...bundle,
    plugins,
  };
}

/** Removes what an earlier build left in `dist/` and this one did not write. */
function removeStale(metafiles) {
  const written = new Set(metafiles.flatMap((metafile) => Object.keys(metafile.outputs)));
  for (const name of readdirSync(join(root, outdir))) {
    const path = `${outdir}/${name}`;
    if (!written.has(path) && /\.(c?js|css|ttf|map)$/.test(name)) rmSync(join(root, path), { force: true });
  }
}

/**
 * Builds all bundles once.
 * @param {{ minify: boolean }} options
 * @returns {Promise<esbuild.Metafile[]>} one metafile per bundle
 */
export async function buildAll({ minify }) {
  const results = await Promise.all(
    Object.values(bundles).map((bundle) => esbuild.build(optionsFor(bundle, { minify }))),
  );
  const metafiles = results.map((result) => result.metafile);
  removeStale(metafiles);
  return metafiles;
}

/** Rebuilds on change; the lines it prints are what the background task of .vscode/tasks.json waits for. */
async function watchAll({ minify }) {
  const watched = Object.values({ ...bundles, ...devBundles });
  let building = 0;
  const announce = {
    name: 'announce',
    setup(build) {
      build.onStart(() => {
        if (building++ === 0) console.log('[watch] build started');
      });
      build.onEnd((result) => {
        for (const { text, location } of result.errors) {
          const place = location === null ? '' : `${location.file}:${location.line}:${location.column}: `;
          console.log(`[watch] error: ${place}${text}`);
        }
        if (--building === 0) console.log('[watch] build finished');
      });
    },
  };
  const contexts = await Promise.all(
    watched.map((bundle) => esbuild.context(optionsFor(bundle, { minify, plugins: [announce] }))),
  );
  await Promise.all(contexts.map((context) => context.watch()));
}

function printSizes(metafiles) {
  const rows = metafiles
    .flatMap((metafile) => Object.keys(metafile.outputs))
    .filter((path) => !path.endsWith('.map'))
    .map((path) => ({ path, bytes: statSync(join(root, path)).size }))
    .sort((a, b) => b.bytes - a.bytes);
  for (const { path, bytes } of rows) console.log(`${(bytes / 1024).toFixed(1).padStart(9)} kB  ${path}`);
}

async function main() {
  const known = new Set(['--watch', '--minify', '--analyze']);
  const flags = new Set(process.argv.slice(2));
  const unknown = [...flags].filter((flag) => !known.has(flag));
  if (unknown.length > 0) {
    console.error(`esbuild.mjs: unknown option ${unknown.join(', ')} (known: ${[...known].join(', ')})`);
    return 2;
  }
  const minify = flags.has('--minify');
  if (flags.has('--watch')) {
    await watchAll({ minify });
    return 0;
  }
  const metafiles = await buildAll({ minify });
  if (flags.has('--analyze')) {
    for (const metafile of metafiles) console.log(await esbuild.analyzeMetafile(metafile));
  }
  printSizes(metafiles);
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    process.exitCode = await main();
  } catch {
    // esbuild has already printed what is wrong and where.
    process.exitCode = 1;
  }
}
