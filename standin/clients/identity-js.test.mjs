import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import cognito from 'amazon-cognito-identity-js';

import { start, totp } from './standin.mjs';

const { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } = cognito;
const email = 'ada@example.com';
let password = 'Correct Horse 7 Battery';
let standin, pool;

before(async () => {
  standin = await start('-mfa', 'OPTIONAL', '-mfa-methods', 'SMS,TOTP');
  const { userPoolId: UserPoolId, clientId: ClientId, endpoint } = standin.pool;
  pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint });
});
after(() => standin.stop());

/** Turns a method that takes a callback into a promise. */
const done = (f) => new Promise((resolve, reject) => f((error, result) => (error ? reject(error) : resolve(result))));
/** Turns a method that takes an object of callbacks into a promise of the name and the arguments of the one called. */
const called = (f, ...names) =>
  new Promise((resolve, reject) => {
    const callbacks = Object.fromEntries(names.map((name) => [name, (...given) => resolve([name, ...given])]));
    f({ onFailure: reject, ...callbacks });
  });
const user = () => new CognitoUser({ Username: email, Pool: pool });
const signIn = (one = user(), secret = password) =>
  called(
    (callbacks) => one.authenticateUser(new AuthenticationDetails({ Username: email, Password: secret }), callbacks),
    'onSuccess',
    'totpRequired',
  );

test('a person signs up and confirms, as the library sends it', async () => {
  const attributes = { email, name: 'Ada Lovelace', phone_number: '+12065550123' };
  const list = Object.entries(attributes).map(([Name, Value]) => new CognitoUserAttribute({ Name, Value }));
  await done((callback) => pool.signUp(email, password, list, [], callback));
  await standin.code();
  await done((callback) => user().resendConfirmationCode(callback));
  const code = await standin.code();
  await assert.rejects(signIn(), { name: 'UserNotConfirmedException' });
  await done((callback) => user().confirmRegistration(code, false, callback));
});

test('a sign-in by SRP, the default, gives tokens that are renewed', async () => {
  await assert.rejects(signIn(user(), 'Wrong Horse 7 Battery'), { name: 'NotAuthorizedException' });
  const one = user();
  const [outcome, session] = await signIn(one);
  assert.equal(outcome, 'onSuccess');
  assert.ok(session.isValid());
  const renewed = await done((callback) => one.refreshSession(session.getRefreshToken(), callback));
  assert.notEqual(renewed.getAccessToken().getJwtToken(), session.getAccessToken().getJwtToken());
});

test('attributes are read, changed and verified', async () => {
  const one = user();
  await signIn(one);
  const name = new CognitoUserAttribute({ Name: 'name', Value: 'Augusta' });
  await done((callback) => one.updateAttributes([name], callback));
  await called((callbacks) => one.getAttributeVerificationCode('email', callbacks), 'inputVerificationCode');
  const code = await standin.code();
  await called((callbacks) => one.verifyAttribute('email', code, callbacks), 'onSuccess');
  const attributes = await done((callback) => one.getUserAttributes(callback));
  const of = (wanted) => attributes.find(({ Name }) => Name === wanted).Value;
  assert.deepEqual([of('name'), of('email_verified')], ['Augusta', 'true']);
});

test('a password is changed and recovered', async () => {
  const one = user();
  await signIn(one);
  await done((callback) => one.changePassword(password, 'Another Horse 8 Battery', callback));
  await called((callbacks) => user().forgotPassword(callbacks), 'inputVerificationCode');
  const code = await standin.code();
  password = 'Third Horse 9 Battery';
  await called((callbacks) => user().confirmPassword(code, password, callbacks), 'onSuccess');
  const other = user();
  assert.equal((await signIn(other))[0], 'onSuccess');
  await called((callbacks) => other.globalSignOut(callbacks), 'onSuccess');
  const revoked = done((callback) => one.getUserAttributes(callback));
  await assert.rejects(revoked, { name: 'NotAuthorizedException' });
});

test('an authenticator app is set up and asked for', async () => {
  const one = user();
  await signIn(one);
  const [, secret] = await called((callbacks) => one.associateSoftwareToken(callbacks), 'associateSecretCode');
  await called((callbacks) => one.verifySoftwareToken(totp(secret), 'phone', callbacks), 'onSuccess');
  await done((callback) => one.setUserMfaPreference(null, { PreferredMfa: true, Enabled: true }, callback));
  const other = user();
  assert.equal((await signIn(other))[0], 'totpRequired');
  await called((callbacks) => other.sendMFACode(totp(secret, 1), callbacks, 'SOFTWARE_TOKEN_MFA'), 'onSuccess');
  await done((callback) => other.deleteUser(callback));
  await assert.rejects(signIn(), { name: 'NotAuthorizedException' });
});
