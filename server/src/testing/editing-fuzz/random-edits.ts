/** What people do to a definition while they write it, at random: typing, deleting, pasting, indenting, breaking quotes, undoing. */

import type { Rng } from '../../core/base/rng.ts';

/** What is typed, character by character; of both formats, as people mix them up, too. */
const TYPED: readonly string[] = [
  '"Comment": "x",',
  '\n    "Next": "Done",',
  '"QueryLanguage": "JSONata", ',
  ', "Retry": [{"ErrorEquals": ["States.ALL"]}]',
  '"Assign": {"total": "{% $states.input.n %}"},',
  '{% $total + $other %}',
  '$.order.items[0]',
  '\n  New State:\n    Type: Pass\n    End: true\n',
  '\n      Next: Done',
  '\n    Comment: |\n      one\n       two\n\n',
  '\n    Comment: >-\n      folded\n      text\n',
  '\n    Comment: |2\n      kept\n',
  '\n    Comment: "over\n      lines"\n',
  '\n    Comment: plain\n      over lines\n',
  '\n- one\n- two',
  '\n  - Next: Done',
  '\n    ? odd\n    : key\n',
  ': ',
  ' # remark',
  '\n# remark\n',
  '// remark',
  '/* remark */',
  '&a ',
  '*a',
  '<<: *a',
  '!Ref x',
  '!GetAtt A.B',
  '${Name}',
  '"${Name}"',
  '\n---\n',
  '\n...\n',
  '%YAML 1.1\n',
  '😀',
  '\ud83d',
  'é ',
  '\\u00e9',
  '\\',
  '"',
  "'",
  '`',
  '{',
  '}',
  '[',
  ']',
  '{}',
  '[]',
  '""',
  ',',
  '\t',
  '\r\n',
  '\n',
  '\n\n',
  '\n    ',
  '|',
  '>+',
  '~',
  'null',
  '-1.5e3',
  '01',
  'true',
  '\u0000',
  '\u2028',
  '\ufeff',
];

export interface Edit {
  readonly what: string;
  /** The text after each keystroke. */
  readonly texts: readonly string[];
}

/** @param former earlier versions of the text, for undoing; @param others texts to paste from */
export function randomEdit(text: string, rng: Rng, former: readonly string[], others: readonly string[]): Edit {
  const kind = pick(KINDS, rng);
  return { what: kind.name, texts: kind.make({ text, rng, former, others }) };
}

interface Situation {
  readonly text: string;
  readonly rng: Rng;
  readonly former: readonly string[];
  readonly others: readonly string[];
}

interface EditKind {
  readonly name: string;
  make(situation: Situation): readonly string[];
}

const KINDS: readonly EditKind[] = [
  {
    name: 'type',
    make({ text, rng }) {
      const at = somePlace(text, rng);
      const typed = pick(TYPED, rng);
      return Array.from({ length: typed.length }, (_, n) => text.slice(0, at) + typed.slice(0, n + 1) + text.slice(at));
    },
  },
  {
    name: 'type a word of the text elsewhere',
    make({ text, rng }) {
      const at = somePlace(text, rng);
      const from = somePlace(text, rng);
      const typed = text.slice(from, from + 1 + below(rng, 14));
      return Array.from({ length: typed.length }, (_, n) => text.slice(0, at) + typed.slice(0, n + 1) + text.slice(at));
    },
  },
  {
    name: 'backspace',
    make({ text, rng }) {
      const at = somePlace(text, rng);
      return Array.from(
        { length: 1 + below(rng, 8) },
        (_, n) => text.slice(0, Math.max(0, at - n - 1)) + text.slice(at),
      );
    },
  },
  {
    name: 'delete a stretch',
    make({ text, rng }) {
      const at = somePlace(text, rng);
      return [text.slice(0, at) + text.slice(at + 1 + below(rng, 60))];
    },
  },
  {
    name: 'break or mend a mark',
    make({ text, rng }) {
      const marks = [...text.matchAll(/["'{}[\],:\n]/g)];
      if (marks.length === 0) return [text];
      const at = pick(marks, rng).index;
      return [text.slice(0, at) + text.slice(at + 1), text];
    },
  },
  {
    name: 'delete lines',
    make: (situation) => onLines(situation, () => []),
  },
  {
    name: 'repeat lines',
    make: (situation) => onLines(situation, (lines) => [...lines, ...lines]),
  },
  {
    name: 'indent lines',
    make: (situation) => {
      const blanks = pick([' ', '  ', '\t'], situation.rng);
      return onLines(situation, (lines) => lines.map((line) => blanks + line));
    },
  },
  {
    name: 'outdent lines',
    make: (situation) => onLines(situation, (lines) => lines.map((line) => line.replace(/^ {1,2}/, ''))),
  },
  {
    name: 'comment lines out',
    make: (situation) => onLines(situation, (lines) => lines.map((line) => `# ${line}`)),
  },
  {
    name: 'move lines',
    make({ text, rng }) {
      const lines = text.split('\n');
      const moved = lines.splice(below(rng, lines.length), 1 + below(rng, 6));
      const without = lines.join('\n');
      lines.splice(below(rng, lines.length + 1), 0, ...moved);
      return [without, lines.join('\n')];
    },
  },
  {
    name: 'paste from another text',
    make({ text, rng, others }) {
      const lines = pick(others, rng).split('\n');
      const from = below(rng, lines.length);
      const pasted = lines.slice(from, from + 1 + below(rng, 12)).join('\n');
      const at = rng.next() < 0.5 ? text.lastIndexOf('\n', somePlace(text, rng)) + 1 : somePlace(text, rng);
      return [`${text.slice(0, at)}${pasted}\n${text.slice(at)}`];
    },
  },
  {
    name: 'replace a word everywhere',
    make({ text, rng }) {
      const words = text.match(/[A-Za-z]{3,}/g);
      if (words === null) return [text];
      return [text.replaceAll(pick(words, rng), pick(['States', 'Next', 'Renamed', 'Type', 'Map'], rng))];
    },
  },
  {
    name: 'change line ends',
    make: ({ text }) => [text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll('\n', '\r\n')],
  },
  {
    name: 'undo',
    make: ({ text, rng, former }) => (former.length === 0 ? [text] : [pick(former, rng)]),
  },
];

function onLines({ text, rng }: Situation, change: (lines: readonly string[]) => readonly string[]): readonly string[] {
  const lines = text.split('\n');
  const from = below(rng, lines.length);
  const to = Math.min(lines.length, from + 1 + below(rng, 6));
  return [[...lines.slice(0, from), ...change(lines.slice(from, to)), ...lines.slice(to)].join('\n')];
}

/** Mostly where people are: at the ends of lines, before words, inside quotes. */
function somePlace(text: string, rng: Rng): number {
  const anywhere = below(rng, text.length + 1);
  const kind = rng.next();
  if (kind < 0.4) return endOr(text.indexOf('\n', anywhere), text);
  if (kind < 0.55) return text.lastIndexOf('\n', anywhere) + 1;
  if (kind < 0.7) return endOr(text.indexOf('"', anywhere), text);
  return anywhere;
}

function endOr(offset: number, text: string): number {
  return offset === -1 ? text.length : offset;
}

export function below(rng: Rng, limit: number): number {
  return Math.floor(rng.next() * limit);
}

export function pick<T>(items: readonly T[], rng: Rng): T {
  return items[below(rng, items.length)] as T;
}
