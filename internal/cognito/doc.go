// Package cognito is the adapter for Amazon Cognito user pools. It owns four things:
//
//   - [Client], which executes the operations on accounts, sessions and their challenges through the AWS SDK. It
//     decides which of them may be retried, how long they may take, and what a lost reply means. Every exception of the
//     service becomes an error of a domain package in errors.go and nowhere else; no text of the service, no credential
//     and no token gets into an error.
//   - [Directory], which does the same for administrators, with AWS credentials.
//   - [Verifier], which verifies access tokens, and the ID tokens of hosted sign-in, strictly and with the keys that
//     the user pool publishes. It caches the access tokens that it has verified.
//   - The addresses that follow from a user pool's id: [RegionOf], [Issuer], [JWKSURL].
//
// It does not own what an account or a session is, the limits on attempts, or the redirects to the hosted pages and
// back.
package cognito
