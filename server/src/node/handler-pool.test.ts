import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandlerPool, type HandlerOutcome, type HandlerProgram } from './handler-pool.ts';

const MODULE = `
let calls = 0;
export const handler = async (event) => { console.log('not an answer'); return { got: event, call: ++calls }; };
export const early = (event, context, callback) => callback(null, context.functionName);
export const nothing = () => undefined;
export const fail = () => { class TooBig extends Error { constructor() { super('too big'); this.name = 'TooBig'; } } throw new TooBig(); };
export const text = () => { throw 'just a text'; };
export const hang = () => new Promise((resolve) => setTimeout(resolve, 60_000));
export const die = () => process.exit(7);
`;
const TYPED = `
import { Size } from './sizes.js';
interface Order { readonly count: number }
export const handler = async ({ count }: Order): Promise<string> => Size[Size.Large] + ': ' + count * 2;
`;
const COMMAND = `
let text = '';
process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => {
  const event = JSON.parse(text);
  if (event.fail) { console.log(JSON.stringify({ errorType: 'Odd', errorMessage: 'no' })); process.exitCode = 1; }
  else if (event.crash) { console.error('out of paper'); process.exitCode = 3; }
  else console.log(event.plain ? 'hello' : JSON.stringify([event]));
});
`;

let folder = '';
/** A project without packages. */
let alone = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepscope-handlers-'));
  writeFileSync(join(folder, 'module.mjs'), MODULE);
  writeFileSync(join(folder, 'old.cjs'), 'module.exports.handler = (event) => ({ old: event });');
  writeFileSync(join(folder, 'command.mjs'), COMMAND);
  alone = mkdtempSync(join(tmpdir(), 'stepscope-alone-'));
  writeFileSync(join(folder, 'typed.ts'), TYPED);
  writeFileSync(join(folder, 'sizes.ts'), 'export enum Size { Small, Large }');
  // As a project has it that builds with esbuild.
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(resolve('node_modules/esbuild'), join(folder, 'node_modules/esbuild'), 'junction');
  writeFileSync(join(alone, 'typed.ts'), 'export const handler = (event: object): number => 1;');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(alone, { recursive: true, force: true });
});

async function call(program: HandlerProgram, event: string | object, timeoutMs = 20_000): Promise<HandlerOutcome> {
  const pool = createHandlerPool(program, { workingFolder: folder, timeoutMs, concurrency: 1 });
  const outcome = await pool.call(event as string, { functionName: 'f' });
  pool.close();
  return outcome;
}

const exported = (exportName: string, file = 'module.mjs'): HandlerProgram => ({
  kind: 'module',
  path: join(folder, file),
  exportName,
});

describe('a module in a process of its own', () => {
  it.each<[exportName: string, outcome: object]>([
    ['handler', { kind: 'returned', value: { got: { a: 1 }, call: 1 } }],
    ['early', { kind: 'returned', value: 'f' }],
    ['nothing', { kind: 'returned', value: null }],
    ['fail', { kind: 'threw', errorType: 'TooBig', errorMessage: 'too big', trace: expect.arrayContaining([]) }],
    ['text', { kind: 'threw', errorType: 'string', errorMessage: 'just a text', trace: [] }],
    [
      'gone',
      { kind: 'threw', errorType: 'Runtime.HandlerNotFound', errorMessage: 'gone is undefined or not exported' },
    ],
    ['die', { kind: 'crashed', message: 'Runtime exited with error: exit status 7' }],
  ])('%s', async (exportName, outcome) => {
    expect(await call(exported(exportName), { a: 1 })).toMatchObject(outcome);
  });

  it('may be CommonJS', async () => {
    expect(await call(exported('handler', 'old.cjs'), [])).toEqual({ kind: 'returned', value: { old: [] } });
  });

  it('may be TypeScript, with modules of its own', async () => {
    expect(await call(exported('handler', 'typed.ts'), { count: 2 })).toEqual({ kind: 'returned', value: 'Large: 4' });
  });

  it('that is TypeScript where nothing can take the types out says what it needs', async () => {
    expect(await call({ kind: 'module', path: join(alone, 'typed.ts'), exportName: 'handler' }, {})).toMatchObject(
      'stripTypeScriptTypes' in nodeModule
        ? { kind: 'returned', value: 1 }
        : {
            kind: 'threw',
            errorType: 'Runtime.ImportModuleError',
            errorMessage: expect.stringContaining('esbuild') as string,
          },
    );
  });

  it('that is not there fails as an import does', async () => {
    expect(await call(exported('handler', 'gone.mjs'), {})).toMatchObject({ kind: 'threw', errorType: 'Error' });
  });

  it('loses its process when it takes too long', async () => {
    expect(await call(exported('hang'), {}, 300)).toEqual({ kind: 'timed-out' });
  });

  it('is kept warm between calls and answers them in their order', async () => {
    const pool = createHandlerPool(exported('handler'), { workingFolder: folder, timeoutMs: 20_000, concurrency: 1 });
    const outcomes = await Promise.all([1, 2, 3].map((event) => pool.call(event, {})));
    pool.close();
    expect(outcomes.map((outcome) => (outcome.kind === 'returned' ? outcome.value : outcome))).toEqual(
      [1, 2, 3].map((event) => ({ got: event, call: event })),
    );
  });

  it('starts again after it was closed', async () => {
    const pool = createHandlerPool(exported('handler'), { workingFolder: folder, timeoutMs: 20_000, concurrency: 1 });
    for (let round = 0; round < 2; round++) {
      expect(await pool.call(0, {})).toMatchObject({ kind: 'returned', value: { call: 1 } });
      pool.close();
    }
  });
});

describe('a command', () => {
  const command: HandlerProgram = { kind: 'command', command: [process.execPath, 'command.mjs'] };
  it.each<[event: object, outcome: object]>([
    [{ a: 1 }, { kind: 'returned', value: [{ a: 1 }] }],
    [{ fail: true }, { kind: 'threw', errorType: 'Odd', errorMessage: 'no', trace: [] }],
    [{ crash: true }, { kind: 'crashed', message: 'Runtime exited with error: exit status 3\nout of paper' }],
    [{ plain: true }, { kind: 'threw', errorType: 'Runtime.MarshalError' }],
  ])('given %j', async (event, outcome) => {
    expect(await call(command, event)).toMatchObject(outcome);
  });

  it('that does not exist', async () => {
    const outcome = await call({ kind: 'command', command: ['no-such-program-here'] }, {});
    expect(outcome).toMatchObject({ kind: 'crashed', message: expect.stringContaining('ENOENT') as string });
  });
});
