import { describe, expect, it } from 'vitest';
import { createVariables } from './variables.ts';

describe('createVariables', () => {
  it('reads outwards and hides outer names', () => {
    const outer = createVariables(null);
    outer.assign({ a: 1, b: 2 });
    const inner = createVariables(outer);
    inner.assign({ b: 3, c: null });
    expect([inner.get('a'), inner.get('b'), inner.get('c'), inner.get('d')]).toEqual([1, 3, null, undefined]);
    expect(inner.all()).toEqual({ a: 1, b: 3, c: null });
    expect(inner.own()).toEqual({ b: 3, c: null });
    expect(outer.all()).toEqual({ a: 1, b: 2 });
  });

  it('keeps concurrent branches apart', () => {
    const outer = createVariables(null);
    outer.assign({ x: 0 });
    const [left, right] = [createVariables(outer), createVariables(outer)];
    left.assign({ x: 1, onlyLeft: true });
    expect([left.get('x'), right.get('x'), outer.get('x')]).toEqual([1, 0, 0]);
    expect(right.get('onlyLeft')).toBeUndefined();
  });

  it('never changes what it handed out', () => {
    const variables = createVariables(null);
    variables.assign({ x: 1 });
    const before = variables.all();
    variables.assign({ x: 2, y: 3 });
    expect(before).toEqual({ x: 1 });
    expect(variables.all()).toEqual({ x: 2, y: 3 });
  });

  it('has no variables that nobody assigned', () => {
    const variables = createVariables(null);
    variables.assign({ x: 1 });
    expect(variables.get('toString')).toBeUndefined();
    expect(createVariables(null).get('constructor')).toBeUndefined();
  });
});
