package cognito

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// sent is what matters of a request.
type sent struct {
	UserContextData                    *struct{ IpAddress, EncodedData string }
	SecretHash, ClientSecret           string
	AuthParameters, ChallengeResponses map[string]string
}

func (s sent) proof() string {
	for _, proof := range []string{
		s.SecretHash, s.ClientSecret, s.AuthParameters["SECRET_HASH"], s.ChallengeResponses["SECRET_HASH"],
	} {
		if proof != "" {
			return proof
		}
	}
	return ""
}

// requestsOf carries every operation out, in the name of a visitor, and returns the requests by operation.
func requestsOf(t *testing.T, secret string) map[operation]sent {
	t.Helper()
	var mu sync.Mutex
	all := map[operation]sent{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body sent
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		_, name, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		mu.Lock()
		all[operation(name)] = body
		mu.Unlock()
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"InvalidParameterException","message":"no"}`)
	}))
	t.Cleanup(server.Close)
	adapter := newAdapter(awsConfig(server.URL), secret)
	ctx := session.WithRequest(t.Context(), &session.Request{ClientIP: "2001:db8::7"})
	for _, method := range withContext(ctx) {
		_ = method(adapter)
	}
	return all
}

// AWS names the operations that take it: those that need no token, and no AWS credentials.
var tokenless = []operation{opSignUp, opConfirm, opResend, opSignIn, opRespond, opForgotPassword, opResetPassword}

func TestThreatProtectionLearnsTheVisitorsAddressFromAClientWithASecret(t *testing.T) {
	requests := requestsOf(t, "shared-secret")
	for op, got := range requests {
		if want := slices.Contains(tokenless, op); (got.UserContextData != nil) != want {
			t.Errorf("%s: context %v, want one: %t", op, got.UserContextData, want)
		}
		if got.UserContextData != nil && got.UserContextData.IpAddress != "2001:db8::7" {
			t.Errorf("%s: address %q", op, got.UserContextData.IpAddress)
		}
	}
	for _, op := range tokenless {
		if _, asked := requests[op]; !asked {
			t.Errorf("%s was not asked for", op)
		}
	}
}

func TestEveryOperationOfTheAppClientProvesItsSecret(t *testing.T) {
	requests := requestsOf(t, "shared-secret")
	for _, op := range append(slices.Clone(tokenless), opRefresh, opRevoke) {
		if requests[op].proof() == "" {
			t.Errorf("%s carries no proof of the secret", op)
		}
	}
}

func TestAClientWithoutASecretSaysNothingOfTheVisitor(t *testing.T) {
	for op, got := range requestsOf(t, "") {
		if got.UserContextData != nil || got.proof() != "" {
			t.Errorf("%s: %+v", op, got)
		}
	}
}
