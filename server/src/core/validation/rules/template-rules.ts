/** Family H: payload templates (`.$` fields) and the intrinsic functions in them; AWS's three warnings about forgotten dollars. */

import type { IntrinsicArgument, IntrinsicCall } from '../../expressions/intrinsics/parse-intrinsic.ts';
import { parseIntrinsic } from '../../expressions/intrinsics/parse-intrinsic.ts';
import { parseJsonPath } from '../../expressions/json-path.ts';
import { pathOrIntrinsicProblems } from '../../expressions/path-fields.ts';
import { getProperty, type StringNode, type SyntaxNode, type SyntaxProperty } from '../../syntax/syntax-node.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';
import { at, atKey, type AnyRule, type RuleContext } from '../rule.ts';
import { shorten } from '../wording.ts';
import { pathDoubt, sentence, within } from './path-rules.ts';
import { isSubstituted } from './value-rules.ts';

const HASHES: ReadonlySet<unknown> = new Set(['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']);

function looksLikePath(text: string): boolean {
  if (/^States\.\w+\(/.test(text)) return parseIntrinsic(text).call !== null;
  if (!/^\$(\$?[.[]|\$?$)/.test(text)) return false;
  return parseJsonPath(text).path !== null;
}

export const templateRules: readonly AnyRule[] = [
  {
    id: 'template-dollar-value',
    site: 'template-field',
    check({ property }, context) {
      const { name, value } = property;
      if (!name.endsWith('.$')) return;
      if (value.kind !== 'string') {
        if (value.kind === 'hole') return;
        context.report(
          at(value),
          `"${shorten(name)}" takes a path or an intrinsic function as a text. For a constant take the .$ off the name.`,
          {
            code: 'template-dollar-type',
          },
        );
        return;
      }
      if (isSubstituted(value)) return;
      if (/^\s+\S/.test(value.value)) {
        context.report(at(value), 'A path or an intrinsic function must not begin with a blank.', {
          code: 'intrinsic-syntax',
        });
        return;
      }
      for (const problem of pathOrIntrinsicProblems(value.value.trimEnd()).slice(0, 1)) {
        const isCall = /^\s*[A-Za-z_][\w.]*\s*\(/.test(value.value) || value.value.startsWith('States.');
        if (value.value.startsWith('$') || isCall) {
          context.report(within(value, problem), sentence(problem.message), {
            code: isCall ? intrinsicRule(problem.message) : 'path-syntax',
            ...pathDoubt(value.value),
          });
        } else {
          context.report(
            at(value),
            `"${shorten(name)}" takes a path ($.…) or an intrinsic function (States.…). For a constant take the .$ off the name.`,
          );
        }
      }
    },
  },
  {
    id: 'template-duplicate-key',
    site: 'template-field',
    check({ property, parent }, context) {
      if (!property.name.endsWith('.$')) return;
      const plain = getProperty(parent, property.name.slice(0, -2));
      if (plain === undefined) return;
      context.report(
        atKey(property),
        `"${plain.name}" and "${property.name}" would be the same field. Keep one of them.`,
        {
          related: [{ message: 'The other one.', range: plain.key.range }],
        },
      );
    },
  },
  {
    id: 'template-missing-dollar',
    site: 'template-field',
    check({ property }, context) {
      const { name, value } = property;
      if (name.endsWith('.$') || value.kind !== 'string' || !looksLikePath(value.value)) return;
      context.report(
        at(value),
        `"${shorten(value.value)}" looks like a path or an intrinsic function, but "${shorten(name)}" takes it as it stands. Write "${shorten(name)}.$" to evaluate it.`,
      );
    },
  },
  {
    id: 'pass-result-static',
    site: 'state',
    only: ['Pass'],
    check(state, context) {
      if (state.type !== 'Pass' || state.queryLanguage !== 'JSONPath') return;
      const result = getProperty(state.node, 'Result');
      if (result === undefined) return;
      const found = findPath(result);
      if (found === null) return;
      context.report(at(found.value), 'Result is static: paths in it are not evaluated. Use Parameters for this.', {
        code: found.name.endsWith('.$') ? 'template-in-literal' : 'pass-result-static',
      });
    },
  },
  {
    id: 'intrinsic-argument-type',
    site: 'template-field',
    check({ property: { name, value } }, context) {
      if (!name.endsWith('.$') || value.kind !== 'string' || !value.value.startsWith('States.') || isSubstituted(value))
        return;
      const { call, warnings } = parseIntrinsic(value.value);
      if (call !== null) checkCall(call, value, context);
      for (const warning of warnings) {
        context.report(within(value, warning), sentence(warning.message), {
          code: 'intrinsic-syntax',
          severity: 'warning',
        });
      }
    },
  },
];

function intrinsicRule(message: string): RuleId {
  if (message.startsWith('There is no intrinsic')) return 'intrinsic-unknown';
  if (/ takes .* not \d+$/.test(message)) return 'intrinsic-arity';
  if (message.includes('escaped')) return 'intrinsic-escape';
  return message.includes('levels deep') ? 'intrinsic-nesting' : 'intrinsic-syntax';
}

function findPath(property: SyntaxProperty): SyntaxProperty | null {
  const { value } = property;
  if (value.kind === 'string') return looksLikePath(value.value) ? property : null;
  const inner = value.kind === 'object' ? value.properties : [];
  for (const each of inner) {
    const found = findPath(each);
    if (found !== null) return found;
  }
  return value.kind === 'array' ? findInElements(property, value.elements) : null;
}

function findInElements(property: SyntaxProperty, elements: readonly SyntaxNode[]): SyntaxProperty | null {
  for (const element of elements) {
    const found = findPath({ ...property, value: element });
    if (found !== null) return found;
  }
  return null;
}

/** What can be told of literal arguments before anything runs. */
function checkCall(call: IntrinsicCall, node: StringNode, context: RuleContext): void {
  const say = (code: RuleId, argument: { readonly range: IntrinsicCall['range'] }, message: string): void =>
    context.report(within(node, { message, range: argument.range }), message, { code });
  const [first, second, third] = call.arguments;
  switch (call.name) {
    case 'States.Format':
      checkFormat(call, say);
      break;
    case 'States.Hash':
      if (second !== undefined && isLiteral(second) && !HASHES.has(literalOf(second))) {
        say('intrinsic-hash-algorithm', second, 'States.Hash knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512.');
      }
      break;
    case 'States.JsonMerge':
      if (third !== undefined && isLiteral(third) && literalOf(third) !== false) {
        say(
          'intrinsic-argument-type',
          third,
          'The third argument of States.JsonMerge must be false: only shallow merging exists.',
        );
      }
      break;
    case 'States.ArrayRange':
      if (third !== undefined && literalOf(third) === 0)
        say('intrinsic-range', third, 'The step of States.ArrayRange must not be 0.');
      else checkRangeLength(call, say);
      break;
    case 'States.ArrayPartition':
      if (second !== undefined && isLiteral(second) && !(Number(literalOf(second)) >= 0.5)) {
        say('intrinsic-range', second, 'The size of a partition must be a number above 0.');
      }
      break;
    case 'States.ArrayGetItem':
      if (second?.kind === 'string') say('intrinsic-argument-type', second, 'An index is a number without quotes.');
      break;
    case 'States.MathAdd':
      for (const argument of call.arguments) {
        if (isLiteral(argument) && typeof literalOf(argument) !== 'number')
          say('intrinsic-argument-type', argument, 'States.MathAdd adds numbers.');
      }
      break;
    case 'States.Base64Encode':
      checkBase64Length(first, say);
      break;
    case 'States.StringToJson':
    case 'States.Base64Decode':
      if (first?.kind === 'literal') say('intrinsic-argument-type', first, `${call.name} takes a text.`);
      if (call.name === 'States.Base64Decode') checkBase64Length(first, say);
      break;
    default:
  }
  for (const argument of call.arguments) if (argument.kind === 'call') checkCall(argument, node, context);
}

type Say = (code: RuleId, argument: { readonly range: IntrinsicCall['range'] }, message: string) => void;

function checkBase64Length(argument: IntrinsicArgument | undefined, say: Say): void {
  if (argument?.kind !== 'string' || argument.value.length <= 10_000) return;
  say(
    'intrinsic-base64-length',
    argument,
    `Base64 functions take up to 10000 characters, not ${argument.value.length}.`,
  );
}

function checkFormat(call: IntrinsicCall, say: Say): void {
  const [template] = call.arguments;
  if (template === undefined) return;
  if (template.kind === 'literal')
    say('intrinsic-argument-type', template, 'The first argument of States.Format is the template, a text.');
  if (template.kind !== 'string') return;
  const holes = template.raw.replace(/\\./g, '').match(/\{\}/g)?.length ?? 0;
  const values = call.arguments.length - 1;
  if (holes === values) return;
  say(
    'intrinsic-format-placeholders',
    template,
    `The template has ${holes} {} and gets ${values} ${values === 1 ? 'value' : 'values'}. A literal brace is written \\\\{ or \\\\}.`,
  );
}

function checkRangeLength(call: IntrinsicCall, say: Say): void {
  const [from, to, step] = call.arguments.map(literalOf);
  if (typeof from !== 'number' || typeof to !== 'number' || typeof step !== 'number') return;
  if ((to - from) / step + 1 > 1000.5) say('intrinsic-range', call, 'States.ArrayRange gives at most 1000 numbers.');
}

function isLiteral(argument: IntrinsicArgument): boolean {
  return argument.kind === 'literal' || argument.kind === 'string';
}

function literalOf(argument: IntrinsicArgument): unknown {
  return argument.kind === 'literal' || argument.kind === 'string' ? argument.value : undefined;
}
