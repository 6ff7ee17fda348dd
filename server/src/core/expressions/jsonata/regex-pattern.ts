/** Reads a regular expression's pattern into a tree, for the matcher that counts its steps and for judging which patterns need it. */

export type PatternNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly test: (code: number) => boolean }
  | { readonly kind: 'assert'; readonly test: (text: string, position: number) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'group'; readonly index: number; readonly body: PatternNode }
  | { readonly kind: 'look'; readonly behind: boolean; readonly negative: boolean; readonly body: PatternNode }
  | {
      readonly kind: 'backreference';
      readonly group: number;
      readonly equals: (left: string, right: string) => boolean;
    }
  | {
      readonly kind: 'repeat';
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
      readonly body: PatternNode;
      /** Capturing groups inside, which each round starts anew. */
      readonly groups: readonly number[];
    };

export interface Pattern {
  readonly root: PatternNode;
  readonly groups: number;
}

export const ASCII_BLANKS = ' \t\n\v\f\r';

/** The pattern has been accepted by `RegExp` already, so only its meaning is read here. */
export function parsePattern(source: string, flags: string): Pattern {
  return new PatternReader(source, flags).read();
}

class PatternReader {
  private readonly source: string;
  private readonly ignoreCase: boolean;
  private readonly multiline: boolean;
  private readonly names: readonly (string | null)[];
  private position = 0;
  private groups = 0;

  constructor(source: string, flags: string) {
    this.source = source;
    this.ignoreCase = flags.includes('i');
    this.multiline = flags.includes('m');
    this.names = groupNames(source);
  }

  read(): Pattern {
    const root = this.readChoice();
    return { root, groups: this.groups };
  }

  private readChoice(): PatternNode {
    const options: PatternNode[] = [this.readSequence()];
    while (this.take('|')) options.push(this.readSequence());
    return options.length === 1 ? (options[0] as PatternNode) : { kind: 'choice', options };
  }

  private readSequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.position < this.source.length && !'|)'.includes(this.source.charAt(this.position))) {
      const before = this.groups;
      const term = this.readTerm();
      parts.push(this.readQuantifier(term, before));
    }
    if (parts.length === 0) return { kind: 'empty' };
    return parts.length === 1 ? (parts[0] as PatternNode) : { kind: 'sequence', parts };
  }

  private readQuantifier(body: PatternNode, groupsBefore: number): PatternNode {
    const bounds = this.readBounds();
    if (bounds === null) return body;
    const groups = Array.from({ length: this.groups - groupsBefore }, (_, index) => groupsBefore + index + 1);
    return { kind: 'repeat', ...bounds, lazy: this.take('?'), body, groups };
  }

  private readBounds(): { readonly min: number; readonly max: number } | null {
    if (this.take('*')) return { min: 0, max: Infinity };
    if (this.take('+')) return { min: 1, max: Infinity };
    if (this.take('?')) return { min: 0, max: 1 };
    const braces = /^\{(\d+)(,(\d*))?\}/.exec(this.source.slice(this.position, this.position + 40));
    if (braces === null) return null;
    this.position += braces[0].length;
    const min = Number(braces[1]);
    if (braces[2] === undefined) return { min, max: min };
    return { min, max: braces[3] === '' ? Infinity : Number(braces[3]) };
  }

  private readTerm(): PatternNode {
    const character = this.source.charAt(this.position++);
    switch (character) {
      case '(':
        return this.readGroup();
      case '[':
        return { kind: 'set', test: this.readClass() };
      case '.':
        return { kind: 'set', test: (code) => !isLineEnd(code) };
      case '^':
        return {
          kind: 'assert',
          test: (text, at) => at === 0 || (this.multiline && isLineEnd(text.charCodeAt(at - 1))),
        };
      case '$':
        return {
          kind: 'assert',
          test: (text, at) => at === text.length || (this.multiline && isLineEnd(text.charCodeAt(at))),
        };
      case '\\':
        return this.readEscape();
      default:
        return this.literal(character.charCodeAt(0));
    }
  }

  private readGroup(): PatternNode {
    const look = /^\?(<?)([=!])/.exec(this.source.slice(this.position, this.position + 3));
    if (look !== null) {
      this.position += look[0].length;
      const body = this.readBody();
      return { kind: 'look', behind: look[1] === '<', negative: look[2] === '!', body };
    }
    if (this.source.startsWith('?:', this.position)) {
      this.position += 2;
      return this.readBody();
    }
    if (this.source.startsWith('?<', this.position)) this.position = this.source.indexOf('>', this.position) + 1;
    const index = ++this.groups;
    return { kind: 'group', index, body: this.readBody() };
  }

  private readBody(): PatternNode {
    const body = this.readChoice();
    this.take(')');
    return body;
  }

  private readEscape(): PatternNode {
    const character = this.source.charAt(this.position);
    if (character === 'b' || character === 'B') {
      this.position++;
      const inside = character === 'b';
      return { kind: 'assert', test: (text, at) => (isWordAt(text, at - 1) !== isWordAt(text, at)) === inside };
    }
    const number = /^[1-9]\d*/.exec(this.source.slice(this.position, this.position + 4));
    if (number !== null && Number(number[0]) < this.names.length) {
      this.position += number[0].length;
      return this.backreference(Number(number[0]));
    }
    if (character === 'k' && this.names.some((name) => name !== null)) {
      const end = this.source.indexOf('>', this.position);
      const name = this.source.slice(this.position + 2, end);
      this.position = end + 1;
      return this.backreference(this.names.indexOf(name));
    }
    const set = this.readClassEscape();
    return set === null ? this.literal(this.readCharacterEscape()) : { kind: 'set', test: set };
  }

  private backreference(group: number): PatternNode {
    const fold = (text: string): string => (this.ignoreCase ? text.toUpperCase() : text);
    return { kind: 'backreference', group, equals: (left, right) => fold(left) === fold(right) };
  }

  /** `\d`, `\w`, `\s` and their opposites. */
  private readClassEscape(): ((code: number) => boolean) | null {
    const character = this.source.charAt(this.position);
    const test = CLASSES[character.toLowerCase()];
    if (test === undefined) return null;
    this.position++;
    return character === character.toLowerCase() ? test : (code) => !test(code);
  }

  private readCharacterEscape(): number {
    const rest = this.source.slice(this.position, this.position + 5);
    const hex = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(rest);
    if (hex !== null) {
      this.position += hex[0].length;
      return Number.parseInt(hex[1] ?? hex[2] ?? '0', 16);
    }
    const control = /^c([a-zA-Z])/.exec(rest);
    if (control !== null) {
      this.position += 2;
      return (control[1] as string).charCodeAt(0) % 32;
    }
    const octal = /^(?:[0-3][0-7]{0,2}|[4-7][0-7]?)/.exec(rest);
    if (octal !== null) {
      this.position += octal[0].length;
      return Number.parseInt(octal[0], 8);
    }
    this.position++;
    const character = rest.charAt(0);
    return (CONTROLS[character] ?? character).charCodeAt(0);
  }

  private readClass(): (code: number) => boolean {
    const negated = this.take('^');
    const ranges: [number, number][] = [];
    const tests: ((code: number) => boolean)[] = [];
    while (this.position < this.source.length && !this.take(']')) {
      const from = this.readClassAtom();
      const isRange = this.source.charAt(this.position) === '-' && this.source.charAt(this.position + 1) !== ']';
      if (typeof from === 'number' && isRange) {
        const dash = this.position++;
        const to = this.readClassAtom();
        if (typeof to === 'number') {
          ranges.push([from, to]);
          continue;
        }
        this.position = dash;
      }
      if (typeof from === 'number') ranges.push([from, from]);
      else tests.push(from);
    }
    const includes = (code: number): boolean =>
      ranges.some(([first, last]) => code >= first && code <= last) || tests.some((test) => test(code));
    const test = this.ignoreCase ? (code: number) => caseVariants(code).some(includes) : includes;
    return negated ? (code) => !test(code) : test;
  }

  private readClassAtom(): number | ((code: number) => boolean) {
    const character = this.source.charAt(this.position++);
    if (character !== '\\') return character.charCodeAt(0);
    if (this.take('b')) return 8;
    return this.readClassEscape() ?? this.readCharacterEscape();
  }

  private literal(code: number): PatternNode {
    if (!this.ignoreCase) return { kind: 'set', test: (candidate) => candidate === code };
    const variants = caseVariants(code);
    return { kind: 'set', test: (candidate) => variants.includes(candidate) };
  }

  private take(character: string): boolean {
    if (this.source.charAt(this.position) !== character) return false;
    this.position++;
    return true;
  }
}

