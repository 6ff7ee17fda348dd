/** Starts the view: connects the store with its host and draws. */

import './styles/main.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { LayoutClient } from './graph/layout-client.ts';
import type { ComputeLayout } from './graph/layout-types.ts';
import { parseToWebview } from './host/to-webview.ts';
import { acquireHost } from './host/vscode-api.ts';
import { browserFrames } from './store/frames.ts';
import { ViewStore } from './store/view-store.ts';
import { createMeasureText } from './theme/measure-text.ts';

function start(root: HTMLElement): void {
  const host = acquireHost();
  const source: unknown = JSON.parse(document.body.dataset['source'] ?? 'null');
  const store = new ViewStore({
    frames: browserFrames,
    send: (message) => host.postMessage(message),
    loadChoices: () => host.getState(),
    // The source is what brings this panel back after a reload of the window.
    saveChoices: (choices) => host.setState({ ...choices, source }),
  });
  host.setState({ ...store.saved, source });
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = parseToWebview(data);
    if (message !== null) store.receive(message);
  });
  const measure = createMeasureText();
  const layout = new LayoutClient(document.body.dataset['layoutWorker'] ?? '', measure);
  const computeLayout: ComputeLayout = (graph, strip) => layout.layout(graph, strip);
  render(<App store={store} computeLayout={computeLayout} measure={measure} />, root);
  host.postMessage({ kind: 'ready' });
}

const root = document.getElementById('root');
if (root !== null) start(root);
