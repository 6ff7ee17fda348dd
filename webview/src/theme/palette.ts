/** The theme's colours for canvases, which do not inherit CSS: read once, and again when the theme changes. */

export interface Palette {
  readonly succeeded: string;
  readonly failed: string;
  readonly running: string;
  readonly pending: string;
  readonly timedOut: string;
  readonly aborted: string;
  readonly background: string;
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
  text: '--ss-foreground',
} as const;

export function readPalette(): Palette {
  const style = getComputedStyle(document.body);
  const colours = Object.fromEntries(
    Object.entries(NAMES).map(([key, variable]) => [key, style.getPropertyValue(variable).trim() || style.color]),
  ) as Record<keyof typeof NAMES, string>;
  return { ...colours, fontFamily: style.fontFamily };
}

/** Which of two colours reads better on a third; colours as canvases give them back, `#rrggbb`. */
export function readableOn(colour: string, one: string, other: string): string {
  const base = luminance(colour);
  return contrast(base, luminance(one)) >= contrast(base, luminance(other)) ? one : other;
}

/** Relative luminance as WCAG 2 defines it; mid-grey for what is no `#rrggbb`. */
function luminance(colour: string): number {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(colour);
  if (match === null) return 0.2;
  const [red = 0, green = 0, blue = 0] = match.slice(1).map((hex) => {
    const value = Number.parseInt(hex, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(left: number, right: number): number {
  return (Math.max(left, right) + 0.05) / (Math.min(left, right) + 0.05);
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
