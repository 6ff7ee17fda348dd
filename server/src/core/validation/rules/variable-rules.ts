/** Family I: workflow variables: their names, their scopes, and reads of what nobody assigned. */

import type { StateModel } from '../../model/machine-model.ts';
import type { StringNode, SyntaxProperty } from '../../syntax/syntax-node.ts';
import { atKey, type AnyRule, type Place, type RuleContext } from '../rule.ts';
import type { VariableStanding } from '../beyond-state.ts';
import { pathsIn } from '../paths-in.ts';
import { assignmentsOf, seesOuterVariables, variableName } from '../variable-scopes.ts';
import { analysisOf, EXPRESSION_START } from './jsonata-rules.ts';
import { within } from './path-rules.ts';
import { isSubstituted } from './value-rules.ts';

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/** The fields of an Assign, wherever the state may have one. */
function assignFields(spec: { readonly name: string }, property: SyntaxProperty): readonly SyntaxProperty[] {
  return spec.name === 'Assign' && property.value.kind === 'object' ? property.value.properties : [];
}

interface VariableRead {
  readonly name: string;
  readonly node: StringNode;
  /** Of the name, in the node's value. */
  readonly start: number;
  /** The field of the state that reads. */
  readonly field: string;
}

function reportUnassigned(state: StateModel, read: VariableRead, context: RuleContext): void {
  const { name, node, start } = read;
  const place = within(node, { message: '', range: { start, end: start + name.length } });
  const standing = context.beyond.variable(state, name);
  if (standing.assigned) {
    reportMaybeUnassigned(state, read, { standing, place }, context);
    return;
  }
  const { outer } = standing;
  if (outer !== null && !outer.visible) {
    context.report(
      place,
      `$${name} is assigned outside a Distributed Map, whose child executions cannot see it. Hand it in through ItemSelector or BatchInput.`,
      {
        code: 'distributed-variable',
        related: [{ message: `$${name} is assigned here.`, range: outer.assignment.property.key.range }],
      },
    );
    return;
  }
  context.report(
    place,
    standing.anywhere
      ? `$${name} is assigned only inside a branch or item processor, and nothing of it gets out. Return it as output instead.`
      : `$${name} is never assigned.`,
    standing.anywhere ? { code: 'variable-out-of-scope' } : {},
  );
}

interface FoundRead {
  readonly standing: VariableStanding;
  readonly place: Place;
}

function reportMaybeUnassigned(
  state: StateModel,
  { name, node, field }: VariableRead,
  { standing: { before, own }, place }: FoundRead,
  context: RuleContext,
): void {
  if (before === null || before === 'surely' || /\$exists\s*\(/.test(node.value)) return;
  const related =
    own === null ? {} : { related: [{ message: `$${name} is assigned here.`, range: own.property.key.range }] };
  if (before === 'maybe') {
    context.report(place, `$${name} has no value on some ways to "${state.name}".`, {
      code: 'variable-maybe-unassigned',
      ...related,
    });
  } else if (own?.state === state && (field === 'Assign' || field === 'Output')) {
    context.report(
      place,
      `$${name} gets its value when this state ends; here it still has none. Write the expression itself, or assign it in a state before.`,
      { code: 'variable-same-state', ...related },
    );
  } else {
    context.report(place, `No state before "${state.name}" assigns $${name}.`, {
      code: 'variable-maybe-unassigned',
      severity: 'warning',
      ...related,
    });
  }
}

function checkPaths(state: StateModel, node: StringNode, field: string, context: RuleContext): void {
  if (isSubstituted(node)) return;
  for (const { root, rootRange } of pathsIn(node.value)) {
    if (root !== '$' && root !== '$$' && root !== '@')
      reportUnassigned(state, { name: root, node, start: rootRange.start + 1, field }, context);
  }
}

export const variableRules: readonly AnyRule[] = [
  {
    id: 'assign-name',
    site: 'field',
    only: ['template'],
    check({ spec, property, state }, context) {
      if (state === null) return;
      for (const field of assignFields(spec, property)) {
        const name = variableName(state, field.name);
        if (name === 'states' || field.name.includes('${')) continue;
        if (name.length > 80) {
          context.report(atKey(field), `Variable names have up to 80 characters; this one has ${name.length}.`, {
            code: 'assign-name-length',
          });
        } else if (!NAME.test(name)) {
          context.report(
            atKey(field),
            `"${name}" is not a variable name: a letter first, then letters, digits and _.`,
            // AWS was seen to refuse such names in JSONPath states only.
            state.queryLanguage === 'JSONata' ? { severity: 'warning' } : {},
          );
        }
      }
    },
  },
  {
    id: 'assign-reserved',
    site: 'field',
    only: ['template'],
    check({ spec, property, state }, context) {
      if (state === null) return;
      for (const field of assignFields(spec, property)) {
        if (variableName(state, field.name) === 'states')
          context.report(atKey(field), '$states is reserved. Take another name.');
      }
    },
  },
  {
    id: 'assign-shadow',
    site: 'field',
    only: ['template'],
    check({ spec, property, state }, context) {
      if (state === null || !seesOuterVariables(state.scope)) return;
      for (const field of assignFields(spec, property)) {
        const name = variableName(state, field.name);
        const { outer } = context.beyond.variable(state, name);
        if (outer?.visible !== true) continue;
        context.report(
          atKey(field),
          `$${name} belongs to an enclosing scope, which inner states can read but not assign. Take another name.`,
          {
            related: [{ message: `$${name} is assigned here.`, range: outer.assignment.property.key.range }],
          },
        );
      }
    },
  },
  {
    id: 'variable-unassigned',
    site: 'jsonata',
    check({ node, state, field }, context) {
      if (isSubstituted(node)) return;
      for (const { name, offset, length } of analysisOf(node.value)?.variables ?? []) {
        const start = EXPRESSION_START + offset + length - name.length;
        reportUnassigned(state, { name, node, start, field: field.name }, context);
      }
    },
  },
  {
    id: 'variable-unassigned',
    site: 'template-field',
    check({ property: { name, value }, state, field }, context) {
      if (name.endsWith('.$') && value.kind === 'string') checkPaths(state, value, field.name, context);
    },
  },
  {
    id: 'variable-unassigned',
    site: 'field',
    only: ['path', 'path-or-intrinsic', 'operand'],
    check({ spec, property: { value }, state, language }, context) {
      if (state === null || language === 'JSONata' || value.kind !== 'string') return;
      const isPath =
        spec.value.kind === 'path' ||
        spec.value.kind === 'path-or-intrinsic' ||
        (spec.value.kind === 'operand' && spec.value.path);
      if (isPath) checkPaths(state, value, spec.name, context);
    },
  },
  {
    id: 'variable-unused',
    site: 'machine',
    check(_model, context) {
      const { text, model } = context.document;
      for (const scope of model.scopes) {
        for (const { name, property } of assignmentsOf(scope).values()) {
          if (!NAME.test(name) || isNamedIn(text, name)) continue;
          context.report(atKey(property), `$${name} is never read.`, { tags: ['unnecessary'] });
        }
      }
    },
  },
];

const NAME_GOES_ON = /\p{ID_Continue}/u;

/** The text is searched, not the expressions: a name that stands anywhere behind a $ may be a read. */
function isNamedIn(text: string, name: string): boolean {
  const read = `$${name}`;
  for (let at = text.indexOf(read); at !== -1; at = text.indexOf(read, at + 1)) {
    const next = text.codePointAt(at + read.length);
    if (next === undefined || !NAME_GOES_ON.test(String.fromCodePoint(next))) return true;
  }
  return false;
}
