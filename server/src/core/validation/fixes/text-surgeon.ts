/**
 * Edits of JSON and YAML texts by what they mean: rename, replace, add and remove fields and entries, in the style of the text around.
 *
 * Makes edits and never applies them. Comments and everything that an edit is not about stay as they are.
 */

import type { Json } from '../../base/json.ts';
import type { TextRange } from '../../base/text-range.ts';
import type { AslDocument } from '../../model/asl-document.ts';
import type { ArrayNode, ObjectNode, StringNode, SyntaxNode, SyntaxProperty } from '../../syntax/syntax-node.ts';
import type { TextEdit } from './fix.ts';
import { isBranching, yamlLines, yamlScalar } from './yaml-text.ts';

export class TextSurgeon {
  readonly #text: string;
  readonly #format: AslDocument['format'];
  #unit: string | null = null;

  constructor({ text, format }: AslDocument) {
    this.#text = text;
    this.#format = format;
  }

  renameKey({ key }: SyntaxProperty, name: string): TextEdit {
    return { range: key.range, newText: this.quoteLike(key, name) };
  }

  /** A text in the quotes that the node has, or in none where it has none and needs none. */
  quoteLike(node: StringNode, text: string): string {
    switch (node.style) {
      case 'single-quoted':
        return `'${text.replaceAll("'", "''")}'`;
      case 'plain':
        return yamlScalar(text);
      default:
        return JSON.stringify(text);
    }
  }

  /** Replaces a value. Objects and lists are written over several lines where the text is. */
  replace(node: SyntaxNode, value: Json): TextEdit {
    const isBlock = this.#format === 'yaml' && !this.#isFlow(node) && isBranching(value);
    if (!isBlock)
      return {
        range: node.range,
        newText: this.#flow(value, this.#indentOfLine(node.range.start), this.#isMultiline(node)),
      };
    const inEntry = node.parent?.kind === 'array';
    const indent = inEntry
      ? this.#column(node.range.start)
      : this.#indentOfLine(node.parent === null ? 0 : this.#keyStart(node)) + this.#indentUnit();
    const lines = yamlLines(value, this.#indentUnit()).map((line, index) =>
      index === 0 && inEntry ? line : indent + line,
    );
    if (inEntry || isCollection(node))
      return { range: node.range, newText: lines.join('\n').slice(inEntry ? 0 : indent.length) };
    // The blank between the key's colon and a value on the same line goes with that value.
    const { start, end } = node.range;
    const blank = end > start && this.#text[start - 1] === ' ' ? 1 : 0;
    return { range: { start: start - blank, end }, newText: `\n${lines.join('\n')}` };
  }

  removeProperty(property: SyntaxProperty): TextEdit {
    return this.removeProperties([property])[0] ?? { range: property.range, newText: '' };
  }

