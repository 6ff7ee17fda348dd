/** Tells screen readers how the run goes, at most every two seconds, politely. */

import { useEffect, useState } from 'preact/hooks';
import { useStore } from './store/use-store.ts';
import type { ViewState } from './store/view-store.ts';
import { formatCount } from './theme/format.ts';
import { phaseText } from './toolbar/actions.ts';

const PAUSE_MS = 2_000;

export function Announcer() {
  const store = useStore();
  const [text, setText] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = store.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setText(summaryOf(store.state));
      }, PAUSE_MS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [store]);
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}

function summaryOf({ run }: ViewState): string {
  if (run === null) return '';
  const facts = [...run.mapRuns.values()].at(-1)?.facts;
  const where = run.phase === 'paused' && run.position !== null ? ` at ${run.position.stateName}` : '';
  const children =
    facts === undefined
      ? ''
      : ` ${formatCount(facts.children.succeeded)} children succeeded, ${formatCount(facts.children.failed)} failed, ${formatCount(facts.children.running)} running.`;
  return `${phaseText(run.phase, run.outcome)}${where}.${children}`;
}
