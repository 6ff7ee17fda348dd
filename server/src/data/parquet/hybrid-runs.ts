/** Parquet's mix of run-length and bit-packed integers: levels, indices into dictionaries, booleans. Never reads or writes out of bounds. */

/** `count` integers of `width` bits from `bytes`, which may be longer. Throws where it is shorter or not well-formed. */
export function readHybridRuns(bytes: Uint8Array, width: number, count: number): Int32Array {
  if (width > 32) throw new Error(`its integers are said to have ${width} bits`);
  const output = new Int32Array(count);
  if (width === 0) return output;
  let position = 0;
  let filled = 0;

  const readByte = (): number => {
    const byte = bytes[position++];
    if (byte === undefined) throw new Error('its runs of integers end too early');
    return byte;
  };
  const readVarint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = readByte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Error('the length of a run of integers is not well-formed');
  };

  while (filled < count) {
    const header = readVarint();
    if (header % 2 === 0) {
      const end = Math.min(count, filled + header / 2);
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) value |= readByte() << shift;
      if (value !== 0) output.fill(value, filled, end);
      filled = end;
    } else {
      const end = Math.min(count, filled + ((header - 1) / 2) * 8);
      filled = unpack(end);
    }
  }
  return output;

  /** The last group of eight may be cut off where nothing of it is needed. */
  function unpack(end: number): number {
    const nGroups = Math.ceil((end - filled) / 8);
    const groupStart = position;
    let held = 0;
    let nBits = 0;
    if (width <= 16) {
      const mask = (1 << width) - 1;
      for (let index = filled; index < end; index++) {
        for (; nBits < width; nBits += 8) held |= readByte() << nBits;
        output[index] = held & mask;
        held >>>= width;
        nBits -= width;
      }
      position = groupStart + nGroups * width;
      return end;
    }
    for (let index = filled; index < end; index++) {
      while (nBits < width) {
        held += readByte() * 2 ** nBits;
        nBits += 8;
      }
      const next = Math.floor(held / 2 ** width);
      output[index] = held - next * 2 ** width;
      held = next;
      nBits -= width;
    }
    position = groupStart + nGroups * width;
    return end;
  }
}
