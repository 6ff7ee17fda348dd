import { describe, expect, it } from 'vitest';
import { createValueMapping, plainJson } from './parquet-values.ts';
import { PlainBytes } from './plain-bytes.ts';
import type { DecodedArray, SchemaElement } from './parquet-types.ts';

const convert = (element: Omit<SchemaElement, 'name'>, raw: DecodedArray): readonly unknown[] =>
  createValueMapping({ name: 'x', ...element }).convert(raw, 0, raw.length).values;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('Parquet values as JSON', () => {
  it.each<[string, Omit<SchemaElement, 'name'>, DecodedArray, readonly unknown[]]>([
    ['INT32', { type: 'INT32' }, Int32Array.of(-1, 7), [-1, 7]],
    ['UINT_32', { type: 'INT32', converted_type: 'UINT_32' }, Int32Array.of(-1, 7), [4294967295, 7]],
    [
      'INT64',
      { type: 'INT64' },
      BigInt64Array.of(-1n, 9007199254740991n, 9007199254740992n, -9007199254740991n, 4294967296n, -(2n ** 63n)),
      [-1, 9007199254740991, '9007199254740992', -9007199254740991, 4294967296, '-9223372036854775808'],
    ],
    ['UINT_64', { type: 'INT64', converted_type: 'UINT_64' }, BigInt64Array.of(-1n, 5n), ['18446744073709551615', 5]],
    ['FLOAT', { type: 'FLOAT' }, Float32Array.of(0.1, 3, 1e-30, NaN), [0.1, 3, 1e-30, 'NaN']],
    ['DOUBLE', { type: 'DOUBLE' }, Float64Array.of(0.1, -Infinity), [0.1, '-Infinity']],
    [
      'FLOAT16',
      { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2, logical_type: { type: 'FLOAT16' } },
      [Uint8Array.of(0x00, 0x3e), Uint8Array.of(0x00, 0xc0)],
      [1.5, -2],
    ],
    [
      'DECIMAL(9,2) in INT32',
      { type: 'INT32', converted_type: 'DECIMAL', scale: 2, precision: 9 },
      Int32Array.of(1230, -5, 3),
      [12.3, -0.05, 0.03],
    ],
    [
      'DECIMAL(20,3) in bytes',
      { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 9, logical_type: { type: 'DECIMAL', precision: 20, scale: 3 } },
      [Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x30, 0x39), new Uint8Array(9).fill(0xff)],
      ['12.345', '-0.001'],
    ],
    [
      'DATE',
      { type: 'INT32', converted_type: 'DATE' },
      Int32Array.of(0, 19753, -1),
      ['1970-01-01', '2024-01-31', '1969-12-31'],
    ],
    [
      'TIMESTAMP_MILLIS',
      { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
      BigInt64Array.of(1706704496789n, -1n, 0n),
      ['2024-01-31T12:34:56.789Z', '1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00Z'],
    ],
    [
      'TIMESTAMP in nanoseconds, local',
      { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } },
      BigInt64Array.of(1706704496000000001n, 1706704496120000000n),
      ['2024-01-31T12:34:56.000000001', '2024-01-31T12:34:56.120'],
    ],
    [
      'TIME_MICROS',
      { type: 'INT64', converted_type: 'TIME_MICROS' },
      BigInt64Array.of(45296000001n, 0n),
      ['12:34:56.000001', '00:00:00'],
    ],
    ['INT96', { type: 'INT96' }, [(2440588n << 64n) | 1_000_000_000n], ['1970-01-01T00:00:01Z']],
    [
      'INTERVAL',
      { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 12, converted_type: 'INTERVAL' },
      [Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0, 0xbc, 0x0b, 0, 0)],
      ['P1M2DT3.004S'],
    ],
    ['STRING', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, [bytes('a'), bytes('ø')], ['a', 'ø']],
    ['JSON', { type: 'BYTE_ARRAY', converted_type: 'JSON' }, [bytes('{"a":[1]}')], [{ a: [1] }]],
    [
      'UUID',
      { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } },
      [Uint8Array.from({ length: 16 }, (_, index) => index)],
      ['00010203-0405-0607-0809-0a0b0c0d0e0f'],
    ],
    ['bytes', { type: 'BYTE_ARRAY' }, [Uint8Array.of(0, 255, 16)], ['AP8Q']],
    ['BOOLEAN', { type: 'BOOLEAN' }, [true, false], [true, false]],
  ])('%s', (_name, element, raw, expected) => {
    expect(convert(element, raw)).toEqual(expected);
  });

  it('a text that is not UTF-8 is a mistake', () => {
    expect(() => convert({ type: 'BYTE_ARRAY', converted_type: 'UTF8' }, [Uint8Array.of(0xff)])).toThrow(
      'not valid UTF-8',
    );
  });

  it.each([
    ['ASCII', (index: number) => 'x'.repeat(index % 20)],
    ['long', (index: number) => 'y'.repeat(100 + index)],
    ['other', (index: number) => (index % 3 === 0 ? 'ø€😀' : 'z')],
  ])('%s texts of a page, some at a time', (_name, textOf) => {
    const texts = Array.from({ length: 100 }, (_, index) => textOf(index));
    const page = texts.flatMap((text) => {
      const body = bytes(text);
      return [body.length & 0xff, body.length >> 8, 0, 0, ...body];
    });
    const raw = new PlainBytes(Uint8Array.from(page), 100);
    const mapping = createValueMapping({ name: 'x', type: 'BYTE_ARRAY', converted_type: 'UTF8' });
    const values = [0, 1, 50].flatMap((from, at) => mapping.convert(raw, from, [1, 50, 100][at] as number).values);
    expect(values).toEqual(texts);
    expect(mapping.convert(raw, 7, 7).values).toEqual([]);
  });

  it('lengths that lead out of a page are a mistake', () => {
    expect(() => new PlainBytes(Uint8Array.of(1, 0, 0, 0, 65), 2)).toThrow('its page ends too early');
    expect(() => new PlainBytes(Uint8Array.of(2, 0, 0, 0, 65), 1)).toThrow('its page ends too early');
  });

  it('what was assembled becomes plain', () => {
    const value = {
      a: [1n, undefined, new Date(0)],
      b: Uint8Array.of(1),
      ...(JSON.parse('{"__proto__":[1e999]}') as object),
    };
    expect(JSON.stringify(plainJson(value))).toBe(
      '{"a":[1,null,"1970-01-01T00:00:00Z"],"b":"AQ==","__proto__":["Infinity"]}',
    );
  });
});
