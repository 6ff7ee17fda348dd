/** The data of one visit of a state, at every station of its flow: tabs, with those that changed nothing shown quietly. */

import { useState } from 'preact/hooks';
import { jsonEquals, type Json } from '../../../server/src/core/base/json.ts';
import type { DataStage } from '../../../server/src/core/events/run-event.ts';
import type { StateVisit } from '../store/state-visits.ts';
import { JsonView } from './json-view.tsx';

const STAGE_TEXT: Readonly<Record<DataStage, string>> = {
  input: 'input',
  afterInputPath: 'InputPath',
  afterParameters: 'Parameters',
  afterArguments: 'Arguments',
  afterItemsPath: 'ItemsPath',
  afterItemSelector: 'ItemSelector',
  afterItemBatcher: 'ItemBatcher',
  result: 'result',
  afterResultSelector: 'ResultSelector',
  afterResultPath: 'ResultPath',
  output: 'output',
};

interface Station {
  readonly stage: DataStage;
  readonly value: Json;
  readonly isChanged: boolean;
}

export function VisitData({ visit }: { readonly visit: StateVisit }) {
  const stations = stationsOf(visit);
  const [wanted, setWanted] = useState<DataStage>('output');
  const current = stations.find(({ stage }) => stage === wanted) ?? stations.at(-1);
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const index = stations.findIndex(({ stage }) => stage === current?.stage);
    const next = stations[index + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setWanted(next.stage);
    const tabs = (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=tab]');
    tabs[index + step]?.focus();
  };
  return (
    <div class="visit-data">
      <div class="tabs" role="tablist" aria-label={`Data of ${visit.name}`} onKeyDown={move}>
        {stations.map(({ stage, isChanged }) => (
          <button
            key={stage}
            type="button"
            role="tab"
            class={isChanged ? '' : 'unchanged'}
            aria-selected={stage === current?.stage}
            tabIndex={stage === current?.stage ? 0 : -1}
            title={isChanged ? STAGE_TEXT[stage] : `${STAGE_TEXT[stage]}: as before`}
            onClick={() => setWanted(stage)}
          >
            {STAGE_TEXT[stage]}
          </button>
        ))}
      </div>
      {current !== undefined && (
        <div role="tabpanel" data-testid="stage-value" data-stage={current.stage}>
          <JsonView key={current.stage} value={current.value} label={`${STAGE_TEXT[current.stage]} of ${visit.name}`} />
        </div>
      )}
    </div>
  );
}

/** Why the visit failed, or what it caught. */
export function VisitProblem({ visit }: { readonly visit: StateVisit }) {
  if (visit.error === null) return null;
  return (
    <div class="failure">
      <strong>{visit.error}</strong>
      {visit.cause !== null && <p>{visit.cause}</p>}
    </div>
  );
}

/** Recorded stations; where none were recorded, the input and output that the history tells. */
function stationsOf(visit: StateVisit): readonly Station[] {
  const values = new Map<DataStage, Json>([['input', visit.input]]);
  for (const { stage, value } of visit.stages) values.set(stage, value);
  if (visit.output !== undefined) values.set('output', visit.output);
  const stations: Station[] = [];
  for (const stage of Object.keys(STAGE_TEXT) as DataStage[]) {
    const value = values.get(stage);
    if (value === undefined) continue;
    const before = stations.at(-1);
    stations.push({ stage, value, isChanged: before === undefined || !jsonEquals(before.value, value) });
  }
  return stations;
}
