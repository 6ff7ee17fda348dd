/** All built-in functions by name. `$eval` is not among them: the service does not offer it. */

import { COLLECTION_FUNCTIONS } from './builtin-collections.ts';
import { DATE_FUNCTIONS } from './builtin-dates.ts';
import { HIGHER_ORDER_FUNCTIONS } from './builtin-higher-order.ts';
import { NUMBER_FUNCTIONS } from './builtin-numbers.ts';
import { PATTERN_FUNCTIONS } from './builtin-patterns.ts';
import { STATES_FUNCTIONS } from './builtin-states.ts';
import { STRING_FUNCTIONS } from './builtin-strings.ts';
import type { FunctionValue } from './jsonata-value.ts';

export const BUILTINS: ReadonlyMap<string, FunctionValue> = new Map(
  [
    STRING_FUNCTIONS,
    PATTERN_FUNCTIONS,
    NUMBER_FUNCTIONS,
    DATE_FUNCTIONS,
    COLLECTION_FUNCTIONS,
    HIGHER_ORDER_FUNCTIONS,
    STATES_FUNCTIONS,
  ].flatMap((functions) => Object.entries(functions)),
);
