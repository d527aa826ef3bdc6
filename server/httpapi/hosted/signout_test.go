package hosted

import (
	"net/url"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/oidc"
)

func TestSignOutTakesTheFormOfTheProvider(t *testing.T) {
	domain, _ := url.Parse("https://auth.example.com")
	public, _ := url.Parse("https://vote.example.com/")
	h := &Handler{Config: Config{DomainURL: domain, PublicURL: public, ClientID: "the client"}}
	cognito := "https://auth.example.com/logout?client_id=the+client&logout_uri=https%3A%2F%2Fvote.example.com%2F"
	for endpoint, want := range map[string]string{
		"": cognito, "https://auth.example.com/logout": cognito,
		"https://auth.example.com/session/end?x=1": "https://auth.example.com/session/end?client_id=the+client&post_logout_redirect_uri=https%3A%2F%2Fvote.example.com%2F&x=1",
	} {
		if got := h.endSession(&oidc.Metadata{EndSessionEndpoint: endpoint}); got != want {
			t.Errorf("%q: %s", endpoint, got)
		}
	}
}
