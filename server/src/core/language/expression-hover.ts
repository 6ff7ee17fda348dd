/** What an expression's parts mean, and what they come to with the suite's data: functions, context paths, variables, known values. */

import type { Json } from '../base/json.ts';
import { INTRINSIC_SIGNATURES, isIntrinsicName } from '../expressions/intrinsics/intrinsic-signatures.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { sourceRangeOf } from '../syntax/string-offsets.ts';
import { assignmentsOf, seesOuterVariables, type Assignment } from '../validation/variable-scopes.ts';
import { contextMember } from './context-object.ts';
import { exampleMarkdown } from './expression-completion.ts';
import { valueIndexOf, type ExpressionSite } from './expression-sites.ts';
import type { HoverData } from './hover.ts';
import { JSONATA_FUNCTIONS, jsonataSignature } from './jsonata-functions.ts';
import type { KnownData } from './known-data.ts';
import {
  sampleEffectiveInputOf,
  sampleInputOf,
  sampleItemOf,
  sampleResultOf,
  sampleVariable,
  valueAt,
} from './sample-data.ts';

const PATH_WORD = /States\.\w+|\$\$?[\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_-]+|\[\d+\]|\['[^']*'\])*/gu;
const JSONATA_WORD = /\$[\p{L}\p{N}_]*(?:\.(?:[\p{L}\p{N}_]+|`[^`]*`)|\[\d+\])*/gu;

export function expressionHover(
  document: AslDocument,
  site: ExpressionSite,
  offset: number,
  known: KnownData,
): HoverData | null {
  const index = valueIndexOf(site.node, offset);
  for (const match of site.node.value.matchAll(site.kind === 'jsonata' ? JSONATA_WORD : PATH_WORD)) {
    const [word] = match;
    const end = match.index + word.length;
    if (index < match.index || index > end) continue;
    // Only the part up to the cursor's own step is asked about.
    const step = /[.[]/.exec(site.node.value.slice(Math.max(index, match.index + 2), end));
    const stop = step === null || word.startsWith('States.') ? end : Math.max(index, match.index + 2) + step.index;
    const asked = site.node.value.slice(match.index, stop);
    const markdown = describe(document, site, asked, known);
    return markdown === null ? null : { range: sourceRangeOf(site.node, match.index, stop), markdown };
  }
  return null;
}

function describe(document: AslDocument, site: ExpressionSite, word: string, known: KnownData): string | null {
  if (isIntrinsicName(word)) {
    const { parameters, summary } = INTRINSIC_SIGNATURES[word];
    return `\`${word}(${parameters.join(', ')})\`\n\n${summary}`;
  }
  const names = namesOf(word);
  const [root = '', ...path] = names;
  if (site.kind === 'jsonata' && path.length === 0 && Object.hasOwn(JSONATA_FUNCTIONS, root.slice(1))) {
    const doc = JSONATA_FUNCTIONS[root.slice(1)];
    return doc === undefined ? null : `\`${jsonataSignature(root.slice(1), doc)}\`\n\n${doc.summary}`;
  }
  if (root === '$$') return contextHover(document, site, path, known);
  if (root === '$states') {
    if (path[0] === 'context') return contextHover(document, site, path.slice(1), known);
    const data =
      path[0] === 'result'
        ? sampleResultOf(site.state, known)
        : path[0] === 'input'
          ? inputOf(document, site, known)
          : undefined;
    return valueHover(word, valueAt(data, steps(path.slice(1))));
  }
  if (root === '$') {
    const data =
      site.field.name === 'ResultSelector'
        ? sampleResultOf(site.state, known)
        : site.field.name === 'InputPath'
          ? inputOf(document, site, known)
          : sampleEffectiveInputOf(document, site.state, known);
    return valueHover(word, valueAt(data, steps(path)));
  }
  const assignment = root.length > 1 ? visibleAssignment(site, root.slice(1)) : null;
  if (assignment === null) return null;
  const value = valueAt(sampleVariable(document, site.state, root.slice(1), known), steps(path));
  const title = `Variable \`${root}\`, assigned in **${assignment.state.name.replace(/[\\`*_{}[\]<>]/g, '\\$&')}**.`;
  return [title, ...(value === undefined ? [] : [valueHover(word, value) ?? ''])].join('\n\n').trim();
}

function inputOf(document: AslDocument, site: ExpressionSite, known: KnownData): Json | undefined {
  return sampleInputOf(document, site.state, known);
}

function contextHover(
  document: AslDocument,
  site: ExpressionSite,
  path: readonly string[],
  known: KnownData,
): string | null {
  const title = `\`${site.kind === 'jsonata' ? '$states.context' : '$$'}${path.map((name) => `.${name}`).join('')}\``;
  let data: Json | undefined;
  if (path[0] === 'Execution' && path[1] === 'Input') {
    data = valueAt(known.executionInput?.value, steps(path.slice(2)));
  } else if (path.slice(0, 3).join('.') === 'Map.Item.Value') {
    const map = site.state.type === 'Map' ? site.state : site.state.scope.owner;
    const item = map === null ? undefined : sampleItemOf(map, sampleInputOf(document, map, known), known);
    data = valueAt(item, steps(path.slice(3)));
  }
  const member = contextMember(path);
  data ??= member?.example;
  const parts = [member?.doc ?? '', data === undefined ? '' : exampleMarkdown(data)].filter((part) => part !== '');
  return parts.length === 0 ? null : [title, ...parts].join('\n\n');
}

function valueHover(word: string, value: Json | undefined): string | null {
  return value === undefined || value === null
    ? null
    : `\`${word}\`\n\n${exampleMarkdown(value)}\n\nFrom the suite’s first case.`;
}

function namesOf(word: string): readonly string[] {
  return word
    .split(/\.|(?=\[)/)
    .map((part) => part.replace(/^\[(?:'([^']*)'|(\d+))\]$/, '$1$2').replace(/^`([^`]*)`$/, '$1'));
}

function steps(path: readonly string[]): readonly (string | number)[] {
  return path.map((name) => (/^\d+$/.test(name) ? Number(name) : name));
}

/** Where a variable that the state can see was first assigned. */
function visibleAssignment(site: Pick<ExpressionSite, 'state'>, name: string): Assignment | null {
  let scope: ExpressionSite['state']['scope'] | null = site.state.scope;
  while (scope !== null) {
    const found = assignmentsOf(scope).get(name);
    if (found !== undefined) return found;
    scope = seesOuterVariables(scope) ? (scope.owner?.scope ?? null) : null;
  }
  return null;
}
