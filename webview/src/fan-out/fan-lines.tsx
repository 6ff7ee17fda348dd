/** The lines that fan out from the batcher to the children's columns. Decoration: what they show is said by the counts. */

import { memo } from 'preact/compat';
import type { GridGeometry } from './grid-geometry.ts';

const HEIGHT = 36;
const MOST_LINES = 28;

function FanLinesView({
  width,
  geometry,
  flow,
}: {
  readonly width: number;
  readonly geometry: GridGeometry | null;
  readonly flow: 'flowing' | 'still';
}) {
  if (geometry === null || width === 0 || geometry.nCells === 0) return null;
  const from = width / 2;
  const cells = Math.min(geometry.columns, geometry.nCells);
  const nLines = Math.min(MOST_LINES, cells);
  const span = cells * geometry.pitch - geometry.gap;
  const ends = Array.from({ length: nLines }, (_, line) =>
    nLines === cells
      ? geometry.left + line * geometry.pitch + (geometry.pitch - geometry.gap) / 2
      : ((line + 0.5) / nLines) * span,
  );
  return (
    <svg
      class={`fan-lines ${flow}`}
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      aria-hidden="true"
    >
      {ends.map((end) => (
        <path key={end} d={`M${from} 0C${from} ${HEIGHT * 0.7} ${end} ${HEIGHT * 0.3} ${end} ${HEIGHT}`} />
      ))}
    </svg>
  );
}

export const FanLines = memo(FanLinesView);
