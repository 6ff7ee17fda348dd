/** What suites have covered of their state machines: as text, JSON, a page, or LCOV for the tools that show coverage. */

import { createColors } from 'picocolors';
import {
  coverageReport,
  mergeReports,
  mergeVisits,
  timesTaken,
  type Coverage,
  type CoverageReport,
  type Visits,
} from '../core/views/coverage.ts';
import type { LoadedDefinition } from '../host/load-definition.ts';
import { shownPath } from '../host/run-suite-files.ts';

export const COVERAGE_FORMATS = ['text', 'json', 'html', 'lcov'] as const;
export type CoverageFormat = (typeof COVERAGE_FORMATS)[number];

/** Of one definition, whatever suites it is in. */
interface CoveredDefinition {
  readonly definition: LoadedDefinition;
  readonly visits: Visits[];
}

export interface CoverageCollector {
  add(definition: LoadedDefinition, visits: Visits): void;
  /** A definition counts also when no case of it came to an end. */
  expect(definition: LoadedDefinition): void;
  report(): CoverageReport;
  lcov(): string;
}

export function createCoverageCollector(workingFolder: string): CoverageCollector {
  const definitions = new Map<string, CoveredDefinition>();

  function of(definition: LoadedDefinition): CoveredDefinition {
    const { start } = definition.placeOfPointer('').range;
    const key = `${definition.file.path}:${start.line}:${start.character}`;
    const known = definitions.get(key);
    if (known !== undefined) return known;
    const created = { definition, visits: [] };
    definitions.set(key, created);
    return created;
  }

  return {
    add: (definition, visits) => void of(definition).visits.push(visits),
    expect: (definition) => void of(definition),
    report: () =>
      mergeReports(
        [...definitions.values()].map(({ definition, visits }) => ({
          name: shownPath(definition.file.path, { workingFolder }),
          report: coverageReport(definition.document.model, mergeVisits(visits)),
        })),
      ),
    lcov: () => [...definitions.values()].map((each) => lcovOf(each, workingFolder)).join(''),
  };
}

/** States are lines, ways out of Choices and catchers are branches. Format: geninfo(1). */
function lcovOf({ definition, visits }: CoveredDefinition, workingFolder: string): string {
  const { model } = definition.document;
  const all = mergeVisits(visits);
  const lines = new Map<number, number>();
  const branches: { readonly line: number; readonly block: number; readonly index: number; readonly taken: string }[] =
    [];
  for (const [block, state] of model.states.entries()) {
    const line = definition.placeOfPointer(state.pointer).range.start.line + 1;
    const times = all.states.get(state.name) ?? 0;
    lines.set(line, (lines.get(line) ?? 0) + times);
    const ways = state.transitions.filter(({ kind }) => kind !== 'next');
    for (const [index, way] of ways.entries()) {
      const at = definition.placeOfPointer(way.pointer).range.start.line + 1;
      branches.push({ line: at, block, index, taken: times === 0 ? '-' : String(timesTaken(way, all)) });
    }
  }
  const ordered = [...lines].sort(([left], [right]) => left - right);
  return [
    'TN:',
    `SF:${shownPath(definition.file.path, { workingFolder })}`,
    ...branches.map(({ line, block, index, taken }) => `BRDA:${line},${block},${index},${taken}`),
    `BRF:${branches.length}`,
    `BRH:${branches.filter(({ taken }) => Number(taken) > 0).length}`,
    ...ordered.map(([line, times]) => `DA:${line},${times}`),
    `LF:${ordered.length}`,
    `LH:${ordered.filter(([, times]) => times > 0).length}`,
    'end_of_record',
    '',
  ].join('\n');
}

const BAR_CELLS = 40;

/** For people in a terminal. */
export function coverageText(report: CoverageReport, { outColors }: { readonly outColors: boolean }): string {
  const colors = createColors(outColors);
  const bar = ({ percentage }: Coverage): string => {
    const filled = Math.floor((percentage / 100) * BAR_CELLS);
    const text = `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)} ${percentText(percentage)}`;
    return percentage >= 80 ? colors.green(text) : percentage >= 60 ? colors.yellow(text) : colors.red(text);
  };
  const block = (title: string, coverage: Coverage): readonly string[] => [
    '',
    `${colors.bold(title)}  ${coverage.covered} of ${coverage.total}`,
    `  ${bar(coverage)}`,
    ...coverage.uncovered.map((name) => `  ${colors.dim('not covered:')} ${name}`),
  ];
  const { topLevel, nested, branches, catches, paths } = report;
  const inner = new Set(
    Object.entries(nested).flatMap(([name, { uncovered }]) => uncovered.map((state) => `${name}.${state}`)),
  );
  const ownUncovered = topLevel.uncovered.filter((name) => !inner.has(name));
  return [
    '',
    colors.bold('Coverage'),
    ...block('States', { ...topLevel, uncovered: ownUncovered }),
    ...Object.entries(nested).flatMap(([name, coverage]) => block(`States in ${name}`, coverage)),
    ...block('Ways out of Choices', branches),
    ...(catches.total === 0 ? [] : block('Catchers', catches)),
    '',
    `${paths.total} executions, ${paths.unique} different paths`,
    '',
  ].join('\n');
}

export function coverageJson(report: CoverageReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** One page that needs nothing else. */
export function coverageHtml(report: CoverageReport): string {
  const { topLevel, nested, branches, catches, paths } = report;
  const card = (title: string, { total, covered, percentage, uncovered }: Coverage): string =>
    `<section><h2>${escaped(title)}</h2><p><meter min="0" max="100" low="60" high="80" optimum="100" value="${percentage}"></meter> ` +
    `<b>${percentText(percentage)}</b> ${covered} of ${total}</p>` +
    `${uncovered.length === 0 ? '' : `<ul>${uncovered.map((name) => `<li>${escaped(name)}</li>`).join('')}</ul>`}</section>`;
  const cards = [
    card('States', topLevel),
    ...Object.entries(nested).map(([name, coverage]) => card(`States in ${name}`, coverage)),
    card('Ways out of Choices', branches),
    card('Catchers', catches),
    `<section><h2>Paths</h2><p><b>${paths.unique}</b> different ones in ${paths.total} executions</p></section>`,
  ];
  const style =
    ':root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}' +
    'main{display:grid;grid-template-columns:repeat(auto-fill,minmax(18rem,1fr));gap:1rem}' +
    'section{border:1px solid #8886;border-radius:6px;padding:0 1rem}h2{font-size:1rem}meter{width:100%}';
  return `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Coverage</title><style>${style}</style><body><h1>Coverage</h1><main>${cards.join('\n')}</main></body></html>\n`;
}

function percentText(percentage: number): string {
  return `${percentage.toFixed(1)}%`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
