import { describe, expect, it } from 'vitest';
import { analyzeJsonata } from './analyze-jsonata.ts';

/** The source with the place of each problem between `‹` and `›`. */
function marked(source: string): { readonly text: string; readonly kinds: readonly string[] } {
  const { problems } = analyzeJsonata(source);
  let text = source;
  for (const { offset, length } of [...problems].reverse()) {
    text = `${text.slice(0, offset)}‹${text.slice(offset, offset + length)}›${text.slice(offset + length)}`;
  }
  return { text, kinds: problems.map((problem) => problem.kind) };
}

describe('analyzeJsonata', () => {
  it.each([
    ['‹phone›', 'root-reference'],
    ['‹order›.items[0].price', 'root-reference'],
    ['$sum(‹a›.b)', 'root-reference'],
    ['$map($states.input.a, function($x){ ‹b› })', 'root-reference'],
    ['{"a": ‹b›}', 'root-reference'],
    ['1 + ‹`odd name`›', 'root-reference'],
    ['‹$›', 'context-item'],
    ['‹$›.a', 'context-item'],
    ['‹$$›', 'context-item'],
    ['$states.input.a[‹$$›.b]', 'context-item'],
    ['‹$eval›("1")', 'eval'],
    ['‹$lenght›($states.input.a)', 'unknown-function'],
    ['$states.‹inputs›.a', 'unknown-states-member'],
    ['$x :=‹›', 'syntax'],
    ['10 + 2‹)›', 'syntax'],
  ])('%s', (source, kind) => {
    const clean = source.replaceAll(/[‹›]/g, '');
    expect(marked(clean)).toEqual({ text: source, kinds: [kind] });
  });

  it.each([
    '$states.input.phone',
    '$states.input.items[value > 3]',
    '$states.input.items^(price).name',
    '$states.input.items{name: $sum(price)}',
    '$states.input.items.{"n": name, "self": $}',
    '$count($states.result[$ = 0])',
    '$states.input ~> |items|{"seen": name}, "x"|',
    '($f := function($x){ $x.name }; $map($states.input.a, $f))',
    '$states.input.items@$i.tags#$t.{"i": $i.name, "t": $t}',
    '($eval := function($x){ $x }; $eval(1))',
    '"text" & $string(1)',
    '[1..3].($ * 2)',
  ])('finds nothing in %s', (source) => {
    expect(marked(source)).toEqual({ text: source, kinds: [] });
  });

  it('says what AWS says', () => {
    expect(analyzeJsonata('phone').problems).toEqual([
      {
        kind: 'root-reference',
        awsCode: 'UNSUPPORTED_JSONATA_EXPRESSION',
        message: "Reference to 'phone' at the top level is not supported.",
        offset: 0,
        length: 5,
      },
    ]);
    expect(analyzeJsonata('{"a":}').problems[0]?.awsCode).toBe('INVALID_JSONATA_EXPRESSION');
  });

  it('lists the workflow variables and the members of $states that are read', () => {
    const source =
      '($own := $total; $map($list, function($v, $i){ $v + $own + $offset[$i] }) ~> $sum()) + $states.result.n';
    const { variables, statesMembers } = analyzeJsonata(source);
    expect(variables.map(({ name }) => name).sort()).toEqual(['list', 'offset', 'total']);
    expect(statesMembers.map(({ name }) => name)).toEqual(['result']);
    for (const { name, offset, length } of variables) expect(source.slice(offset, offset + length)).toBe(`$${name}`);
  });

  it('takes a name for the workflow’s until the expression sets its own', () => {
    const readsOf = (source: string): readonly (readonly [string, number])[] =>
      analyzeJsonata(source).variables.map(({ name, offset }) => [name, offset] as const);
    expect(readsOf('( $x := $x + 1; $x )')).toEqual([['x', 8]]);
    expect(readsOf('( $f := function($n){ $n = 0 ? 0 : $f($n - $later) }; $later := 1; $f(3) )')).toEqual([]);
    expect(readsOf('( $x := 1; ( $y := $x; $y := $y ) )')).toEqual([]);
  });

  it('takes variables of paths for the path only', () => {
    expect(analyzeJsonata('$list#$i.$i + $i').variables.map(({ name, offset }) => [name, offset])).toEqual([
      ['list', 0],
      ['i', 14],
    ]);
  });
});
