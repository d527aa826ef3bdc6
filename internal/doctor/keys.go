package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// maxKeySetSize is far more than the two keys of a user pool need.
const maxKeySetSize = 64 << 10

// keys looks for a key that access tokens can be verified with. It follows no redirect, like the server.
func (d *doctor) keys(ctx context.Context) []Check {
	const name = "keys"
	change := Change{Setting: "COGNITO_JWKS_URL (left out, it follows from the issuer), or a route to it"}
	set, err := fetchKeys(ctx, d.JWKSURL)
	var address *url.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return []Check{problem(change, "the keys at %s do not come in time", d.JWKSURL).named(name)}
	case errors.As(err, &address):
		return []Check{problem(change, "the keys at %s can't be fetched: %v", d.JWKSURL, address.Err).named(name)}
	case err != nil:
		return []Check{problem(change, "the keys at %s can't be used: %v", d.JWKSURL, err).named(name)}
	}
	usable := 0
	for _, key := range set {
		if key.signsRS256() {
			usable++
		}
	}
	if usable == 0 {
		return []Check{problem(change, "there is no RS256 key at %s: no token can be verified", d.JWKSURL).named(name)}
	}
	return []Check{fine("there are %d RS256 keys at %s", usable, d.JWKSURL).named(name)}
}

// publicKey is what a JSON Web Key (RFC 7517) says about its use.
type publicKey struct{ Kty, Alg, Use, Kid, N, E string }

func (k publicKey) signsRS256() bool {
	return k.Kty == "RSA" && (k.Alg == "RS256" || k.Alg == "") && (k.Use == "sig" || k.Use == "") && k.Kid != "" &&
		k.N != "" &&
		k.E != ""
}

func fetchKeys(ctx context.Context, from string) ([]publicKey, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return nil, errors.New("not a URL")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the answer is %d", response.StatusCode)
	}
	var set struct{ Keys []publicKey }
	if err := json.NewDecoder(io.LimitReader(response.Body, maxKeySetSize)).Decode(&set); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, errors.New("the answer is no JSON Web Key Set")
	}
	return set.Keys, nil
}

// issuer compares the configured issuer with the one that the user pool puts into tokens. If the pool could not be
// described, it may be of either kind.
func (d *doctor) issuer(ctx context.Context, pool *types.UserPoolType) finding {
	original, updated, err := d.issuers(ctx)
	if err != nil {
		return unknown(Change{Setting: "AWS_REGION"}, "could not check: the region %s has no endpoint", d.region())
	}
	expected := append(slices.Clone(original), updated)
	if pool != nil && pool.IssuerConfiguration != nil && pool.IssuerConfiguration.Type == types.IssuerTypeUpdated {
		expected = []string{updated}
	} else if pool != nil {
		expected = original
	}
	if slices.Contains(expected, d.Issuer) {
		return fine("the issuer is the user pool's")
	}
	return problem(Change{Setting: "COGNITO_ISSUER=" + expected[0]},
		"the issuer is %s, but the user pool's is %s: every token is refused", d.Issuer, expected[0])
}

// issuers returns the names that the pool may have as an issuer: by its region and by the endpoint in use, which is
// another one in a local run; and the one of pools with the newer kind of issuer.
func (d *doctor) issuers(ctx context.Context) (original []string, updated string, err error) {
	options := d.cognito.Options()
	for _, endpoint := range []*string{nil, options.BaseEndpoint} {
		resolved, err := cip.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx, cip.EndpointParameters{
			Region: aws.String(d.region()), Endpoint: endpoint, UseDualStack: aws.Bool(false), UseFIPS: aws.Bool(false),
		})
		if err != nil {
			return nil, "", err
		}
		original = append(original, strings.TrimSuffix(resolved.URI.String(), "/")+"/"+d.UserPoolID)
	}
	return original, strings.Replace(original[0], "://", "://issuer-", 1), nil
}
