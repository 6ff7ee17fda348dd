/** Numbers, times and sizes as a person reads them. */

const COUNT = new Intl.NumberFormat('en-US');

/** `31,204` */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** Short enough for a node: `999`, `31.2k`, `1.2M`. */
export function formatShortCount(count: number): string {
  if (count < 10_000) return COUNT.format(count);
  if (count < 1_000_000) return `${trim(count / 1_000)}k`;
  return `${trim(count / 1_000_000)}M`;
}

/** `9.8 KiB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = '';
  for (const next of units) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  return `${trim(value)} ${unit}`;
}

/** Virtual time as a clock: `00:03:12.400`. */
export function formatClock(milliseconds: number): string {
  const total = Math.max(0, Math.round(milliseconds));
  const hours = Math.floor(total / 3_600_000);
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  return `${pad(hours, 2)}:${pad(Math.floor(total / 60_000) % 60, 2)}:${pad(Math.floor(total / 1_000) % 60, 2)}.${pad(total % 1_000, 3)}`;
}

/** A span of virtual time: `250 ms`, `2.1 s`, `3 min 12 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${trim(milliseconds / 1_000)} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.round((milliseconds % 60_000) / 1_000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `0.12 %`; a share that is not nothing is never shown as 0. */
export function formatPercent(percent: number): string {
  if (percent > 0 && percent < 0.01) return '< 0.01 %';
  return `${Number(percent.toFixed(2))} %`;
}

function trim(value: number): string {
  return String(Number(value.toFixed(value < 100 ? 1 : 0)));
}
