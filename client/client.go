// Package client is the typed Go client of the API. Its functions and types are generated from schema.graphqls and
// the files in operations; pass them a genqlient client, such as that of [New] or [NewBearer].
package client

import (
	"net/http"

	"github.com/Khan/genqlient/graphql"
)

//go:generate go tool genqlient genqlient.yaml

// New returns a client without credentials for the API at url, such as https://vote.example.com/graphql. It is enough
// for sign-up and sign-in.
func New(url string, httpClient *http.Client) graphql.Client {
	return graphql.NewClient(url, httpClient)
}

// NewBearer returns a client that sends an access token, as returned by `signIn` with `transport: TOKENS`.
func NewBearer(url, accessToken string, httpClient *http.Client) graphql.Client {
	return graphql.NewClient(url, bearer{httpClient, accessToken})
}

type bearer struct {
	next  graphql.Doer
	token string
}

func (b bearer) Do(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", "Bearer "+b.token)
	return b.next.Do(r)
}
