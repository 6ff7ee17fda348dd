/** The members of a task's request: what an integration needs first, then what it takes. */

import type { AslDocument } from '../model/asl-document.ts';
import { INTEGRATIONS, parseIntegrationArn, type MemberType } from '../model/integrations.ts';
import { getProperty, getString, getValue, type ObjectNode } from '../syntax/syntax-node.ts';
import type { Draft } from './completion-entry.ts';
import { escapeSnippet } from './completion-entry.ts';
import type { ObjectContext } from './cursor.ts';

export interface RequestMember {
  readonly name: string;
  /** `one of TopicArn, TargetArn, PhoneNumber`, or empty. */
  readonly alternatives: readonly string[];
  readonly required: boolean;
  readonly type: MemberType;
}

/** The members of the request of an integration; empty where nothing is known. */
export function requestMembers(arn: string): readonly RequestMember[] {
  const integration = parseIntegrationArn(arn);
  if (integration === null || integration.sdk) return [];
  if (integration.service === 's3') {
    return ['Bucket', integration.action === 'getObject' ? 'Key' : 'Prefix'].map((name) => ({
      name,
      alternatives: [],
      required: name !== 'Prefix',
      type: 'text' as const,
    }));
  }
  const actions = INTEGRATIONS[integration.service]?.actions ?? {};
  const known = Object.hasOwn(actions, integration.action) ? actions[integration.action] : undefined;
  if (known === undefined) return [];
  const needed = known.required.flatMap((each): readonly RequestMember[] =>
    typeof each === 'string'
      ? [{ name: each, alternatives: [], required: true, type: known.members[each] ?? 'any' }]
      : each.map((name) => ({ name, alternatives: each, required: true, type: known.members[name] ?? 'any' })),
  );
  const others = Object.entries(known.members)
    .filter(([name]) => !needed.some((each) => each.name === name))
    .map(([name, type]) => ({ name, alternatives: [], required: false, type }));
  return [...needed, ...others];
}

/** Null where the object is not the request of a known integration. @param part a key that has its value already gets none */
export function payloadDrafts(
  document: AslDocument,
  { node, language }: ObjectContext,
  part: 'key' | 'key-and-value',
): readonly Draft[] | null {
  const holder = node.parent;
  if (holder?.kind !== 'object' || !isRequest(holder, node)) return null;
  const arn = getString(holder, 'Resource');
  if (arn === undefined) return null;
  const drafts: Draft[] = [];
  for (const { name, alternatives, required, type } of requestMembers(arn)) {
    if (getProperty(node, name) !== undefined || getProperty(node, `${name}.$`) !== undefined) continue;
    const detail = required ? (alternatives.length > 0 ? `one of ${alternatives.join(', ')}` : 'required') : '';
    if (part === 'key') {
      drafts.push(keyDraft(document, name, detail));
      if (language === 'JSONPath') drafts.push(keyDraft(document, `${name}.$`, detail));
      continue;
    }
    drafts.push(memberDraft(document, name, detail, valueOfType(type)));
    if (language === 'JSONPath') drafts.push(memberDraft(document, `${name}.$`, detail, '"\\$.$1"'));
    else drafts.push({ ...memberDraft(document, name, detail, '"{% $1 %}"'), label: `${name}: {% %}` });
  }
  return drafts;
}

function valueOfType(type: MemberType): string {
  switch (type) {
    case 'number':
      return '$1';
    case 'boolean':
      return '${1|true,false|}';
    case 'list':
      return '[$1]';
    case 'object':
      return '{$1}';
    case 'text':
    case 'any':
      return '"$1"';
  }
}

function isRequest(holder: ObjectNode, node: ObjectNode): boolean {
  return getValue(holder, 'Parameters') === node || getValue(holder, 'Arguments') === node;
}

function keyDraft({ format }: AslDocument, name: string, detail: string): Draft {
  const key = format === 'json' ? JSON.stringify(name) : name;
  return { kind: 'field', label: name, detail, snippet: escapeSnippet(key), filterText: key };
}

function memberDraft({ format }: AslDocument, name: string, detail: string, value: string): Draft {
  const key = format === 'json' ? JSON.stringify(name) : name;
  const written = format === 'json' || value.includes('{%') ? value : value.replaceAll('"', '');
  return { kind: 'field', label: name, detail, snippet: `${escapeSnippet(key)}: ${written}`, filterText: key };
}
