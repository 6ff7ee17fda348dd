import { describe, expect, it } from 'vitest';
import type { FromWebview } from '../../../server/src/protocol/run-view.ts';
import { childOf, historyOf, mapGraph, mapRunOf, updateOf } from './fixtures.ts';
import type { SavedChoices } from './saved-choices.ts';
import { ViewStore } from './view-store.ts';

function setUp(loaded: unknown = null) {
  const sent: FromWebview[] = [];
  const saved: SavedChoices[] = [];
  const frames: (() => void)[] = [];
  const store = new ViewStore({
    frames: { next: (callback) => frames.push(callback) },
    send: (message) => sent.push(message),
    loadChoices: () => loaded,
    saveChoices: (choices) => saved.push(choices),
  });
  const draw = (): void => frames.splice(0).forEach((callback) => callback());
  const started = (codes: readonly number[]): void => {
    store.receive({ kind: 'show-graph', graph: mapGraph(), title: 'case', debugging: true });
    store.receive({
      kind: 'update',
      update: updateOf({ reset: true, phase: 'paused', mapRuns: [mapRunOf({}, codes)] }),
    });
    draw();
  };
  const take = (): readonly FromWebview[] => sent.splice(0);
  return { store, saved, frames, draw, started, take };
}

describe('the store', () => {
  it('folds all messages of a frame together and tells its readers once', () => {
    const { store, frames, draw } = setUp();
    let redraws = 0;
    store.subscribe(() => redraws++);
    store.receive({ kind: 'show-graph', graph: mapGraph(), title: 'case', debugging: true });
    store.receive({ kind: 'update', update: updateOf({ reset: true, step: 1 }) });
    store.receive({ kind: 'update', update: updateOf({ sequence: 2, step: 2 }) });
    expect(frames.length).toBe(1);
    expect(store.state.run).toBeNull();
    draw();
    expect(redraws).toBe(1);
    expect(store.state.run?.step).toBe(2);
  });

  it('gives each new run the pace that the user chose', () => {
    const { store, take, started } = setUp({ speed: 10 });
    started([]);
    expect(take()[0]).toEqual({ kind: 'command', command: { kind: 'set-speed', transitionsPerSecond: 10 } });
    store.command({ kind: 'set-speed', transitionsPerSecond: null });
    take();
    started([]);
    expect(take().map(({ kind }) => kind)).toEqual(['applied']);
  });

  it('knows how far the run once came, until another one begins', () => {
    const { store, draw, started } = setUp();
    started([]);
    store.receive({ kind: 'update', update: updateOf({ sequence: 2, step: 9 }) });
    store.receive({ kind: 'update', update: updateOf({ sequence: 3, step: 4, reset: true }) });
    draw();
    expect([store.state.run?.step, store.state.furthestStep]).toEqual([4, 9]);
    started([]);
    expect(store.state.furthestStep).toBe(0);
  });

  it('says that the files have changed until another run begins', () => {
    const { store, draw, started } = setUp();
    started([]);
    store.receive({ kind: 'outdated' });
    draw();
    expect(store.state.isOutdated).toBe(true);
    started([]);
    expect(store.state.isOutdated).toBe(false);
  });

  it('acknowledges every update', () => {
    const { store, draw, take } = setUp();
    store.receive({ kind: 'update', update: updateOf({ reset: true }) });
    store.receive({ kind: 'update', update: updateOf({ sequence: 2 }) });
    draw();
    expect(take()).toEqual([
      { kind: 'applied', sequence: 1 },
      { kind: 'applied', sequence: 2 },
    ]);
  });

  it('asks once for everything when updates are missing', () => {
    const { store, draw, take } = setUp();
    store.receive({ kind: 'update', update: updateOf({ sequence: 5 }) });
    store.receive({ kind: 'update', update: updateOf({ sequence: 6 }) });
    draw();
    expect(take().filter(({ kind }) => kind === 'ready')).toHaveLength(1);
  });

  it('opens a child and shows what came for it, not what came for one opened before', () => {
    const { store, started, draw, take } = setUp();
    started([2, 2, 3]);
    take();
    store.selectChild({ mapRun: 0, index: 1 });
    store.selectChild({ mapRun: 0, index: 2 });
    expect(take()).toEqual([
      { kind: 'open-child', requestId: 1, mapRun: 0, index: 1 },
      { kind: 'open-child', requestId: 2, mapRun: 0, index: 2 },
    ]);
    store.receive({ kind: 'child', requestId: 2, detail: childOf({ index: 2, status: 'FAILED' }) });
    store.receive({ kind: 'child', requestId: 1, detail: childOf({ index: 1 }) });
    draw();
    expect(store.state.child?.detail?.index).toBe(2);
    expect(store.state.child?.isLoading).toBe(false);
  });

  it('shows why a child could not be opened', () => {
    const { store, started, draw } = setUp();
    started([2]);
    store.selectChild({ mapRun: 0, index: 0 });
    store.receive({ kind: 'request-failed', requestId: 1, message: 'No such child.' });
    draw();
    expect(store.state.child?.problem).toBe('No such child.');
  });

  it('fetches an open child again as long as it moves', () => {
    const { store, started, draw, take } = setUp();
    started([1]);
    store.selectChild({ mapRun: 0, index: 0 });
    store.receive({ kind: 'child', requestId: 1, detail: childOf({ status: 'RUNNING' }) });
    draw();
    take();
    store.receive({ kind: 'update', update: updateOf({ sequence: 2, mapRuns: [mapRunOf({}, [2])] }) });
    draw();
    expect(take()).toContainEqual({ kind: 'open-child', requestId: 2, mapRun: 0, index: 0 });
    store.receive({ kind: 'child', requestId: 2, detail: childOf({ status: 'SUCCEEDED' }) });
    draw();
    store.receive({ kind: 'update', update: updateOf({ sequence: 3 }) });
    draw();
    expect(take().filter(({ kind }) => kind === 'open-child')).toEqual([]);
  });

  it('knows in which states the open child was', () => {
    const { store, started, draw } = setUp();
    started([2]);
    store.selectChild({ mapRun: 0, index: 0 });
    const events = historyOf([
      ['PassStateEntered', 0, { name: 'X', input: 1 }],
      ['PassStateExited', 1, { name: 'X', output: 1 }],
    ]);
    store.receive({ kind: 'child', requestId: 1, detail: childOf({ events }) });
    draw();
    expect(store.state.child?.mapPointer).toBe('/States/Map');
    expect(store.state.child?.visited.get('X')).toBe('succeeded');
  });

  it('opens the child again that was open before a reload, once the run is there', () => {
    const before = setUp();
    before.started([2, 2]);
    before.store.selectChild({ mapRun: 0, index: 1 });
    before.store.filterByStatus('FAILED');
    const after = setUp(JSON.parse(JSON.stringify(before.saved.at(-1))));
    expect(after.store.state.statusFilter).toBe('FAILED');
    after.started([2, 2]);
    expect(after.store.state.child?.selected).toEqual({ mapRun: 0, index: 1 });
    expect(after.take()).toContainEqual({ kind: 'open-child', requestId: 1, mapRun: 0, index: 1 });
  });

  it('saves where the run stands when it stands still', () => {
    const { store, saved, draw } = setUp();
    store.receive({ kind: 'update', update: updateOf({ reset: true, phase: 'paused', step: 3 }) });
    draw();
    expect(saved.at(-1)?.step).toBe(3);
    store.receive({ kind: 'update', update: updateOf({ sequence: 2, phase: 'running', step: 40 }) });
    draw();
    expect(saved.at(-1)?.step).toBe(3);
    store.receive({ kind: 'update', update: updateOf({ sequence: 3, phase: 'ended', step: 90 }) });
    draw();
    expect(saved.at(-1)?.step).toBe(90);
  });

  it('closes the child that a restart took away', () => {
    const { store, started, draw } = setUp();
    started([2, 2]);
    store.selectChild({ mapRun: 0, index: 1 });
    store.receive({ kind: 'update', update: updateOf({ sequence: 9, reset: true }) });
    draw();
    expect(store.state.child).toBeNull();
  });

  it('selects a state and shows its source', () => {
    const { store, take } = setUp();
    store.selectState('/States/A', 'reveal');
    expect(store.state.selectedState).toBe('/States/A');
    expect(take()).toEqual([{ kind: 'reveal-state', pointer: '/States/A' }]);
  });

  it('drops a problem when a new graph or a fresh run comes', () => {
    const { store, draw } = setUp();
    store.receive({ kind: 'problem', message: 'Broken.' });
    draw();
    expect(store.state.problem).toBe('Broken.');
    store.receive({ kind: 'update', update: updateOf({ reset: true }) });
    draw();
    expect(store.state.problem).toBeNull();
  });
});
