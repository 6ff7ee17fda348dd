/**
 * The licences of everything that is bundled, from esbuild's metafiles: which packages went in is read from what was built, never kept
 * in a list by hand.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Said beside a package's licence text where the text alone is not enough. */
const notices = {
  elkjs:
    'The Eclipse Layout Kernel (elkjs) is distributed unmodified in object form under the Eclipse Public License 2.0. Its source code is\n' +
    'available from its makers at https://github.com/kieler/elkjs and https://github.com/eclipse-elk/elk, and, in the form it is bundled\n' +
    'from, in the npm package named above. Warranty and liability are disclaimed as sections 5 and 6 of that licence say.',
  '@vscode/codicons':
    'The icons are by Microsoft Corporation, licensed under Creative Commons Attribution 4.0 International, and are used unchanged.\n' +
    'The code of the package is under the MIT License.',
};

/**
 * The packages that files of these metafiles come from, sorted by name and version.
 * @param {string} root the project's root
 * @param {readonly import('esbuild').Metafile[]} metafiles
 */
export function bundledPackages(root, metafiles) {
  const folders = new Set();
  for (const metafile of metafiles) {
    for (const output of Object.values(metafile.outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
        const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
        if (match !== null && bytesInOutput > 0) folders.add(match[1]);
      }
    }
  }
  const packages = [...folders].map((folder) => {
    const { name, version, license, repository } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return { name, version, license, source: repository?.url ?? null, texts: licenceTexts(join(root, folder)) };
  });
  return packages
    .map(({ source, ...found }) => ({
      ...found,
      texts: found.texts.length > 0 ? found.texts : siblingTexts(packages, source, found.license),
    }))
    .sort((a, b) => (a.name === b.name ? a.version.localeCompare(b.version) : a.name < b.name ? -1 : 1));
}

/** A package published from the same repository under the same licence brings the text for those that forgot it. */
function siblingTexts(packages, source, license) {
  if (source === null) return [];
  const sibling = packages.find(
    (other) => other.source === source && other.license === license && other.texts.length > 0,
  );
  return sibling?.texts ?? [];
}

function licenceTexts(folder) {
  return readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file) && !/\.(js|ts)$/.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
}

/** The text of the licence file. Throws where a package brings no licence, so that nothing unlicensed is shipped. */
export function licenceFile(packages) {
  const nameless = packages.filter(({ license, texts }) => texts.length === 0 || typeof license !== 'string');
  if (nameless.length > 0) throw new Error(`no licence text in ${nameless.map(({ name }) => name).join(', ')}`);
  const rule = '-'.repeat(80);
  const sections = packages.map(({ name, version, license, texts }) =>
    [rule, `${name} ${version} (${license})`, rule, ...(name in notices ? [notices[name]] : []), ...texts].join('\n\n'),
  );
  return `Stepscope bundles the following packages.\n\n${sections.join('\n\n')}\n`;
}

/** Which of the packages a licence file does not name. */
export function unnamedPackages(packages, text) {
  return packages
    .filter(({ name, version, license }) => !text.includes(`${name} ${version} (${license})`))
    .map(({ name }) => name);
}

/** The licence file that stands in dist/, or an empty text. */
export function readLicenceFile(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
