/** Text as people type and paste it, as far as the server's rules (`internal/typed`) concern the forms. */

/** White space, and marks for direction and line breaks that come along with copied text. */
const around = String.raw`[\s\u0085\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]+`;
const atEnds = new RegExp(`^${around}|${around}$`, 'gu');

/** The text without white space and marks around it. */
export function trimTyped(text: string): string {
  return text.replace(atEnds, '');
}

/** The digits of a text as ASCII digits, whatever script they were typed in. */
export function asciiDigits(text: string): string {
  return Array.from(text.match(/\p{Nd}/gu) ?? [], valueOf).join('');
}

/** Decimal digits are encoded in runs from zero to nine, which may follow each other. */
function valueOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return (code - first) % 10;
}

/** A phone number without the characters that nobody sees, and with the + of ASCII. */
export function cleanNumber(text: string): string {
  return text.replace(/\p{Cf}/gu, '').replace('\uff0b', '+');
}
