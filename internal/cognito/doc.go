// Package cognito is the adapter for Amazon Cognito user pools. It owns four things:
//
//   - [Client], which carries out the operations of accounts, sessions and their challenges through the AWS SDK: which
//     of them may be retried, how long they may take, and what a lost reply means. Every exception of the service
//     becomes an error of a domain package in errors.go and nowhere else; no text of the service, no credential and no
//     token gets into an error.
//   - [Directory], which does the same for administrators, with AWS credentials.
//   - [Verifier], which reads access tokens, and the ID tokens of hosted sign-in: strictly, with the keys that the user
//     pool publishes, and from memory when it has read the same access token before.
//   - The addresses that follow from a user pool's id: [RegionOf], [Issuer], [JWKSURL].
//
// It does not own what an account or a session is, nor limits on attempts, nor the way to the hosted pages and back.
package cognito
