/** Names of files that are awkward in URIs. */

import { describe, expect, it } from 'vitest';
import { isLocalMockUri } from './local-mock-language.ts';
import { suiteKindOf } from './suite-language.ts';
import { fileNameOfUri, pathOfUri, uriOfPath } from './uris.ts';

describe('the name of the file of a URI', () => {
  it.each([
    ['file:///flows/orders.test.yaml', 'orders.test.yaml'],
    ['file:///50%25%20%231/orders%20%C3%BC.test.yaml', 'orders \u00fc.test.yaml'],
    ['file:///flows/orders%2Ftest.yaml', 'test.yaml'],
    ['vscode-vfs://github/a/b/test-suite.yaml?ref=main#L3', 'test-suite.yaml'],
    ['untitled:orders.test.yaml', 'orders.test.yaml'],
    ['file:///nowhere/%ff', '%ff'],
    ['file:///100%/orders.test.yaml', 'orders.test.yaml'],
    ['', ''],
  ])('%s', (uri, name) => {
    expect(fileNameOfUri(uri)).toBe(name);
  });

  it('a suite is a suite and a mock file a mock file in any folder', () => {
    for (const folder of ["/it's 50% #1", '/a?b', '/\u05e9\u05dc\u05d5\u05dd', '/%20']) {
      const uri = uriOfPath(`${folder}/orders.test.yaml`);
      expect(suiteKindOf(uri)).toBe('suite');
      expect(pathOfUri(uri)).toBe(`${folder}/orders.test.yaml`);
      expect(isLocalMockUri(uriOfPath(`${folder}/MockConfigFile.json`))).toBe(true);
    }
    expect(suiteKindOf('file:///nowhere/%ff')).toBeNull();
  });
});
