/**
 * How long typical JSONata expressions take: microseconds per evaluation, and what compiling them takes, here and now.
 *
 * `node` runs it after bundling: `npx esbuild server/bench/jsonata.bench.ts --bundle --platform=node --format=esm | node --input-type=module`.
 */

import { createRng } from '../src/core/base/rng.ts';
import { compileJsonata, type JsonataBindings } from '../src/core/expressions/jsonata/compile-jsonata.ts';

const EXPRESSIONS = [
  '$states.input.order.id',
  '$states.input.order.total > 100 and $states.input.order.paid',
  '"Order " & $states.input.order.id & " of " & $states.input.customer.name',
  '{"id": $states.input.order.id, "sum": $sum($states.input.lines.price), "n": $count($states.input.lines)}',
  '$states.input.lines[price > 20].sku',
  '$map($states.input.lines, function($line){ $line.price * $line.quantity })',
  '$merge([$states.input.order, {"status": "done"}])',
  '($total := $sum($states.input.lines.(price * quantity)); $total > $limit ? "big" : "small")',
  '$states.input.lines^(>price)[0].sku',
  '$formatNumber($states.input.order.total, "#,##0.00")',
];

const INPUT = {
  order: { id: 'o-17', total: 1234.5, paid: true },
  customer: { name: 'Ann', tags: ['new'] },
  lines: Array.from({ length: 5 }, (_, index) => ({
    sku: `s${String(index)}`,
    price: 10 * index + 1,
    quantity: index,
  })),
};

const scope: JsonataBindings = {
  input: INPUT,
  context: () => ({}),
  variables: { get: (name) => (name === 'limit' ? 100 : undefined), all: () => ({ limit: 100 }) },
  rng: createRng(1),
  now: 0,
};

const ROUNDS = 200_000;
const COMPILATIONS = 200;

for (const source of EXPRESSIONS) {
  const { expression } = compileJsonata(source);
  if (expression === null) throw new Error(`does not compile: ${source}`);
  const compiling = microseconds(COMPILATIONS, () => compileJsonata(source));
  microseconds(ROUNDS / 4, () => expression.evaluate(scope));
  const evaluating = microseconds(ROUNDS, () => expression.evaluate(scope));
  console.log(`${evaluating.toFixed(2).padStart(8)} µs  compiled in ${compiling.toFixed(0).padStart(4)} µs  ${source}`);
}

function microseconds(rounds: number, action: () => unknown): number {
  const start = performance.now();
  for (let round = 0; round < rounds; round++) action();
  return ((performance.now() - start) * 1000) / rounds;
}
