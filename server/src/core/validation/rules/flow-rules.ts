/** Family B: transitions, reachability, ends and names. */

import {
  targetOf,
  type MachineModel,
  type ScopeModel,
  type StateModel,
  type TransitionModel,
} from '../../model/machine-model.ts';
import { getProperty } from '../../syntax/syntax-node.ts';
import { closestName } from '../../base/closest-name.ts';
import type { RuleId } from '../catalogue/rule-catalogue.ts';
import { at, atKey, atState, type AnyRule, type RuleContext } from '../rule.ts';
import { shorten } from '../wording.ts';

const TARGET_RULES: Readonly<Record<TransitionModel['kind'], RuleId>> = {
  start: 'start-at-missing-state',
  next: 'next-missing-state',
  default: 'default-missing-state',
  choice: 'choice-next-missing-state',
  catch: 'catch-next-missing-state',
};

export const flowRules: readonly AnyRule[] = [
  {
    id: 'next-missing-state',
    site: 'transition',
    check: checkTarget,
  },
  {
    id: 'unreachable-state',
    site: 'scope',
    check(scope, context) {
      const start = scope.startAt === null ? undefined : targetOf(scope.startAt);
      if (start === undefined) {
        reportStrays(scope, context);
        return;
      }
      const reached = reachableFrom(start);
      // A name that is filled in at deployment may be that of any state.
      if ([...reached].some(({ transitions }) => transitions.some(({ target }) => target.includes('${')))) return;
      let entered: ReadonlySet<StateModel> | null = null;
      for (const state of scope.states) {
        // Of two states with one name only the first can be meant; that there are two is said elsewhere.
        if (reached.has(state) || scope.stateByName.get(state.name) !== state) continue;
        const own = state.transitions.some((transition) => targetOf(transition) === state);
        const fromElsewhere = own && (entered ??= enteredFromOthers(scope)).has(state);
        context.report(
          atState(state),
          own && !fromElsewhere
            ? `Only "${state.name}" itself leads to "${state.name}". Let another state go there, or remove it.`
            : `No way leads from StartAt ("${start.name}") to "${state.name}". Let a state that is reached go there, or remove it.`,
          own && !fromElsewhere ? { code: 'self-loop-only', tags: ['unnecessary'] } : { tags: ['unnecessary'] },
        );
      }
    },
  },
  {
    id: 'no-terminal-state',
    site: 'scope',
    check(scope, context) {
      if (scope.states.length === 0 || scope.states.some(mayEnd)) return;
      const states = getProperty(scope.node, 'States');
      if (states === undefined) return;
      context.report(atKey(states), 'No state here ends: give one "End": true, or add a Succeed or Fail state.');
    },
  },
  {
    id: 'no-path-to-end',
    site: 'scope',
    check(scope, context) {
      if (scope.states.length === 0 || !scope.states.some(mayEnd)) return;
      const ending = statesThatEnd(scope);
      for (const state of scope.states) {
        if (ending.has(state) || state.transitions.length === 0) continue;
        context.report(
          atState(state),
          `From "${state.name}" no state that ends can be reached: the execution would go round forever.`,
        );
      }
    },
  },
  {
    id: 'infinite-loop-suspect',
    site: 'scope',
    check(scope, context) {
      for (const state of loopsOfPassStates(scope)) {
        context.report(atState(state), `"${state.name}" is in a cycle of Pass states only, which never stops.`);
      }
    },
  },
  {
    id: 'pass-through-state',
    site: 'scope',
    check(scope, context) {
      let into: ReadonlyMap<string, readonly TransitionModel[]> | null = null;
      for (const state of scope.states) {
        if (state.type !== 'Pass' || state.node?.properties.length !== 2 || state.transitions.length !== 1) continue;
        if (state.transitions[0]?.kind !== 'next') continue;
        into ??= incomingOf(scope);
        // A Pass that several states or a choice lead to is a meeting point with a name.
        const incoming = into.get(state.name) ?? [];
        if (incoming.length !== 1 || incoming[0]?.kind !== 'next') continue;
        context.report(
          atState(state),
          `"${state.name}" does nothing: what leads here can go to "${state.transitions[0].target}" itself.`,
        );
      }
    },
  },
  {
    id: 'next-and-end',
    site: 'state',
    check(state, context) {
      if (!goesOnByNext(state)) return;
      const next = getProperty(state.node, 'Next');
      const end = getProperty(state.node, 'End');
      if (next === undefined || end === undefined) return;
      if (end.value.kind === 'boolean' && !end.value.value) return;
      context.report(atKey(end), `"${state.name}" has both Next and End. Keep the one that is meant.`, {
        related: [{ message: 'Next is here.', range: next.key.range }],
      });
    },
  },
  {
    id: 'no-next-no-end',
    site: 'state',
    check(state, context) {
      if (!goesOnByNext(state) || getProperty(state.node, 'Next') !== undefined) return;
      const end = getProperty(state.node, 'End');
      if (end !== undefined && !(end.value.kind === 'boolean' && !end.value.value)) return;
      context.report(
        atState(state),
        `"${state.name}" neither goes on nor ends. Add Next with a state's name, or "End": true.`,
      );
    },
  },
  {
    id: 'duplicate-state-name',
    site: 'machine',
    check: checkDuplicates,
  },
  {
    id: 'state-name-too-long',
    site: 'state',
    check(state, context) {
      const { name } = state;
      if (name === '') context.report(atState(state), 'A state needs a name.', { code: 'empty-state-name' });
      else if (name.length > 80 && !name.includes('${') && [...name].length > 80) {
        context.report(atState(state), `State names have up to 80 characters; this one has ${[...name].length}.`);
      }
    },
  },
  {
    id: 'state-name-characters',
    site: 'state',
    check(state, context) {
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      if (/[\u0000-\u001f\u007f-\u009f]/.test(state.name)) {
        context.report(atState(state), 'The name has a control character, which the history and logs cannot show.');
      }
    },
  },
];

