/** Preact components read the store here: a component is drawn again only when what it selects has changed. */

import { createContext } from 'preact';
import { useContext, useEffect, useReducer, useRef } from 'preact/hooks';
import type { ViewState, ViewStore } from './view-store.ts';

const StoreContext = createContext<ViewStore | null>(null);

export const StoreProvider = StoreContext.Provider;

export function useStore(): ViewStore {
  const store = useContext(StoreContext);
  if (store === null) throw new Error('A part of the view is outside its StoreProvider.');
  return store;
}

/** @param select must be cheap; its results are compared with Object.is. */
export function useView<T>(select: (state: ViewState) => T): T {
  const store = useStore();
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const selected = select(store.state);
  const latest = useRef({ select, selected });
  latest.current = { select, selected };
  useEffect(() => {
    const check = (): void => {
      const { select: selectNow, selected: drawn } = latest.current;
      if (!Object.is(selectNow(store.state), drawn)) redraw();
    };
    check();
    return store.subscribe(check);
  }, [store]);
  return selected;
}
