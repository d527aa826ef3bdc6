import { randomInt } from 'node:crypto';
import { join } from 'node:path';

import { expect, test } from './fixtures';
import { newestCode } from './outbox';
import { repository } from './paths';
import { PlaygroundPage } from './playground-page';

interface Payload {
  userErrors: unknown[];
}

interface Session {
  expiresAt: string;
  tokens?: { accessToken: string; idToken: string; refreshToken: string } | null;
}

type SignInPayload = Payload & { session: Session | null; challenge: unknown };

interface Viewer {
  email: string;
  name: string;
  phoneNumber: string;
  phoneNumberVerified: boolean;
  voter: { id: string; remainingPoints: number[]; votes: unknown[] };
}

// High enough for the picture in docs/ to show the viewer example whole.
test.use({ shape: 'development', viewport: { width: 1280, height: 860 } });

const areaCodes = ['202', '212', '303', '415', '512', '617', '702', '808', '907'];

/** A person nobody has signed up yet; North American numbers 555-01xx belong to nobody. */
function newcomer(domain: string) {
  const areaCode = areaCodes[randomInt(areaCodes.length)];
  const password = `Horn-${randomInt(1e9)}-Pursued!`;
  const email = `grace.${randomInt(1e9)}@${domain}`;
  return { email, password, name: 'Grace Hopper', phoneNumber: `+1${areaCode}55501${randomInt(10, 100)}` };
}

test('the examples of the playground do the whole account flow', async ({ page, context, server, watch }) => {
  const playground = new PlaygroundPage(page);
  expect(await playground.open()).toContain("default-src 'self'");

  const policy = await playground.run<{ signUpPolicy: { emailDomains: string[] } }>('SignUpPolicy');
  const domain = policy.data?.signUpPolicy.emailDomains.find((name) => !name.startsWith('*')) ?? 'example.com';
  const person = newcomer(domain);
  const { email, password, phoneNumber } = person;

  const signUp = await playground.run<{ signUp: Payload }>('SignUp', { input: person });
  expect(signUp).toMatchObject({ data: { signUp: { codeDelivery: { medium: 'SMS' }, userErrors: [] } } });
  await newestCode(server.outbox, phoneNumber, 1);

  const resend = await playground.run('ResendOtp', { input: { email } });
  expect(resend).toEqual({ data: { resendOtp: { accepted: true, userErrors: [] } } });
  const code = await newestCode(server.outbox, phoneNumber, 2);

  const confirm = await playground.run('ConfirmOtp', { input: { email, code } });
  expect(confirm).toEqual({ data: { confirmOtp: { confirmed: true, userErrors: [] } } });

  const signIn = await playground.run<{ signIn: SignInPayload }>('SignIn', { input: { email, password } });
  expect(signIn).toMatchObject({ data: { signIn: { session: { viewer: { name: person.name } }, userErrors: [] } } });
  const cookies = await context.cookies();
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict', secure: false, path: '/' });
  expect(await page.evaluate(() => document.cookie), 'cookies that scripts of the page can read').toBe('');

  const viewer = await playground.run<{ viewer: Viewer }>('Viewer');
  expect(viewer.errors).toBeUndefined();
  expect(viewer.data?.viewer).toMatchObject({
    email,
    name: person.name,
    phoneNumber,
    phoneNumberVerified: true,
    voter: { remainingPoints: [1, 2, 3, 4, 5], votes: [] },
  });
  await expect(playground.response).toContainText('remainingPoints');
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(repository, 'docs/playground.png') });

  const bearer = await playground.run<{ signIn: SignInPayload }>('SignInForTokens', {
    input: { email, password, transport: 'TOKENS' },
  });
  const tokens = bearer.data?.signIn.session?.tokens;
  expect(tokens?.accessToken, 'tokens of a TOKENS session').toBeTruthy();

  const refresh = await playground.run<{ refresh: Payload & { session: Session } }>('Refresh');
  expect(refresh).toMatchObject({ data: { refresh: { session: { tokens: null }, userErrors: [] } } });

  const signOut = await playground.run('SignOut');
  expect(signOut).toEqual({ data: { signOut: { signedOut: true, userErrors: [] } } });
  expect(await context.cookies()).toEqual([]);

  const nobody = await playground.run<{ viewer: null }>('Viewer');
  expect(nobody.data).toEqual({ viewer: null });
  expect(nobody.errors?.map((error) => error.extensions?.code)).toEqual(['UNAUTHENTICATED']);
  await expect(playground.response).toContainText('UNAUTHENTICATED');

  const stored = await page.evaluate(async () =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), await indexedDB.databases()]),
  );
  // Empty, so that no password, code or token can be in it.
  expect(stored).toBe('[[],[],[]]');

  expect(watch.foreignRequests).toEqual([]);
  expect(watch.consoleErrors).toEqual([]);
});

test('reloading the playground forgets what was typed', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  const person = newcomer('not-allowed.invalid');
  await playground.run('SignUp', { input: person });

  await playground.open();
  await playground.openTab('SignUp');
  await expect(playground.variables).toContainText('Ada');
  await expect(playground.variables).not.toContainText(person.password);
});