function goesOnByNext({ type, node }: StateModel): boolean {
  return (
    node !== null && (type === 'Pass' || type === 'Task' || type === 'Wait' || type === 'Parallel' || type === 'Map')
  );
}

/** Ends, or may: a state that is not understood, or whose End is filled in at deployment. */
function mayEnd(state: StateModel): boolean {
  if (state.terminal || state.node === null || state.type === null) return true;
  return getProperty(state.node, 'End')?.value.kind === 'hole';
}

/** States of the scope that another state of it leads to. */
function enteredFromOthers(scope: ScopeModel): ReadonlySet<StateModel> {
  const entered = new Set<StateModel>();
  for (const state of scope.states) {
    for (const transition of state.transitions) {
      const target = targetOf(transition);
      if (target !== undefined && target !== state) entered.add(target);
    }
  }
  return entered;
}

function checkTarget(transition: TransitionModel, context: RuleContext): void {
  const { target, scope, node, kind } = transition;
  if (scope.stateByName.has(target) || target.includes('${') || target === '') {
    if (target === '') context.report(at(node), 'A state’s name is missing here.', { code: TARGET_RULES[kind] });
    return;
  }
  // Without States that is the defect to be told; a state that is named at deployment may be the one.
  if (scope.states.length === 0 || scope.states.some((state) => state.name.includes('${'))) return;
  const elsewhere = context.document.model.statesByName.get(target)?.[0];
  if (elsewhere !== undefined) {
    context.report(
      at(node),
      `"${shorten(target)}" is ${whereIs(elsewhere, scope)}; a transition stays within its own States block. ${outOfScopeAdvice(elsewhere, scope)}`,
      {
        code: 'transition-out-of-scope',
        related: [{ message: `"${elsewhere.name}" is here.`, range: elsewhere.nameRange }],
      },
    );
    return;
  }
  const bare = bareName(target);
  for (const name of scope.stateByName.keys()) {
    if (bareName(name) !== bare) continue;
    context.report(
      at(node),
      `There is no state "${shorten(target)}" here, but "${shorten(name)}": names are compared letter by letter.`,
      { code: 'next-case-mismatch', suggestion: name },
    );
    return;
  }
  const near = closestName(target, scope.stateByName.keys());
  const advice = near === undefined ? 'Add the state, or name one that exists.' : `Did you mean "${near}"?`;
  context.report(at(node), `There is no state "${shorten(target)}" here. ${advice}`, {
    code: TARGET_RULES[kind],
    suggestion: near,
  });
}

/** A name without what people overlook: case and blanks. */
function bareName(name: string): string {
  return name.replace(/\s+/g, '').toLowerCase();
}

