package localaws

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

func TestTheInvitationSaysWhatAPersonNeeds(t *testing.T) {
	words, err := readMessages()
	if err != nil {
		t.Fatal(err)
	}
	if got := time.Duration(words.Invitation.Days) * 24 * time.Hour; got != account.InvitationValidity {
		t.Errorf("a temporary password works for %s here, and %s for the product", got, account.InvitationValidity)
	}
	const address = "https://vote.example.com"
	invitation := words.invitation(address)
	// A password that is copied with a full stop behind it is refused.
	lines := strings.Split(invitation.EmailText, "\n")
	for _, alone := range []string{address, "{username}", "{####}"} {
		if !slices.Contains(lines, alone) {
			t.Errorf("%s is on no line of its own:\n%s", alone, invitation.EmailText)
		}
	}
	if !strings.HasSuffix(invitation.SMS, " {####}") || !strings.Contains(invitation.SMS, "{username}") || !strings.Contains(invitation.SMS, address) {
		t.Errorf("SMS: %q", invitation.SMS)
	}
	for _, text := range []string{invitation.EmailText, invitation.SMS} {
		if !strings.Contains(text, "Unicorn Pursuit") {
			t.Errorf("does not name the product: %q", text)
		}
	}
	// Cognito's pattern for the SMS takes no line break (API reference, MessageTemplateType).
	if strings.ContainsAny(invitation.SMS, "\n") || len(invitation.SMS) > 140 {
		t.Errorf("an SMS of %d characters: %q", len(invitation.SMS), invitation.SMS)
	}
}
