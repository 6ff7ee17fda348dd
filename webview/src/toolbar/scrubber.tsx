/** A slider over the run's transitions: to any moment that the run has once reached, backwards and forwards. */

import { useEffect, useReducer, useRef } from 'preact/hooks';
import { useStore, useView } from '../store/use-store.ts';
import { formatCount } from '../theme/format.ts';
import { createScrub, type Scrub } from './scrub.ts';

export function Scrubber() {
  const store = useStore();
  const run = useView((state) => state.run);
  const furthest = useView((state) => state.furthestStep);
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const scrub = useRef<Scrub | null>(null);
  scrub.current ??= createScrub((step) => store.command({ kind: 'go-to-step', step }));
  useEffect(() => {
    if (run === null) return;
    scrub.current?.updated(run.phase === 'running' ? 'running' : 'settled');
    redraw();
  }, [run]);
  if (run === null) return null;
  const { wanted } = scrub.current;
  const shown = wanted ?? run.step;
  const isRacing = run.phase === 'running' && wanted === null;
  const text = furthest > shown ? `${formatCount(shown)} of ${formatCount(furthest)}` : formatCount(shown);
  return (
    <span class="scrubber">
      <input
        type="range"
        data-testid="scrubber"
        min={0}
        max={Math.max(1, furthest)}
        step={1}
        value={shown}
        disabled={isRacing || furthest === 0}
        title="Go to any moment of the run"
        aria-label="Moment of the run"
        aria-valuetext={`after ${text} transitions`}
        style={{ '--share': `${(shown / Math.max(1, furthest)) * 100}%` }}
        onChange={(event) => {
          const step = Number(event.currentTarget.value);
          if (scrub.current?.wanted != null) scrub.current.settleAt(step);
        }}
        onInput={(event) => {
          scrub.current?.goTo(Number(event.currentTarget.value));
          redraw();
        }}
      />
      <span class="steps quiet" title="State transitions so far" data-testid="transitions">
        {text} {shown === 1 && furthest <= 1 ? 'transition' : 'transitions'}
      </span>
    </span>
  );
}