function whereIs(state: StateModel, from: ScopeModel): string {
  for (let outer = from.owner; outer !== null; outer = outer.scope.owner) {
    if (outer.scope === state.scope) return `outside this ${from.kind === 'branch' ? 'branch' : 'item processor'}`;
  }
  for (let owner = state.scope.owner; owner !== null; owner = owner.scope.owner) {
    if (owner.scope === from) return `inside "${owner.name}"`;
  }
  return 'in another branch or item processor';
}

function outOfScopeAdvice(state: StateModel, from: ScopeModel): string {
  const outside = from.owner !== null && from.owner.scope === state.scope;
  return outside ? `End here, and let "${from.owner?.name ?? ''}" go to "${state.name}".` : 'Move one of the two.';
}

/** Where StartAt names no state, at most one of the states that nothing leads to can be the one that is meant. */
function reportStrays(scope: ScopeModel, context: RuleContext): void {
  if (scope.startAt === null || scope.startAt.target.includes('${')) return;
  const targets = new Set(scope.states.flatMap((state) => state.transitions.map(({ target }) => target)));
  const strays = scope.states.filter(({ name }) => !targets.has(name) && !name.includes('${'));
  if (strays.length < 2) return;
  for (const state of strays) {
    context.report(atState(state), `Nothing leads to "${state.name}". Let StartAt or a state that is reached name it.`);
  }
}

function reachableFrom(start: StateModel): Set<StateModel> {
  const reached = new Set([start]);
  for (const state of reached) {
    for (const transition of state.transitions) {
      const target = targetOf(transition);
      if (target !== undefined) reached.add(target);
    }
  }
  return reached;
}

/** The states from which an end (or a transition that is not understood) can be reached. */
function statesThatEnd(scope: ScopeModel): Set<StateModel> {
  const sources = new Map<StateModel, StateModel[]>();
  const ending = new Set<StateModel>();
  for (const state of scope.states) {
    if (mayEnd(state)) ending.add(state);
    for (const transition of state.transitions) {
      const target = targetOf(transition);
      if (target === undefined) ending.add(state);
      else {
        const list = sources.get(target);
        if (list === undefined) sources.set(target, [state]);
        else list.push(state);
      }
    }
  }
  for (const state of ending) for (const source of sources.get(state) ?? []) ending.add(source);
  return ending;
}

/** The transitions to each name, StartAt left out. */
function incomingOf(scope: ScopeModel): ReadonlyMap<string, readonly TransitionModel[]> {
  const into = new Map<string, TransitionModel[]>();
  for (const { transitions } of scope.states) {
    for (const transition of transitions) {
      const known = into.get(transition.target);
      if (known === undefined) into.set(transition.target, [transition]);
      else known.push(transition);
    }
  }
  return into;
}

/** Each Pass state has one way on, so every walk is stopped where an earlier one has been. */
function loopsOfPassStates(scope: ScopeModel): readonly StateModel[] {
  const seenInWalk = new Map<StateModel, number>();
  const looping: StateModel[] = [];
  let walk = 0;
  for (const start of scope.states) {
    walk++;
    let current: StateModel | undefined = start;
    while (current?.type === 'Pass' && !current.terminal && !seenInWalk.has(current)) {
      seenInWalk.set(current, walk);
      current = nextOf(current);
    }
    if (current === undefined || seenInWalk.get(current) !== walk) continue;
    const entry = current;
    do {
      looping.push(current);
      current = nextOf(current);
    } while (current !== undefined && current !== entry);
  }
  return looping;
}

function nextOf(state: StateModel): StateModel | undefined {
  const [transition] = state.transitions;
  return transition === undefined ? undefined : targetOf(transition);
}

function checkDuplicates(model: MachineModel, context: RuleContext): void {
  for (const [name, states] of model.statesByName) {
    const [first] = states;
    if (states.length === 1 || first === undefined || name.includes('${')) continue;
    for (const state of states.slice(1)) {
      if (state.scope === first.scope) continue;
      context.report(
        atState(state),
        `There is another state "${shorten(name)}": names are unique in the whole machine, inner scopes included. Rename one.`,
        {
          related: [{ message: `The first "${shorten(name)}".`, range: first.nameRange }],
        },
      );
    }
  }
}
