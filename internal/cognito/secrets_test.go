package cognito

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestNoSecretGetsOut makes the service echo all that it knows, through every method and every kind of failure.
func TestNoSecretGetsOut(t *testing.T) {
	var logs bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logs, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })

	const secret = "client-secret-CANARY"
	canaries := []string{
		testPassword, "123456", "refresh-token", "access-token", "CANARY", "arn:aws", testEmail, testPhone,
	}
	echo := "secret " + strings.Join(canaries, " ") + " arn:aws:cognito-idp:eu-west-1:111122223333:userpool/x"
	exceptions := []string{"CANARY arn:aws:x", "arn", "UnheardOfException"}
	for _, r := range rules {
		exceptions = append(exceptions, r.exception)
	}
	exceptions = append(append(append(exceptions, throttlingExceptions...), internalExceptions...), triggerExceptions...)
	var group sync.WaitGroup
	for op, do := range methods(t) {
		s := newScript(t, secret)
		group.Go(func() {
			echoEverything(s, echo, exceptions, func(what string) {
				err := do(s.adapter)
				for _, canary := range canaries {
					if printed := fmt.Sprintf("%v %+v", err, err); strings.Contains(printed, canary) {
						t.Errorf("%s: %s: %q in %s", op, what, canary, printed)
					}
				}
				slog.Error("failed", "error", err)
			})
		})
	}
	group.Wait()
	for _, err := range challengesOf(t, echo) {
		slog.Error("challenged", "error", err)
	}
	for _, canary := range canaries {
		if strings.Contains(logs.String(), canary) {
			t.Errorf("%q in the log", canary)
		}
	}
}

// echoEverything makes the service fail in every way that it can report, and calls check each time.
func echoEverything(s *script, echo string, exceptions []string, check func(what string)) {
	for _, exception := range exceptions {
		s.answerText(http.StatusBadRequest, text(map[string]string{"__type": exception, "message": echo}))
		check(exception)
	}
	for _, status := range []int{403, 429, 500, 503} {
		s.answerText(status, text(map[string]string{"__type": "UnheardOfException", "message": echo}))
		check(fmt.Sprint(status))
	}
	for what, body := range map[string]string{"not JSON": echo, "wrong types": `{"AuthenticationResult":"` + echo + `","UserAttributes":"` + echo + `"}`} {
		for _, status := range []int{200, 301, 400, 500} {
			s.answerText(status, body)
			check(what)
		}
	}
	s.answer(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	check("connection closed")
	s.answer(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://127.0.0.1:1/"+strings.ReplaceAll(echo, " ", "-"))
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	check("redirect")
}

// challengesOf returns the challenges that sign-ins lead to when every text of the service is echo.
func challengesOf(t *testing.T, echo string) (challenges []error) {
	s := newScript(t, "")
	for _, name := range []string{"SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA", "SELECT_MFA_TYPE", "NEW_PASSWORD_REQUIRED", "CUSTOM_CHALLENGE"} {
		s.answerText(http.StatusOK, text(map[string]any{
			"ChallengeName": name, "Session": echo,
			"ChallengeParameters": map[string]string{
				"USER_ID_FOR_SRP": echo, "CODE_DELIVERY_DESTINATION": echo, "MFAS_CAN_CHOOSE": `["SMS_MFA","EMAIL_OTP"]`, "userAttributes": echo,
			},
		}))
		_, err := s.SignIn(t.Context(), testEmail, testPassword)
		if err == nil {
			t.Errorf("%s: no challenge", name)
		}
		challenges = append(challenges, err, fmt.Errorf("sign in: %w", err))
	}
	return challenges
}
