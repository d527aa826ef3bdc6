/** The number of characters as the server counts them: code points. `length` counts an emoji twice. */
export function countCharacters(text: string): number {
  return Array.from(text).length;
}

/** The beginning of a text, with at most this many characters. */
export function firstCharacters(text: string, most: number): string {
  return text.length <= most ? text : Array.from(text).slice(0, most).join('');
}
