/**
 * A real VS Code with the packaged extension in it: workbench in the browser, extension host in Node, profile and extensions in a
 * temporary folder. Knows how to start and stop it; what is done in it is `workbench.ts`'s business.
 */

import type { ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { runToEnd, startLogged, stopGroup } from './processes.ts';

/** Whatever would cover, move or change the screen by itself is off. */
const calmSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.commandCenter': false,
  'window.autoDetectColorScheme': false,
  'window.menuBarVisibility': 'compact',
  'chat.commandCenter.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'extensions.ignoreRecommendations': true,
  // The scenarios keep the window's theme there.
  'files.exclude': { '**/.vscode': true },
  'files.hotExit': 'off',
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
};

export class VsCodeHost {
  readonly url: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(url: string, folder: string, process: ChildProcess) {
    this.url = url;
    this.#folder = folder;
    this.#process = process;
  }

  /** Installs the .vsix into a fresh profile and starts the host. Throws where the host is not installed or does not come up. */
  static async start(vsix: string): Promise<VsCodeHost> {
    const entry = join(hostFolder(), 'node_modules', 'code-server', 'out', 'node', 'entry.js');
    if (!existsSync(entry)) throw new Error(`no VS Code host in ${hostFolder()}: run .ci/install-vscode-host.sh`);
    const folder = mkdtempSync(join(tmpdir(), 'stepscope-e2e-'));
    mkdirSync(join(folder, 'user', 'User'), { recursive: true });
    writeFileSync(join(folder, 'user', 'User', 'settings.json'), JSON.stringify(calmSettings, null, 2));
    const places = ['--user-data-dir', join(folder, 'user'), '--extensions-dir', join(folder, 'extensions')];
    await runToEnd(process.execPath, [entry, ...places, '--install-extension', vsix], folder, 120_000);

    const port = await freePort();
    const quiet = [
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
    ];
    const child = startLogged(
      process.execPath,
      [entry, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, ...places, ...quiet],
      join(folder, 'host.log'),
    );
    const host = new VsCodeHost(`http://127.0.0.1:${port}`, folder, child);
    try {
      await eventually('the VS Code host to answer', async () => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${host.#text('host.log')}`);
        return (await fetch(`${host.url}/healthz`)).ok ? true : null;
      });
    } catch (error) {
      await host.stop();
      throw error;
    }
    return host;
  }

  /** Where scenarios may put their workspaces. */
  get workspaces(): string {
    return join(this.#folder, 'workspaces');
  }

  /** The last lines that the extension and its host wrote to their logs since a time, for error messages. */
  logTail(sinceMs: number): string {
    const logs = join(this.#folder, 'user', 'logs');
    if (!existsSync(logs)) return '';
    return readdirSync(logs, { recursive: true, encoding: 'utf8' })
      .filter((path) => /(remoteexthost|stepscope[^/]*|Stepscope[^/]*)\.log$/.test(path))
      .filter((path) => statSync(join(logs, path)).birthtimeMs >= sinceMs)
      .map((path) => ({ path, lines: readFileSync(join(logs, path), 'utf8').trimEnd().split('\n') }))
      .map(({ path, lines }) => `${path}:\n${lines.slice(-25).join('\n')}`)
      .join('\n');
  }

  /** Ends the host with everything it started and removes its profile. */
  async stop(): Promise<void> {
    await stopGroup(this.#process);
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #text(file: string): string {
    const path = join(this.#folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
}

/** Where `.ci/install-vscode-host.sh` puts the host. */
function hostFolder(): string {
  return process.env['STEPSCOPE_VSCODE_HOST'] ?? join(homedir(), '.cache', 'stepscope', 'vscode-host');
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
