// Package oidc reads what an OpenID Connect provider issues and publishes: signed tokens ([Verifier]), the keys that
// they are signed with, and the provider's metadata ([Provider]). It is strict where the specifications leave a choice:
// RS256 only, keys from the configured address only, times in whole seconds, JSON that no two readers can read
// differently.
//
// It owns no session and knows nothing of Cognito: its adapter knows what a provider's access tokens say beyond the
// registered claims, and which tokens the product accepts. Cryptography is left to a library, behind the interface
// [jose].
package oidc
