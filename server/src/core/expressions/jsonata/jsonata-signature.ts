/**
 * Function signatures (`<s-nn?:s>`): which arguments a function takes, and what is put in for those left out.
 *
 * Arguments are matched as the reference does, by a regular expression over one letter per argument; calls whose arguments fit the
 * parameters one to one, nearly all, are recognised without it.
 */

import { JsonataError } from './jsonata-error.ts';
import { isFunction, isList, type List, type Value } from './jsonata-value.ts';

interface Parameter {
  /** `s n b l o a f j x`, or a choice such as `(sf)`. */
  readonly type: string;
  /** Letters of the values that it takes; `m` is a missing one. */
  readonly letters: string;
  readonly repeats: boolean;
  readonly optional: boolean;
  /** Left out, it is the context value. */
  readonly context: boolean;
  /** The element type of an array. */
  readonly subtype: string | null;
}

export interface Signature {
  readonly parameters: readonly Parameter[];
  readonly pattern: RegExp;
  /** Whether some parameter turns a single value into an array. */
  readonly takesArrays: boolean;
}

const LETTERS: Readonly<Record<string, string>> = {
  s: 'sm',
  n: 'nm',
  b: 'bm',
  l: 'lm',
  o: 'om',
  a: 'asnblfom',
  f: 'f',
  j: 'asnblom',
  x: 'asnblfom',
};

const ELEMENT_NAMES: Readonly<Record<string, string>> = {
  a: 'arrays',
  b: 'booleans',
  f: 'functions',
  n: 'numbers',
  o: 'objects',
  s: 'strings',
};

/** Reads a definition. The parser has already refused those that are not well formed. */
export function parseSignature(definition: string): Signature {
  const parameters: { -readonly [K in keyof Parameter]: Parameter[K] }[] = [];
  const push = (type: string, letters: string): void => {
    parameters.push({ type, letters, repeats: false, optional: false, context: false, subtype: null });
  };
  for (let position = 1; position < definition.length; position++) {
    const symbol = definition.charAt(position);
    if (symbol === ':') break;
    const last = parameters.at(-1);
    if (symbol === '(') {
      const end = definition.indexOf(')', position);
      const choice = definition.slice(position + 1, end);
      push(`(${choice})`, `${choice}m`);
      position = end;
    } else if (symbol === '<' && last !== undefined) {
      const end = closingAngle(definition, position);
      last.subtype = definition.slice(position + 1, end);
      position = end;
    } else if (symbol === '-' && last !== undefined) {
      last.context = true;
      last.optional = true;
    } else if (symbol === '?' && last !== undefined) last.optional = true;
    else if (symbol === '+' && last !== undefined) last.repeats = true;
    else if (LETTERS[symbol] !== undefined) push(symbol, LETTERS[symbol]);
  }
  const pattern = parameters
    .map(({ letters, repeats, optional }) => `([${letters}]${optional ? '?' : ''}${repeats ? '+' : ''})`)
    .join('');
  const takesArrays = parameters.some(({ type }) => type === 'a');
  return { parameters, pattern: new RegExp(`^${pattern}$`), takesArrays };
}

function closingAngle(text: string, open: number): number {
  let depth = 0;
  for (let position = open; position < text.length; position++) {
    if (text[position] === '<') depth++;
    else if (text[position] === '>' && --depth === 0) return position;
  }
  return text.length;
}

/** The arguments as the function gets them; throws `T0410`, `T0411` or `T0412`. */
export function validateArguments(signature: Signature, args: readonly Value[], context: Value): readonly Value[] {
  const { parameters } = signature;
  if (args.length > parameters.length) return matchArguments(signature, args, context);
  for (let index = 0; index < parameters.length; index++) {
    const parameter = parameters[index] as Parameter;
    if (parameter.repeats) return matchArguments(signature, args, context);
    if (index >= args.length) {
      if (!parameter.optional || parameter.context) return matchArguments(signature, args, context);
    } else if (!parameter.letters.includes(letterOf(args[index]))) return matchArguments(signature, args, context);
  }
  return signature.takesArrays ? coerceArrays(parameters, args) : args;
}

function coerceArrays(parameters: readonly Parameter[], args: readonly Value[]): readonly Value[] {
  let coerced: Value[] | null = null;
  for (let index = 0; index < args.length; index++) {
    const parameter = parameters[index] as Parameter;
    const argument = args[index];
    if (parameter.type !== 'a' || argument === undefined) continue;
    const letter = letterOf(argument);
    checkElements(parameter, argument, letter, letter, index);
    if (letter !== 'a') {
      coerced ??= args.slice();
      coerced[index] = [argument];
    }
  }
  return coerced ?? args;
}

function matchArguments(signature: Signature, args: readonly Value[], context: Value): readonly Value[] {
  const supplied = args.map(letterOf).join('');
  const match = signature.pattern.exec(supplied);
  if (match === null) throw misfit(signature, args, supplied);
  const validated: Value[] = [];
  let position = 0;
  signature.parameters.forEach((parameter, index) => {
    const letters = match[index + 1] ?? '';
    if (letters === '') {
      if (!parameter.context) {
        validated.push(args[position]);
        position++;
      } else if (parameter.letters.includes(letterOf(context))) validated.push(context);
      else throw new JsonataError('T0411', { value: context, index: position + 1 });
      return;
    }
    for (const letter of letters) {
      const argument = args[position];
      if (parameter.type !== 'a') validated.push(argument);
      else if (letter === 'm') validated.push(undefined);
      else {
        checkElements(parameter, argument, letter, letters, position);
        validated.push(letter === 'a' ? argument : [argument]);
      }
      position++;
    }
  });
  return validated;
}

function checkElements(parameter: Parameter, argument: Value, letter: string, letters: string, position: number): void {
  const { subtype } = parameter;
  if (subtype === null) return;
  let fits = letters === subtype;
  if (letter === 'a') {
    const list = argument as List;
    fits =
      list.length === 0 ||
      (letterOf(list[0]) === subtype.charAt(0) && list.every((item) => letterOf(item) === letterOf(list[0])));
  }
  if (!fits) {
    const type = ELEMENT_NAMES[subtype];
    throw new JsonataError('T0412', {
      value: argument,
      index: position + 1,
      ...(type === undefined ? {} : { type }),
    });
  }
}

/** Which argument does not fit: the first that no prefix of the parameters takes. */
function misfit(signature: Signature, args: readonly Value[], supplied: string): JsonataError {
  let partial = '^';
  let goodTo = 0;
  for (const { letters, optional, repeats } of signature.parameters) {
    partial += `[${letters}]${optional ? '?' : ''}${repeats ? '+' : ''}`;
    const match = new RegExp(partial).exec(supplied);
    if (match === null) break;
    goodTo = match[0].length;
  }
  return new JsonataError('T0410', { value: args[goodTo], index: goodTo + 1 });
}

function letterOf(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 's';
    case 'number':
      return 'n';
    case 'boolean':
      return 'b';
    case 'undefined':
      return 'm';
    default:
  }
  if (value === null) return 'l';
  if (isFunction(value)) return 'f';
  return isList(value) ? 'a' : 'o';
}
