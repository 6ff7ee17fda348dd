/**
 * A mock file of Step Functions Local (`MockConfigFile.json`) as a tree with places: machines, their test cases, and mocked responses by
 * number of the invocation. Format: developer guide, "Testing state machines with Step Functions Local", mocked service integrations.
 */

import { readAslDocument, type AslDocument } from '../../model/asl-document.ts';
import { getValue, type ObjectNode, type SyntaxNode, type SyntaxProperty } from '../../syntax/syntax-node.ts';

export interface LocalMockDocument {
  /** Read like a definition; its model is empty. */
  readonly source: AslDocument;
  /** Definitions of the file's machines, by the names they have in it; those that are not known are not in it. */
  readonly machines: ReadonlyMap<string, AslDocument>;
  /** Names that machines of the workspace may have; empty where nothing is known. */
  readonly knownNames: readonly string[];
}

export function readLocalMockDocument(
  text: string,
  machines: ReadonlyMap<string, AslDocument>,
  knownNames: readonly string[],
): LocalMockDocument {
  return { source: readAslDocument(text, 'json'), machines, knownNames };
}

export interface LocalMachine {
  readonly name: string;
  readonly property: SyntaxProperty;
  readonly cases: readonly LocalCase[];
}

export interface LocalCase {
  readonly name: string;
  readonly property: SyntaxProperty;
  /** State names with the names of their responses. */
  readonly states: readonly SyntaxProperty[];
}

export interface LocalResponse {
  readonly name: string;
  readonly property: SyntaxProperty;
  /** By number or range of numbers: `"0"`, `"1-2"`. */
  readonly invocations: readonly SyntaxProperty[];
}

export function localMachines(root: SyntaxNode | null): readonly LocalMachine[] {
  return propertiesOf(getValue(root, 'StateMachines')).map((property) => ({
    name: property.name,
    property,
    cases: propertiesOf(getValue(property.value, 'TestCases')).map((testCase) => ({
      name: testCase.name,
      property: testCase,
      states: propertiesOf(testCase.value),
    })),
  }));
}

export function localResponses(root: SyntaxNode | null): readonly LocalResponse[] {
  return propertiesOf(getValue(root, 'MockedResponses')).map((property) => ({
    name: property.name,
    property,
    invocations: propertiesOf(property.value),
  }));
}

export function propertiesOf(node: SyntaxNode | undefined): ObjectNode['properties'] {
  return node?.kind === 'object' ? node.properties : [];
}

/** What an object of the file is. */
export type LocalPart =
  'root' | 'machines' | 'machine' | 'cases' | 'case' | 'responses' | 'response' | 'invocation' | 'throw' | 'other';

/** What an object is, and the machine it belongs to. */
export function partOf(node: ObjectNode): { readonly part: LocalPart; readonly machine: string | null } {
  const path: (string | number)[] = [];
  for (let at: SyntaxNode = node; at.parent !== null; at = at.parent) path.unshift(at.segment);
  const [section, name, member] = path;
  const machine = section === 'StateMachines' && typeof name === 'string' ? name : null;
  return { machine, part: partAt(section, member, path) };
}

function partAt(
  section: string | number | undefined,
  member: string | number | undefined,
  path: readonly unknown[],
): LocalPart {
  if (path.length === 0) return 'root';
  if (section === 'StateMachines') {
    if (path.length > 2 && member !== 'TestCases') return 'other';
    return (['machines', 'machine', 'cases', 'case'] as const)[path.length - 1] ?? 'other';
  }
  if (section !== 'MockedResponses') return 'other';
  if (path.length === 4) return path[3] === 'Throw' ? 'throw' : 'other';
  return (['responses', 'response', 'invocation'] as const)[path.length - 1] ?? 'other';
}

/** A range of invocations; null where the key is none. */
export function invocationRange(key: string): { readonly first: number; readonly last: number } | null {
  const match = /^(\d+)(?:-(\d+))?$/.exec(key);
  if (match === null) return null;
  const first = Number(match[1]);
  return { first, last: match[2] === undefined ? first : Number(match[2]) };
}
