/** What the parts of a definition are, for colours: names of states, paths, intrinsic functions and JSONata inside strings, `${}` holes. */

import type { TextRange } from '../base/text-range.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { allTransitions } from '../model/machine-model.ts';
import { sourceRangeOf } from '../syntax/string-offsets.ts';
import type { StringNode, SyntaxNode } from '../syntax/syntax-node.ts';
import { visitExpressions, type ExpressionSite } from './expression-sites.ts';

/** LSP's own names of token types, so that every theme has colours for them. */
export const TOKEN_TYPES = [
  'class',
  'function',
  'variable',
  'property',
  'keyword',
  'string',
  'number',
  'operator',
  'comment',
  'regexp',
  'macro',
] as const;

export const TOKEN_MODIFIERS = ['declaration', 'defaultLibrary', 'readonly'] as const;

export type TokenType = (typeof TOKEN_TYPES)[number];
export type TokenModifier = (typeof TOKEN_MODIFIERS)[number];

export interface SemanticTokenData {
  readonly range: TextRange;
  readonly type: TokenType;
  readonly modifier: TokenModifier | null;
}

/** Tokens that touch the range, in the order of the text, never overlapping. */
export function semanticTokensIn(document: AslDocument, range: TextRange): readonly SemanticTokenData[] {
  const found: SemanticTokenData[] = [];
  const { model, root, text } = document;
  const add = (place: TextRange, type: TokenType, modifier: TokenModifier | null): void => {
    if (place.end > place.start && touches(place, range)) found.push({ range: place, type, modifier });
  };
  for (const state of model.states) add(withoutQuotes(text, state.nameRange), 'class', 'declaration');
  for (const transition of allTransitions(model)) add(withoutQuotes(text, transition.node.range), 'class', null);
  visitExpressions(document, range, (site) => {
    for (const token of site.kind === 'jsonata' ? jsonataTokens(site) : pathTokens(site)) {
      add(token.range, token.type, token.modifier);
    }
  });
  for (const hole of holesIn(root, range)) add(hole, 'macro', null);
  found.sort((left, right) => left.range.start - right.range.start || left.range.end - right.range.end);
  return withoutOverlaps(found);
}

interface Lexeme {
  readonly pattern: RegExp;
  readonly classify: (text: string, after: string) => readonly [TokenType, TokenModifier | null] | null;
}

const JSONATA: readonly Lexeme[] = [
  { pattern: /\/\*[\s\S]*?(?:\*\/|$)/y, classify: () => ['comment', null] },
  { pattern: /"(?:\\[\s\S]|[^"\\])*"?|'(?:\\[\s\S]|[^'\\])*'?/y, classify: () => ['string', null] },
  { pattern: /`[^`]*`?/y, classify: () => ['property', null] },
  { pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y, classify: () => ['number', null] },
  {
    pattern: /\$\$?[\p{L}_][\p{L}\p{N}_]*|\$\$?/uy,
    classify: (text, after) =>
      /^\s*\(/.test(after)
        ? ['function', 'defaultLibrary']
        : text === '$states'
          ? ['variable', 'readonly']
          : ['variable', null],
  },
  {
    pattern: /[\p{L}_][\p{L}\p{N}_]*/uy,
    classify: (text) => [
      ['and', 'or', 'in', 'function', 'true', 'false', 'null'].includes(text) ? 'keyword' : 'property',
      null,
    ],
  },
  { pattern: /:=|!=|<=|>=|~>|\.\.|\*\*|[-+*/%<>=&|?:^@#!]/y, classify: () => ['operator', null] },
];

const PATH: readonly Lexeme[] = [
  { pattern: /States\.\w+/y, classify: () => ['function', 'defaultLibrary'] },
  { pattern: /'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?/y, classify: () => ['string', null] },
  {
    pattern: /\$\$|\$[\p{L}_][\p{L}\p{N}_]*|\$|@/uy,
    classify: (text) => ['variable', text === '$$' ? 'readonly' : null],
  },
  { pattern: /\d+(?:\.\d+)?/y, classify: () => ['number', null] },
  { pattern: /(?:true|false|null)\b/y, classify: () => ['keyword', null] },
  { pattern: /[\p{L}_][\p{L}\p{N}_-]*/uy, classify: () => ['property', null] },
  { pattern: /==|!=|<=|>=|&&|\|\||=~|\.\.|[<>*?!]/y, classify: () => ['operator', null] },
];

function jsonataTokens(site: ExpressionSite): readonly SemanticTokenData[] {
  const { node, start, end } = site;
  const open = { range: sourceRangeOf(node, 0, 2), type: 'keyword', modifier: null } as const;
  const close = { range: sourceRangeOf(node, end, node.value.length), type: 'keyword', modifier: null } as const;
  return [open, ...lex(node, start, end, JSONATA), close];
}

function pathTokens({ node, start, end }: ExpressionSite): readonly SemanticTokenData[] {
  return /^\s*(?:\$|States\.)/.test(node.value) ? lex(node, start, end, PATH) : [];
}

function lex(node: StringNode, start: number, end: number, lexemes: readonly Lexeme[]): readonly SemanticTokenData[] {
  const text = node.value.slice(0, end);
  const tokens: SemanticTokenData[] = [];
  for (let at = start; at < end;) {
    let next = at + 1;
    for (const { pattern, classify } of lexemes) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match === null) continue;
      next = at + Math.max(1, match[0].length);
      const kind = classify(match[0], text.slice(next, next + 20));
      if (kind !== null) tokens.push({ range: sourceRangeOf(node, at, next), type: kind[0], modifier: kind[1] });
      break;
    }
    at = next;
  }
  return tokens;
}

/** `${Name}` of deployments, within strings and instead of values. */
function holesIn(root: SyntaxNode | null, range: TextRange): readonly TextRange[] {
  const holes: TextRange[] = [];
  const open: SyntaxNode[] = root === null ? [] : [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!touches(node.range, range)) continue;
    switch (node.kind) {
      case 'object':
        for (const property of node.properties) open.push(property.value);
        break;
      case 'array':
        open.push(...node.elements);
        break;
      case 'hole':
        if (node.reason === 'substitution') holes.push(node.range);
        break;
      case 'string':
        if (!node.value.includes('${') || node.value.startsWith('{%')) break;
        for (const match of node.value.matchAll(/\$\{[^{}]*\}/g)) {
          holes.push(sourceRangeOf(node, match.index, match.index + match[0].length));
        }
        break;
      default:
    }
  }
  return holes;
}

function withoutQuotes(text: string, { start, end }: TextRange): TextRange {
  const quoted = end - start >= 2 && /["']/.test(text.charAt(start)) && text.charAt(end - 1) === text.charAt(start);
  return quoted ? { start: start + 1, end: end - 1 } : { start, end };
}

/** Of two that overlap, the one that begins first stays. */
function withoutOverlaps(tokens: readonly SemanticTokenData[]): readonly SemanticTokenData[] {
  let end = -1;
  return tokens.filter(({ range }) => {
    if (range.start < end) return false;
    end = range.end;
    return true;
  });
}

function touches(left: TextRange, right: TextRange): boolean {
  return left.start <= right.end && right.start <= left.end;
}
