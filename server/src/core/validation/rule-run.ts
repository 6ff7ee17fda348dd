/** One run of the rules over one document: groups rules by site once, collects problems, knows which rule is speaking. */

import type { Problem } from '../base/problem.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { pointerOf } from '../syntax/syntax-node.ts';
import { BeyondStateRecorder } from './beyond-state.ts';
import { RULES, type RuleId } from './catalogue/rule-catalogue.ts';
import type { RuleInfo } from './catalogue/rule-info.ts';
import type { AnyRule, Place, ReportOptions, RuleContext, SiteKind, Sites, ValidationOptions } from './rule.ts';

type UntypedRule = Omit<AnyRule, 'check' | 'only'> & {
  readonly only?: readonly string[];
  check(site: Sites[SiteKind], context: RuleContext): void;
};

/** The rules of one kind of site, by what they choose their sites by. */
interface SiteRules {
  readonly all: readonly UntypedRule[];
  readonly byKey: Map<string, readonly UntypedRule[]>;
}

export type RulesBySite = ReadonlyMap<SiteKind, SiteRules>;

export function groupRules(rules: readonly AnyRule[]): RulesBySite {
  const grouped = new Map<SiteKind, UntypedRule[]>();
  for (const rule of rules) {
    const group = grouped.get(rule.site);
    if (group === undefined) grouped.set(rule.site, [rule]);
    else group.push(rule);
  }
  return new Map([...grouped].map(([site, all]) => [site, { all, byKey: new Map<string, readonly UntypedRule[]>() }]));
}

function rulesFor({ all, byKey }: SiteRules, key: string): readonly UntypedRule[] {
  const known = byKey.get(key);
  if (known !== undefined) return known;
  const chosen = all.filter(({ only }) => only === undefined || only.includes(key));
  byKey.set(key, chosen);
  return chosen;
}

export class RuleRun implements RuleContext {
  readonly document: AslDocument;
  readonly options: ValidationOptions;
  readonly beyond: BeyondStateRecorder;
  readonly problems: Problem[] = [];
  readonly #rules: RulesBySite;
  #current: UntypedRule | null = null;

  constructor(document: AslDocument, rules: RulesBySite, options: ValidationOptions) {
    this.document = document;
    this.options = options;
    this.beyond = new BeyondStateRecorder(document);
    this.#rules = rules;
  }

  /** Shows a site to every rule of its kind that has chosen it. */
  visit<K extends SiteKind>(kind: K, site: Sites[K], key = ''): void {
    const rules = this.#rules.get(kind);
    if (rules === undefined) return;
    for (const rule of rulesFor(rules, key)) {
      this.#current = rule;
      rule.check(site, this);
    }
  }

  report(place: Place, message: string, options: ReportOptions = {}): void {
    const rule = this.#current;
    if (rule === null) return;
    const id: RuleId = options.code ?? rule.id;
    const info: RuleInfo = RULES[id];
    const severity = this.options.severities?.get(id) ?? options.severity ?? info.severity;
    if (severity === 'off') return;
    this.problems.push({
      code: id,
      severity,
      message,
      range: place.range,
      pointer: pointerOf(place.node),
      docs: info.docs,
      ...(info.awsCode !== undefined ? { awsCode: info.awsCode } : {}),
      ...(options.suggestion !== undefined ? { suggestion: options.suggestion } : {}),
      ...(options.tags ? { tags: options.tags } : {}),
      ...(options.related ? { related: options.related } : {}),
    });
  }
}
