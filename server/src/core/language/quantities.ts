/** Numbers as people read them: durations, sizes, counts. */

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
];

/** `90` → `1 min 30 s`; the two largest units, fractions to two digits. */
export function durationText(seconds: number): string {
  let left = seconds;
  const parts: string[] = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(left / size);
    if (count === 0) continue;
    parts.push(`${groupDigits(count)} ${unit}`);
    left -= count * size;
  }
  const rest = Math.round(left * 100) / 100;
  if (rest > 0 || parts.length === 0) parts.push(`${rest} s`);
  return parts.slice(0, 2).join(' ');
}

/** Bytes as bytes up to 9,999, then in KiB and MiB. */
export function bytesText(bytes: number): string {
  if (bytes < 10_000) return `${groupDigits(bytes)} B`;
  const kibibytes = bytes / 1024;
  return kibibytes < 1024 ? `${rounded(kibibytes)} KiB` : `${rounded(kibibytes / 1024)} MiB`;
}

/** `1234567` → `1,234,567`. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

export function countText(count: number, one: string, many = `${one}s`): string {
  return `${groupDigits(count)} ${count === 1 ? one : many}`;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
