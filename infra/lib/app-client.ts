// The app client: who may ask the user pool for tokens, by which flows, and for how long they are valid.
import { Duration } from 'aws-cdk-lib';
import {
  type AuthFlow,
  ClientAttributes,
  OAuthScope,
  type UserPool,
  type UserPoolClient,
  type UserPoolClientProps,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import type { IdentitySettings } from './settings/identity.ts';

/** How long a refresh token still works after its successor was issued, since a reply can get lost. */
const rotationGrace = Duration.seconds(10);

/** How long a person may take to answer a challenge, such as a code: Cognito takes 3 to 15 minutes. The server shows it. */
export const challengeMinutes = 5;

/**
 * Adds the app client. It has a secret, which only the server knows: nobody else can use the pool past the product and
 * its limits, and Cognito takes the server's word for the address that a person comes from.
 */
export function appClient(pool: UserPool, identity: IdentitySettings): UserPoolClient {
  const profile = { email: true, fullname: true, phoneNumber: true };
  return pool.addClient('UnicornAppClient', {
    userPoolClientName: 'UnicornAppClient',
    generateSecret: true,
    enablePropagateAdditionalUserContextData: true,
    authFlows: authFlows(identity),
    ...hostedPages(identity),
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    authSessionValidity: Duration.minutes(challengeMinutes),
    accessTokenValidity: Duration.minutes(identity.accessTokenMinutes),
    idTokenValidity: Duration.minutes(identity.accessTokenMinutes),
    refreshTokenValidity: Duration.days(identity.refreshTokenDays),
    ...(identity.rotateRefreshTokens ? { refreshTokenRotationGracePeriod: rotationGrace } : {}),
    readAttributes: new ClientAttributes().withStandardAttributes({
      ...profile,
      emailVerified: true,
      phoneNumberVerified: true,
    }),
    writeAttributes: new ClientAttributes().withStandardAttributes(profile),
  });
}

/**
 * authFlows: refresh comes with them unless refresh tokens rotate. With Cognito's pages, those alone see a password. An app client without any flow would get
 * Cognito's defaults, refresh among them, which rotation refuses; SRP, which never sends a password, keeps the list from being empty.
 */
function authFlows(identity: IdentitySettings): AuthFlow {
  if (identity.signIn.kind === 'custom') return { userPassword: true };
  return identity.rotateRefreshTokens ? { userSrp: true } : { userPassword: false };
}

function hostedPages({ signIn }: IdentitySettings): Pick<UserPoolClientProps, 'disableOAuth' | 'oAuth'> {
  if (signIn.kind === 'custom') return { disableOAuth: true };
  return {
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.EMAIL, OAuthScope.OPENID, OAuthScope.PHONE, OAuthScope.PROFILE, OAuthScope.COGNITO_ADMIN],
      callbackUrls: [...signIn.callbackUrls],
      logoutUrls: [...signIn.signOutUrls],
    },
  };
}
