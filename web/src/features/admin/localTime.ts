/** Writes a moment for an input of type `datetime-local`, which knows no time zone: that of the browser is meant. */
export function toLocalInput(iso: string | undefined): string {
  if (!iso) return '';
  const time = new Date(iso);
  const pad = (number: number, digits = 2) => String(number).padStart(digits, '0');
  const date = `${pad(time.getFullYear(), 4)}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  return `${date}T${pad(time.getHours())}:${pad(time.getMinutes())}`;
}

/** Reads such an input as a moment in RFC 3339; undefined if it is empty. */
export function fromLocalInput(local: string): string | undefined {
  const time = new Date(local); // without a zone, a date with a time is local
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** The time zone of the browser, such as Europe/Berlin. */
export function localTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
