/** `node:util`'s parseArgs with messages for people. */

import { parseArgs, type ParseArgsConfig } from 'node:util';
import { didYouMean } from '../core/base/closest-name.ts';
import { UsageError } from './cli-io.ts';

export interface ParsedOptions {
  readonly positionals: readonly string[];
  has(name: string): boolean;
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  choice<T extends string>(name: string, allowed: readonly T[]): T | undefined;
}

export type OptionTable = NonNullable<ParseArgsConfig['options']>;

export function parseOptions(args: readonly string[], options: OptionTable): ParsedOptions {
  const { values, positionals } = parse(args, options);
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    positionals,
    has: (name) => values[name] !== undefined,
    text,
    texts(name) {
      const value = values[name];
      return Array.isArray(value) ? value.filter((element) => typeof element === 'string') : [];
    },
    choice(name, allowed) {
      const value = text(name);
      if (value === undefined) return undefined;
      const found = allowed.find((candidate) => candidate === value);
      if (found === undefined) {
        throw new UsageError(
          `--${name} must be one of ${allowed.join(', ')}, not "${value}".${didYouMean(value, allowed)}`,
        );
      }
      return found;
    },
  };
}

function parse(
  args: readonly string[],
  options: OptionTable,
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(describe(error as Error, options));
  }
}

function describe(error: Error, options: OptionTable): string {
  const unknown = /^Unknown option '(--?)([^']*)'/.exec(error.message);
  if (unknown !== null) {
    const [, dashes = '--', name = ''] = unknown;
    const closest = didYouMean(name, Object.keys(options)).replace('"', '"--');
    return `There is no option ${dashes}${name}.${closest} See sfn-test --help.`;
  }
  const missing = /^Option '(?:-\w, )?(--[\w-]+) <value>' argument missing/.exec(error.message);
  if (missing !== null) return `${missing[1]} needs a value.`;
  return error.message.split('\n', 1)[0] as string;
}
