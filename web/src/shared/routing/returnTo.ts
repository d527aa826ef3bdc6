/** Where a sign-in leads when nothing else was asked for: what people come for is to vote. */
export const home = '/projects';

/** A path of this app to go on at, from an address that anybody can write; anything else counts as `home`. */
export function safeReturnTo(path: string | undefined): string {
  if (!path?.startsWith('/') || /^\/[/\\]|[\\\p{Cc}]/u.test(path)) return home;
  return path;
}
