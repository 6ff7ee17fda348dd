import { describe, expect, it } from 'vitest';
import { parseWholeMockFile } from './mock-file.ts';

const parse = (text: string): ReturnType<typeof parseWholeMockFile> =>
  parseWholeMockFile(`version: "1"\n${text}`, 'mock.yaml');

describe('a mock file', () => {
  it('names other state machines, shortly or with mocks and type', () => {
    const { value, problems } = parse(
      'stateMachines:\n  Child: ./child.asl.json\n  "arn:aws:states:x:1:stateMachine:Other": { definition: o.yaml, mock: m.yaml, type: EXPRESS }\n',
    );
    expect(problems).toEqual([]);
    expect(value.entries).toEqual([]);
    expect(value.machines).toMatchObject([
      { key: 'Child', definition: './child.asl.json', mock: null, type: 'STANDARD' },
      { key: 'arn:aws:states:x:1:stateMachine:Other', definition: 'o.yaml', mock: 'm.yaml', type: 'EXPRESS' },
    ]);
  });

  it('names handlers: a module, one of its exports, a command', () => {
    const { value, problems } = parse(
      'handlers:\n  plain: ./a.mjs\n  other: { module: b.cjs, export: run, timeout: 500, concurrency: 2 }\n  third: { command: [python3, c.py] }\n',
    );
    expect(problems).toEqual([]);
    expect(value.handlers).toMatchObject([
      { key: 'plain', target: { kind: 'module', path: './a.mjs', exportName: 'handler' }, timeoutMs: 30_000 },
      { key: 'other', target: { kind: 'module', path: 'b.cjs', exportName: 'run' }, timeoutMs: 500, concurrency: 2 },
      { key: 'third', target: { kind: 'command', command: ['python3', 'c.py'] }, concurrency: 4 },
    ]);
  });

  it.each([
    ['handlers: { f: ./a.py }', 'A handler module is a .js, .mjs, .cjs, .ts or .mts file.'],
    ['handlers: { f: {} }', 'A handler needs one of `module`'],
    ['handlers: { f: { module: a.js, command: [b] } }', 'A handler needs one of `module`'],
    ['handlers: { f: { command: python } }', '`command` must be a list of texts'],
    ['handlers: { f: { module: a.js, timeout: 0 } }', '`timeout` must be a whole number from 1 to 900000.'],
    ['handlers: { f: { module: a.js, concurrency: 1000 } }', '`concurrency` must be a whole number from 1 to 64.'],
    ['handlers: [a]', 'A section `handlers` must be a map, but this is a list.'],
    ['stateMachines: { A: {} }', 'This state machine needs `definition`.'],
    ['stateMachines: { A: { definition: a, type: FAST } }', '`type` must be one of STANDARD, EXPRESS.'],
  ])('%s: %s', (text, message) => {
    expect(
      parse(`${text}\nmocks: []\n`)
        .problems.map((problem) => problem.message)
        .join('\n'),
    ).toContain(message);
  });
});
