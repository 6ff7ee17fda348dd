/** What a panel shows: it names the panel, is written into its page, and comes back from there after a reload. */

export type PanelSource =
  | { readonly kind: 'definition'; readonly uri: string }
  | { readonly kind: 'case'; readonly suiteUri: string; readonly caseName: string };

/** One panel per key. */
export function panelKey(source: PanelSource): string {
  return source.kind === 'definition' ? `definition ${source.uri}` : `case ${source.suiteUri} ${source.caseName}`;
}

/** The source out of a webview's saved state; null where there is none. */
export function panelSourceOfState(state: unknown): PanelSource | null {
  if (!isRecord(state) || !isRecord(state['source'])) return null;
  const source = state['source'];
  if (source['kind'] === 'definition' && typeof source['uri'] === 'string')
    return { kind: 'definition', uri: source['uri'] };
  if (source['kind'] === 'case' && typeof source['suiteUri'] === 'string' && typeof source['caseName'] === 'string') {
    return { kind: 'case', suiteUri: source['suiteUri'], caseName: source['caseName'] };
  }
  return null;
}

/** How far the run had come when the page was drawn last; 0 where nothing was saved. */
export function savedStepOfState(state: unknown): number {
  const step = isRecord(state) ? state['step'] : 0;
  return typeof step === 'number' && Number.isSafeInteger(step) && step > 0 ? step : 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
