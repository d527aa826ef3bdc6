const units: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** Says a moment of the API in the reader's time zone: "Nov 27, 2026, 8:17 PM". */
export function formatDateTime(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** Says how long ago a moment of the API was, or in how long it will be, in full units: "3 minutes ago"; below a minute: "now". */
export function formatRelative(iso: string, locale: string, now: Date = new Date()): string {
  const seconds = (new Date(iso).getTime() - now.getTime()) / 1000;
  const found = units.find(([, size]) => Math.abs(seconds) >= size);
  // "1 day ago" rather than "yesterday", which a day ago need not be.
  if (found) return new Intl.RelativeTimeFormat(locale).format(Math.trunc(seconds / found[1]), found[0]);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second');
}