/** The name of each capturing group, by number; entry 0 stands for the whole match. */
function groupNames(source: string): readonly (string | null)[] {
  const names: (string | null)[] = [null];
  let inClass = false;
  for (let position = 0; position < source.length; position++) {
    const character = source.charAt(position);
    if (character === '\\') position++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '(' && !inClass) {
      const name = /^\?<([^=!>][^>]*)>/.exec(source.slice(position + 1, position + 200));
      if (name !== null) names.push(name[1] as string);
      else if (source.charAt(position + 1) !== '?') names.push(null);
    }
  }
  return names;
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };

const isWord = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;

const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  d: (code) => code >= 48 && code <= 57,
  w: isWord,
  s: (code) => code === 32 || (code >= 9 && code <= 13),
};

function isWordAt(text: string, position: number): boolean {
  return position >= 0 && position < text.length && isWord(text.charCodeAt(position));
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

function caseVariants(code: number): readonly number[] {
  const character = String.fromCharCode(code);
  const upper = character.toUpperCase();
  const lower = character.toLowerCase();
  return [
    code,
    ...(upper.length === 1 ? [upper.charCodeAt(0)] : []),
    ...(lower.length === 1 ? [lower.charCodeAt(0)] : []),
  ];
}

/** How much a pattern can backtrack: how many of its repetitions are open-ended, and whether one lies within another. */
export function patternRisk(root: PatternNode): { readonly openEnded: number; readonly nested: boolean } {
  let openEnded = 0;
  let nested = false;
  const visit = (node: PatternNode, inRepeat: boolean): void => {
    switch (node.kind) {
      case 'repeat': {
        const open = node.max > 16;
        if (open) openEnded++;
        if (inRepeat && node.max > 1) nested = true;
        visit(node.body, inRepeat || node.max > 1);
        return;
      }
      case 'sequence':
        for (const part of node.parts) visit(part, inRepeat);
        return;
      case 'choice':
        if (inRepeat) nested = true;
        for (const option of node.options) visit(option, inRepeat);
        return;
      case 'group':
      case 'look':
        visit(node.body, inRepeat);
        return;
      case 'backreference':
        nested = true;
        return;
      default:
    }
  };
  visit(root, false);
  return { openEnded, nested };
}
