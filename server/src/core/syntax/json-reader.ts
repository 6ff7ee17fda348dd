/**
 * Reads JSON that is being typed, over the tokens of jsonc-parser's scanner.
 *
 * The point of it is what happens where something is missing: a mistake may cost the field it stands in, never the ones behind it. A field
 * without colon or value is kept, and the next name begins the next field; a bracket that belongs further out, or a name at the start of a
 * line in a list, ends what has not been closed. What is decided depends on the text before and on the next sign only, so that parts of
 * a text can be read again alone (`parseJsonPart`).
 */

import { createScanner } from 'jsonc-parser';

/** What the reader tells, in the order of the text; offsets are those of the text it was given. */
export interface JsonListener {
  onOpen(kind: 'object' | 'array', offset: number): void;
  /** The innermost object or list ends before `end`. */
  onClose(end: number): void;
  onName(name: string, start: number, end: number): void;
  onValue(value: string | number | boolean | null, start: number, end: number): void;
  onComma(offset: number): void;
  onComment(start: number, end: number): void;
  onMistake(mistake: JsonMistake, start: number, end: number): void;
}

export type JsonMistake =
  | 'bracket-missing'
  | 'bracket-stray'
  | 'brace-missing'
  | 'brace-stray'
  | 'character'
  | 'colon-missing'
  | 'comma-missing'
  | 'comment-open'
  | 'escape'
  | 'name-missing'
  | 'number'
  | 'number-open'
  | 'string-open'
  | 'symbol'
  | 'text-behind'
  | 'unicode'
  | 'value-missing';

export interface JsonEnd {
  /** Whether the text is one value that ends in it, whatever stands around the text. */
  readonly isComplete: boolean;
  /** Whether something was ended by what stands behind it rather than by a bracket of its own. */
  readonly hasUnclosedInside: boolean;
}

/** Tells `listener` what is written; the text must not nest too deeply (`findTooDeepNesting`). */
export function readJson(text: string, listener: JsonListener): JsonEnd {
  return new JsonReader(text, listener).read();
}

/** jsonc-parser's `SyntaxKind` (a const enum, so not importable as values here). */
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const COMMA = 5;
const COLON = 6;
const NULL = 7;
const TRUE = 8;
const FALSE = 9;
const STRING = 10;
const NUMBER = 11;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const LINE_BREAK = 14;
const TRIVIA = 15;
const UNKNOWN = 16;
const END = 17;

/** By jsonc-parser's `ScanError`. */
const SCAN_MISTAKES: readonly (JsonMistake | null)[] = [
  null,
  'comment-open',
  'string-open',
  'number-open',
  'unicode',
  'escape',
  'character',
];

class JsonReader {
  readonly #text: string;
  readonly #listener: JsonListener;
  readonly #scanner: ReturnType<typeof createScanner>;
  /** The objects and lists around the token. */
  readonly #open: ('object' | 'array')[] = [];
  #token = UNKNOWN;
  /** Of the token, and where the one before ended. */
  #start = 0;
  #end = 0;
  #endBefore = 0;
  #isComplete = true;
  #hasUnclosedInside = false;

  constructor(text: string, listener: JsonListener) {
    this.#text = text;
    this.#listener = listener;
    this.#scanner = createScanner(text);
  }

