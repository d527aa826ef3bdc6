import type { Page, Route } from '@playwright/test';

/** The name of the operation that a request is for. */
export function operationOf(route: Route): string | undefined {
  return (route.request().postDataJSON() as { operationName?: string }).operationName;
}

/** Makes the server ask for the password again for the next such operation, as it does a while after a sign-in. */
export async function wantPasswordFor(page: Page, operationName: string) {
  let wanted = false;
  await page.route('**/graphql', async (route) => {
    if (wanted || operationOf(route) !== operationName) {
      await route.fallback();
      return;
    }
    wanted = true;
    const error = { message: 'Sign in again to do this.', extensions: { code: 'STEP_UP_REQUIRED' } };
    await route.fulfill({ contentType: 'application/graphql-response+json', json: { data: null, errors: [error] } });
  });
}

/** Holds such an operation back until what it returns is called. */
export async function hold(page: Page, operationName: string) {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/graphql', async (route) => {
    if (operationOf(route) === operationName) await held;
    await route.fallback();
  });
  return () => {
    release();
  };
}
