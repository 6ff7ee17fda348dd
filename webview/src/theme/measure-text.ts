/** Widths of texts in the view's own font, measured once each. */

import type { MeasureText } from '../graph/layout-types.ts';

/** Keep in step with `.node-name` and `.small` in styles/graph.css. */
const SIZES = { name: '600 12.5px', small: '11px' } as const;

export function createMeasureText(): MeasureText {
  const context = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(document.body).fontFamily || 'sans-serif';
  const known = new Map<string, number>();
  return (text, font) => {
    if (context === null) return text.length * 7;
    const key = `${font} ${text}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    context.font = `${SIZES[font]} ${family}`;
    const { width } = context.measureText(text);
    known.set(key, width);
    return width;
  };
}
