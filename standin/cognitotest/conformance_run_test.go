package cognitotest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// If an endpoint returns empty responses, every case fails by itself and the others still run.
func TestConformanceGoesOnAfterASurprise(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = io.WriteString(w, "{}")
	}))
	t.Cleanup(server.Close)
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestConformance$", "-test.v")
	command.Env = append(os.Environ(),
		"COGNITO_CONFORMANCE_ENDPOINT="+server.URL, "COGNITO_CONFORMANCE_POOL_ID=eu-west-1_000000000", "COGNITO_CONFORMANCE_CLIENT_ID=client",
		"AWS_REGION=eu-west-1", "AWS_ACCESS_KEY_ID=any", "AWS_SECRET_ACCESS_KEY=any", "AWS_EC2_METADATA_DISABLED=true")
	output, err := command.CombinedOutput()
	if err == nil {
		t.Error("an endpoint that answers nothing conforms")
	}
	started, failed := strings.Count(string(output), "=== RUN   TestConformance/"), strings.Count(string(output), "    --- FAIL: TestConformance/")
	want := 0
	for _, c := range allCases() {
		if !c.needsOutbox {
			want++
		}
	}
	if started != want || failed != want {
		t.Errorf("%d cases were run and %d failed, want %d\n%s", started, failed, want, output)
	}
}
