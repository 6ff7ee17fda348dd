/** Reading an expression that is being typed: where the cursor stands in it, which call it is in. Works on any text, broken ones too. */

/** What surrounds the end of a text in JSONata or an intrinsic function. */
export type Surrounding = 'code' | 'string' | 'comment';

/** @param quotes the characters that delimit strings */
export function surroundingAtEnd(text: string, quotes: string): Surrounding {
  let open = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (open === '*') {
      if (char === '*' && text.charAt(at + 1) === '/') {
        open = '';
        at++;
      }
    } else if (open !== '') {
      if (char === '\\') at++;
      else if (char === open) open = '';
    } else if (quotes.includes(char)) open = char;
    else if (char === '/' && text.charAt(at + 1) === '*') {
      open = '*';
      at++;
    }
  }
  return open === '' ? 'code' : open === '*' ? 'comment' : 'string';
}

export interface OpenCall {
  /** `States.Format`, `$split`; as written. */
  readonly name: string;
  readonly argument: number;
}

/** The innermost call whose arguments the end of the text is in. */
export function openCallAtEnd(text: string, quotes: string): OpenCall | null {
  const open: { readonly bracket: string; readonly name: string; argument: number }[] = [];
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
      continue;
    }
    const top = open.at(-1);
    if (quotes.includes(char)) quote = char;
    else if ('([{'.includes(char)) {
      const name = char === '(' ? (/[\w$.]+$/.exec(text.slice(Math.max(0, at - 80), at))?.[0] ?? '') : '';
      open.push({ bracket: char, name, argument: 0 });
    } else if (')]}'.includes(char)) open.pop();
    else if (char === ',' && top?.bracket === '(') top.argument++;
  }
  const call = open.findLast(({ bracket, name }) => bracket === '(' && name !== '');
  return call === undefined ? null : { name: call.name, argument: call.argument };
}
