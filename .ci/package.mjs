/**
 * `npm run package`: builds minified, writes the licences of what is bundled, makes stepscope-<version>.vsix and refuses it where it holds
 * a file it should not, lacks one it needs, names not every bundled package, or is too big.
 */

import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX, listFiles } from '@vscode/vsce';
import { buildAll } from '../esbuild.mjs';
import { bundledPackages, licenceFile, readLicenceFile, unnamedPackages } from './licences.mjs';

const maxBytes = 5 * 1024 * 1024;
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const vsix = join(root, `${manifest.name}-${manifest.version}.vsix`);
const licencePath = join(root, 'dist', 'THIRD-PARTY-LICENSES.txt');

const needed = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'server/RULES.md',
  'dist/extension.cjs',
  'dist/server.js',
  'dist/worker.js',
  'dist/cli.js',
  'dist/webview.js',
  'dist/webview.css',
  'dist/codicon.ttf',
  'dist/elk-worker.js',
  'dist/THIRD-PARTY-LICENSES.txt',
  manifest.icon,
  ...manifest.contributes.languages.map(({ configuration }) => configuration.replace('./', '')),
  ...manifest.contributes.grammars.map(({ path }) => path.replace('./', '')),
];
const allowed =
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/[\w-]+\.(c?js|css|ttf|txt)|client\/media\/(readme\/)?[\w-]+\.png|client\/schemas\/[\w-]+\.schema\.json)$/;

const metafiles = await buildAll({ minify: true });
const packages = bundledPackages(root, metafiles);
writeFileSync(licencePath, licenceFile(packages));

const files = await listFiles({ cwd: root, dependencies: false });
const problems = [
  ...needed.filter((file) => !files.includes(file)).map((file) => `lacks ${file}`),
  ...files
    .filter((file) => !allowed.test(file) && !needed.includes(file))
    .map((file) => `holds ${file}, which does not run`),
  ...unnamedPackages(packages, readLicenceFile(licencePath)).map((name) => `names no licence of ${name}`),
];

rmSync(vsix, { force: true });
await createVSIX({
  cwd: root,
  packagePath: vsix,
  dependencies: false,
  // The README's pictures lie in the package, so its links stay as they are.
  rewriteRelativeLinks: false,
  allowMissingRepository: true,
});
const { size } = statSync(vsix);
if (size > maxBytes) problems.push(`is ${size} bytes, more than ${maxBytes}`);

for (const problem of problems) console.error(`package: ${manifest.name}-${manifest.version}.vsix ${problem}`);
console.log(`${(size / 1024).toFixed(0)} kB, ${files.length} files, licences of ${packages.length} bundled packages`);
process.exitCode = problems.length === 0 ? 0 : 1;
