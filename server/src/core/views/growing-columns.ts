/** Columns of numbers that grow with their rows: a million rows cost a few dozen bytes each and no object. */

type ColumnArray = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

export interface Column<T extends ColumnArray> {
  /** Rows that were never set read as 0. */
  get(row: number): number;
  set(row: number, value: number): void;
  /** Rows from `start` up to `end`, as a copy. */
  slice(start: number, end: number): T;
}

export function createColumn<T extends ColumnArray>(create: (length: number) => T): Column<T> {
  let values = create(64);
  const makeRoom = (length: number): void => {
    if (length <= values.length) return;
    const grown = create(Math.max(length, 2 * values.length));
    grown.set(values);
    values = grown;
  };
  return {
    get: (row) => values[row] ?? 0,
    set(row, value) {
      makeRoom(row + 1);
      values[row] = value;
    },
    slice(start, end) {
      makeRoom(end);
      return values.slice(start, end) as T;
    },
  };
}

/** Texts as small numbers: 0 is no text. */
export interface TextTable {
  idOf(text: string | undefined): number;
  textOf(id: number): string | undefined;
}

/** At most `limit` different texts are told apart; further ones share the last number. */
export function createTextTable(limit: number): TextTable {
  const ids = new Map<string, number>();
  const texts: (string | undefined)[] = [undefined];
  return {
    idOf(text) {
      if (text === undefined) return 0;
      const known = ids.get(text);
      if (known !== undefined) return known;
      if (texts.length > limit) return limit;
      ids.set(text, texts.length);
      texts.push(text);
      return texts.length - 1;
    },
    textOf: (id) => texts[id],
  };
}
