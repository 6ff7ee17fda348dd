import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ObjectStore, StoreResult } from '../core/distributed-map/object-store.ts';
import { createS3ObjectStore } from './s3-object-store.ts';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

type Answer = (asked: Asked, response: ServerResponse) => void;

let server: Server;
let endpoint = '';
let answer: Answer = (_asked, response) => response.end();
const asked: Asked[] = [];

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks) };
      asked.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  asked.length = 0;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
});

const open = (): ObjectStore => createS3ObjectStore({ endpoint, region: null });

function found<T>(result: StoreResult<T>): T {
  if (result.kind === 'problem') throw new Error(result.problem.message);
  return result.value;
}

/** Serves ranges of `body`. */
function serve(body: Buffer): Answer {
  return ({ headers, method }, response) => {
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '');
    response.setHeader('ETag', '"v1"');
    if (method === 'HEAD' || range === null) {
      response.setHeader('Content-Length', body.length);
      return response.end();
    }
    if (body.length === 0) return refuse(416, 'InvalidRange')({ headers, method } as Asked, response);
    const [start, end] = [Number(range[1]), Math.min(body.length, Number(range[2]) + 1)];
    response.writeHead(206, {
      'Content-Range': `bytes ${start}-${end - 1}/${body.length}`,
      'Content-Length': end - start,
    });
    return response.end(body.subarray(start, end));
  };
}

