import { describe, expect, it } from 'vitest';
import type { StateGraph } from '../../../server/src/protocol/run-view.ts';
import type { WireLocation } from '../../../server/src/protocol/lsp-extensions.ts';
import type { RunUpdate, ToWebview } from '../../../server/src/protocol/run-view.ts';
import { RequestFailure } from '../language-client/request-failure.ts';
import type { RequestName, ServerRequests } from '../language-client/server-requests.ts';
import { PanelRelay } from './panel-relay.ts';
import type { PanelSource } from './panel-source.ts';

const graph: StateGraph = { root: { id: '', label: '', start: null, nodes: [], edges: [] } };
const theCase: PanelSource = { kind: 'case', suiteUri: 'file:///s.yaml', caseName: 'one' };

function update(sequence: number, reset = false): RunUpdate {
  return {
    sequence,
    reset,
    phase: 'paused',
    step: 0,
    elapsedMs: 0,
    position: null,
    events: [],
    counters: [],
    mapRuns: [],
    outcome: null,
  };
}

type Answers = { [M in RequestName]?: () => unknown };

function setUp(source: PanelSource, answers: Answers = {}, resumeAtStep = 0) {
  const posted: ToWebview[] = [];
  const calls: string[] = [];
  const revealed: WireLocation[] = [];
  const all: Answers = {
    'stepscope/startDebugSession': () => ({ graph, definitionUri: 'file:///d.asl.json', title: 'One' }),
    'stepscope/stateGraph': () => ({ graph, problems: [] }),
    'stepscope/snapshot': () => update(5, true),
    'stepscope/debugCommand': () => null,
    'stepscope/endDebugSession': () => null,
    ...answers,
  };
  const server = {
    async request(method: RequestName): Promise<unknown> {
      calls.push(method.slice('stepscope/'.length));
      return await all[method]?.();
    },
    notify(method: string, params: object) {
      calls.push(`${method.slice('stepscope/'.length)} ${JSON.stringify(params)}`);
    },
  } as unknown as ServerRequests;
  let sessions = 0;
  const relay = new PanelRelay(
    source,
    {
      server,
      post: (message) => posted.push(message),
      reveal: async (location) => void revealed.push(location),
      setTitle: () => {},
      newSessionId: () => `session-${++sessions}`,
    },
    resumeAtStep,
  );
  const kinds = (): readonly string[] =>
    posted.splice(0).map((message) => (message.kind === 'update' ? `update ${message.update.sequence}` : message.kind));
  return { relay, posted, kinds, calls, revealed };
}

describe('a panel on a definition', () => {
  it('shows the graph whichever comes first, page or server', async () => {
    const early = setUp({ kind: 'definition', uri: 'file:///a.asl.json' });
    await early.relay.receive({ kind: 'ready' });
    await early.relay.start();
    expect(early.kinds()).toEqual(['show-graph']);
    const late = setUp({ kind: 'definition', uri: 'file:///a.asl.json' });
    await late.relay.start();
    expect(late.kinds()).toEqual([]);
    await late.relay.receive({ kind: 'ready' });
    expect(late.kinds()).toEqual(['show-graph']);
  });

  it('keeps the last graph when the text becomes invalid, and says what is wrong', async () => {
    let isValid = true;
    const { relay, posted } = setUp(
      { kind: 'definition', uri: 'file:///a.asl.json' },
      {
        'stepscope/stateGraph': () =>
          isValid ? { graph, problems: [] } : { graph: null, problems: [{ message: 'Not JSON.' }] },
      },
    );
    await relay.receive({ kind: 'ready' });
    await relay.start();
    isValid = false;
    await relay.definitionChanged();
    expect(posted.map(({ kind }) => kind)).toEqual(['show-graph', 'problem']);
    expect(relay.definition?.graph).toBe(graph);
  });

  it('shows where a state is in the source', async () => {
    const location = {
      uri: 'file:///a.asl.json',
      range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } },
    };
    const { relay, revealed } = setUp(
      { kind: 'definition', uri: 'file:///a.asl.json' },
      { 'stepscope/stateLocation': () => location },
    );
    await relay.start();
    await relay.receive({ kind: 'reveal-state', pointer: '/States/A' });
    expect(revealed).toEqual([location]);
  });

  it('sends the highlighted state once, and again to a page that loads anew', async () => {
    const { relay, kinds } = setUp({ kind: 'definition', uri: 'file:///a.asl.json' });
    await relay.start();
    await relay.receive({ kind: 'ready' });
    relay.highlight('/States/A');
    relay.highlight('/States/A');
    relay.viewIsHidden();
    await relay.receive({ kind: 'ready' });
    expect(kinds()).toEqual(['show-graph', 'highlight-state', 'show-graph', 'highlight-state']);
  });
});

