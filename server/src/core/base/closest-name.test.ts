import { describe, expect, it } from 'vitest';
import { closestName, didYouMean } from './closest-name.ts';

describe('the name that was meant', () => {
  it.each<[name: string, candidates: readonly string[], closest: string | undefined]>([
    ['Nxet', ['Next', 'End'], 'Next'],
    ['next', ['Next'], 'Next'],
    ['ResultPaht', ['ResultPath', 'InputPath'], 'ResultPath'],
    ['MaxConcurency', ['MaxConcurrency', 'MaxConcurrencyPath'], 'MaxConcurrency'],
    ['Other', ['Next', 'End'], undefined],
    ['A', ['B'], undefined],
    ['a', ['A'], 'A'],
    ['x', [], undefined],
  ])('%s among %j is %s', (name, candidates, closest) => {
    expect(closestName(name, candidates)).toBe(closest);
  });

  it('is offered in a sentence, or not at all', () => {
    expect(didYouMean('Nxet', ['Next'])).toBe(' Did you mean "Next"?');
    expect(didYouMean('Nothing', ['Next'])).toBe('');
  });
});
