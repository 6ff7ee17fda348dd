/** JSON values as YAML text, as edits put them into a document. */

import type { Json } from '../../base/json.ts';

export function isBranching(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}

/** A YAML scalar on one line: plain where that means the same text to every reader. */
export function yamlScalar(text: string): string {
  const plain = /^(?:[A-Za-z_$]|\.{0,2}\/)[\w.()/$:-]*(?: [\w.()/$-]+)*$/.test(text) && !/:(?: |$)/.test(text);
  return plain && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : JSON.stringify(text);
}

/** A value in block style, line by line; `unit` is one step of indentation. */
export function yamlLines(value: Json, unit: string): readonly string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return ['[]'];
    return value.flatMap((entry) =>
      yamlLines(entry, unit).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)),
    );
  }
  if (typeof value !== 'object' || value === null)
    return [typeof value === 'string' ? yamlScalar(value) : JSON.stringify(value)];
  const entries = Object.entries(value);
  if (entries.length === 0) return ['{}'];
  return entries.flatMap(([name, inner]) => {
    const lines = yamlLines(inner, unit);
    const key = yamlScalar(name);
    const isInline = !isBranching(inner) || lines[0] === '{}' || lines[0] === '[]';
    return isInline ? [`${key}: ${lines[0] ?? ''}`] : [`${key}:`, ...lines.map((line) => unit + line)];
  });
}
