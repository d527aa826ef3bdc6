import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Amplify } from 'aws-amplify';
import * as auth from 'aws-amplify/auth';

import { start } from './standin.mjs';

const username = 'grace@example.com';
const password = 'Correct Horse 7 Battery';
let standin;

before(async () => {
  standin = await start();
  const { userPoolId, clientId: userPoolClientId, endpoint: userPoolEndpoint } = standin.pool;
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint } } });
});
after(() => standin.stop());

test('a person signs up, in by the default flow, and leaves', async () => {
  const userAttributes = { email: username, name: 'Grace Hopper', phone_number: '+12065550124' };
  const { nextStep } = await auth.signUp({ username, password, options: { userAttributes } });
  assert.equal(nextStep.signUpStep, 'CONFIRM_SIGN_UP');
  await auth.confirmSignUp({ username, confirmationCode: await standin.code() });
  await assert.rejects(auth.signIn({ username, password: 'Wrong Horse 7 Battery' }), { name: 'NotAuthorizedException' });
  assert.equal((await auth.signIn({ username, password })).isSignedIn, true);
  assert.equal((await auth.fetchUserAttributes()).name, 'Grace Hopper');
  const { tokens } = await auth.fetchAuthSession();
  const renewed = await auth.fetchAuthSession({ forceRefresh: true });
  assert.notEqual(renewed.tokens.accessToken.toString(), tokens.accessToken.toString());
  await auth.updatePassword({ oldPassword: password, newPassword: 'Another Horse 8 Battery' });
  await auth.signOut({ global: true });
  assert.equal((await auth.signIn({ username, password: 'Another Horse 8 Battery' })).isSignedIn, true);
  await auth.deleteUser();
  await assert.rejects(auth.signIn({ username, password }), { name: 'NotAuthorizedException' });
});
