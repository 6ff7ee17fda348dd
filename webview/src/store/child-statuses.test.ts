import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChildStatuses, decodeBase64, STATUS_OF_CODE } from './child-statuses.ts';

describe('ChildStatuses', () => {
  it('is what a plain list of codes would be, after any writes', () => {
    const write = fc.record({ start: fc.nat(300), codes: fc.uint8Array({ min: 0, max: 5, maxLength: 80 }) });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 12 }), (writes) => {
        const statuses = new ChildStatuses();
        const plain: number[] = [];
        for (const { start, codes } of writes) {
          statuses.write(start, codes);
          while (plain.length < start + codes.length) plain.push(0);
          codes.forEach((code, offset) => (plain[start + offset] = code));
        }
        expect([...statuses.codes]).toEqual(plain);
        STATUS_OF_CODE.forEach((status, code) => {
          const expected = plain.flatMap((each, index) => (each === code ? [index] : []));
          expect(statuses.countOf(status)).toBe(expected.length);
          expect([...statuses.indicesOf(status)]).toEqual(expected);
        });
      }),
    );
  });

  it('names a span that holds every change since it was asked last', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ max: 5, minLength: 40, maxLength: 40 }),
        fc.nat(30),
        fc.uint8Array({ max: 5, maxLength: 10 }),
        (first, start, codes) => {
          const statuses = new ChildStatuses();
          statuses.write(0, first);
          statuses.takeChanged();
          const before = [...statuses.codes];
          statuses.write(start, codes);
          const span = statuses.takeChanged();
          statuses.codes.forEach((code, index) => {
            const isInside = span !== null && index >= span.start && index < span.end;
            if (code !== before[index]) expect(isInside).toBe(true);
          });
          expect(statuses.takeChanged()).toBeNull();
        },
      ),
    );
  });

  it('has new children pending and tells that they are new', () => {
    const statuses = new ChildStatuses();
    statuses.growTo(3);
    expect(statuses.statusAt(2)).toBe('PENDING');
    expect(statuses.countOf('PENDING')).toBe(3);
    expect(statuses.takeChanged()).toEqual({ start: 0, end: 3 });
  });

  it('leaves out codes that are no status', () => {
    const statuses = new ChildStatuses();
    statuses.write(0, Uint8Array.of(2, 9, 3));
    expect([statuses.statusAt(0), statuses.statusAt(1), statuses.statusAt(2)]).toEqual([
      'SUCCEEDED',
      'PENDING',
      'FAILED',
    ]);
  });

  it('does not count a write that changes nothing as a change', () => {
    const statuses = new ChildStatuses();
    statuses.write(0, Uint8Array.of(2, 2));
    const { revision } = statuses;
    statuses.takeChanged();
    statuses.write(0, Uint8Array.of(2, 2));
    expect(statuses.revision).toBe(revision);
    expect(statuses.takeChanged()).toBeNull();
  });
});

describe('decodeBase64', () => {
  it('gives back bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect([...decodeBase64(btoa(String.fromCharCode(...bytes)))]).toEqual([...bytes]);
      }),
    );
  });

  it('is empty for a text that is not base64', () => {
    expect(decodeBase64('?!').length).toBe(0);
  });
});
