/** Naming another state machine in a mock file, so that tasks that start it run its definition. */

import { getProperty } from '../../syntax/syntax-node.ts';
import { TextSurgeon } from '../../validation/fixes/text-surgeon.ts';
import type { TextEditData } from '../navigation.ts';
import type { SuiteDocument } from './suite-editing.ts';

/** @param path of the definition, from the mock file's folder; nothing for suites, which name no machines */
export function machineReferenceEdits(
  { source, kind }: SuiteDocument,
  arn: string,
  path: string,
): readonly TextEditData[] {
  if (kind !== 'mock-file' || source.root?.kind !== 'object') return [];
  const surgeon = new TextSurgeon(source);
  const section = getProperty(source.root, 'stateMachines')?.value;
  if (section === undefined) return [surgeon.addProperty(source.root, 'stateMachines', { [arn]: path })];
  return section.kind === 'object' ? [surgeon.addProperty(section, arn, path)] : [];
}
