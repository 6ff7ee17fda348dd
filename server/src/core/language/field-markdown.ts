/** A field of the table as Markdown, for hovers and completion. */

import { GUIDE, type FieldSpec, type ValueSpec } from '../model/fields/field-spec.ts';

export function fieldMarkdown(field: FieldSpec): string {
  const facts = [
    field.required === true ? 'Required.' : '',
    field.language === undefined ? '' : `Only with ${field.language}.`,
    field.distributedOnly === true ? 'Only in a Distributed Map.' : '',
    field.deprecated === undefined ? '' : `Deprecated: use ${field.deprecated}.`,
  ].filter(Boolean);
  const lines = [`**${field.name}**${typeWords(field.value)}`, '', field.doc];
  if (facts.length > 0) lines.push('', facts.join(' '));
  if (field.default !== undefined) lines.push('', `Default: \`${field.default}\``);
  if (field.limits !== undefined) lines.push('', `Limits: ${field.limits}`);
  lines.push('', `[AWS developer guide](${GUIDE}${field.page})`);
  return lines.join('\n');
}

function typeWords(value: ValueSpec): string {
  switch (value.kind) {
    case 'number':
      return value.integer ? ' — whole number' : ' — number';
    case 'one-of':
      return ` — ${value.values.map((each) => `\`${each}\``).join(', ')}`;
    case 'path':
      return value.reference ? ' — reference path' : ' — path';
    case 'template':
      return ' — payload template';
    case 'state-name':
      return ' — name of a state';
    case 'end':
      return ' — `true`';
    case 'timestamp':
      return ' — timestamp';
    case 'list':
    case 'error-names':
    case 'texts':
      return ' — list';
    default:
      return '';
  }
}
