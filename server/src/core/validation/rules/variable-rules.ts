/** Family I: workflow variables: their names, their scopes, and reads of what nobody assigned. */

import type { StateModel } from '../../model/machine-model.ts';
import type { StringNode, SyntaxProperty } from '../../syntax/syntax-node.ts';
import { atKey, type AnyRule, type Place, type RuleContext } from '../rule.ts';
import { variablesBefore } from '../variable-flow.ts';
import { pathsIn } from '../paths-in.ts';
import { assignedNames, assignmentsOf, outerAssignment, seesOuterVariables, variableName } from '../variable-scopes.ts';
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
  if (assignedNames(state).has(name)) {
    reportMaybeUnassigned(state, read, place, context);
    return;
  }
  const outer = outerAssignment(state.scope, name);
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
  const elsewhere = context.document.model.scopes.find((scope) => assignmentsOf(scope).has(name));
  context.report(
    place,
    elsewhere === undefined
      ? `$${name} is never assigned.`
      : `$${name} is assigned only inside a branch or item processor, and nothing of it gets out. Return it as output instead.`,
    elsewhere === undefined ? {} : { code: 'variable-out-of-scope' },
  );
}

function reportMaybeUnassigned(state: StateModel, read: VariableRead, place: Place, context: RuleContext): void {
  const { name, node, field } = read;
  const before = variablesBefore(state);
  if (before === null || before.surely.has(name) || /\$exists\s*\(/.test(node.value)) return;
  const assignment = assignmentsOf(state.scope).get(name);
  const related =
    assignment === undefined
      ? {}
      : { related: [{ message: `$${name} is assigned here.`, range: assignment.property.key.range }] };
  if (before.maybe.has(name)) {
    context.report(place, `$${name} has no value on some ways to "${state.name}".`, {
      code: 'variable-maybe-unassigned',
      ...related,
    });
  } else if (assignment?.state === state && (field === 'Assign' || field === 'Output')) {
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
            `"${name}" is no variable name: a letter first, then letters, digits and _.`,
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
        const outer = outerAssignment(state.scope, name);
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
      let named: ReadonlySet<string> | null = null;
      for (const scope of model.scopes) {
        for (const { name, property } of assignmentsOf(scope).values()) {
          // The text is searched, not the expressions: a name that stands anywhere behind a $ may be a read.
          named ??= new Set(
            [...text.matchAll(/\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu)].map((match) => match[1] ?? ''),
          );
          if (!NAME.test(name) || named.has(name)) continue;
          context.report(atKey(property), `$${name} is never read.`, { tags: ['unnecessary'] });
        }
      }
    },
  },
];
