import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFileWriter } from './file-writer.ts';

/** How a disk behaves that has room for so many more bytes; Infinity: as the real one does. */
const disk = vi.hoisted(() => ({ room: Infinity }));

vi.mock('node:fs/promises', async (importReal) => {
  const real = await importReal<typeof import('node:fs/promises')>();
  const open: typeof real.open = async (...args) => {
    const handle = await real.open(...args);
    const write = handle.write.bind(handle) as (bytes: Uint8Array, offset: number, length?: number) => Promise<unknown>;
    return Object.assign(handle, {
      async write(bytes: Uint8Array, offset: number) {
        const length = Math.min(bytes.length - offset, disk.room);
        if (length === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        disk.room -= length;
        return write(bytes, offset, length);
      },
    });
  };
  return { ...real, open };
});

let folder = '';
beforeEach(async () => {
  disk.room = Infinity;
  folder = await mkdtemp(path.join(tmpdir(), 'file-writer-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a file that is written', () => {
  it('is there whole when it is closed, and not before', async () => {
    const file = path.join(folder, 'a/b/out.json');
    const writer = createFileWriter(file, null);
    await writer.write('x'.repeat(600_000));
    await writer.write('é');
    await expect(stat(file)).rejects.toThrow(/ENOENT/);
    expect(await writer.close()).toEqual({ kind: 'found', value: { bytes: 600_002 } });
    expect(await readFile(file, 'utf8')).toBe(`${'x'.repeat(600_000)}é`);
    expect(await readdir(path.dirname(file))).toEqual(['out.json']);
  });

  it('is written beside what was left by a killed process of the same number, as containers give it', async () => {
    for (let left = 0; left < 50; left++)
      await writeFile(path.join(folder, `.stepscope-${process.pid}-${left}.partial`), 'half');
    const writer = createFileWriter(path.join(folder, 'out.json'), null);
    await writer.write('[]');
    expect(await writer.close()).toEqual({ kind: 'found', value: { bytes: 2 } });
  });

  it.each([0, 1, 300_000, 999_999])(
    'on a disk with room for %i bytes says so, and leaves nothing behind',
    async (room) => {
      disk.room = room;
      const file = path.join(folder, 'out.json');
      const writer = createFileWriter(file, null);
      for (let piece = 0; piece < 10; piece++) await writer.write('x'.repeat(100_000));
      expect(await writer.close()).toEqual({
        kind: 'problem',
        problem: {
          kind: 'failed',
          message: `${file} cannot be written: ENOSPC: no space left on device, write`,
        },
      });
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('asks for a pause before much waits to be written', async () => {
    const writer = createFileWriter(path.join(folder, 'out.json'), null);
    let waiting = 0;
    for (;;) {
      const pause = writer.write('x'.repeat(300_000));
      waiting += 300_000;
      if (pause === null) continue;
      await pause;
      break;
    }
    expect(waiting).toBeLessThan(10_000_000);
    await writer.close();
  });
});
