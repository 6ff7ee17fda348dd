/** Turns a parsed intrinsic call into a closure, with paths, literals and literal templates prepared once. */

import type { Json } from '../../base/json.ts';
import { StatesError } from '../../base/states-error.ts';
import type { Evaluate, EvaluationScope } from '../evaluation-scope.ts';
import { compileScopedPath, explainMiss, rootValue } from '../json-path-evaluate.ts';
import { inputTextOf } from '../path-errors.ts';
import type { JsonPath } from '../json-path.ts';
import { parseFormatTemplate } from './format-template.ts';
import { INTRINSIC_FUNCTIONS, IntrinsicFailure, joinTemplate } from './intrinsic-functions.ts';
import { INTRINSIC_SIGNATURES } from './intrinsic-signatures.ts';
import type { IntrinsicArgument, IntrinsicCall } from './parse-intrinsic.ts';

/**
 * @param text the whole expression as written; AWS names it in the cause of every failure, in other words when an argument is missing
 * @returns a closure that throws `States.Runtime` where AWS does
 */
export function compileIntrinsic(call: IntrinsicCall, text: string): Evaluate {
  const evaluate = compileCall(call);
  return (scope) => {
    try {
      return evaluate(scope);
    } catch (error) {
      if (!(error instanceof IntrinsicFailure)) throw error;
      const cause =
        error instanceof ArgumentMissing
          ? `The function '${text}' had the following error: ${error.message}`
          : `There was an error while evaluating the intrinsic function: ${text}. ${error.message}`;
      throw new StatesError('States.Runtime', cause, { prefixed: true });
    }
  };
}

/** The path of an argument finds nothing. */
class ArgumentMissing extends IntrinsicFailure {}

function compileCall(call: IntrinsicCall): Evaluate {
  const [template, ...rest] = call.arguments;
  if (call.name === 'States.Format' && template?.kind === 'string') {
    const parsed = parseFormatTemplate(template.raw);
    if (parsed.kind === 'template') {
      const values = rest.map(compileArgument);
      return (scope) => joinTemplate(parsed.texts, evaluateAll(values, scope));
    }
    return () => {
      throw new IntrinsicFailure(`Invalid template in States.Format: ${parsed.reason}`);
    };
  }
  const args = call.arguments.map(compileArgument);
  const { minimum, maximum } = INTRINSIC_SIGNATURES[call.name];
  // Recorded: UUID takes no notice of arguments.
  if ((args.length < minimum || args.length > maximum) && call.name !== 'States.UUID') {
    const message = `Invalid arguments in ${call.name}${call.name === 'States.JsonToString' ? ': only a single argument is allowed.' : ''}`;
    return (scope) => {
      evaluateAll(args, scope);
      throw new IntrinsicFailure(message);
    };
  }
  const apply = INTRINSIC_FUNCTIONS[call.name];
  return (scope) => apply(evaluateAll(args, scope), scope);
}

function evaluateAll(args: readonly Evaluate[], scope: EvaluationScope): Json[] {
  const values = new Array<Json>(args.length);
  for (let at = 0; at < args.length; at++) values[at] = (args[at] as Evaluate)(scope);
  return values;
}

function compileArgument(argument: IntrinsicArgument): Evaluate {
  switch (argument.kind) {
    case 'call':
      return compileCall(argument);
    case 'path':
      return compilePathArgument(argument.path);
    case 'string':
    case 'literal': {
      const { value } = argument;
      return () => value;
    }
  }
}

function compilePathArgument(path: JsonPath): Evaluate {
  const find = compileScopedPath(path);
  return (scope) => {
    const value = find(scope);
    if (value !== undefined) return value;
    const miss = explainMiss(path, rootValue(path, scope));
    // Observed: an index into something that is no array shows through in the words of the JSONPath library.
    if (miss.kind === 'missing' && miss.reason.startsWith('Filter: ')) throw new ArgumentMissing(miss.reason);
    throw new ArgumentMissing(
      `The JsonPath argument for the field '${path.text}' could not be found in the input '${inputTextOf(path, scope)}'`,
    );
  };
}
