/** The paths that a JSONPath text holds: itself, or those among the arguments of an intrinsic call. */

import { parseIntrinsic, type IntrinsicArgument } from '../expressions/intrinsics/parse-intrinsic.ts';
import { parseJsonPath, type JsonPath } from '../expressions/json-path.ts';

/** The paths in a JSONPath text, with their places in it. */
export function pathsIn(text: string): readonly JsonPath[] {
  if (text.startsWith('$')) {
    const { path } = parseJsonPath(text);
    return path === null ? [] : [path];
  }
  if (!text.startsWith('States.')) return [];
  const { call } = parseIntrinsic(text);
  const paths: JsonPath[] = [];
  const collect = (argument: IntrinsicArgument): void => {
    if (argument.kind === 'path') paths.push(argument.path);
    else if (argument.kind === 'call') argument.arguments.forEach(collect);
  };
  if (call !== null) collect(call);
  return paths;
}
