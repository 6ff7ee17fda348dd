/**
 * Stands in for VS Code in a plain browser: gives the view a host and plays messages to it.
 *
 * `?scenario=small|medium|large|graph|failed` `&theme=dark|light|hc-dark|hc-light` `&tick=N` (start there) `&play` (start running)
 * `&recording=URL` (a JSON array of ToWebview messages, instead of a scenario). Not part of the extension.
 */

import type { FromWebview, RunPhase, ToWebview } from '../../../server/src/protocol/run-view.ts';
import { DISTRIBUTED_GRAPH, EVERY_KIND_GRAPH } from './graphs.ts';
import { SimulatedRun } from './simulated-run.ts';
import { applyTheme, THEMES, type ThemeName } from './themes.ts';

const params = new URLSearchParams(location.search);
const PLAY_EVERY_MS = 50;

function post(message: ToWebview): void {
  window.postMessage(message, '*');
}

interface Player {
  receive(message: FromWebview): void;
}

function playScenario(run: SimulatedRun): Player {
  let tick = Number(params.get('tick') ?? 0);
  let phase: RunPhase = params.has('play') ? 'running' : 'paused';
  let sequence = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const send = (extent: 'whole' | 'changes'): void =>
    post({ kind: 'update', update: run.updateAt(tick, phase, ++sequence, extent) });
  const advance = (): void => {
    if (tick >= run.lastTick) return stop();
    tick++;
    send('changes');
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    phase = tick >= run.lastTick ? 'ended' : 'paused';
    send('changes');
  };
  const play = (): void => {
    phase = 'running';
    timer ??= setInterval(advance, PLAY_EVERY_MS);
  };
  return {
    receive(message) {
      switch (message.kind) {
        case 'ready':
          post({ kind: 'show-graph', graph: DISTRIBUTED_GRAPH, title: 'Medium dataset', debugging: true });
          send('whole');
          if (phase === 'running') play();
          return;
        case 'open-child':
          post({ kind: 'child', requestId: message.requestId, detail: run.childDetail(message.index, tick) });
          return;
        case 'reveal-state':
          post({ kind: 'highlight-state', pointer: message.pointer });
          return;
        case 'applied':
          return;
        case 'command':
          switch (message.command.kind) {
            case 'continue':
              return play();
            case 'pause':
              return stop();
            case 'step':
            case 'next-batch':
            case 'step-into-child':
            case 'step-out':
              return advance();
            case 'step-back':
              tick = Math.max(0, tick - 1);
              return send('whole');
            case 'go-to-step':
              tick = Math.min(run.lastTick, Math.round(message.command.step / 4));
              return send('whole');
            case 'restart':
              tick = 0;
              return send('whole');
            case 'stop':
              return stop();
            case 'set-speed':
              return;
          }
      }
    },
  };
}

function playRecording(url: string): Player {
  return {
    receive(message) {
      if (message.kind !== 'ready') return;
      void fetch(url)
        .then((response) => response.json() as Promise<readonly ToWebview[]>)
        .then((messages) => messages.forEach(post));
    },
  };
}

function showGraphOnly(): Player {
  return {
    receive(message) {
      if (message.kind === 'ready')
        post({ kind: 'show-graph', graph: EVERY_KIND_GRAPH, title: 'order.asl.json', debugging: false });
      if (message.kind === 'reveal-state') post({ kind: 'highlight-state', pointer: message.pointer });
    },
  };
}

function playerOf(scenario: string): Player {
  const recording = params.get('recording');
  if (recording !== null) return playRecording(recording);
  switch (scenario) {
    case 'graph':
      return showGraphOnly();
    case 'medium':
      return playScenario(new SimulatedRun(10_000, 40));
    case 'large':
      return playScenario(new SimulatedRun(2_000_000, 200));
    default:
      return playScenario(new SimulatedRun(25, 3));
  }
}

const theme = params.get('theme') ?? 'dark';
applyTheme(theme in THEMES ? (theme as ThemeName) : 'dark');
if (params.has('still')) document.body.classList.add('vscode-reduce-motion');
const player = playerOf(params.get('scenario') ?? 'small');
const saveKey = `stepscope ${params.get('scenario') ?? 'small'}`;

globalThis.acquireVsCodeApi = () => ({
  postMessage: (message) => player.receive(message),
  getState: () => JSON.parse(sessionStorage.getItem(saveKey) ?? 'null') as unknown,
  setState: (state) => sessionStorage.setItem(saveKey, JSON.stringify(state)),
});
