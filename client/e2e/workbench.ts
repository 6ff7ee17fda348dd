/**
 * One VS Code window as a person uses it: commands from the palette, files from quick open, typing, looking. Everything waits on what the
 * window shows. Knows VS Code's own parts only; the extension's views are in `graph-view.ts`.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { eventually, eventuallyReads, patience } from './eventually.ts';

/** The themes every picture is taken in: VS Code's name, and the class its window then has. */
const themes = {
  light: { name: 'Default Light Modern', className: 'vs' },
  dark: { name: 'Default Dark Modern', className: 'vs-dark' },
  'high-contrast': { name: 'Default High Contrast', className: 'hc-black' },
} as const;

export type ThemeName = keyof typeof themes;

export class Workbench {
  readonly page: Page;
  /** What the page wrote to its console as errors, newest last. */
  readonly consoleErrors: string[] = [];
  readonly #folder: string;
  readonly #pictures: string;

  private constructor(page: Page, folder: string, pictures: string) {
    this.page = page;
    this.#folder = folder;
    this.#pictures = pictures;
    page.on('console', (message) => {
      if (message.type() === 'error') this.consoleErrors.push(message.text());
    });
    page.on('pageerror', (error) => this.consoleErrors.push(String(error)));
  }

  /** Opens a window of the host at `url` on a folder, in the dark theme, and waits until it can be used. */
  static async open(browser: Browser, url: string, folder: string, pictures: string): Promise<Workbench> {
    const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    const workbench = new Workbench(page, folder, pictures);
    workbench.#writeTheme('dark');
    await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`);
    await workbench.#waitUntilUsable();
    return workbench;
  }

  /** Reloads the window as a person does, which keeps what is open; waits until it can be used again. */
  async reload(): Promise<void> {
    const gone = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await gone;
    await this.#waitUntilUsable();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Opens the palette with a text in it, and gives the titles it offers. */
  async openPalette(text: string): Promise<readonly string[]> {
    await this.#openPalette(text);
    const rows = this.#quickInput().locator('.monaco-list-row .label-name');
    await rows.first().waitFor();
    const titles = await rows.allInnerTexts();
    return titles.map((title) => title.trim());
  }

  /** Closes the palette or whatever else asks. */
  async dismiss(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.#quickInput().waitFor({ state: 'hidden' });
  }

  /** Runs a command by the title a person sees, as `Stepscope: Run Test Suite`. */
  async runCommand(title: string): Promise<void> {
    // What the window does by itself at that moment may take the focus, which closes the palette: then it is opened again.
    await eventually(`the command "${title}" in the palette`, async () => {
      await this.#openPalette(title);
      const label = this.#quickInput().locator('.label-name', { hasText: exactly(title) });
      await label.first().click({ timeout: 5_000 });
      return true;
    });
  }

  /** Picks an entry of a list that a command has opened. */
  async pick(text: string): Promise<void> {
    const row = this.#quickInput().locator('.monaco-list-row', { hasText: text }).first();
    await row.waitFor();
    await row.click();
    await this.#quickInput().waitFor({ state: 'hidden' });
  }

  /** Opens a file of the workspace by name and waits for its editor. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    const input = this.#quickInput().locator('input').first();
    await input.waitFor();
    await input.fill(name);
    const row = this.#quickInput().locator('.monaco-list-row', { hasText: name }).first();
    await row.waitFor();
    await row.click();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    await this.page.locator('.editor-group-container.active .monaco-editor .view-line').first().waitFor();
  }

  /** Puts the cursor at a place of the active editor, both counted from one. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.#quickInput().locator('input').first();
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.#quickInput().waitFor({ state: 'hidden' });
  }

  /** Waits until the active editor shows a text. */
  async waitForText(text: string): Promise<void> {
    await eventuallyReads(
      `"${text}" in the editor`,
      () => this.activeEditorText(),
      (seen) => seen.includes(text),
    );
  }

  /** The line, from one, on which a file of the workspace that is open and unchanged holds a text first. */
  async lineOf(text: string): Promise<number> {
    const { line } = await this.#find(text);
    return line;
  }

  /** Puts the cursor into the first place of a text in the active file, that many characters after its begin. */
  async goToText(text: string, offset: number): Promise<void> {
    const { line, column } = await this.#find(text);
    await this.goTo(line, column + offset);
  }

  /** Puts a text in at the cursor, as pasting does: nothing is completed or indented by itself. */
  async insertText(text: string): Promise<void> {
    await this.page.keyboard.insertText(text);
  }

  /** A file of the workspace as it is saved. */
  textOfFile(name: string): string {
    return readFileSync(join(this.#folder, name), 'utf8');
  }

  /** Puts a file of the workspace in the place of what is there. */
  writeFile(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text);
  }

  /** Where the cursor is, as the status bar says it: `Ln 3, Col 14`. */
  async cursorPosition(): Promise<string> {
    return (await this.page.locator('#status\\.editor\\.selection').innerText()).trim();
  }

  /** The language VS Code shows for the active editor. */
  async languageOfActiveEditor(): Promise<string> {
    return (await this.page.locator('#status\\.editor\\.mode').innerText()).trim();
  }

  /** Opens the Problems view and waits until what it lists is right: `Error: … at line 3 and character 14. generated by …`. */
  async waitForProblems(what: string, isRight: (problems: readonly string[]) => boolean): Promise<readonly string[]> {
    const panel = this.page.locator('.markers-panel-container');
    if (!(await panel.isVisible())) {
      await this.runCommand('Problems: Focus on Problems View');
      await panel.waitFor();
    }
    const read = async (): Promise<readonly string[]> =>
      (await this.labelsOf(panel)).filter((label) => /^(Error|Warning|Info|Hint)/.test(label));
    return eventuallyReads(what, read, isRight);
  }

  /** The mark under a wrong text in the active editor. */
  squiggle(): Locator {
    return this.page.locator('.editor-group-container.active .squiggly-error').first();
  }

  /** Puts the keyboard back into the active editor. */
  async focusEditor(): Promise<void> {
    await this.runCommand('View: Focus Active Editor Group');
  }

  /** The lines on the screen of the active text editor; of the first one where something else is active. */
  async activeEditorText(): Promise<string> {
    const active = this.page.locator('.editor-group-container.active .monaco-editor .view-lines');
    const all = this.page.locator('.monaco-editor .view-lines');
    const lines = await ((await active.count()) > 0 ? active : all).first().innerText();
    // The editor draws spaces as no-break spaces.
    return lines.replace(/\u00a0/g, ' ');
  }

  /** What the rows of a tree say to a screen reader: label and state. */
  async labelsOf(tree: Locator): Promise<readonly string[]> {
    return tree
      .locator('.monaco-list-row')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  /** Opens a row of a tree. */
  async expand(tree: Locator, text: string): Promise<void> {
    const row = tree.locator('.monaco-list-row', { hasText: text }).first();
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.locator('.monaco-tl-twistie').click();
    await tree.locator('.monaco-list-row[aria-expanded="true"]', { hasText: text }).first().waitFor();
  }

  /** Shows the Test Explorer and gives its tree. */
  async showTestExplorer(): Promise<Locator> {
    const tree = this.page.locator('.test-explorer');
    if (!(await tree.isVisible())) await this.runCommand('View: Show Testing');
    await tree.waitFor();
    return tree;
  }

  /** The frame inside a webview that holds an element, once it is there. */
  async webviewFrame(selector: string): Promise<Frame> {
    return eventually(`a webview with ${selector}`, async () => {
      for (const frame of this.page.frames()) {
        if (frame.isDetached() || frame === this.page.mainFrame()) continue;
        if ((await frame.locator(selector).count()) > 0) return frame;
      }
      return null;
    });
  }

  /** Takes the screen as it is. */
  async picture(name: string): Promise<void> {
    mkdirSync(this.#pictures, { recursive: true });
    await this.page.screenshot({ path: join(this.#pictures, `${name}.png`) });
  }

  /** Takes the screen in every theme, and ends in the dark one. */
  async pictureInEveryTheme(name: string): Promise<void> {
    for (const theme of ['light', 'high-contrast', 'dark'] as const) {
      await this.useTheme(theme);
      await this.picture(`${name}-${theme}`);
    }
  }

  /** Changes the theme and waits until the window wears it. */
  async useTheme(theme: ThemeName): Promise<void> {
    this.#writeTheme(theme);
    await eventuallyReads(
      `the theme ${theme}`,
      async () => ((await this.page.locator('.monaco-workbench').getAttribute('class')) ?? '').split(' '),
      (classes) => classes.includes(themes[theme].className),
    );
    // Webviews get their colours with the next frame.
    await this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }

  async #waitUntilUsable(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  async #find(text: string): Promise<{ readonly line: number; readonly column: number }> {
    const name =
      (await this.page.locator('.editor-group-container.active .tab.active').getAttribute('data-resource-name')) ?? '';
    const lines = readFileSync(join(this.#folder, name), 'utf8').split('\n');
    const index = lines.findIndex((line) => line.includes(text));
    if (index < 0) throw new Error(`${name} does not hold ${text}`);
    return { line: index + 1, column: (lines[index] ?? '').indexOf(text) + 1 };
  }

  /** Of the folder's own settings, because those are watched. */
  #writeTheme(theme: ThemeName): void {
    const folder = join(this.#folder, '.vscode');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ 'workbench.colorTheme': themes[theme].name }));
  }

  #quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  async #openPalette(text: string): Promise<void> {
    // A window that has just come up may lose the first key, and what it does by itself may close the palette again.
    const input = this.#quickInput().locator('input').first();
    await eventually('the command palette', async () => {
      if (!(await input.isVisible())) await this.page.keyboard.press('F1');
      await input.waitFor({ timeout: 2_000 });
      await input.fill(`>${text}`, { timeout: 2_000 });
      return true;
    });
  }
}

/** A pattern for a text and nothing around it. */
function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
