import type { SignUpInput } from './gql/graphql';

/** How long what was typed is kept for the code to be entered, or for a correction. */
const keepFor = 15 * 60_000;

let draft: SignUpInput | undefined;
let expiry: ReturnType<typeof setTimeout> | undefined;

/**
 * Keeps what was typed for a sign-up, so that it can be corrected, and so that nobody has to type the password again
 * once the phone is confirmed. It is in the memory of this page alone, not in the history or the storage of the browser:
 * a reload loses it, and the next person at this browser has no business with it.
 */
export function keepDraft(typed: SignUpInput): void {
  forgetDraft();
  draft = typed;
  expiry = setTimeout(forgetDraft, keepFor);
}

/** What is known of the sign-up with this address. */
export function draftOf(email: string): Partial<SignUpInput> & { email: string } {
  return draft?.email === email ? draft : { email };
}

/** The password of the sign-up with this address, if it was here and not long ago; it can be taken once. */
export function takePassword(email: string): string | undefined {
  const { password } = draftOf(email);
  forgetDraft();
  return password;
}

export function forgetDraft(): void {
  clearTimeout(expiry);
  draft = undefined;
}
