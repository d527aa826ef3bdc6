// Package hosted signs people in on the identity provider's own pages, as an OpenID Connect relying party: the
// authorization code grant with PKCE, state and nonce (RFC 9700), and back to the same cookie session that a sign-in
// with a password starts. It works with Cognito's hosted pages and with any provider that publishes OpenID Connect
// discovery.
//
// It owns the routes below /auth, their few pages, and the sealed cookie that binds a sign-in under way to its browser.
// It does not own sessions (package session does), the provider's metadata (package oidc), the reading of tokens (a
// [TokenVerifier] does), or protection from requests of other sites, which the transport that mounts it has for all
// routes.
package hosted
