/** Choice: goes where the first matching rule points. */

import { isJsonArray, isJsonObject, type JsonObject } from '../../base/json.ts';
import { StatesError } from '../../base/states-error.ts';
import { compileChoiceRule } from '../../expressions/choice-rule.ts';
import type { Engine } from '../engine.ts';
import type { FieldReader } from '../field-reader.ts';
import { effectiveInput, passOn } from '../flow.ts';
import type { ChoicePlan, ChoiceRulePlan, StateCommon } from '../plan.ts';
import { scopeOf, type Thread } from '../thread.ts';

export function compileChoice(state: JsonObject, common: StateCommon, fields: FieldReader): ChoicePlan {
  const rules: ChoiceRulePlan[] = [];
  const choices = state['Choices'];
  if (!isJsonArray(choices) || choices.length === 0)
    fields.problem('Choices must be a list of at least one rule.', 'Choices');
  else {
    choices.forEach((rule, index) => {
      const at = fields.at('Choices', String(index));
      if (!isJsonObject(rule)) {
        at.problem('A choice rule must be an object.');
        return;
      }
      const next = at.target(rule, 'Next');
      if (next === null) return;
      const test = common.queryLanguage === 'JSONata' ? at.condition(rule['Condition']) : compileChoiceRule(rule);
      rules.push(at.linkNext({ test, ...at.exit(rule) }, next));
    });
  }
  return { ...common, kind: 'Choice', rules };
}

export function beginChoice(engine: Engine, thread: Thread, plan: ChoicePlan): void {
  const input = effectiveInput(engine, thread, plan);
  const told = thread.execution.machine.tasks.choose?.({ stateName: plan.name, input }) ?? null;
  if (told !== null) {
    passOn(engine, thread, plan, input, wayTo(told, plan));
    return;
  }
  const scope = scopeOf(thread, input, engine);
  for (const rule of plan.rules) {
    if (!rule.test(scope)) continue;
    passOn(engine, thread, plan, input, rule);
    return;
  }
  if (plan.next === null) {
    throw new StatesError(
      'States.Runtime',
      'Failed to transition out of the state. The state does not point to a next state.',
      { prefixed: true },
    );
  }
  passOn(engine, thread, plan, input, plan);
}

/** The way that the Choice is told to go: as if its rule, or else nothing, had matched. */
function wayTo(target: string, plan: ChoicePlan): ChoiceRulePlan | ChoicePlan {
  const rule = plan.rules.find(({ next }) => next.name === target);
  if (rule !== undefined) return rule;
  if (plan.next?.name === target) return plan;
  throw new StatesError('States.Runtime', `The Choice is told to go to "${target}", where none of its rules leads.`, {
    prefixed: true,
  });
}
