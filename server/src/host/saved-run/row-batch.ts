/**
 * Rows of children as columns of bytes: how a million of them fit into a few megabytes.
 *
 *     body = names length (u32)  names (JSON array of the error names used in this batch)  row count (u32)
 *            then each column for all rows, little endian, in the order of `COLUMNS`
 *
 * `error` is 0, or the place of a name in `names` plus one. `digest` is `textDigest` of the output's JSON text, 0 without output.
 */

export interface SavedRow {
  readonly mapRun: number;
  readonly index: number;
  readonly execution: number;
  readonly firstItem: number;
  readonly nItems: number;
  /** -1 where it was not measured. */
  readonly nBytes: number;
  readonly startTime: number;
  readonly stopTime: number;
  readonly nRetries: number;
  readonly nEvents: number;
  readonly redriveCount: number;
  /** `CHILD_STATUS_CODE`. */
  readonly status: number;
  readonly digest: number;
  readonly error?: string;
}

type ColumnName = Exclude<keyof SavedRow, 'error'> | 'error';

const COLUMNS: readonly (readonly [ColumnName, 'u8' | 'u16' | 'u32' | 'i32' | 'f64'])[] = [
  ['mapRun', 'u32'],
  ['index', 'u32'],
  ['execution', 'u32'],
  ['firstItem', 'u32'],
  ['nItems', 'u32'],
  ['nBytes', 'i32'],
  ['startTime', 'f64'],
  ['stopTime', 'f64'],
  ['nRetries', 'u32'],
  ['nEvents', 'u32'],
  ['redriveCount', 'u16'],
  ['status', 'u8'],
  ['digest', 'u32'],
  ['error', 'u16'],
];

const WIDTH = { u8: 1, u16: 2, u32: 4, i32: 4, f64: 8 } as const;
const ROW_BYTES = COLUMNS.reduce((sum, [, type]) => sum + WIDTH[type], 0);
const MAX_NAMES = 65_534;

export function encodeRows(rows: readonly SavedRow[]): Buffer {
  const names: string[] = [];
  const ids = new Map<string, number>();
  const errorId = (name: string | undefined): number => {
    if (name === undefined) return 0;
    const known = ids.get(name);
    if (known !== undefined) return known;
    if (names.length >= MAX_NAMES) return MAX_NAMES;
    names.push(name);
    ids.set(name, names.length);
    return names.length;
  };
  const errors = rows.map((row) => errorId(row.error));
  const nameText = Buffer.from(JSON.stringify(names), 'utf8');
  const body = Buffer.allocUnsafe(8 + nameText.length + rows.length * ROW_BYTES);
  let at = body.writeUInt32LE(nameText.length, 0);
  at += nameText.copy(body, at);
  at = body.writeUInt32LE(rows.length, at);
  for (const [name, type] of COLUMNS) {
    for (let row = 0; row < rows.length; row++) {
      const value = name === 'error' ? (errors[row] as number) : (rows[row] as SavedRow)[name];
      at = write(body, type, value, at);
    }
  }
  return body;
}

/** Null: these are no rows. */
export function decodeRows(body: Buffer): readonly SavedRow[] | null {
  if (body.length < 8) return null;
  const nameLength = body.readUInt32LE(0);
  if (8 + nameLength > body.length) return null;
  const names = readNames(body.toString('utf8', 4, 4 + nameLength));
  const nRows = body.readUInt32LE(4 + nameLength);
  let at = 8 + nameLength;
  if (names === null || at + nRows * ROW_BYTES !== body.length) return null;
  const rows: Record<string, number | string>[] = Array.from({ length: nRows }, () => ({}));
  for (const [name, type] of COLUMNS) {
    for (const row of rows) {
      const value = read(body, type, at);
      at += WIDTH[type];
      if (name !== 'error') row[name] = value;
      else if (value > 0) row[name] = names[value - 1] ?? '';
    }
  }
  return rows as unknown as readonly SavedRow[];
}

function readNames(text: string): readonly string[] | null {
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? value.map(String) : null;
  } catch {
    return null;
  }
}

function write(body: Buffer, type: keyof typeof WIDTH, value: number, at: number): number {
  switch (type) {
    case 'u8':
      return body.writeUInt8(value, at);
    case 'u16':
      return body.writeUInt16LE(Math.min(value, 65_535), at);
    case 'u32':
      return body.writeUInt32LE(value >>> 0, at);
    case 'i32':
      return body.writeInt32LE(value, at);
    case 'f64':
      return body.writeDoubleLE(value, at);
  }
}

function read(body: Buffer, type: keyof typeof WIDTH, at: number): number {
  switch (type) {
    case 'u8':
      return body.readUInt8(at);
    case 'u16':
      return body.readUInt16LE(at);
    case 'u32':
      return body.readUInt32LE(at);
    case 'i32':
      return body.readInt32LE(at);
    case 'f64':
      return body.readDoubleLE(at);
  }
}

/** A number that tells texts apart well enough to notice that one has changed (FNV-1a over UTF-16 units); never 0. */
export function textDigest(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0 || 1;
}
