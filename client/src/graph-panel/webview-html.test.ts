import { describe, expect, it } from 'vitest';
import { panelKey, panelSourceOfState, type PanelSource } from './panel-source.ts';
import { webviewHtml } from './webview-html.ts';

const source: PanelSource = {
  kind: 'case',
  suiteUri: 'file:///a/test-suite.yaml',
  caseName: `"><script>alert('x')</script>`,
};

const html = webviewHtml({
  assets: {
    script: 'https://host/dist/webview.js',
    style: 'https://host/dist/webview.css',
    layoutWorker: 'https://host/dist/elk-worker.js',
  },
  cspSource: 'https://host',
  nonce: 'abc',
  source,
});

describe('the page', () => {
  it('allows nothing but its own files, its own script and a worker from a blob', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy).toContain('default-src &#39;none&#39;');
    expect(policy).toContain('script-src &#39;nonce-abc&#39;');
    expect(policy).toContain('worker-src blob:');
    expect(policy).not.toMatch(/unsafe|\*|data:/);
  });

  it('has one script and no inline code', () => {
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('<script nonce="abc" src="https://host/dist/webview.js"></script>');
    expect(html).not.toMatch(/<style| style=| on[a-z]+=/);
  });

  it('carries its source as text, whatever the case is called', () => {
    const attribute = /data-source="([^"]*)"/.exec(html)?.[1] ?? '';
    const text = attribute
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&');
    expect(panelSourceOfState({ source: JSON.parse(text) as unknown })).toEqual(source);
  });
});

describe('a panel source', () => {
  it.each([
    null,
    undefined,
    7,
    {},
    { source: {} },
    { source: { kind: 'definition' } },
    { source: { kind: 'case', suiteUri: 'x' } },
  ])('is not made of %j', (state) => {
    expect(panelSourceOfState(state)).toBeNull();
  });

  it('has one panel per definition and per case', () => {
    const keys = [
      panelKey({ kind: 'definition', uri: 'file:///a' }),
      panelKey({ kind: 'definition', uri: 'file:///b' }),
      panelKey({ kind: 'case', suiteUri: 'file:///a', caseName: 'one' }),
      panelKey({ kind: 'case', suiteUri: 'file:///a', caseName: 'two' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
