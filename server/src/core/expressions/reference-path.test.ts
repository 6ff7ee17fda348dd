import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { StatesError } from '../base/states-error.ts';
import { compileReferencePath } from './reference-path.ts';

describe('compileReferencePath', () => {
  it.each<[string, Json, Json, Json]>([
    ['$', { a: 1 }, 5, 5],
    ['$.r', { a: 1 }, 5, { a: 1, r: 5 }],
    ['$.a', { a: 1, b: 2 }, null, { a: null, b: 2 }],
    ['$.x.y.z', {}, 5, { x: { y: { z: 5 } } }],
    ['$.x.y', { x: { a: 1 } }, 5, { x: { a: 1, y: 5 } }],
    ["$['x y']['z']", {}, 5, { 'x y': { z: 5 } }],
    ['$.a[1]', { a: [1, 2, 3] }, 5, { a: [1, 5, 3] }],
    ['$.a[0].b', { a: [{}] }, 5, { a: [{ b: 5 }] }],
    ['$[0]', [1, 2], 5, [5, 2]],
  ])('%s in %j', (text, root, value, expected) => {
    const before = JSON.stringify(root);
    const path = compileReferencePath(text);
    const result = path.set(root, value);
    expect(result).toEqual(expected);
    expect(path.get(result)).toEqual(value);
    expect(JSON.stringify(root)).toBe(before);
  });

  it.each<[string, Json]>([
    ['$.a', 'input1'],
    ['$.a', [1]],
    ['$.a', null],
    ['$.a.b', { a: 1 }],
    ['$.a.b', { a: null }],
    ['$.a[0]', { a: {} }],
    ['$.a[0]', {}],
    ['$.a[1]', { a: [1] }],
  ])('%s does not fit %j', (text, root) => {
    const set = (): Json => compileReferencePath(text).set(root, 1);
    expect(set).toThrow(StatesError);
    expect(set).toThrow(
      `States.ReferencePathConflict: Unable to apply ReferencePath ${text} to input ${JSON.stringify(root)}`,
    );
  });

  it.each(['$.a[*]', '$$.x', '$var', '$.a[-1]', 'a', "$['a','b']"])('%s is no Reference Path', (text) => {
    expect(() => compileReferencePath(text).set({}, 1)).toThrow('States.Runtime: Value is not a Reference Path');
  });

  it('keeps the lens laws and shares what it does not touch', () => {
    const name = fc.constantFrom('a', 'b', 'length', 'toString');
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 1, maxLength: 4 }),
        fc.jsonValue() as fc.Arbitrary<Json>,
        fc.jsonValue() as fc.Arbitrary<Json>,
        (names, value, other) => {
          const path = compileReferencePath(`$.${names.join('.')}`);
          const sibling = { kept: true };
          const root: JsonObject = { sibling };
          const once = path.set(root, value) as JsonObject;
          expect(path.get(once)).toEqual(value);
          expect(once['sibling']).toBe(sibling);
          expect(path.set(path.set(root, other), value)).toEqual(once);
          expect(path.set(once, path.get(once) as Json)).toEqual(once);
        },
      ),
    );
  });

  it('takes __proto__ for a member like any other', () => {
    const root = JSON.parse('{"__proto__":{"a":1}}') as Json;
    expect(JSON.stringify(compileReferencePath('$.b').set(root, 2))).toBe('{"__proto__":{"a":1},"b":2}');
    expect(JSON.stringify(compileReferencePath('$.__proto__').set({ b: 2 }, 1))).toBe('{"b":2,"__proto__":1}');
  });

  it('finds nothing as undefined', () => {
    expect(compileReferencePath('$.a.b').get({ a: {} })).toBeUndefined();
  });
});
