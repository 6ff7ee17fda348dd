/** The checks of definitions inside a template, and what is wrong between the two; everything at its place in the template. */

import type { Problem } from '../base/problem.ts';
import type { SyntaxFormat } from '../syntax/syntax-node.ts';
import { RULES } from '../validation/catalogue/rule-catalogue.ts';
import { applyEdits, fixesFor } from '../validation/fixes/fixes-for.ts';
import type { Fix, TextEdit } from '../validation/fixes/fix.ts';
import type { ValidationOptions } from '../validation/rule.ts';
import { validateStateMachine } from '../validation/validate-state-machine.ts';
import { embeddedDefinitionsIn, type EmbeddedDefinition } from './embedded-definitions.ts';
import { unusedSubstitutions } from './template-substitutions.ts';

/** A problem at its place in the template, and as the definition has it (null where it is the template's own). */
export interface TemplateProblem {
  readonly problem: Problem;
  readonly inDefinition: { readonly definition: EmbeddedDefinition; readonly problem: Problem } | null;
}

/** In the order of the text. */
export function checkTemplate(
  definitions: readonly EmbeddedDefinition[],
  options: ValidationOptions = {},
): readonly TemplateProblem[] {
  return definitions
    .flatMap((definition) => [...inDefinition(definition, options), ...unused(definition, options)])
    .sort((left, right) => left.problem.range.start - right.problem.range.start);
}

/** What definitions inside a template are checked with. */
function optionsFor({ substitutions }: EmbeddedDefinition, options: ValidationOptions): ValidationOptions {
  return substitutions === null ? options : { ...options, substitutions: substitutions.known };
}

function inDefinition(definition: EmbeddedDefinition, options: ValidationOptions): readonly TemplateProblem[] {
  const { document, toSource } = definition;
  return validateStateMachine(document, optionsFor(definition, options)).map((problem) => ({
    problem: {
      ...problem,
      range: toSource(problem.range),
      ...(problem.related === undefined
        ? {}
        : { related: problem.related.map((each) => ({ ...each, range: toSource(each.range) })) }),
    },
    inDefinition: { definition, problem },
  }));
}

function unused(
  { name, document, substitutions }: EmbeddedDefinition,
  options: ValidationOptions,
): readonly TemplateProblem[] {
  const { severity: usual, docs } = RULES['substitution-unused'];
  const severity = options.severities?.get('substitution-unused') ?? usual;
  if (substitutions === null || severity === 'off') return [];
  return unusedSubstitutions(substitutions, document.text).map((property) => ({
    problem: {
      code: 'substitution-unused',
      severity,
      message: `The definition of ${name} has no \${${property.name}}, so this fills in nothing. Remove it, or use it.`,
      range: property.key.range,
      pointer: '',
      docs,
      tags: ['unnecessary'],
    },
    inDefinition: null,
  }));
}

/** The fixes of a problem that can be written into the template. */
export function fixesInTemplate({ inDefinition: found }: TemplateProblem): readonly Fix[] {
  if (found === null) return [];
  const { definition, problem } = found;
  return fixesFor(definition.document, problem).flatMap((fix) => {
    const edits = fix.edits.map(definition.editToSource);
    return edits.every((edit): edit is TextEdit => edit !== null) ? [{ ...fix, edits }] : [];
  });
}

export interface FixedTemplate {
  readonly text: string;
  readonly nFixes: number;
}

const MAX_ROUNDS = 200;

/** Mends what has one clear fix that can be written into the template, one after the other. */
export function fixTemplate(text: string, format: SyntaxFormat, options: ValidationOptions = {}): FixedTemplate {
  let current = text;
  for (let nFixes = 0; ; nFixes++) {
    const next = nFixes < MAX_ROUNDS ? afterOneFix(current, format, options) : null;
    if (next === null) return { text: current, nFixes };
    current = next;
  }
}

function afterOneFix(text: string, format: SyntaxFormat, options: ValidationOptions): string | null {
  for (const problem of checkTemplate(embeddedDefinitionsIn(text, format), options)) {
    const fix = fixesInTemplate(problem).find(({ kind }) => kind === 'safe');
    const next = fix === undefined ? text : applyEdits(text, fix.edits);
    if (next !== text) return next;
  }
  return null;
}
