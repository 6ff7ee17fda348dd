import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StreamMessageReader, StreamMessageWriter, createProtocolConnection } from 'vscode-languageserver/node';
import { describe, expect, it } from 'vitest';

describe('sfn-test lsp', () => {
  it('serves an editor on standard streams, and ends when told to', async () => {
    const program = join(process.cwd(), 'dist/cli.js');
    expect(existsSync(program)).toBe(true);
    const server = spawn(process.execPath, [program, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => server.on('exit', resolve));
    const client = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    client.listen();
    const { capabilities } = await client.sendRequest<{ capabilities: Record<string, unknown> }>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    expect(Object.keys(capabilities)).toEqual(expect.arrayContaining(['completionProvider', 'renameProvider']));
    await client.sendRequest('shutdown');
    await client.sendNotification('exit');
    expect(await ended).toBe(0);
    client.dispose();
  });
});
