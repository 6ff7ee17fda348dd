/**
 * `npm run test:e2e`: packages the extension, starts a real VS Code with it and a real browser, runs every scenario, one line each.
 *
 * Usage: npm run test:e2e -- [--only TEXT] [--vsix FILE] [--readme]
 *   --only TEXT   only scenarios whose name contains TEXT
 *   --vsix FILE   this package instead of a fresh one
 *   --readme      put the chosen pictures into the README's folder when all passed
 *
 * Pictures lie in `.e2e/screenshots/` afterwards, of failures too.
 */

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { within } from './eventually.ts';
import { runToEnd } from './processes.ts';
import type { Scenario } from './scenario.ts';
import { activation } from './scenarios/activation.ts';
import { debugCase } from './scenarios/debug-case.ts';
import { diagnostics } from './scenarios/diagnostics.ts';
import { failuresAmongMany } from './scenarios/failures-among-many.ts';
import { failingCase } from './scenarios/failing-case.ts';
import { inlineHelp } from './scenarios/inline-help.ts';
import { jsonataCompletion } from './scenarios/jsonata-completion.ts';
import { languageFeatures } from './scenarios/language-features.ts';
import { misplacedField } from './scenarios/misplaced-field.ts';
import { reload } from './scenarios/reload.ts';
import { renameState } from './scenarios/rename-state.ts';
import { stateGraph } from './scenarios/state-graph.ts';
import { template } from './scenarios/template.ts';
import { testExplorer } from './scenarios/test-explorer.ts';
import { VsCodeHost } from './vscode-host.ts';
import { Workbench } from './workbench.ts';

const scenarios: readonly Scenario[] = [
  activation,
  diagnostics,
  languageFeatures,
  misplacedField,
  renameState,
  inlineHelp,
  jsonataCompletion,
  template,
  testExplorer,
  stateGraph,
  debugCase,
  failingCase,
  failuresAmongMany,
  reload,
];

/** The README's pictures, and the screenshots they are. */
const readmePictures = {
  'run-view-dark.png': 'failed-of-200000-dark.png',
  'diagnostic.png': 'quick-fix-dark.png',
  'rename.png': 'rename-light.png',
  'lenses.png': 'lenses-dark.png',
  'jsonata-completion.png': 'jsonata-completion-dark.png',
  'template-problems.png': 'template-problems-light.png',
  'test-explorer.png': 'test-explorer-light.png',
  'child.png': 'child-detail-beside-light.png',
  'failed-child.png': 'failed-child-dark.png',
} as const;

const scenarioTimeoutMs = 240_000;
const root = process.cwd();
const pictures = join(root, '.e2e', 'screenshots');
const chromiumPath = process.env['STEPSCOPE_CHROMIUM'] ?? '/usr/bin/chromium';

/** Runs one scenario in a fresh window; null when it passed. */
async function runScenario(scenario: Scenario, browser: Browser, host: VsCodeHost): Promise<string | null> {
  const slug = scenario.name.replace(/[^a-z0-9]+/gi, '-').toLowerCase();
  const folder = join(host.workspaces, slug, scenario.workspace);
  cpSync(join(root, 'test-data', scenario.workspace), folder, { recursive: true });
  const startedAt = Date.now();
  let workbench: Workbench | undefined;
  try {
    workbench = await within('opening the window', 120_000, Workbench.open(browser, host.url, folder, pictures));
    await within('the scenario', scenarioTimeoutMs, scenario.run(workbench));
    return null;
  } catch (error) {
    await workbench?.picture(`failed-${slug}`).catch(() => undefined);
    const message = error instanceof Error ? error.message : String(error);
    const consoleTail = (workbench?.consoleErrors ?? []).slice(-8).join('\n');
    return [message, consoleTail && `console of the page:\n${consoleTail}`, host.logTail(startedAt)]
      .filter(Boolean)
      .join('\n');
  } finally {
    await workbench?.close().catch(() => undefined);
  }
}

async function packageExtension(): Promise<string> {
  await runToEnd(process.execPath, [join(root, '.ci', 'package.mjs')], root, 180_000);
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { name, version } = manifest as { readonly name: string; readonly version: string };
  return join(root, `${name}-${version}.vsix`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, vsix: { type: 'string' }, readme: { type: 'boolean' } },
  });
  const wanted = scenarios.filter(({ name }) => name.includes(values.only ?? ''));
  if (wanted.length === 0) throw new Error(`no scenario's name contains "${values.only ?? ''}"`);
  if (!existsSync(chromiumPath))
    throw new Error(`no browser at ${chromiumPath}: install chromium, or set STEPSCOPE_CHROMIUM`);
  if (values.only === undefined) rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });

  const vsix = values.vsix === undefined ? await packageExtension() : resolve(values.vsix);
  const host = await VsCodeHost.start(vsix);
  let browser: Browser | undefined;
  let failed = 0;
  try {
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    for (const scenario of wanted) {
      const started = performance.now();
      const failure = await runScenario(scenario, browser, host);
      if (failure !== null) failed += 1;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${failure === null ? 'ok    ' : 'FAILED'} ${scenario.name} (${seconds} s)`);
      if (failure !== null) console.log(failure.replace(/^/gm, '       '));
    }
  } finally {
    await browser?.close().catch(() => undefined);
    await host.stop();
  }
  console.log(`${wanted.length - failed} passed, ${failed} failed`);
  if (failed > 0) return 1;
  if (values.readme === true) keepReadmePictures();
  return 0;
}

function keepReadmePictures(): void {
  const folder = join(root, 'client', 'media', 'readme');
  mkdirSync(folder, { recursive: true });
  for (const [name, screenshot] of Object.entries(readmePictures))
    cpSync(join(pictures, screenshot), join(folder, name));
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