  read(): JsonEnd {
    this.#next();
    if (!this.#readValue()) {
      this.#mistake('value-missing');
      this.#isComplete = false;
    } else if (this.#token !== END) {
      this.#mistake('text-behind');
      this.#isComplete = false;
    }
    return { isComplete: this.#isComplete, hasUnclosedInside: this.#hasUnclosedInside };
  }

  /** False, and nothing is read, where no value begins. */
  #readValue(): boolean {
    switch (this.#token) {
      case OPEN_BRACE:
        this.#readEntries('object');
        return true;
      case OPEN_BRACKET:
        this.#readEntries('array');
        return true;
      case STRING:
        this.#listener.onValue(this.#scanner.getTokenValue(), this.#start, this.#end);
        break;
      case NUMBER: {
        const value = Number(this.#scanner.getTokenValue());
        if (Number.isNaN(value)) this.#mistake('number');
        this.#listener.onValue(Number.isNaN(value) ? 0 : value, this.#start, this.#end);
        break;
      }
      case NULL:
      case TRUE:
      case FALSE:
        this.#listener.onValue(this.#token === NULL ? null : this.#token === TRUE, this.#start, this.#end);
        break;
      default:
        return false;
    }
    this.#next();
    return true;
  }

  #readEntries(kind: 'object' | 'array'): void {
    const isObject = kind === 'object';
    const closer = isObject ? CLOSE_BRACE : CLOSE_BRACKET;
    this.#begin(kind);
    let isSeparated = true;
    while (this.#token !== closer) {
      if (this.#token === END || this.#isClosedFromOutside())
        return this.#endUnclosed(isObject ? 'brace-missing' : 'bracket-missing');
      if (this.#token === COMMA) {
        if (isSeparated) this.#mistake('value-missing');
        this.#listener.onComma(this.#start);
        this.#next();
        isSeparated = true;
        continue;
      }
      if (this.#token === CLOSE_BRACE || this.#token === CLOSE_BRACKET) {
        this.#skipStray(isObject ? 'bracket-stray' : 'brace-stray', { withComma: isSeparated });
        continue;
      }
      if (!isObject && this.#token === COLON) {
        this.#skip(isSeparated ? 'value-missing' : 'comma-missing');
        isSeparated = true;
        continue;
      }
      if (!isSeparated) this.#mistake('comma-missing');
      if (!isObject) this.#readValue();
      else if (this.#token === STRING) this.#readProperty();
      else this.#readNamelessValue();
      isSeparated = false;
    }
    this.#close();
  }

  #readProperty(): void {
    const start = this.#start;
    const end = this.#end;
    this.#listener.onName(this.#scanner.getTokenValue(), start, end);
    this.#next();
    if (this.#token !== COLON) {
      this.#listener.onMistake('colon-missing', start, end);
      if (!this.#isName()) this.#readValue();
      return;
    }
    const colon = this.#start;
    this.#next();
    while (this.#token === COLON) this.#skip('value-missing');
    if (!this.#isName() && this.#readValue()) return;
    // Where the value should be rather than on the line of something else.
    if (this.#token !== END && this.#isFirstOnLine()) this.#listener.onMistake('value-missing', colon, colon + 1);
    else this.#mistake('value-missing');
  }

  /** A value where a name should be is read, so that what is in it is not taken for what is around it, and told as a value without a name. */
  #readNamelessValue(): void {
    this.#mistake('name-missing');
    if (this.#token === COLON) {
      this.#next();
      if (this.#isName()) return;
    }
    this.#readValue();
  }

  #begin(kind: 'object' | 'array'): void {
    this.#listener.onOpen(kind, this.#start);
    this.#open.push(kind);
    this.#next();
  }

  #close(): void {
    this.#open.pop();
    this.#listener.onClose(this.#end);
    this.#next();
  }

  #endUnclosed(mistake: JsonMistake): void {
    this.#open.pop();
    if (this.#token === END) this.#isComplete = false;
    else this.#hasUnclosedInside = true;
    this.#listener.onClose(this.#token === END ? this.#end : this.#endBefore);
    this.#mistake(mistake);
  }

  /** Whether the token belongs to something around the innermost object or list, which therefore has not been closed. */
  #isClosedFromOutside(): boolean {
    const open = this.#open;
    if (open.at(-1) === 'object') {
      if (this.#token !== CLOSE_BRACKET) return false;
      if (open.length === 1) this.#isComplete = false;
      return open.at(-2) === 'array';
    }
    const isBrace = this.#token === CLOSE_BRACE;
    if (!isBrace && !(this.#isName() && this.#isFirstOnLine())) return false;
    const isInObject = open.includes('object');
    if (!isInObject) this.#isComplete = false;
    return isInObject;
  }

  /** Whether the token is a string with a colon behind it. */
  #isName(): boolean {
    if (this.#token !== STRING) return false;
    return this.#text.charCodeAt(afterBlanks(this.#text, this.#end)) === 0x3a;
  }

  #isFirstOnLine(): boolean {
    for (let offset = this.#start - 1; offset >= 0; offset--) {
      const code = this.#text.charCodeAt(offset);
      if (code === 0x0a || code === 0x0d) return true;
      if (code !== 0x20 && code !== 0x09) return false;
    }
    return true;
  }

  #skip(mistake: JsonMistake): void {
    this.#mistake(mistake);
    this.#next();
  }

  /** The comma behind it belongs to it where another stands before. */
  #skipStray(mistake: JsonMistake, { withComma }: { readonly withComma: boolean }): void {
    this.#skip(mistake);
    if (withComma && this.#token === COMMA) this.#next();
  }

  #mistake(mistake: JsonMistake): void {
    this.#listener.onMistake(mistake, this.#start, this.#end);
  }

  /** To the next token that means something. */
  #next(): void {
    const scanner = this.#scanner;
    this.#endBefore = this.#end;
    for (;;) {
      // The scanner would copy the blanks character by character.
      const after = afterBlanks(this.#text, scanner.getPosition());
      if (after !== scanner.getPosition()) scanner.setPosition(after);
      const token: number = scanner.scan();
      const start = scanner.getTokenOffset();
      const end = start + scanner.getTokenLength();
      const mistake = SCAN_MISTAKES[scanner.getTokenError()] ?? null;
      if (mistake !== null) {
        if (mistake === 'comment-open') this.#isComplete = false;
        this.#listener.onMistake(mistake, start, end);
      }
      if (token === LINE_COMMENT || token === BLOCK_COMMENT) this.#listener.onComment(start, end);
      else if (token === UNKNOWN) this.#listener.onMistake('symbol', start, end);
      else if (token !== LINE_BREAK && token !== TRIVIA) {
        this.#token = token;
        this.#start = start;
        this.#end = end;
        return;
      }
    }
  }
}

function afterBlanks(text: string, from: number): number {
  for (let offset = from; ; offset++) {
    const code = text.charCodeAt(offset);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return offset;
  }
}
