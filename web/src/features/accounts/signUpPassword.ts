/** How long a password is kept for the code to be entered. */
const keepFor = 15 * 60_000;

let kept: { email: string; password: string } | null = null;
let expiry: ReturnType<typeof setTimeout> | undefined;

/**
 * Keeps the password of a sign-up, so that nobody has to type it again once the phone is confirmed. It is in the memory
 * of this page alone, not in the history or the storage of the browser: a reload loses it, and the person types it.
 */
export function keepPassword(email: string, password: string): void {
  clearTimeout(expiry);
  kept = { email, password };
  expiry = setTimeout(() => {
    kept = null;
  }, keepFor);
}

/** The password of the sign-up with this address, if it was here and not long ago; it can be taken once. */
export function takePassword(email: string): string | undefined {
  const password = kept?.email === email ? kept.password : undefined;
  clearTimeout(expiry);
  kept = null;
  return password;
}
