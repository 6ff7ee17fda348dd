/** What is said of files that are there and cannot be read, and of places where nothing can be written. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestCli, type TestCli } from './test-cli.ts';

const PASS = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}';

let cli: TestCli;
beforeEach(() => {
  cli = createTestCli();
  cli.files({ 'pass.asl.json': PASS, 'dir/x': '' });
});
afterEach(() => {
  cli.dispose();
});

describe('text that is no UTF-8', () => {
  const utf16 = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
  const latin1 = Buffer.from('{\n"StartAt": "Zo\u00eb"}', 'latin1');
  const isUtf16 = 'is UTF-16 text, not UTF-8. Save it as UTF-8.\n';

  it.each<[string, readonly string[], Uint8Array, string]>([
    ['a definition as PowerShell writes it', ['run', '--asl', 'x.json'], utf16(`\ufeff${PASS}`), isUtf16],
    ['a definition to validate', ['validate', 'x.json'], utf16(`\ufeff${PASS}`), isUtf16],
    ['UTF-16 without a mark', ['run', '--asl', 'x.json'], utf16(PASS), isUtf16],
    ['UTF-16, big-endian', ['run', '--asl', 'x.json'], Buffer.from(utf16(`\ufeff${PASS}`)).swap16(), isUtf16],
    ['an input', ['run', '--asl', 'pass.asl.json', '--input', 'x.json'], utf16('\ufeff{}'), isUtf16],
    ['a suite', ['run', '--suite', 'x.json'], utf16('\ufeffname: s'), isUtf16],
    [
      'a definition in Latin-1',
      ['run', '--asl', 'x.json'],
      latin1,
      'is not UTF-8 text: line 2 has other bytes. Save it as UTF-8.\n',
    ],
  ])('%s', async (_what, args, bytes, message) => {
    cli.files({ 'x.json': bytes });
    const spoken = await cli.run(args);
    expect(spoken).toMatchObject({ code: 2, out: '' });
    expect(spoken.err.replace(/^sfn-test: /, '')).toBe(`x.json ${message}`);
  });

  it('a mark of UTF-8 and other scripts are nothing to complain of', async () => {
    cli.files({ 'x.json': `\ufeff${PASS.replaceAll('"A"', '"\u5e97"')}` });
    expect(await cli.run(['run', '--asl', 'x.json'])).toMatchObject({ code: 0, err: '' });
  });
});

describe('places where nothing can be written', () => {
  it.each([
    [['--history', 'no/such/h.json'], 'The history could not be written: There is no folder for no/such/h.json.'],
    [['--history', 'dir'], 'The history could not be written: dir is a folder, not a file.'],
    [['--save', 'no/such/h.sfnrun'], 'The run cannot be saved: There is no folder for no/such/h.sfnrun.'],
    [['--save', 'dir'], 'The run cannot be saved: dir is a folder, not a file.'],
  ])('%j', async (options, message) => {
    const spoken = await cli.run(['run', '--asl', 'pass.asl.json', ...options]);
    expect(spoken).toMatchObject({ code: 2, err: `sfn-test: ${message}\n` });
  });
});
