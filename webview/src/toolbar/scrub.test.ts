import { describe, expect, it } from 'vitest';
import { createScrub } from './scrub.ts';

function setUp() {
  const sent: number[] = [];
  return { scrub: createScrub((step) => sent.push(step)), sent };
}

describe('the slider over a run', () => {
  it('asks for the first moment at once, and for the last of those that follow', () => {
    const { scrub, sent } = setUp();
    for (const step of [10, 11, 12, 13]) scrub.goTo(step);
    expect(sent).toEqual([10]);
    expect(scrub.wanted).toBe(13);
    scrub.updated('settled');
    expect(sent).toEqual([10, 13]);
    scrub.updated('settled');
    expect(sent).toEqual([10, 13]);
    expect(scrub.wanted).toBeNull();
  });

  it('goes where it is let go at once, whatever is under way', () => {
    const { scrub, sent } = setUp();
    for (const step of [10, 11, 12]) scrub.goTo(step);
    scrub.settleAt(12);
    expect(sent).toEqual([10, 12]);
    scrub.settleAt(12);
    expect(sent).toEqual([10, 12]);
    scrub.updated('settled');
    expect([sent.length, scrub.wanted]).toEqual([2, null]);
  });

  it('waits while a long replay says that it is under way', () => {
    const { scrub, sent } = setUp();
    scrub.goTo(500_000);
    scrub.updated('running');
    scrub.goTo(400_000);
    expect(sent).toEqual([500_000]);
    scrub.updated('settled');
    expect(sent).toEqual([500_000, 400_000]);
  });
});
