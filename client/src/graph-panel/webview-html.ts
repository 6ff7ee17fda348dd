/**
 * The page that a graph panel loads. Everything it may load comes from the extension's own `dist`; scripts need the nonce; the only
 * worker is the layout's, from a blob.
 */

import type { PanelSource } from './panel-source.ts';

export interface WebviewAssets {
  readonly script: string;
  readonly style: string;
  /** Fetched by the page and started from a blob: a webview's origin may not start a worker from the extension's origin. */
  readonly layoutWorker: string;
}

export function webviewHtml({
  assets,
  cspSource,
  nonce,
  source,
}: {
  readonly assets: WebviewAssets;
  readonly cspSource: string;
  readonly nonce: string;
  readonly source: PanelSource;
}): string {
  const policy = [
    `default-src 'none'`,
    `img-src ${cspSource}`,
    `font-src ${cspSource}`,
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `connect-src ${cspSource}`,
    `worker-src blob:`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeAttribute(assets.style)}">
<title>Stepscope</title>
</head>
<body data-layout-worker="${escapeAttribute(assets.layoutWorker)}" data-source="${escapeAttribute(JSON.stringify(source))}">
<div id="root"></div>
<script nonce="${escapeAttribute(nonce)}" src="${escapeAttribute(assets.script)}"></script>
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
