/**
 * Where each child's cell lies, at the level of detail that the room allows: large cells with numbers for a few, small cells for
 * thousands, blocks of several children each beyond that. Pure arithmetic, in CSS pixels.
 */

export interface GridGeometry {
  readonly nChildren: number;
  /** Children in one cell: 1, or more where there is not the room for a cell each. */
  readonly perCell: number;
  /** Distance from one cell to the next. */
  readonly pitch: number;
  /** The part of the pitch that is not painted. */
  readonly gap: number;
  readonly columns: number;
  readonly rows: number;
  readonly nCells: number;
  /** Empty room left of the cells: a single row stands in the middle. */
  readonly left: number;
}

/** Sizes a cell can have, largest first. */
export const PITCHES: readonly number[] = [44, 36, 28, 22, 18, 14, 11, 9, 7, 6, 5];

const LEAST_BLOCK_PITCH = 6;

/**
 * @param zoom the pitch the user chose; null: everything fits the height.
 */
export function gridGeometry({
  nChildren,
  width,
  height,
  zoom,
}: {
  readonly nChildren: number;
  readonly width: number;
  readonly height: number;
  readonly zoom: number | null;
}): GridGeometry {
  if (zoom !== null) return geometry(nChildren, 1, zoom, width);
  const pitch = PITCHES.find((candidate) => fits(nChildren, candidate, width, height));
  if (pitch !== undefined) return geometry(nChildren, 1, pitch, width);
  const capacity = columnsAt(LEAST_BLOCK_PITCH, width) * Math.max(1, Math.floor(height / LEAST_BLOCK_PITCH));
  const perCell = roundUp(nChildren / capacity);
  const nBlocks = Math.ceil(nChildren / perCell);
  const blockPitch =
    PITCHES.find((candidate) => candidate <= 14 && fits(nBlocks, candidate, width, height)) ?? LEAST_BLOCK_PITCH;
  return geometry(nChildren, perCell, blockPitch, width);
}

/** The cell of a child. */
export function cellOf(child: number, { perCell }: GridGeometry): number {
  return Math.floor(child / perCell);
}

/** Children of a cell, half-open. */
export function childrenOf(
  cell: number,
  { perCell, nChildren }: GridGeometry,
): { readonly start: number; readonly end: number } {
  return { start: cell * perCell, end: Math.min(nChildren, (cell + 1) * perCell) };
}

export function cellOrigin(
  cell: number,
  { columns, pitch, left }: GridGeometry,
): { readonly x: number; readonly y: number } {
  return { x: left + (cell % columns) * pitch, y: Math.floor(cell / columns) * pitch };
}

/** The cell at a point of the whole grid, or null beside it. */
export function cellAt(x: number, y: number, { columns, pitch, nCells, left }: GridGeometry): number | null {
  const column = Math.floor((x - left) / pitch);
  const row = Math.floor(y / pitch);
  if (column < 0 || column >= columns || row < 0) return null;
  const cell = row * columns + column;
  return cell < nCells ? cell : null;
}

/** Cells that lie at least partly between two heights, half-open. */
export function visibleCells(
  top: number,
  height: number,
  { columns, pitch, nCells }: GridGeometry,
): { readonly start: number; readonly end: number } {
  const firstRow = Math.max(0, Math.floor(top / pitch));
  const lastRow = Math.ceil((top + height) / pitch);
  return { start: Math.min(nCells, firstRow * columns), end: Math.min(nCells, lastRow * columns) };
}

export function sameGeometry(left: GridGeometry, right: GridGeometry): boolean {
  return (
    left.perCell === right.perCell &&
    left.pitch === right.pitch &&
    left.columns === right.columns &&
    left.nCells === right.nCells
  );
}

function geometry(nChildren: number, perCell: number, pitch: number, width: number): GridGeometry {
  const nCells = Math.ceil(nChildren / perCell);
  const columns = columnsAt(pitch, width);
  const gap = gapAt(pitch);
  const left = nCells < columns ? Math.floor((width - nCells * pitch + gap) / 2) : 0;
  return { nChildren, perCell, pitch, gap, columns, rows: Math.ceil(nCells / columns), nCells, left };
}

function columnsAt(pitch: number, width: number): number {
  return Math.max(1, Math.floor(width / pitch));
}

function fits(nCells: number, pitch: number, width: number, height: number): boolean {
  return Math.ceil(nCells / columnsAt(pitch, width)) * pitch <= height;
}

function gapAt(pitch: number): number {
  if (pitch >= 28) return 4;
  if (pitch >= 14) return 2;
  return 1;
}

/** Up to the next of 2, 5, 10, 20, 50, …: a number that can be read in a legend. */
function roundUp(least: number): number {
  let base = 1;
  for (;;) {
    for (const step of [2, 5, 10]) if (step * base >= least) return step * base;
    base *= 10;
  }
}
