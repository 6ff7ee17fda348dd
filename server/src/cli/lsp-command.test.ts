import { describe, expect, it } from 'vitest';
import { lspCommand } from './lsp-command.ts';

describe('sfn-test lsp', () => {
  it('refuses what it does not know', async () => {
    await expect(lspCommand(['--port', '1'])).rejects.toThrow('not --port');
  });
});
