/**
 * A regular expression matcher that counts its steps.
 *
 * A pattern such as `(a+)+$` makes the engine of the language run away, and nothing can stop it from outside. Patterns that could are
 * matched here instead, with a budget. It reads the syntax of JavaScript's patterns without the `u` flag; `\s` is ASCII, as on AWS.
 */

import { parsePattern, type PatternNode } from './regex-pattern.ts';

/** Ends and contents of a match; group 0 is the whole. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

export type RegexMatcher = (text: string, from: number, spend: (steps: number) => void) => RegexMatch | null;

interface State {
  readonly text: string;
  /** Start and end of each group; -1 when it took no part. */
  readonly marks: number[];
  readonly spend: (steps: number) => void;
  /** Per repetition of more than a character the rounds of the attempts under way; a repetition can re-enter itself. */
  readonly rounds: Map<PatternNode, Round[]>;
}

interface Round {
  count: number;
  from: number;
}

/** Tries to match at a position and, if it can, what comes after. Returns the end of the match, or -1. */
type Matcher = (state: State, position: number) => number;

export function compileBacktrackingRegex(source: string, flags: string): RegexMatcher {
  const pattern = parsePattern(source, flags);
  const matcher = compileMatcher(pattern.root, (_state, position) => position, 1);
  const markCount = (pattern.groups + 1) * 2;
  return (text, from, spend) => {
    for (let start = from; start <= text.length; start++) {
      spend(1);
      const state: State = { text, marks: new Array<number>(markCount).fill(-1), spend, rounds: new Map() };
      const end = matcher(state, start);
      if (end < 0) continue;
      const groups: (string | undefined)[] = [text.slice(start, end)];
      for (let group = 1; group <= pattern.groups; group++) {
        const open = state.marks[group * 2] as number;
        const close = state.marks[group * 2 + 1] as number;
        groups.push(open < 0 || close < 0 ? undefined : text.slice(open, close));
      }
      return { start, end, groups };
    }
    return null;
  };
}

/** `step` is 1 forwards, -1 inside a look-behind, where everything is matched from right to left. */
function compileMatcher(node: PatternNode, next: Matcher, step: 1 | -1): Matcher {
  switch (node.kind) {
    case 'empty':
      return next;
    case 'set': {
      const { test } = node;
      return (state, position) => {
        const at = step === 1 ? position : position - 1;
        if (at < 0 || at >= state.text.length || !test(state.text.charCodeAt(at))) return -1;
        return next(state, position + step);
      };
    }
    case 'assert':
      return (state, position) => (node.test(state.text, position) ? next(state, position) : -1);
    case 'sequence': {
      const parts = step === 1 ? [...node.parts].reverse() : node.parts;
      return parts.reduce<Matcher>((following, part) => compileMatcher(part, following, step), next);
    }
    case 'choice': {
      const options = node.options.map((option) => compileMatcher(option, next, step));
      return (state, position) => {
        for (const option of options) {
          state.spend(1);
          const end = option(state, position);
          if (end >= 0) return end;
        }
        return -1;
      };
    }
    case 'group':
      return compileGroupMatcher(node, next, step);
    case 'look': {
      const inner = compileMatcher(node.body, (_state, position) => position, node.behind ? -1 : 1);
      return (state, position) => {
        const saved = state.marks.slice();
        const found = inner(state, position) >= 0;
        if (found === node.negative) {
          restore(state, saved);
          return -1;
        }
        if (node.negative) restore(state, saved);
        const end = next(state, position);
        if (end < 0) restore(state, saved);
        return end;
      };
    }
    case 'backreference':
      return (state, position) => {
        const open = state.marks[node.group * 2] ?? -1;
        const close = state.marks[node.group * 2 + 1] ?? -1;
        if (open < 0 || close < 0) return next(state, position);
        const length = close - open;
        const at = step === 1 ? position : position - length;
        state.spend(1 + length);
        if (at < 0 || !node.equals(state.text.slice(at, at + length), state.text.slice(open, close))) return -1;
        return next(state, position + step * length);
      };
    case 'repeat':
      return node.body.kind === 'set' ? repeatSet(node, node.body.test, next, step) : repeatAny(node, next, step);
  }
}

function restore(state: State, saved: readonly number[]): void {
  for (let index = 0; index < saved.length; index++) state.marks[index] = saved[index] as number;
}

function compileGroupMatcher(node: PatternNode & { kind: 'group' }, next: Matcher, step: 1 | -1): Matcher {
  const first = node.index * 2 + (step === 1 ? 0 : 1);
  const second = node.index * 2 + (step === 1 ? 1 : 0);
  const leave: Matcher = (state, position) => {
    const before = state.marks[second] as number;
    state.marks[second] = position;
    const end = next(state, position);
    if (end < 0) state.marks[second] = before;
    return end;
  };
  const body = compileMatcher(node.body, leave, step);
  return (state, position) => {
    const before = state.marks[first] as number;
    state.marks[first] = position;
    const end = body(state, position);
    if (end < 0) state.marks[first] = before;
    return end;
  };
}

/** Repetition of one character: a loop, so that long texts need no deep stack. */
function repeatSet(
  node: PatternNode & { kind: 'repeat' },
  test: (code: number) => boolean,
  next: Matcher,
  step: 1 | -1,
): Matcher {
  const matches = (state: State, position: number): boolean => {
    const at = step === 1 ? position : position - 1;
    return at >= 0 && at < state.text.length && test(state.text.charCodeAt(at));
  };
  if (node.lazy) {
    return (state, position) => {
      let at = position;
      for (let count = 0; ; count++) {
        state.spend(1);
        if (count >= node.min) {
          const end = next(state, at);
          if (end >= 0) return end;
        }
        if (count >= node.max || !matches(state, at)) return -1;
        at += step;
      }
    };
  }
  return (state, position) => {
    let count = 0;
    let at = position;
    while (count < node.max && matches(state, at)) {
      at += step;
      count++;
    }
    state.spend(1 + (count >> 3));
    for (; count >= node.min; count--, at -= step) {
      state.spend(1);
      const end = next(state, at);
      if (end >= 0) return end;
    }
    return -1;
  };
}

function repeatAny(node: PatternNode & { kind: 'repeat' }, next: Matcher, step: 1 | -1): Matcher {
  const attempt: Matcher = (state, position) => {
    state.spend(1);
    const rounds = state.rounds.get(node) as Round[];
    const round = rounds.at(-1) as Round;
    const { count, from } = round;
    // A round beyond the least number must match something, or there would be no end of rounds.
    if (count > node.min && position === from) return -1;
    const more = (): number => {
      if (count >= node.max) return -1;
      const saved = state.marks.slice();
      for (const group of node.groups) state.marks[group * 2] = state.marks[group * 2 + 1] = -1;
      round.count = count + 1;
      round.from = position;
      const end = body(state, position);
      round.count = count;
      round.from = from;
      if (end < 0) restore(state, saved);
      return end;
    };
    const leave = (): number => {
      rounds.pop();
      const end = next(state, position);
      rounds.push(round);
      return end;
    };
    if (count < node.min) return more();
    if (node.lazy) {
      const end = leave();
      return end >= 0 ? end : more();
    }
    const end = more();
    return end >= 0 ? end : leave();
  };
  const body = compileMatcher(node.body, attempt, step);
  return (state, position) => {
    const rounds = state.rounds.get(node) ?? [];
    if (rounds.length === 0) state.rounds.set(node, rounds);
    rounds.push({ count: 0, from: -1 });
    const end = attempt(state, position);
    rounds.pop();
    return end;
  };
}
