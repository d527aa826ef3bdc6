import { expect } from '@playwright/test';

/** A message that would have been sent, as the outbox lists it, newest first. */
interface Message {
  to: string;
  code: string;
}

/** Waits until `count` codes have gone to a phone number, and returns the newest. */
export async function newestCode(outbox: string, to: string, count: number): Promise<string> {
  let codes: string[] = [];
  await expect
    .poll(async () => {
      const response = await fetch(`${outbox}/messages`);
      const messages = (await response.json()) as Message[];
      codes = messages.filter((message) => message.to === to).map((message) => message.code);
      return codes.length;
    }, `codes sent to ${to}`)
    .toBe(count);
  return codes[0] ?? '';
}
