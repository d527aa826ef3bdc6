package cognitotest

import (
	"errors"
	"strings"
)

// pageStep is how far a sign-in on the hosted pages has come.
type pageStep struct {
	user userRecord
	// session is that of the open challenge; if it is empty, the person is signed in.
	session   string
	challenge challengeRecord
	// choices are the factors that SELECT_MFA_TYPE offers.
	choices []string
	// problem is the error of the previous answer, if the person may try again.
	problem string
}

// signInOnPage signs in with a password on the page; its refusals are those of
// InitiateAuth.
func (s *Server) signInOnPage(request authorizeRequest, email, password string) (next pageStep, err error) {
	var seen userRecord
	err = s.view(func(t *tx) error { seen, _ = t.user(request.pool.ID, email); return nil })
	if err != nil {
		return next, err
	}
	matches := seen.Password.matches(password) // slow, so outside the one writer's transaction
	err = s.update(func(t *tx) error {
		user, found := t.user(request.pool.ID, email)
		if !found {
			return request.client.unknownAtSignIn()
		}
		err := user.attempt(matches && user.Password.equal(seen.Password), t.now)
		t.saveUser(user)
		if err != nil {
			return err
		}
		next = t.step(request.pool, user, s.demand(t, request.pool, request.client, user))
		return nil
	})
	return next, err
}

// step reads what a sign-in waits for, and reserves the challenge for the pages: a
// client that may not sign in through the API must not get the tokens there.
func (t *tx) step(pool poolRecord, user userRecord, out initiateAuthOutput) pageStep {
	next := pageStep{user: user, session: out.Session}
	if out.Session == "" {
		return next
	}
	next.challenge, _ = load[challengeRecord](t, bucketChallenges, tokenHash(out.Session))
	next.challenge.OnPage = true
	save(t, bucketChallenges, tokenHash(out.Session), next.challenge)
	next.choices = pool.Spec.MFA.factorsOf(user)
	return next
}

// answerOnPage handles a code, or the choice of a factor. After a wrong one the
// person may try again until the challenge is used up; other refusals end the
// sign-in.
func (s *Server) answerOnPage(request authorizeRequest, session, code, factor string) (next pageStep, err error) {
	err = s.update(func(t *tx) error {
		a, err := s.openOnPage(t, request, session)
		if err != nil {
			return err
		}
		out, err := a.onPage(code, factor)
		t.closeChallenge(session, a.challenge, err)
		if err == nil {
			t.saveUser(a.user)
			next = t.step(a.pool, a.user, out)
			return nil
		}
		if _, ended := t.openChallenge(session); ended != nil {
			return notAuthorized("Too many wrong codes. Sign in again.")
		}
		problem := answerProblem(err)
		if problem == "" {
			return err
		}
		next = t.step(a.pool, a.user, initiateAuthOutput{Session: session})
		next.problem = problem
		return nil
	})
	return next, err
}

// openOnPage finds the challenge of a response if it belongs to the pages of this
// app.
func (s *Server) openOnPage(t *tx, request authorizeRequest, session string) (*answer, error) {
	challenge, err := t.openChallenge(session)
	if err != nil || !challenge.OnPage || challenge.ClientID != request.client.ID {
		return nil, notAuthorized("This sign-in has expired or was finished already. Sign in again.")
	}
	user, err := t.challenged(challenge)
	return &answer{s: s, t: t, client: request.client, pool: request.pool, user: user, challenge: challenge}, err
}

// onPage checks a response. The output is empty once the person is signed in: the
// app exchanges its code for the tokens.
func (a *answer) onPage(code, factor string) (out initiateAuthOutput, err error) {
	if a.challenge.Name == challengeSelectMFA {
		return a.choose(factor)
	}
	return out, a.prove(strings.Join(strings.Fields(code), "")) // apps show codes in groups
}

// answerProblem words the refusal of an answer after which the person may try
// again. It is empty for other refusals.
func answerProblem(err error) string {
	var refusal *apiError
	switch {
	case !errors.As(err, &refusal):
		return ""
	case refusal.Type == "CodeMismatchException":
		return "This is not the code. Check it and try again."
	case refusal.Type == "ExpiredCodeException":
		return "This code has been used already. Wait for the next one."
	case refusal.Type == "MFAMethodNotFoundException":
		return "Choose one of these."
	}
	return ""
}
