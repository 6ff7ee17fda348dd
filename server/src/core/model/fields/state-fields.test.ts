import { describe, expect, it } from 'vitest';

import type { StateKind } from '../../events/history-event.ts';
import fieldData from '../data/state-fields.json' with { type: 'json' };
import { stateShape, typesWithField } from './state-fields.ts';

describe('the fields of states', () => {
  it.each(Object.entries(fieldData.types))(
    '%s: every field of the dated list is described, and no other',
    (type, lists) => {
      const { fields } = stateShape(type as StateKind);
      const names = (language: 'JSONPath' | 'JSONata' | undefined): readonly string[] =>
        [...fields.values()].filter((field) => field.language === language).map(({ name }) => name);
      expect([...names(undefined)].sort()).toEqual([...lists.both].sort());
      expect([...names('JSONPath')].sort()).toEqual([...lists.JSONPath].sort());
      expect([...names('JSONata')].sort()).toEqual([...lists.JSONata].sort());
    },
  );

  it('say which states have a field', () => {
    expect(fieldData.date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(typesWithField('Retry')).toEqual(['Task', 'Parallel', 'Map']);
    expect(typesWithField('nothing')).toEqual([]);
  });
});
