/**
 * JSON text as `$parse` reads it: names and texts may stand in single quotes; a repeated key, a number past the range of a double, or
 * anything after the value is an error.
 */

import type { Json } from '../../base/json.ts';

export const notPlainJson: unique symbol = Symbol('not plain JSON');

export function parseLenientJson(text: string): Json | typeof notPlainJson {
  try {
    const reader = new LenientReader(text);
    return reader.readDocument();
  } catch (error) {
    if (error instanceof SyntaxError) return notPlainJson;
    throw error;
  }
}

class LenientReader {
  private readonly text: string;
  private position = 0;

  constructor(text: string) {
    this.text = text;
  }

  readDocument(): Json {
    const value = this.readValue(0);
    this.skipBlanks();
    if (this.position < this.text.length) throw new SyntaxError('text after the value');
    return value;
  }

  private readValue(depth: number): Json {
    if (depth > 1000) throw new SyntaxError('nested too deeply');
    this.skipBlanks();
    const character = this.text.charAt(this.position);
    if (character === '{') return this.readObject(depth);
    if (character === '[') return this.readArray(depth);
    if (character === '"' || character === "'") return this.readText(character);
    return this.readScalar();
  }

  private readObject(depth: number): Json {
    const entries = new Map<string, Json>();
    this.position++;
    if (!this.take('}')) {
      do {
        this.skipBlanks();
        const quote = this.text.charAt(this.position);
        if (quote !== '"' && quote !== "'") throw new SyntaxError('a name is expected');
        const name = this.readText(quote);
        if (!this.take(':') || entries.has(name)) throw new SyntaxError('a colon is missing or a name is repeated');
        entries.set(name, this.readValue(depth + 1));
      } while (this.take(','));
      if (!this.take('}')) throw new SyntaxError('an object is not closed');
    }
    return Object.fromEntries(entries);
  }

  private readArray(depth: number): Json {
    const elements: Json[] = [];
    this.position++;
    if (this.take(']')) return elements;
    do elements.push(this.readValue(depth + 1));
    while (this.take(','));
    if (!this.take(']')) throw new SyntaxError('an array is not closed');
    return elements;
  }

  private readText(quote: string): string {
    const start = ++this.position;
    let escaped = false;
    for (; this.position < this.text.length; this.position++) {
      const character = this.text.charAt(this.position);
      if (character === '\\') {
        escaped = true;
        this.position++;
      } else if (character === quote) break;
    }
    if (this.position >= this.text.length) throw new SyntaxError('a text is not closed');
    const raw = this.text.slice(start, this.position++);
    if (quote === '"') return JSON.parse(`"${raw}"`) as string;
    const standard = (
      escaped ? raw.replace(/\\(.)/gs, (pair, character: string) => (character === "'" ? "'" : pair)) : raw
    ).replace(/\\.|"/gs, (found) => (found === '"' ? '\\"' : found));
    return JSON.parse(`"${standard}"`) as string;
  }

  private readScalar(): Json {
    const word = /^[-+.0-9A-Za-z]+/.exec(this.text.slice(this.position, this.position + 400))?.[0] ?? '';
    this.position += word.length;
    const value = JSON.parse(word) as Json;
    if (typeof value === 'number' && !Number.isFinite(value)) throw new SyntaxError('a number is out of range');
    return value === 0 ? 0 : value;
  }

  private skipBlanks(): void {
    while (' \t\n\r'.includes(this.text.charAt(this.position)) && this.position < this.text.length) this.position++;
  }

  private take(character: string): boolean {
    this.skipBlanks();
    if (this.text.charAt(this.position) !== character) return false;
    this.position++;
    return true;
  }
}
