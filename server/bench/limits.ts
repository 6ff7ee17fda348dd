/** What a measurement may be at most: told behind each row, and counted for `npm run bench -- --check`. */

export interface Limit {
  readonly measured: number;
  readonly most: number;
  /** Behind the figures: `x`, `MB`, `x the same without retries`. */
  readonly unit: string;
}

export interface LimitTally {
  /** Judges a row: `ok (at most …)`, or what is over. Empty for a row without limits. */
  judge(limits: readonly Limit[]): string;
  readonly nOver: number;
}

export function createLimitTally(): LimitTally {
  let nOver = 0;
  return {
    get nOver() {
      return nOver;
    },
    judge(limits) {
      if (limits.length === 0) return '';
      const over = limits.filter(({ measured, most }) => !(measured <= most));
      if (over.length === 0) return `ok (at most ${limits.map(({ most, unit }) => `${most} ${unit}`).join(', ')})`;
      nOver++;
      return `OVER: ${over.map(({ measured, most, unit }) => `${measured.toFixed(2)} ${unit} instead of ${most}`).join(', ')}`;
    },
  };
}
