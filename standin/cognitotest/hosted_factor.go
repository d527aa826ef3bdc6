package cognitotest

import (
	"html/template"
	"net/http"
)

// factorChoice is a button of the page that lets a person choose a second factor.
type factorChoice struct{ Factor, Label string }

var factorLabels = map[string]string{
	factorSMS:   "Code by SMS",
	factorTOTP:  "Authenticator app",
	factorEmail: "Code by email",
}

// submitFactor handles the form of the second page, whichever of the two it was.
func (s *Server) submitFactor(w http.ResponseWriter, r *http.Request) {
	if request, ok := s.submitted(w, r); ok {
		form := r.PostForm
		next, err := s.answerOnPage(request, form.Get("session"), form.Get("code"), form.Get("factor"))
		s.goOn(w, r, request, next, err)
	}
}

// restartLogin handles a GET of the second page's address, which is useless without
// the password first.
func (s *Server) restartLogin(w http.ResponseWriter, r *http.Request) {
	redirect(w, r, "/login?"+r.URL.RawQuery)
}

// showFactor asks for the code of the second factor, or for the choice of one. The
// Session is sent in the form, as the password was: the pages set no cookie until
// the person is signed in.
func showFactor(w http.ResponseWriter, r *http.Request, request authorizeRequest, next pageStep) {
	page := hostedPage{Problem: next.problem, Query: template.URL(r.URL.RawQuery), Session: next.session}
	name, status := "code.html", http.StatusOK
	if next.problem != "" {
		status = http.StatusBadRequest
	}
	if next.challenge.Name == challengeSelectMFA {
		name = "factors.html"
		for _, factor := range next.choices {
			page.Choices = append(page.Choices, factorChoice{factor, factorLabels[factor]})
		}
	} else {
		page.Source = codeSource(next.challenge)
	}
	showPage(w, status, name, request.origin(), page)
}

// codeSource says where to find the code, with the address masked.
func codeSource(c challengeRecord) string {
	if c.Name == factorTOTP {
		return "Your authenticator app shows it."
	}
	delivery := deliveryTo(c.Code.Attribute, c.Code.Destination)
	if delivery.DeliveryMedium == mediumEmail {
		return "It was sent by email to " + delivery.Destination + "."
	}
	return "It was sent by SMS to " + delivery.Destination + "."
}
