// Package cognitotest is a loopback stand-in for Amazon Cognito user pools, for
// tests and for running the product on one laptop. The unmodified AWS SDK talks
// to it: JSON 1.1 over POST /, with the operation in X-Amz-Target. It stands to
// Cognito as httptest stands to a web server: it imitates the documented
// behaviour that the product depends on, and nothing else.
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
// Besides, GET {issuer}/.well-known/jwks.json, and CORS for pages on loopback. Any other operation answers
// UnknownOperationException, and a parameter or flow that is not implemented
// UnimplementedParameterException, with its name.
//
// # Known deviations
//
// Behaviour and texts follow AWS's documentation and public reports of what
// Cognito answers; they have not been checked against a real user pool.
//
//   - All pools have passwords, so that the parameters with them are required, and
//     none is passwordless.
//   - All pools of one server share the two signing keys; on AWS each has its own.
//   - The issuer is the server's URL, so it changes with the port. GetUser accepts
//     tokens that were issued under another port.
//   - A Session takes five wrong codes, the last of which uses it up; a refused
//     password or attribute leaves it as it was. AWS lets a Session be used again
//     after a wrong code too, but does not say how often.
//   - Wrong codes of a second factor are refused while locked out in the words for
//     wrong passwords; AWS documents the lock-out but not its words.
//   - A disabled user is told so before the password is looked at, also where
//     existence errors are prevented. An older text of AWS's page on these errors
//     has the generic answer for a wrong password; the present one is silent.
//   - Where MFA is required and a user has enabled no factor, every offered one
//     that works for them is asked for: a phone number makes it SMS_MFA. With none,
//     the challenge is MFA_SETUP. AWS refuses to switch off the last factor of such
//     a user; here it is switched off, to the same effect.
//   - MFA_SETUP makes the authenticator app the preferred factor. Switching a
//     factor off keeps a verified app, so that it can be switched on again.
//   - Codes to reset a password go to a verified phone number before a verified
//     email, also when that number is the second factor (AWS without an account
//     recovery setting).
//   - Where existence errors are prevented, ForgotPassword pretends to have sent a
//     code to users without a verified address, as AWS documents; a user with a
//     temporary password is refused all the same.
//   - UpdateUserAttributes with the present value cancels a change that waits for
//     its code. GetUserAttributeVerificationCode sends codes to verified addresses,
//     too, and to the new value while a change waits.
//   - ListUsers goes by sub, and compares emails without regard to case.
//   - The refusals of ForgotPassword and ResendConfirmationCode for an unknown name
//     (ClientSpec.UnknownAlternates) are those for a known one that gets no code; AWS
//     names their type only.
//   - RESEND of AdminCreateUser takes no attributes.
//   - ClientMetadata reaches the PreSignUp and PostConfirmation hooks only;
//     operations without one of these triggers accept it to no effect.
//   - Triggers are Go functions: they cannot change the event, and do not time out.
//   - DescribeUserPool makes up the ARNs of triggers and of the role that sends SMS;
//     no pool is protected against deletion, since none can be deleted.
//   - Quotas per user and hour, by AWS's quotas page: 15 calls each of ConfirmSignUp
//     and VerifyUserAttribute, 5 each of ChangePassword and of what sends codes.
//     ConfirmForgotPassword has 15, where AWS has 5 to 20 by the risk that it sees.
//     Request rate quotas are not imitated; inject a Throttle fault.
//   - An unknown name is never locked out. AWS does not say whether it would be.
//   - The texts of RefreshTokenReuseException, of MFAMethodNotFoundException, of a
//     wrong client secret, of an email attribute that differs from the username, of
//     bad filters and pages, and of MFA preferences that the pool does not offer or
//     that contradict each other are this package's own.
//   - An absent parameter and an empty one get the same error: that it is too short
//     or does not match its pattern.
//   - Registered redirect addresses on loopback match with any port (RFC 8252).
//   - Pages of other origins may call the API, the keys and the OAuth endpoints if they
//     are on loopback; on AWS any page may, but there signatures are checked.
//   - The authorize endpoint ignores parameters that it does not know (RFC 6749) and
//     lang, takes COGNITO only as identity_provider, and refuses idp_identifier and
//     resource. AWS does not say what it does with unknown ones.
//   - The TIMESTAMP of a PASSWORD_VERIFIER answer may be of any time. A SECRET_BLOCK
//     takes one answer, right or wrong.
//   - UserContextData and AnalyticsMetadata have no effect, as in a pool without threat
//     protection and campaigns.
//   - The hosted pages sign in by password and second factor only: no sign-up, no
//     recovery, no other identity providers. They refuse people who have to choose
//     a password or set a factor up first, which AWS's pages let them do. They are
//     this package's own in looks and words, and a Session of theirs is not taken
//     by RespondToAuthChallenge.
//   - Refresh tokens are opaque as on AWS, but random bytes in the shape of a JWE.
//
// # Clients
//
// The folder clients has suites of the main flows of amazon-cognito-identity-js, AWS
// Amplify and pycognito. The README says how to run them.
//
// # Conformance
//
// TestConformance states the behaviour through the AWS SDK and runs against the
// stand-in. It also runs against another endpoint, a real user pool for one,
// when these are set, with credentials from the SDK's usual sources:
//
//	COGNITO_CONFORMANCE_ENDPOINT   for example https://cognito-idp.eu-west-1.amazonaws.com
//	COGNITO_CONFORMANCE_POOL_ID    a pool as PoolSpec's defaults describe it, with
//	                               MFA optional by SMS and authenticator app
//	COGNITO_CONFORMANCE_CLIENT_ID  a client of it as ClientSpec's defaults describe it
//
// There, the cases that need the outbox do not take part, and sign-ups make AWS
// send an SMS to a number that is reserved for fiction.
// Users are created for each case and deleted after it; four groups per run stay.
package cognitotest
