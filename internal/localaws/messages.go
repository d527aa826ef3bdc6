package localaws

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

// messagesFile has the words in which a pool writes to people. The account as code reads the same file
// (infra/lib/messages.ts), so that the local run shows what people get.
//
//go:embed messages.json
var messagesFile []byte

// messages are those words. {####} stands for a code or a temporary password, and {username} for the email address;
// Cognito fills both in.
type messages struct {
	VerificationSMS string `json:"verificationSms"`
	Invitation      struct {
		// Days is how long a temporary password works.
		Days         int      `json:"days"`
		SMS          string   `json:"sms"`
		EmailSubject string   `json:"emailSubject"`
		Email        []string `json:"email"` // lines
	} `json:"invitation"`
}

func readMessages() (m messages, err error) {
	if err := json.Unmarshal(messagesFile, &m); err != nil {
		return m, fmt.Errorf("messages.json: %w", err)
	}
	return m, nil
}

// invitation is the one of a product at an address.
func (m messages) invitation(address string) cognitotest.InvitationSpec {
	fill := strings.NewReplacer("{address}", address, "{days}", strconv.Itoa(m.Invitation.Days))
	return cognitotest.InvitationSpec{
		SMS: fill.Replace(m.Invitation.SMS), EmailSubject: m.Invitation.EmailSubject,
		EmailText: fill.Replace(strings.Join(m.Invitation.Email, "\n")),
	}
}
