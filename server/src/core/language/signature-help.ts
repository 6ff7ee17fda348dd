/** The parameters of the function call that the cursor is in: intrinsic functions and JSONata's. */

import { INTRINSIC_SIGNATURES, isIntrinsicName } from '../expressions/intrinsics/intrinsic-signatures.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { expressionAt, valueIndexOf } from './expression-sites.ts';
import { openCallAtEnd } from './expression-text.ts';
import { JSONATA_FUNCTIONS } from './jsonata-functions.ts';

export interface SignatureData {
  /** `States.Format(template, …values)`. */
  readonly label: string;
  readonly documentation: string;
  /** The parts of the label that are parameters. */
  readonly parameters: readonly string[];
  readonly activeParameter: number;
}

export function signatureAt(document: AslDocument, offset: number): SignatureData | null {
  const site = expressionAt(document, offset);
  if (site === null) return null;
  const index = valueIndexOf(site.node, offset);
  if (index < site.start || index > site.end) return null;
  const call = openCallAtEnd(site.node.value.slice(site.start, index), site.kind === 'jsonata' ? '"\'`' : "'");
  if (call === null) return null;
  const found = site.kind === 'jsonata' ? jsonataFunction(call.name) : intrinsic(call.name);
  if (found === null) return null;
  const { parameters } = found;
  const last = parameters.at(-1);
  const repeats = last?.startsWith('…') === true;
  return {
    label: `${call.name}(${parameters.join(', ')})`,
    documentation: found.summary,
    parameters,
    activeParameter: repeats ? Math.min(call.argument, parameters.length - 1) : call.argument,
  };
}

function intrinsic(name: string): { readonly parameters: readonly string[]; readonly summary: string } | null {
  return isIntrinsicName(name) ? INTRINSIC_SIGNATURES[name] : null;
}

function jsonataFunction(name: string): { readonly parameters: readonly string[]; readonly summary: string } | null {
  const plain = name.slice(1);
  return name.startsWith('$') && Object.hasOwn(JSONATA_FUNCTIONS, plain) ? (JSONATA_FUNCTIONS[plain] ?? null) : null;
}