  /** Removes fields of one object. */
  removeProperties(removed: readonly SyntaxProperty[]): readonly TextEdit[] {
    const owner = removed[0]?.value.parent;
    if (owner?.kind !== 'object') return [];
    return this.#remove(
      owner,
      owner.properties.map(({ range }) => range),
      (index) => removed.some((property) => owner.properties[index] === property),
    );
  }

  removeElement(list: ArrayNode, index: number): TextEdit {
    if (this.#format === 'yaml' && !this.#isFlow(list)) {
      const ranges = list.elements.map(({ range }) => ({ start: this.#dashBefore(range.start), end: range.end }));
      return this.#remove(list, ranges, (each) => each === index)[0] ?? { range: list.range, newText: '[]' };
    }
    const ranges = list.elements.map(({ range }) => range);
    return this.#remove(list, ranges, (each) => each === index)[0] ?? { range: list.range, newText: '[]' };
  }

  /** Adds a field after another, or as the last. */
  addProperty(
    owner: ObjectNode,
    name: string,
    value: Json,
    after: SyntaxProperty | undefined = owner.properties.at(-1),
  ): TextEdit {
    const multiline = this.#isMultiline(owner);
    if (this.#isFlow(owner)) {
      const inner =
        after === undefined
          ? this.#indentOfLine(owner.range.start) + this.#indentUnit()
          : this.#indentOfLine(after.range.start);
      const key = this.#format === 'yaml' ? yamlScalar(name) : JSON.stringify(name);
      const entry = `${key}: ${this.#flow(value, inner, multiline)}`;
      if (after !== undefined) return insertion(after.range.end, multiline ? `,\n${inner}${entry}` : `, ${entry}`);
      const outer = this.#indentOfLine(owner.range.start);
      const whole = this.#text.includes('\n') ? `{\n${inner}${entry}\n${outer}}` : `{${entry}}`;
      return { range: owner.range, newText: whole };
    }
    const first = owner.properties[0];
    const indent = ' '.repeat(first === undefined ? 0 : this.#column(first.range.start).length);
    const lines = yamlLines({ [name]: value }, this.#indentUnit()).map((line) => `\n${indent}${line}`);
    return insertion(this.#endOfLine(after?.range.end ?? owner.range.start), lines.join(''));
  }

  /** Adds an entry after the last. */
  addElement(list: ArrayNode, value: Json): TextEdit {
    const last = list.elements.at(-1);
    if (last === undefined) return this.replace(list, [value]);
    const indent = this.#indentOfLine(last.range.start);
    if (this.#isFlow(list)) {
      const multiline = this.#isMultiline(list);
      return insertion(last.range.end, `,${multiline ? `\n${indent}` : ' '}${this.#flow(value, indent, multiline)}`);
    }
    const column = this.#column(this.#dashBefore(last.range.start));
    const lines = yamlLines([value], this.#indentUnit()).map((line) => `\n${column}${line}`);
    return insertion(this.#endOfLine(last.range.end), lines.join(''));
  }

  /** Puts the entries of a list into another order; `order` holds old indices. */
  reorder(list: ArrayNode, order: readonly number[]): readonly TextEdit[] {
    return list.elements.flatMap((slot, index) => {
      const from = list.elements[order[index] ?? index];
      return from === undefined || from === slot
        ? []
        : [{ range: slot.range, newText: this.#text.slice(from.range.start, from.range.end) }];
    });
  }

  /** Removes entries, neighbours together, with one of the separators beside them. */
  #remove(owner: SyntaxNode, ranges: readonly TextRange[], isRemoved: (index: number) => boolean): readonly TextEdit[] {
    const edits: TextEdit[] = [];
    for (let index = 0; index < ranges.length; index++) {
      if (!isRemoved(index)) continue;
      const first = index;
      while (index + 1 < ranges.length && isRemoved(index + 1)) index++;
      const start = ranges[first]?.start ?? 0;
      const end = ranges[index]?.end ?? start;
      const next = ranges[index + 1];
      const previous = ranges[first - 1];
      const lines = next === undefined && previous === undefined ? null : this.#wholeLines(owner, start, end);
      if (lines !== null) {
        edits.push({ range: lines, newText: '' });
        continue;
      }
      if (next !== undefined) edits.push({ range: { start, end: next.start }, newText: '' });
      else if (previous !== undefined) edits.push({ range: { start: previous.end, end }, newText: '' });
      else edits.push({ range: owner.range, newText: owner.kind === 'array' ? '[]' : '{}' });
    }
    return edits;
  }

  /** The lines of a YAML block's entries with the comment behind them, so that the comments above its neighbours stay. */
  #wholeLines(owner: SyntaxNode, start: number, end: number): TextRange | null {
    const lineStart = this.#lineStart(start);
    if (this.#format !== 'yaml' || this.#isFlow(owner) || lineStart === 0) return null;
    if (this.#text.slice(lineStart, start).trim() !== '') return null;
    const lineEnd = this.#endOfLine(end);
    // An alias shows entries that are written elsewhere.
    const before = this.#text.charAt(lineStart - 2) === '\r' ? lineStart - 2 : lineStart - 1;
    return lineEnd > start ? { start: before, end: lineEnd } : null;
  }

  #isFlow(node: SyntaxNode): boolean {
    if (this.#format === 'json') return true;
    const first = this.#text[node.range.start];
    return first === '{' || first === '[';
  }

  #isMultiline({ range }: SyntaxNode): boolean {
    if (this.#text.slice(range.start, range.end).includes('\n')) return true;
    // An empty or scalar value takes after the whole text.
    return this.#format === 'json' && range.end - range.start <= 2 && this.#text.includes('\n');
  }

  #flow(value: Json, indent: string, multiline: boolean): string {
    if (!isBranching(value))
      return this.#format === 'yaml' && typeof value === 'string' ? yamlScalar(value) : JSON.stringify(value);
    if (!multiline) return inlineJson(value);
    return JSON.stringify(value, null, this.#indentUnit()).replaceAll('\n', `\n${indent}`);
  }

  /** One step of indentation, as the text has it. */
  #indentUnit(): string {
    this.#unit ??= /\n([ \t]+)\S/.exec(this.#text)?.[1] ?? '  ';
    if (this.#unit.length > 8) this.#unit = '  ';
    return this.#unit;
  }

  #lineStart(offset: number): number {
    return this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  #indentOfLine(offset: number): string {
    return /^[ \t]*/.exec(this.#text.slice(this.#lineStart(offset), offset))?.[0] ?? '';
  }

  /** Blanks up to the offset's column. */
  #column(offset: number): string {
    return ' '.repeat(offset - this.#lineStart(offset));
  }

  #keyStart(node: SyntaxNode): number {
    const { parent } = node;
    if (parent?.kind !== 'object') return node.range.start;
    return parent.properties.find(({ value }) => value === node)?.range.start ?? node.range.start;
  }

  #dashBefore(offset: number): number {
    const dash = this.#text.lastIndexOf('-', offset);
    return dash < 0 ? offset : dash;
  }

  /** The end of the line where only a comment follows, else the offset. */
  #endOfLine(offset: number): number {
    let end = offset;
    while (end > 0 && /\s/.test(this.#text.charAt(end - 1))) end--;
    const rest = /^[ \t]*(#[^\n]*)?(?=\r?\n|$)/.exec(this.#text.slice(end));
    return end + (rest?.[0].length ?? 0);
  }
}

function insertion(offset: number, newText: string): TextEdit {
  return { range: { start: offset, end: offset }, newText };
}

function isCollection(node: SyntaxNode): boolean {
  return node.kind === 'object' || node.kind === 'array';
}

/** JSON on one line, with blanks where people put them. */
function inlineJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(inlineJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${JSON.stringify(name)}: ${inlineJson(inner)}`)
    .join(', ')}}`;
}
