/** A media query as a value that components follow. */

import { useEffect, useState } from 'preact/hooks';

/** Panes lie above one another; the same width as in styles/layout.css. */
export const STACKED = '(max-width: 859.9px)';

export function useMediaQuery(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const update = (): void => setMatches(list.matches);
    update();
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return matches;
}
