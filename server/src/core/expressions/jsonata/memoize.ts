/** Remembers what was read from the last few texts: pictures are few, and are used again and again. */

/** A pure function of a text, with a bounded memory. What throws is not remembered. */
export function memoizeByText<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = compute(text);
    if (known.size >= MAX_ENTRIES) known.clear();
    known.set(text, value);
    return value;
  };
}

const MAX_ENTRIES = 100;
