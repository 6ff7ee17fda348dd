import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore, StoreResult } from '../core/distributed-map/object-store.ts';
import { createFolderObjectStore } from './folder-object-store.ts';

let base: string;
let root: string;
let store: ObjectStore;

beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'folder-store-'));
  root = path.join(base, 's3');
  await mkdir(path.join(root, 'data/a'), { recursive: true });
  await writeFile(path.join(base, 'secret.txt'), 'secret');
  store = createFolderObjectStore(root, { chunkBytes: 4 });
});
afterEach(() => rm(base, { recursive: true, force: true }));

const kindOf = <T>(result: StoreResult<T>): string => (result.kind === 'problem' ? result.problem.kind : 'found');

async function textOf(bucket: string, key: string): Promise<string> {
  const opened = await store.open(bucket, key);
  if (opened.kind === 'problem') return opened.problem.kind;
  const chunks: Uint8Array[] = [];
  for (let chunk = await opened.value.read(); chunk !== null; chunk = await opened.value.read()) chunks.push(chunk);
  await opened.value.close();
  return Buffer.concat(chunks).toString();
}

describe('reading a folder as S3', () => {
  it('streams an object in chunks', async () => {
    await writeFile(path.join(root, 'data/a/x.txt'), 'hello world');
    expect(await textOf('data', 'a/x.txt')).toBe('hello world');
  });

  it.each([
    ['nowhere', 'x', 'no-such-bucket'],
    ['data', 'a/missing', 'no-such-key'],
    ['data', 'a', 'no-such-key'],
    ['data', '../../secret.txt', 'invalid-name'],
    ['data', 'a/../../../secret.txt', 'invalid-name'],
    ['..', 'secret.txt', 'invalid-name'],
    ['../', 'secret.txt', 'invalid-name'],
    ['data', '..\\secret.txt', 'invalid-name'],
    ['data', '', 'invalid-name'],
  ])('%s / %s is %s', async (bucket, key, kind) => {
    expect(kindOf(await store.open(bucket, key))).toBe(kind);
  });

  it('names a folder, and a key that ends as one, as keys that are not there', async () => {
    await writeFile(path.join(root, 'data/a/y.txt'), 'y');
    const messageOf = async (key: string): Promise<string> => {
      const opened = await store.open('data', key);
      return opened.kind === 'problem' ? opened.problem.message : '';
    };
    expect(await messageOf('a')).toMatch(/^The specified key does not exist: s3:\/\/data\/a \(.* is a folder\)$/);
    expect(await messageOf('a/y.txt/')).toMatch(/^The specified key does not exist: s3:\/\/data\/a\/y\.txt\/ /);
    expect(kindOf((await store.openRandomAccess?.('data', 'a/y.txt/')) as StoreResult<unknown>)).toBe('no-such-key');
  });

  it('does not follow links out of the folder', async () => {
    await symlink(path.join(base, 'secret.txt'), path.join(root, 'data/link.txt'));
    await symlink(base, path.join(root, 'linked'));
    expect(await textOf('data', 'link.txt')).toBe('access-denied');
    expect(await textOf('linked', 'secret.txt')).toBe('access-denied');
    expect(store.probeWrite('linked', 'x')?.kind).toBe('access-denied');
    expect(kindOf(await store.createWriter('linked', 'x').close())).toBe('access-denied');
    expect(await readdir(base)).toEqual(['s3', 'secret.txt']);
  });

  it('lists keys below a prefix in the order of their bytes', async () => {
    const keys = ['a/b/1', 'a.txt', 'a/0', 'b', 'ab', 'é', 'a/b.txt'];
    // What nobody has put there as an object.
    for (const key of [...keys, '.DS_Store', 'a/.gitkeep', 'a/b/Thumbs.db']) {
      await mkdir(path.dirname(path.join(root, 'data', key)), { recursive: true });
      await writeFile(path.join(root, 'data', key), key);
    }
    const keysOf = async (prefix: string): Promise<string[]> => {
      const listed = await store.list('data', prefix);
      if (listed.kind === 'problem') throw new Error(listed.problem.message);
      return ((await listed.value.next()) ?? []).map((object) => object.key);
    };
    expect(await keysOf('')).toEqual(['a.txt', 'a/0', 'a/b.txt', 'a/b/1', 'ab', 'b', 'é']);
    expect(await keysOf('a/b')).toEqual(['a/b.txt', 'a/b/1']);
    expect(await keysOf('a/')).toEqual(['a/0', 'a/b.txt', 'a/b/1']);
    expect(await keysOf('x')).toEqual([]);
  });
});

describe('writing a folder as S3', () => {
  it('shows an object only when it is whole, and makes the bucket', async () => {
    const writer = store.createWriter('new-bucket', 'results/r.json');
    await writer.write('["é",');
    await writer.write('1'.repeat(300_000));
    expect(kindOf(await store.open('new-bucket', 'results/r.json'))).not.toBe('found');
    await writer.write(']');
    expect(await writer.close()).toEqual({ kind: 'found', value: { bytes: 300_007 } });
    expect(await readFile(path.join(root, 'new-bucket/results/r.json'), 'utf8')).toBe(`["é",${'1'.repeat(300_000)}]`);
    expect(await readdir(path.join(root, 'new-bucket/results'))).toEqual(['r.json']);
  });

  it('removes the result files of an earlier run, and of its redrives, but those that are kept, and nothing else', async () => {
    const results = ['SUCCEEDED_0.json', 'FAILED_12.jsonl', 'Redrive-1/PENDING_0.json', 'Redrive-2/manifest.json'];
    const others = ['manifest.json', 'notes.txt', 'SUCCEEDED_0.json.bak', 'Redrive-1/x', 'sub/manifest.json'];
    for (const name of [...results, ...others]) await store.createWriter('data', `r/id/${name}`).close();
    await store.createWriter('data', 'r/manifest.json').close();
    store.removeResults?.('data', 'r/id', new Set(['r/id/manifest.json']));
    store.removeResults?.('data', 'not/there', new Set());
    store.removeResults?.('data', '../data/r', new Set());
    const left = await store.list('data', 'r/');
    const keys = left.kind === 'found' ? ((await left.value.next()) ?? []).map(({ key }) => key) : [];
    expect((await readdir(path.join(root, 'data/r/id'))).sort()).toEqual([
      'Redrive-1',
      'SUCCEEDED_0.json.bak',
      'manifest.json',
      'notes.txt',
      'sub',
    ]);
    expect(keys).toEqual([...others.map((name) => `r/id/${name}`), 'r/manifest.json'].sort());
  });

  it('says beforehand what speaks against writing', async () => {
    await writeFile(path.join(root, 'data/file'), '');
    expect(store.probeWrite('data', 'a/b/c')).toBeNull();
    expect(store.probeWrite('new-bucket', 'x')).toBeNull();
    expect(store.probeWrite('data', 'file/x')?.message).toMatch(/is a file/);
    expect(store.probeWrite('data', 'file/deep/er/x')?.message).toMatch(
      /data.file is a file, where a folder is needed/,
    );
    expect(store.probeWrite('data', '../x')?.kind).toBe('invalid-name');
  });

  it('tells at the end what went wrong, and leaves nothing behind', async () => {
    await writeFile(path.join(root, 'data/file'), '');
    const writer = store.createWriter('data', 'file/x');
    await writer.write('text');
    expect(kindOf(await writer.close())).toBe('failed');
    expect((await readdir(path.join(root, 'data'))).sort()).toEqual(['a', 'file']);
  });
});
