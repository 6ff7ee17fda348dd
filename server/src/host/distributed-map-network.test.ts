import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../core/base/json.ts';
import { createS3ObjectStore } from '../node/s3-object-store.ts';
import { getObject, outlineOf, runMap, type RanMap } from '../testing/run-distributed-map.ts';

/** A server that speaks as much of S3 as is asked of it, and comes to grief as told. */
let server: Server;
let endpoint = '';
type Trouble = 'none' | 'unavailable' | 'hung up' | 'denied';
/** What happens to the next requests; the last goes on for ever. */
let reading: Trouble[] = [];
let writing: Trouble[] = [];
let nRequests = 0;
const written = new Map<string, string>();
const ITEMS = Buffer.from('[1,2,3]');

function answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  nRequests++;
  const isWrite = request.method === 'PUT';
  const troubles = isWrite ? writing : reading;
  const trouble = (troubles.length > 1 ? troubles.shift() : troubles[0]) ?? 'none';
  if (trouble === 'hung up') {
    response.writeHead(200, { 'Content-Length': '1000' });
    response.write('[1,');
    response.socket?.destroySoon();
  } else if (trouble !== 'none') {
    const [status, code] = trouble === 'denied' ? [403, 'AccessDenied'] : [503, 'ServiceUnavailable'];
    response.writeHead(status, { 'Content-Type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} was said</Message></Error>`);
  } else if (isWrite) {
    written.set((request.url ?? '').split('?')[0] ?? '', body.toString());
    response.end();
  } else {
    const range = `bytes 0-${ITEMS.length - 1}/${ITEMS.length}`;
    response.writeHead(206, { 'Content-Range': range, 'Content-Length': ITEMS.length, ETag: '"v"' });
    response.end(ITEMS);
  }
}

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, Buffer.concat(chunks), response));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  reading = ['none'];
  writing = ['none'];
  nRequests = 0;
  written.clear();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
});

const run = (map: JsonObject = {}, at = endpoint): Promise<RanMap> =>
  runMap({
    input: {},
    store: createS3ObjectStore({ endpoint: at, region: null }),
    map: {
      ItemReader: getObject({ InputType: 'JSON' }),
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'out', Prefix: 'p' },
        WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' },
      },
      ...map,
    },
  });

describe('a network that fails', () => {
  it.each<[string, Trouble[], Trouble[]]>([
    ['a server that is busy for a moment', ['unavailable', 'none'], ['unavailable', 'unavailable', 'none']],
    ['an answer that breaks off', ['hung up', 'none'], ['none']],
  ])('%s is asked again, and nothing is lost or doubled', async (_what, reads, writes) => {
    reading = reads;
    writing = writes;
    const ran = await run();
    expect(ran.outcome.status).toBe('SUCCEEDED');
    expect([...written].map(([url, body]) => [url.split('/').at(-1), body.slice(0, 7)])).toEqual([
      ['SUCCEEDED_0.json', '[1,2,3]'],
      ['manifest.json', '{"Desti'],
    ]);
  });

  it.each<[string, Trouble, RegExp]>([
    ['stays busy', 'unavailable', /^s3:\/\/data\/items could not be read: ServiceUnavailable was said .*\.$/],
    [
      'says no',
      'denied',
      /could not be read: AccessDenied was said.*Check the credentials and the policies of the bucket\.$/,
    ],
  ])('a server that %s when items are read fails the Map Run', async (_what, trouble, cause) => {
    reading = [trouble];
    const ran = await run();
    expect(ran.outcome).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    expect('cause' in ran.outcome ? ran.outcome.cause : '').toMatch(cause);
    expect(outlineOf(ran).at(-3)).toBe('5<-4 MapRunFailed');
    expect(ran.children).toEqual([]);
    if (trouble === 'unavailable') expect(nRequests).toBeGreaterThan(1);
  });

  it.each<[string, Trouble, RegExp]>([
    [
      'stays busy',
      'unavailable',
      /into s3:\/\/out\/p\/.*\. s3:\/\/out\/p\/.*\/SUCCEEDED_0\.json could not be written: Service/,
    ],
    ['says no', 'denied', /could not be written: AccessDenied was said.*Check the credentials/],
  ])(
    'a server that %s when results are written fails the Map Run, which can be caught',
    async (_what, trouble, cause) => {
      writing = [trouble];
      const ran = await run();
      expect(ran.outcome).toMatchObject({ status: 'FAILED', error: 'States.ResultWriterFailed' });
      expect('cause' in ran.outcome ? ran.outcome.cause : '').toMatch(cause);
      expect(ran.children.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
      writing = [trouble];
      const Catch = [{ ErrorEquals: ['States.ResultWriterFailed'], ResultPath: null, Next: 'Child' }];
      const ItemProcessor = {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Inner',
        States: { Inner: { Type: 'Pass', End: true } },
      };
      const caught = await runMap({
        input: { kept: true },
        store: createS3ObjectStore({ endpoint, region: null }),
        map: {
          ItemReader: getObject({ InputType: 'JSON' }),
          ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'out', Prefix: 'p' } },
          ItemProcessor,
          Catch,
        },
        states: { Child: { Type: 'Pass', End: true } },
      });
      expect(caught.outcome).toEqual({ status: 'SUCCEEDED', output: { kept: true } });
    },
  );

  it('with nobody at the other end is told with who was asked, and how often', async () => {
    const free = createServer();
    await new Promise<void>((done) => free.listen(0, '127.0.0.1', done));
    const { port } = free.address() as AddressInfo;
    await new Promise((done) => free.close(done));
    const ran = await run({}, `http://127.0.0.1:${port}`);
    expect('cause' in ran.outcome ? ran.outcome.cause : '').toMatch(
      new RegExp(
        `could not be read: http://127\\.0\\.0\\.1:${port} could not be reached \\(ECONNREFUSED\\) after \\d attempts\\. Check the network\\.$`,
      ),
    );
  });
});
