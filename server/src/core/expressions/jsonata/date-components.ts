/** The parts of a moment in UTC: year, month, weeks as ISO 8601 counts them, … */

export const DAYS = ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const DAY_MILLIS = 86_400_000;

/** The number of a component (`Y`, `M`, `W`, …); 0 for one that is no number. */
export function dateComponent(millis: number, component: string): number {
  const date = new Date(millis);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const today = Date.UTC(year, month, date.getUTCDate());
  switch (component) {
    case 'Y':
      return year;
    case 'M':
      return month + 1;
    case 'D':
      return date.getUTCDate();
    case 'd':
      return (today - Date.UTC(year, 0)) / DAY_MILLIS + 1;
    case 'F':
      return date.getUTCDay() || 7;
    case 'W':
      return weekWithin(today, firstWeek(year - 1, 0), firstWeek(year, 0), firstWeek(year + 1, 0), 52);
    case 'w':
      return weekWithin(today, firstWeek(year, month - 1), firstWeek(year, month), firstWeek(year, month + 1), 4);
    case 'X':
      if (millis < firstWeek(year, 0)) return year - 1;
      return millis >= firstWeek(year + 1, 0) ? year + 1 : year;
    case 'x':
      if (millis < firstWeek(year, month)) return ((month + 11) % 12) + 1;
      return millis >= firstWeek(year, month + 1) ? ((month + 1) % 12) + 1 : month + 1;
    case 'H':
      return date.getUTCHours();
    case 'h':
      return date.getUTCHours() % 12 || 12;
    case 'P':
      return date.getUTCHours() >= 12 ? 1 : 0;
    case 'm':
      return date.getUTCMinutes();
    case 's':
      return date.getUTCSeconds();
    case 'f':
      return date.getUTCMilliseconds();
    default:
      return 0;
  }
}

/** The Monday of the first week: the one with the first Thursday of that year or month. */
function firstWeek(year: number, month: number): number {
  const first = Date.UTC(year, month);
  const weekday = new Date(first).getUTCDay() || 7;
  return weekday > 4 ? first + (8 - weekday) * DAY_MILLIS : first - (weekday - 1) * DAY_MILLIS;
}

function weekWithin(today: number, previous: number, current: number, next: number, most: number): number {
  const week = weeksBetween(current, today);
  if (week > most && today >= next) return 1;
  return Math.floor(week < 1 ? weeksBetween(previous, today) : week);
}

function weeksBetween(start: number, end: number): number {
  return (end - start) / (DAY_MILLIS * 7) + 1;
}
