/**
 * Walks over a Thrift structure (compact protocol) and throws where it is not well-formed, before hyparquet builds objects of it: a corrupt
 * length must not become a loop or an array of a billion elements.
 */

const STOP = 0;
const MAX_DEPTH = 64;

/** The position after the structure that begins at `start`. */
export function checkThriftStruct(bytes: Uint8Array, start: number): number {
  let position = start;

  const readByte = (): number => {
    const byte = bytes[position];
    if (byte === undefined) throw new ThriftEndError();
    position++;
    return byte;
  };
  const readVarint = (maxBytes: number): number => {
    let value = 0;
    for (let index = 0; index < maxBytes; index++) {
      const byte = readByte();
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return value;
    }
    throw new Error(`it has a number of more than ${maxBytes} bytes at byte ${position}`);
  };
  const skip = (length: number): void => {
    if (length > bytes.length - position) throw new ThriftEndError();
    position += length;
  };

  const walkStruct = (depth: number): void => {
    if (depth > MAX_DEPTH) throw new Error(`it is nested more than ${MAX_DEPTH} deep`);
    for (let byte = readByte(); byte !== STOP; byte = readByte()) {
      if (byte >> 4 === 0) readVarint(3);
      walkValue(byte & 0x0f, depth);
    }
  };
  const walkList = (depth: number): void => {
    const byte = readByte();
    const size = byte >> 4 === 15 ? readVarint(5) : byte >> 4;
    if (size > bytes.length - position) throw new ThriftEndError();
    const type = byte & 0x0f;
    // Truth values have a byte of their own in lists.
    if (type === 1 || type === 2) skip(size);
    else for (let index = 0; index < size; index++) walkValue(type, depth);
  };
  const walkValue = (type: number, depth: number): void => {
    switch (type) {
      case 1:
      case 2:
        return;
      case 3:
        return skip(1);
      case 4:
      case 5:
        return void readVarint(5);
      case 6:
        return void readVarint(10);
      case 7:
        return skip(8);
      case 8:
        return skip(readVarint(5));
      case 9:
        return walkList(depth + 1);
      case 12:
        return walkStruct(depth + 1);
      default:
        throw new Error(`it has a field of the unknown type ${type}`);
    }
  };

  walkStruct(0);
  return position;
}

/** The bytes end before the structure does. */
export class ThriftEndError extends Error {
  constructor() {
    super('it ends too early');
  }
}
