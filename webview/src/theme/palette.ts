/** The theme's colours for canvases, which do not inherit CSS: read once, and again when the theme changes. */

export interface Palette {
  readonly succeeded: string;
  readonly failed: string;
  readonly running: string;
  readonly pending: string;
  readonly timedOut: string;
  readonly aborted: string;
  readonly background: string;
  readonly onStatus: string;
  readonly text: string;
  readonly fontFamily: string;
}

const NAMES = {
  succeeded: '--ss-succeeded',
  failed: '--ss-failed',
  running: '--ss-running',
  pending: '--ss-pending',
  timedOut: '--ss-timed-out',
  aborted: '--ss-aborted',
  background: '--ss-background',
  onStatus: '--ss-background',
  text: '--ss-foreground',
} as const;

export function readPalette(): Palette {
  const style = getComputedStyle(document.body);
  const colours = Object.fromEntries(
    Object.entries(NAMES).map(([key, variable]) => [key, style.getPropertyValue(variable).trim() || style.color]),
  ) as Record<keyof typeof NAMES, string>;
  return { ...colours, fontFamily: style.fontFamily };
}

/** Calls back when the theme changes. VS Code marks it on the body's class and on the root's style. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  return () => observer.disconnect();
}

/** VS Code passes the user's wish as a class; the media query is the system's. */
export function prefersReducedMotion(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    window.matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
