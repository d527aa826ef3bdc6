// Package cognitotest is a loopback stand-in for Amazon Cognito user pools, for
// tests and for running the product on one laptop. The unmodified AWS SDK talks to
// it: JSON 1.1 over POST /, with the operation in X-Amz-Target. It is to Cognito
// what httptest is to a web server: it imitates only the documented behaviour that
// the product depends on.
//
// It owns user pools that sign in by email, their app clients, users, groups,
// tokens and signing keys, and the outbox of messages that Cognito would have
// sent, all in one bbolt file. It does not check request signatures, and so it
// refuses to listen on anything but loopback. Production code never imports it.
//
// # Operations
//
// Public: SignUp, ConfirmSignUp, ResendConfirmationCode, InitiateAuth
// (USER_PASSWORD_AUTH, USER_SRP_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN),
// RespondToAuthChallenge (PASSWORD_VERIFIER, SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP,
// SELECT_MFA_TYPE, MFA_SETUP, NEW_PASSWORD_REQUIRED), AssociateSoftwareToken,
// VerifySoftwareToken, SetUserMFAPreference, ForgotPassword,
// ConfirmForgotPassword, ChangePassword, GetTokensFromRefreshToken, RevokeToken,
// GlobalSignOut, GetUser, UpdateUserAttributes,
// GetUserAttributeVerificationCode, VerifyUserAttribute, DeleteUser.
//
// Admin: AdminCreateUser, AdminGetUser, AdminSetUserPassword,
// AdminResetUserPassword, AdminDisableUser, AdminEnableUser, AdminDeleteUser,
// AdminUpdateUserAttributes, AdminSetUserMFAPreference, AdminUserGlobalSignOut,
// AdminAddUserToGroup, AdminRemoveUserFromGroup, AdminListGroupsForUser, ListUsers, ListUsersInGroup,
// CreateGroup, DescribeUserPool, DescribeUserPoolClient, GetUserPoolMfaConfig.
//
// Hosted pages, at the server's own URL as the pool's domain, for clients with
// CallbackURLs: /oauth2/authorize (code grant, PKCE by S256), /login, /mfa,
// /logout (client_id with logout_uri, or with the parameters of an authorization
// request), /oauth2/token (authorization_code, refresh_token),
// /oauth2/userInfo, /oauth2/revoke, {issuer}/.well-known/openid-configuration.
//
// In addition, GET {issuer}/.well-known/jwks.json, and CORS for pages on loopback. Any other operation fails with
// UnknownOperationException, and a parameter or flow that is not implemented with UnimplementedParameterException, with
// its name.
//
// # Known deviations
//
// Behaviour and texts follow AWS's documentation and public reports of Cognito's
// responses; they have not been checked against a real user pool.
//
//   - All pools use passwords: none is passwordless, and the password parameters
//     are always required.
//   - All pools of one server share the two signing keys; on AWS each has its own.
//   - The issuer is the server's URL, so it changes with the port. GetUser accepts
//     tokens that were issued under another port.
//   - A Session takes five wrong codes, the last of which uses it up; a refused
//     password or attribute leaves it unchanged. AWS also lets a Session be used
//     again after a wrong code, but does not say how often.
//   - During a lock-out, codes of a second factor are refused with the text for
//     wrong passwords; AWS documents the lock-out but not its text.
//   - The error for a disabled user comes before the password is checked, even if
//     existence errors are prevented. An older version of AWS's page on these
//     errors has the generic error for a wrong password; the present one does not
//     say.
//   - If MFA is required and a user has enabled no factor, they can use every
//     offered one that works for them: with a phone number that is SMS_MFA. With
//     none, the challenge is MFA_SETUP. AWS refuses to turn off the last factor of
//     such a user; here it is turned off, to the same effect.
//   - MFA_SETUP makes the authenticator app the preferred factor. Turning a factor
//     off keeps a verified app, so that it can be turned on again.
//   - Codes to reset a password go to a verified phone number rather than a
//     verified email, even if that number is the second factor (AWS without an
//     account recovery setting).
//   - Where existence errors are prevented, ForgotPassword pretends to have sent a
//     code to users without a verified address, as AWS documents; a user with a
//     temporary password is still refused.
//   - UpdateUserAttributes with the current value cancels a pending change.
//     GetUserAttributeVerificationCode also sends codes to verified addresses, and
//     to the new value while a change is pending.
//   - ListUsers sorts by sub, and compares emails case-insensitively.
//   - The refusals of ForgotPassword and ResendConfirmationCode for an unknown name
//     (ClientSpec.UnknownAlternates) are those for a known one that gets no code; AWS
//     names only their type.
//   - RESEND of AdminCreateUser accepts no attributes.
//   - ClientMetadata reaches the PreSignUp and PostConfirmation hooks only;
//     operations without one of these triggers accept it and ignore it.
//   - Triggers are Go functions: they cannot change the event, and do not time out.
//   - DescribeUserPool makes up the ARNs of triggers and of the role that sends SMS;
//     no pool is protected against deletion, since none can be deleted.
//   - Quotas per user and hour, by AWS's quotas page: 15 calls each of ConfirmSignUp
//     and VerifyUserAttribute, 5 each of ChangePassword and of the operations that
//     send codes. ConfirmForgotPassword has 15, whereas AWS has 5 to 20, depending
//     on risk. Request rate quotas are not imitated; inject a Throttle fault.
//   - An unknown name is never locked out. AWS does not say whether it would be.
//   - The texts of RefreshTokenReuseException, of MFAMethodNotFoundException, of a
//     wrong client secret, of an email attribute that differs from the username, of
//     bad filters and pages, and of MFA preferences that the pool does not offer or
//     that contradict each other are this package's own.
//   - An absent parameter and an empty one get the same error: that it is too short
//     or does not match its pattern.
//   - Registered redirect addresses on loopback match with any port (RFC 8252).
//   - Pages of other origins may call the API, the keys and the OAuth endpoints if they
//     are on loopback; AWS allows any page, but checks signatures.
//   - The authorize endpoint ignores parameters that it does not know (RFC 6749) and
//     lang, accepts only COGNITO as identity_provider, and refuses idp_identifier
//     and resource. AWS does not say what it does with unknown ones.
//   - The TIMESTAMP of a PASSWORD_VERIFIER response may be any time. A SECRET_BLOCK
//     allows one response, right or wrong.
//   - UserContextData and AnalyticsMetadata have no effect, as in a pool without threat
//     protection and campaigns.
//   - The hosted pages sign in only by password and second factor: no sign-up, no
//     recovery, no other identity providers. They refuse people who first have to
//     choose a password or set up a factor, which AWS's pages let them do. Their
//     design and texts are this package's own, and RespondToAuthChallenge does not
//     accept their Sessions.
//   - Refresh tokens are opaque as on AWS, but random bytes in the shape of a JWE.
//
// # Clients
//
// The folder clients has suites of the main flows of amazon-cognito-identity-js, AWS
// Amplify and pycognito. The README says how to run them.
//
// # Conformance
//
// TestConformance tests the behaviour through the AWS SDK and runs against the
// stand-in. It also runs against another endpoint, such as a real user pool, when
// these are set, with credentials from the SDK's usual sources:
//
//	COGNITO_CONFORMANCE_ENDPOINT   for example https://cognito-idp.eu-west-1.amazonaws.com
//	COGNITO_CONFORMANCE_POOL_ID    a pool as PoolSpec's defaults describe it, with
//	                               MFA optional by SMS and authenticator app
//	COGNITO_CONFORMANCE_CLIENT_ID  a client of it as ClientSpec's defaults describe it
//
// There, the cases that need the outbox are left out, and sign-ups make AWS send an
// SMS to a number that is reserved for fiction. Users are created for each case and
// deleted after it; four groups per run remain.
package cognitotest
