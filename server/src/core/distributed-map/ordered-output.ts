/**
 * Hands records on in the order of their children, whatever the order in which those end. One child that takes long can hold up a million
 * others: what waits is kept in memory up to a limit, and beyond that outside, in a `TextSpill`.
 */

/** Texts put aside, outside of memory. Each of them throws what the system says. */
export interface TextSpill {
  /** Returns the place of the text. */
  append(text: string): number;
  read(place: number): string;
  /** Forgets everything; harmless at any time. */
  close(): void;
}

export interface OrderedOutput {
  /** The records of a child; null: it has none to hand on. Each child once. */
  put(child: number, records: readonly string[] | null): void;
  /** Whether so many children from this one on are those whose turn it is, and none waits: then their records are not handed on here. */
  passOver(child: number, nChildren: number): boolean;
  /** Hands on what is due, up to about so many characters; false: nothing more is due. */
  release(maxCharacters: number): boolean;
  close(): void;
}

export interface OrderedOutputOptions {
  readonly deliver: (records: readonly string[]) => void;
  /** Null: everything waits in memory. */
  readonly openSpill: (() => TextSpill) | null;
  /** So many characters wait in memory. */
  readonly maxHeldCharacters?: number;
}

const MAX_HELD_CHARACTERS = 16 * 1024 * 1024;

/** What is known of a child, where it is no place in the spill plus one. */
const ABSENT = 0;
const NOTHING = -1;
const HELD = -2;

export function createOrderedOutput(options: OrderedOutputOptions): OrderedOutput {
  const { deliver, openSpill } = options;
  const maxHeld = options.maxHeldCharacters ?? MAX_HELD_CHARACTERS;
  const held = new Map<number, string>();
  let heldCharacters = 0;
  let spill: TextSpill | null = null;
  /** Of the children from `next` on. */
  let known = new Float64Array(16);
  let next = 0;
  /** Children before this one, from `next` on, may be known. */
  let end = 0;
  /** Index of `next` in `known`. */
  let start = 0;

  const remember = (child: number, code: number): void => {
    if (start + child - next >= known.length) {
      const alive = known.subarray(start, start + Math.max(0, end - next));
      const needed = child - next + 1;
      const grown = needed > known.length / 2 ? new Float64Array(2 * needed) : known;
      grown.set(alive);
      if (grown === known) known.fill(ABSENT, alive.length);
      known = grown;
      start = 0;
    }
    known[start + child - next] = code;
    end = Math.max(end, child + 1);
  };
  const due = (): number => (next < end ? (known[start] as number) : ABSENT);
  const advance = (): void => {
    if (next < end) known[start++] = ABSENT;
    next++;
    if (next >= end) start = 0;
  };
  const waitingText = (child: number, code: number): string => {
    if (code !== HELD) return (spill as TextSpill).read(code - 1);
    const text = held.get(child) ?? '';
    held.delete(child);
    heldCharacters -= text.length;
    return text;
  };

  return {
    put(child, records) {
      if (child === next && due() === ABSENT) {
        if (records !== null) deliver(records);
        advance();
        return;
      }
      if (records === null) {
        remember(child, NOTHING);
        return;
      }
      // JSON has no line feeds of its own.
      const text = records.join('\n');
      if (openSpill !== null && heldCharacters + text.length > maxHeld) {
        spill ??= openSpill();
        remember(child, spill.append(text) + 1);
        return;
      }
      held.set(child, text);
      heldCharacters += text.length;
      remember(child, HELD);
    },
    passOver(child, nChildren) {
      if (child !== next || end > next) return false;
      next += nChildren;
      return true;
    },
    release(maxCharacters) {
      let left = maxCharacters;
      for (let code = due(); code !== ABSENT; code = due()) {
        if (left <= 0) return true;
        if (code !== NOTHING) {
          const text = waitingText(next, code);
          left -= text.length + 1;
          deliver(text === '' ? [] : text.split('\n'));
        }
        advance();
      }
      return false;
    },
    close() {
      held.clear();
      spill?.close();
      spill = null;
    },
  };
}