describe('a panel on a case', () => {
  it('shows graph and snapshot, then what follows', async () => {
    const { relay, kinds } = setUp(theCase);
    await relay.receive({ kind: 'ready' });
    await relay.start();
    relay.runUpdate('session-1', update(6));
    expect(kinds()).toEqual(['show-graph', 'update 5', 'update 6']);
  });

  it('holds updates while a snapshot is on its way, and drops what the snapshot holds already', async () => {
    let answer: (value: RunUpdate) => void = () => {};
    const { relay, kinds } = setUp(theCase, {
      'stepscope/snapshot': () => new Promise((resolve) => (answer = resolve)),
    });
    await relay.start();
    const ready = relay.receive({ kind: 'ready' });
    relay.runUpdate('session-1', update(5));
    relay.runUpdate('session-1', update(6));
    answer(update(5, true));
    await ready;
    expect(kinds()).toEqual(['show-graph', 'update 5', 'update 6']);
  });

  it('acknowledges updates itself while the page is hidden, so that the run goes on', async () => {
    const { relay, kinds, calls } = setUp(theCase);
    await relay.start();
    await relay.receive({ kind: 'ready' });
    relay.viewIsHidden();
    kinds();
    relay.runUpdate('session-1', update(6));
    expect(kinds()).toEqual([]);
    expect(calls).toContain('updateApplied {"sessionId":"session-1","sequence":6}');
    await relay.receive({ kind: 'ready' });
    expect(kinds()).toEqual(['show-graph', 'update 5']);
  });

  it('does not take updates of another session', async () => {
    const { relay, kinds } = setUp(theCase);
    await relay.start();
    await relay.receive({ kind: 'ready' });
    kinds();
    relay.runUpdate('session-9', update(6));
    expect(kinds()).toEqual([]);
  });

  it('answers a child request with the child or with why not', async () => {
    let fails = false;
    const { relay, posted } = setUp(theCase, {
      'stepscope/childDetail': () => {
        if (fails) throw new RequestFailure('refused', 'No such child.');
        return { index: 1 };
      },
    });
    await relay.start();
    await relay.receive({ kind: 'open-child', requestId: 1, mapRun: 0, index: 1 });
    fails = true;
    await relay.receive({ kind: 'open-child', requestId: 2, mapRun: 0, index: 9 });
    expect(posted).toEqual([
      { kind: 'child', requestId: 1, detail: { index: 1 } },
      { kind: 'request-failed', requestId: 2, message: 'No such child.' },
    ]);
  });

  it('says why a session does not start, and starts anew on restart', async () => {
    let fails = true;
    const { relay, posted, calls } = setUp(theCase, {
      'stepscope/startDebugSession': () => {
        if (fails) throw new RequestFailure('refused', 'workflow.asl.json does not exist.');
        return { graph, definitionUri: 'file:///d.asl.json', title: 'One' };
      },
    });
    await relay.receive({ kind: 'ready' });
    await relay.start();
    expect(posted).toEqual([{ kind: 'problem', message: 'workflow.asl.json does not exist.' }]);
    await relay.receive({ kind: 'command', command: { kind: 'step' } });
    expect(calls).not.toContain('debugCommand');
    fails = false;
    await relay.receive({ kind: 'command', command: { kind: 'restart' } });
    expect(relay.sessionId).toBe('session-2');
    expect(posted.map(({ kind }) => kind)).toEqual(['problem', 'show-graph', 'update']);
  });

  it('says that the run is gone when the server stops', async () => {
    const { relay, posted, calls } = setUp(theCase);
    await relay.start();
    await relay.receive({ kind: 'ready' });
    relay.serverHasStopped();
    expect(posted.at(-1)).toMatchObject({ kind: 'problem' });
    calls.length = 0;
    await relay.receive({ kind: 'open-child', requestId: 3, mapRun: 0, index: 0 });
    expect(posted.at(-1)).toMatchObject({ kind: 'request-failed', requestId: 3 });
    relay.dispose();
    expect(calls).toEqual([]);
  });

  it('goes to where the run was before a reload, and shows nothing before it is there', async () => {
    const { relay, kinds, calls } = setUp(theCase, {}, 7);
    await relay.receive({ kind: 'ready' });
    const started = relay.start();
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toEqual(['startDebugSession', 'debugCommand']);
    expect(kinds()).toEqual([]);
    relay.runUpdate('session-1', update(4, true));
    await started;
    expect(kinds()).toEqual(['show-graph', 'update 5']);
    relay.serverHasStopped();
    await relay.receive({ kind: 'command', command: { kind: 'restart' } });
    expect(calls.filter((call) => call === 'debugCommand')).toHaveLength(1);
  });

  it('a restart reads the files again; the run before it is ended once the new one is there', async () => {
    const { relay, calls, kinds } = setUp(theCase);
    await relay.receive({ kind: 'ready' });
    await relay.start();
    calls.length = 0;
    kinds();
    await relay.receive({ kind: 'command', command: { kind: 'restart' } });
    expect(relay.sessionId).toBe('session-2');
    expect(calls).toEqual(['startDebugSession', 'endDebugSession', 'snapshot']);
    expect(kinds()).toEqual(['show-graph', 'update 5']);
  });

  it('a restart that is refused leaves the run as it is', async () => {
    let fails = false;
    const { relay, kinds } = setUp(theCase, {
      'stepscope/startDebugSession': () => {
        if (fails) throw new RequestFailure('refused', 'The definition is broken.');
        return { graph, definitionUri: 'file:///d.asl.json', title: 'One' };
      },
    });
    await relay.receive({ kind: 'ready' });
    await relay.start();
    fails = true;
    kinds();
    await relay.receive({ kind: 'command', command: { kind: 'restart' } });
    relay.runUpdate('session-1', update(6));
    expect(kinds()).toEqual(['problem', 'update 6']);
  });

  it('of two restarts in a row, the last one counts and no session is left over', async () => {
    const answers: ((value: unknown) => void)[] = [];
    const { relay, calls } = setUp(theCase, {
      'stepscope/startDebugSession': () => new Promise((resolve) => answers.push(resolve)),
    });
    await relay.receive({ kind: 'ready' });
    const first = relay.start();
    const second = relay.receive({ kind: 'command', command: { kind: 'restart' } });
    for (const answer of answers) answer({ graph, definitionUri: 'file:///d.asl.json', title: 'One' });
    await Promise.all([first, second]);
    expect(relay.sessionId).toBe('session-2');
    expect(calls.filter((call) => call === 'endDebugSession')).toHaveLength(1);
  });

  it('ends a session that is still being started when it is closed', async () => {
    let answer: (value: unknown) => void = () => {};
    const { relay, calls } = setUp(theCase, {
      'stepscope/startDebugSession': () => new Promise((resolve) => (answer = resolve)),
    });
    const started = relay.start();
    relay.dispose();
    answer({ graph, definitionUri: 'file:///d.asl.json', title: 'One' });
    await started;
    expect(calls).toContain('endDebugSession');
    expect(relay.sessionId).toBeNull();
  });

  it('acknowledges what it held when the snapshot does not come', async () => {
    let refuse: (reason: unknown) => void = () => {};
    const { relay, calls, posted } = setUp(theCase, {
      'stepscope/snapshot': () => new Promise((_, reject) => (refuse = reject)),
    });
    await relay.start();
    const ready = relay.receive({ kind: 'ready' });
    relay.runUpdate('session-1', update(6));
    refuse(new RequestFailure('timed-out', 'Too long.'));
    await ready;
    expect(calls).toContain('updateApplied {"sessionId":"session-1","sequence":6}');
    expect(posted.at(-1)).toEqual({ kind: 'problem', message: 'Too long.' });
  });

  it('says once that the source has changed, again to a page that loads anew, and not after a restart', async () => {
    const { relay, kinds } = setUp(theCase);
    await relay.receive({ kind: 'ready' });
    await relay.start();
    kinds();
    await relay.definitionChanged();
    await relay.definitionChanged();
    relay.sourceChanged();
    expect(kinds()).toEqual(['outdated']);
    await relay.receive({ kind: 'ready' });
    expect(kinds()).toEqual(['show-graph', 'outdated', 'update 5']);
    await relay.receive({ kind: 'command', command: { kind: 'restart' } });
    await relay.receive({ kind: 'ready' });
    expect(kinds()).toEqual(['show-graph', 'update 5', 'show-graph', 'update 5']);
  });

  it('says when its own session is lost, and not when another is', async () => {
    const { relay, posted } = setUp(theCase);
    await relay.receive({ kind: 'ready' });
    await relay.start();
    posted.length = 0;
    relay.sessionLost('session-9', 'Gone.');
    expect(posted).toEqual([]);
    relay.sessionLost(null, 'Gone.');
    expect(posted).toEqual([{ kind: 'problem', message: 'Gone.' }]);
  });

  it('ends its session when it is closed', async () => {
    const { relay, calls } = setUp(theCase);
    await relay.start();
    relay.dispose();
    expect(calls.at(-1)).toBe('endDebugSession');
  });

  it('does not show a cancelled request as a problem', async () => {
    const { relay, posted } = setUp(theCase, {
      'stepscope/debugCommand': () => {
        throw new RequestFailure('cancelled', 'x');
      },
    });
    await relay.receive({ kind: 'ready' });
    await relay.start();
    posted.length = 0;
    await relay.receive({ kind: 'command', command: { kind: 'pause' } });
    expect(posted).toEqual([]);
  });
});
