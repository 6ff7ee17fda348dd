/** What the suites of the workspace tell of a definition's data, kept until one of the files changes. */

import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

import { isJsonObject, type Json } from '../core/base/json.ts';
import { NOTHING_KNOWN, type KnownData, type KnownItems } from '../core/language/known-data.ts';
import type { AslDocument } from '../core/model/asl-document.ts';
import type { StateModel } from '../core/model/machine-model.ts';
import { listDefinitionStates } from '../core/suite/definition-states.ts';
import { createMockSet, type MockSet } from '../core/suite/mock-set.ts';
import { isFileReference, type MockEntry, type TestCase } from '../core/suite/suite-types.ts';
import { nodeToJson } from '../core/syntax/syntax-node.ts';
import { readMockFiles } from '../host/mock-files.ts';
import { findDataFile, shownPath } from '../host/run-suite-files.ts';
import { createTextFile } from '../host/run-suite-places.ts';
import { accessIn } from '../host/run-suite-project.ts';
import type { KnownProjects } from '../host/workspace/known-projects.ts';
import type { LinkedSuite, SuiteLinks } from '../host/workspace/suite-links.ts';
import type { Workspace } from '../host/workspace/workspace.ts';
import { previewItems } from './batch-preview.ts';
import { createObservedRuns } from './observed-runs.ts';
import { pathOfUri } from './uris.ts';

export interface KnownDataSource {
  of(uri: string, document: AslDocument): Promise<KnownData>;
  /** What was known when it was last looked at; looks again meanwhile, so that nobody waits for a file while typing. */
  latest(uri: string, document: AslDocument): KnownData;
}

const MAX_KEPT = 64;
const REFRESH_MS = 1_000;

export function createKnownData(workspace: Workspace, links: SuiteLinks, projects: KnownProjects): KnownDataSource {
  const kept = new Map<string, Promise<KnownItems | null>>();
  const latest = new Map<string, KnownData>();
  const observedRuns = createObservedRuns(workspace);
  const looking = new Set<string>();

  /** One of `suite`'s cases, or undefined where it has none. */
  async function itemsOf(
    state: StateModel,
    linked: LinkedSuite,
    testCase: TestCase,
    mocks: MockSet,
    /** The case's input where the state is the first one. */
    input: Json | null,
  ): Promise<KnownItems | null> {
    const entry = mocks.items.get(state.name);
    if (entry === undefined || state.node === null) return null;
    const json = nodeToJson(state.node);
    if (!isJsonObject(json)) return null;
    const { ItemProcessor: _processor, Iterator: _iterator, ...fields } = json;
    const file = await dataFileOf(entry, linked);
    const key = JSON.stringify([fields, file?.stamp, file === null ? [linked.text, testCase.name] : null, input]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const answer = (async () => {
      const only: MockSet = { tasks: new Map(), items: new Map([[state.name, entry]]) };
      const access = accessIn(await projects.of(dirname(linked.path)), workspace.accessFor(linked.path));
      const { itemOverrides } = await readMockFiles(only, access, ({ range }) =>
        createTextFile(linked.path, linked.text).placeOf(range),
      );
      const items = itemOverrides.itemsFor(state.name);
      if (items === null) return null;
      return previewItems({
        stateName: state.name,
        state: fields,
        language: state.queryLanguage,
        items,
        from: file?.shown ?? `the case "${testCase.name}" of ${basename(linked.path)}`,
        input,
      });
    })();
    if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value as string);
    kept.set(key, answer);
    return answer;
  }

  async function dataFileOf(
    entry: MockEntry,
    linked: LinkedSuite,
  ): Promise<{ readonly shown: string; readonly stamp: string } | null> {
    const reference =
      entry.kind === 'itemReader' && isFileReference(entry.items)
        ? entry.items
        : entry.kind === 'fixed' && entry.answer.kind === 'file'
          ? entry.answer.file
          : null;
    if (reference === null) return null;
    const access = accessIn(await projects.of(dirname(linked.path)), workspace.accessFor(linked.path));
    const path = await findDataFile(reference.path, reference.place.file, access);
    if (path === null) return null;
    const stats = await stat(path).catch(() => null);
    const open = access.openText?.(path);
    return {
      shown: shownPath(path, access),
      stamp: `${path} ${open ?? `${stats?.mtimeMs ?? 0} ${stats?.size ?? 0}`} ${reference.format ?? ''}`,
    };
  }

  async function of(uri: string, document: AslDocument): Promise<KnownData> {
    const path = pathOfUri(uri);
    if (path === null || document.root === null) return NOTHING_KNOWN;
    const [linked] = (await links.suitesAbout(path)).filter(({ suite }) => suite.cases.length > 0);
    const testCase = linked?.suite.cases.find(({ skip }) => !skip) ?? linked?.suite.cases[0];
    if (linked === undefined || testCase === undefined) return NOTHING_KNOWN;
    const base = linked.mockPath === null ? null : await links.mocks(linked.mockPath);
    const states = listDefinitionStates(nodeToJson(document.root));
    const mocks = createMockSet(base?.entries ?? [], testCase.mockOverrides, states);
    const found = new Map<string, KnownItems>();
    const start = document.model.root?.startAt?.target;
    for (const state of document.model.states) {
      if (!state.distributed) continue;
      const input = state.scope.kind === 'machine' && state.name === start ? testCase.input : null;
      const items = await itemsOf(state, linked, testCase, mocks, input);
      if (items !== null) found.set(state.name, items);
    }
    const stamp = [document.text, linked.text, base?.text ?? ''].join('\0');
    const observed = await observedRuns.of(linked.path, testCase.name, stamp);
    const known: KnownData = {
      observed,
      executionInput: { value: testCase.input, from: `the case "${testCase.name}" of ${basename(linked.path)}` },
      itemsOf: (name) => found.get(name) ?? null,
    };
    latest.set(uri, known);
    return known;
  }

  return {
    of,
    latest(uri, document) {
      if (!looking.has(uri)) {
        looking.add(uri);
        // What cannot be read is not known; the hints' own request reports why.
        void of(uri, document)
          .catch(() => undefined)
          .finally(() => setTimeout(() => looking.delete(uri), REFRESH_MS).unref());
      }
      return latest.get(uri) ?? NOTHING_KNOWN;
    },
  };
}
