/** One row of delimited text, character by character: the slow and exact path for rows with quotes, backslashes or odd line ends. */

export type CsvRow =
  | {
      readonly kind: 'row';
      readonly fields: readonly string[];
      /** Position after the row's line end. */
      readonly end: number;
      readonly nLines: number;
      /** Some field was quoted, so an empty row is a row. */
      readonly quoted: boolean;
    }
  /** The text ends inside the row and more may come. */
  | { readonly kind: 'more' }
  | { readonly kind: 'unclosed-quote'; readonly nLinesBefore: number };

/** `last`: no text follows, so the end of the text ends the row. `open`: more may come. */
export function parseCsvRow(text: string, start: number, delimiter: string, textEnd: 'last' | 'open'): CsvRow {
  const last = textEnd === 'last';
  const fields: string[] = [];
  let field = '';
  let fieldBegins = true;
  let inQuotes = false;
  let quoted = false;
  let nLines = 0;
  let quoteLine = 0;
  let position = start;
  for (;;) {
    if (position >= text.length) {
      if (!last) return { kind: 'more' };
      if (inQuotes) return { kind: 'unclosed-quote', nLinesBefore: quoteLine };
      fields.push(field);
      return { kind: 'row', fields, end: position, nLines: nLines + 1, quoted };
    }
    const character = text[position] as string;
    if (character === '\\') {
      if (position + 1 >= text.length && !last) return { kind: 'more' };
      const next = text[position + 1];
      fieldBegins = false;
      if (next === '\\' || next === '"' || next === ',' || next === delimiter) {
        field += next;
        position += 2;
      } else position++;
    } else if (inQuotes) {
      if (character === '"') {
        if (position + 1 >= text.length && !last) return { kind: 'more' };
        if (text[position + 1] === '"') {
          field += '"';
          position += 2;
          continue;
        }
        inQuotes = false;
      } else {
        if (character === '\n') nLines++;
        field += character;
      }
      position++;
    } else if (character === '"' && fieldBegins) {
      inQuotes = true;
      quoted = true;
      fieldBegins = false;
      quoteLine = nLines;
      position++;
    } else if (character === delimiter) {
      fields.push(field);
      field = '';
      fieldBegins = true;
      position++;
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && position + 1 >= text.length && !last) return { kind: 'more' };
      fields.push(field);
      const end = position + (character === '\r' && text[position + 1] === '\n' ? 2 : 1);
      return { kind: 'row', fields, end, nLines: nLines + 1, quoted };
    } else {
      field += character;
      fieldBegins = false;
      position++;
    }
  }
}