function refuse(status: number, code: string, extra = ''): Answer {
  return (_asked, response) => {
    response.writeHead(status, { 'Content-Type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} was said</Message>${extra}</Error>`);
  };
}

async function bytesOf(store: ObjectStore): Promise<Buffer> {
  const source = found(await store.open('data', 'items.jsonl'));
  const chunks: Uint8Array[] = [];
  for (let chunk = await source.read(); chunk !== null; chunk = await source.read()) chunks.push(chunk);
  await source.close();
  return Buffer.concat(chunks);
}

describe('reading', () => {
  it('asks for range after range of the same version', async () => {
    const body = Buffer.alloc(9 * 1024 * 1024, 'abcdefg');
    answer = serve(body);
    expect((await bytesOf(open())).equals(body)).toBe(true);
    expect(asked.map(({ url, headers }) => [url.split('?')[0], headers.range, headers['if-match']])).toEqual([
      ['/data/items.jsonl', 'bytes=0-4194303', undefined],
      ['/data/items.jsonl', 'bytes=4194304-8388607', '"v1"'],
      ['/data/items.jsonl', 'bytes=8388608-12582911', '"v1"'],
    ]);
  });

  it('knows objects without bytes', async () => {
    answer = serve(Buffer.alloc(0));
    expect((await bytesOf(open())).length).toBe(0);
  });

  it('reads anywhere', async () => {
    answer = serve(Buffer.from('0123456789'));
    const file = found(
      (await open().openRandomAccess?.('data', 'x')) as StoreResult<{
        size: number;
        read(o: number, l: number): Promise<Uint8Array>;
      }>,
    );
    expect(file.size).toBe(10);
    expect(Buffer.from(await file.read(7, 100)).toString()).toBe('789');
    expect(await file.read(10, 1)).toHaveLength(0);
  });

  it('says which version and whose bucket it wants', async () => {
    answer = serve(Buffer.from('x'));
    found(await open().open('data', 'k', { versionId: 'v 2', expectedBucketOwner: '123456789012' }));
    expect(asked[0]?.url).toContain('versionId=v%202');
    expect(asked[0]?.headers['x-amz-expected-bucket-owner']).toBe('123456789012');
  });

  it('tries again after a server error, and after an answer that broke off', async () => {
    const whole = serve(Buffer.from('{"a":1}\n'));
    let n = 0;
    answer = (one, response) => {
      n++;
      if (n === 1) return refuse(503, 'SlowDown')(one, response);
      if (n > 2) return whole(one, response);
      response.writeHead(206, { 'Content-Range': 'bytes 0-7/8', 'Content-Length': 8 });
      response.write('{"a');
      return setImmediate(() => response.destroy());
    };
    expect((await bytesOf(open())).toString()).toBe('{"a":1}\n');
    expect(n).toBe(3);
  });
});

describe('what goes wrong is told with what to do', () => {
  it.each<[string, Answer, string, RegExp]>([
    [
      'no bucket',
      refuse(404, 'NoSuchBucket'),
      'no-such-bucket',
      /^The specified bucket does not exist: data \(asked http:/,
    ],
    ['no key', refuse(404, 'NoSuchKey'), 'no-such-key', /^The specified key does not exist: s3:\/\/data\/k \(asked/],
    [
      'denied',
      refuse(403, 'AccessDenied'),
      'access-denied',
      /^s3:\/\/data\/k could not be read: AccessDenied was said \(AccessDenied\) \(asked .*\)\. Check the credentials and the policies/,
    ],
    ['changed', refuse(412, 'PreconditionFailed'), 'failed', /it was changed while it was read\. Run again\.$/],
    [
      'elsewhere',
      refuse(400, 'AuthorizationHeaderMalformed', '<Region>ap-south-1</Region>'),
      'failed',
      /the bucket lies in the region ap-south-1\. Give it with --region/,
    ],
    [
      'broken',
      refuse(400, 'Nonsense'),
      'failed',
      /^s3:\/\/data\/k could not be read: Nonsense was said \(Nonsense\) \(asked/,
    ],
  ])('%s', async (_name, refusal, kind, message) => {
    answer = refusal;
    const result = await open().open('data', 'k');
    expect(result.kind).toBe('problem');
    if (result.kind === 'problem') {
      expect(result.problem.kind).toBe(kind);
      expect(result.problem.message).toMatch(message);
    }
  });

  it('nobody there', async () => {
    const store = createS3ObjectStore({ endpoint: 'http://127.0.0.1:9', region: 'us-east-1' });
    const result = await store.list('data', '');
    expect(result.kind === 'problem' && result.problem.message).toMatch(
      /^s3:\/\/data could not be listed: http:\/\/127\.0\.0\.1:9 could not be reached \(ECONNREFUSED\) after 3 attempts\. Check the network\.$/,
    );
  });
});

describe('listing', () => {
  it('goes on until nothing is left', async () => {
    answer = ({ url }, response) => {
      const token = new URL(url, endpoint).searchParams.get('continuation-token');
      const object = (key: string): string =>
        `<Contents><Key>${key}</Key><Size>3</Size><ETag>"e"</ETag><LastModified>2024-01-01T00:00:01.000Z</LastModified>` +
        `<StorageClass>GLACIER</StorageClass></Contents>`;
      const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>t 2</NextContinuationToken>';
      const body =
        token === null ? object('in/a&amp;b') + more : object(`in/${token}`) + '<IsTruncated>false</IsTruncated>';
      response.setHeader('Content-Type', 'application/xml');
      response.end(`<?xml version="1.0"?><ListBucketResult>${body}</ListBucketResult>`);
    };
    const listing = found(await open().list('data', 'in/'));
    const rest = { size: 3, lastModified: Date.UTC(2024, 0, 1, 0, 0, 1), eTag: '"e"', storageClass: 'GLACIER' };
    expect([await listing.next(), await listing.next(), await listing.next()]).toEqual([
      [{ key: 'in/a&b', ...rest }],
      [{ key: 'in/t 2', ...rest }],
      null,
    ]);
  });
});

describe('a listing that is narrowed', () => {
  it('asks S3 for it, and goes on behind a page of common prefixes only', async () => {
    answer = ({ url }, response) => {
      const token = new URL(url, endpoint).searchParams.get('continuation-token');
      const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>next</NextContinuationToken>';
      response.setHeader('Content-Type', 'application/xml');
      response.end(
        `<?xml version="1.0"?><ListBucketResult>${
          token === null
            ? `<CommonPrefixes><Prefix>in/a/</Prefix></CommonPrefixes>${more}`
            : '<Contents><Key>in/b</Key><Size>3</Size></Contents><IsTruncated>false</IsTruncated>'
        }</ListBucketResult>`,
      );
    };
    const listing = found(await open().list('data', 'in/', { startAfter: 'in/A', delimiter: '/' }));
    expect([(await listing.next())?.map(({ key }) => key), await listing.next()]).toEqual([['in/b'], null]);
    const { searchParams } = new URL(asked[0]?.url ?? '', endpoint);
    expect([searchParams.get('start-after'), searchParams.get('delimiter')]).toEqual(['in/A', '/']);
  });
});

describe('writing', () => {
  it('puts a small object at once', async () => {
    answer = (_one, response) => response.end();
    const writer = open().createWriter('data', 'out/manifest.json');
    await writer.write('{"ø":1}');
    expect(await writer.close()).toEqual({ kind: 'found', value: { bytes: 8 } });
    expect(asked.map(({ method, url, body }) => [method, url.split('?')[0], body.toString()])).toEqual([
      ['PUT', '/data/out/manifest.json', '{"ø":1}'],
    ]);
  });

  it('says whose the bucket has to be, and names the type that the service names', async () => {
    answer = upload;
    await writeLines('123456789012');
    const small = open().createWriter('data', 'out/manifest.json', { expectedBucketOwner: '123456789012' });
    await small.close();
    expect(new Set(asked.map(({ headers }) => headers['x-amz-expected-bucket-owner']))).toEqual(
      new Set(['123456789012']),
    );
    expect(asked[0]?.headers['content-type']).toBe('binary/octet-stream');
    expect(asked.at(-1)?.headers['content-type']).toBe('application/octet-stream');
  });

  const upload: Answer = ({ method, url }, response) => {
    response.setHeader('Content-Type', 'application/xml');
    if (method === 'POST' && url.includes('uploads')) {
      return response.end('<?xml version="1.0"?><R><UploadId>u1</UploadId></R>');
    }
    response.setHeader('ETag', `"${new URL(url, endpoint).searchParams.get('partNumber') ?? ''}"`);
    return response.end(method === 'POST' ? '<?xml version="1.0"?><R><ETag>"all"</ETag></R>' : '');
  };
  const line = `${'x'.repeat(99_999)}\n`;
  const writeLines = async (expectedBucketOwner?: string): Promise<StoreResult<{ readonly bytes: number }>> => {
    const writer = open().createWriter(
      'data',
      'out/big.jsonl',
      expectedBucketOwner === undefined ? {} : { expectedBucketOwner },
    );
    for (let index = 0; index < 200; index++) await writer.write(line);
    return writer.close();
  };

  it('sends a large object part by part', async () => {
    answer = upload;
    expect(await writeLines()).toEqual({ kind: 'found', value: { bytes: 20_000_000 } });
    const parts = asked.filter(({ url }) => url.includes('partNumber'));
    expect(parts.map(({ url }) => new URL(url, endpoint).searchParams.get('partNumber'))).toEqual(['1', '2', '3']);
    expect(Buffer.concat(parts.map(({ body }) => body)).toString()).toBe(line.repeat(200));
    expect(asked.at(-1)?.body.toString()).toContain('<PartNumber>3</PartNumber>');
  });

  it('gives up what it began when a part is refused', async () => {
    answer = (one, response) =>
      one.url.includes('partNumber=2') ? refuse(403, 'AccessDenied')(one, response) : upload(one, response);
    const result = await writeLines();
    expect(result.kind === 'problem' && result.problem.message).toMatch(
      /^s3:\/\/data\/out\/big\.jsonl could not be written: AccessDenied was said/,
    );
    expect(asked.at(-1)).toMatchObject({ method: 'DELETE' });
  });
});
