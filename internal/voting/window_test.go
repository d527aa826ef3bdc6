package voting

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

func TestEligibilityListsWhatIsInTheWay(t *testing.T) {
	opens := time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC)
	closes := opens.Add(24 * time.Hour)
	verified := account.Identity{EmailVerified: true, PhoneNumberVerified: true}
	const email, phone = EligibilityBlockEmailNotVerified, EligibilityBlockPhoneNumberNotVerified
	const notOpen, closed = EligibilityBlockVotingNotOpen, EligibilityBlockVotingClosed
	for name, c := range map[string]struct {
		window Window
		who    account.Identity
		now    time.Time
		create bool
		want   []EligibilityBlock
	}{
		"no window":                   {Window{}, verified, opens, true, nil},
		"just before it opens":        {Window{opens, closes}, verified, opens.Add(-1), true, []EligibilityBlock{notOpen}},
		"as it opens":                 {Window{opens, closes}, verified, opens, true, nil},
		"just before it closes":       {Window{opens, closes}, verified, closes.Add(-1), true, nil},
		"as it closes":                {Window{opens, closes}, verified, closes, false, []EligibilityBlock{closed}},
		"never closes":                {Window{OpensAt: opens}, verified, closes.AddDate(100, 0, 0), true, nil},
		"was always open":             {Window{ClosesAt: closes}, verified, time.Time{}.Add(1), true, nil},
		"another zone":                {Window{opens, closes}, verified, opens.In(time.FixedZone("", 3600)), true, nil},
		"no phone number":             {Window{}, account.Identity{EmailVerified: true}, opens, true, []EligibilityBlock{phone}},
		"no email address":            {Window{}, account.Identity{PhoneNumberVerified: true}, opens, false, []EligibilityBlock{email}},
		"nothing, and it is early":    {Window{opens, closes}, account.Identity{}, opens.Add(-1), false, []EligibilityBlock{email, phone, notOpen}},
		"nothing, and it is too late": {Window{opens, closes}, account.Identity{}, closes, false, []EligibilityBlock{email, phone, closed}},
	} {
		e := c.window.eligibility(c.who, c.now)
		if !slices.Equal(e.BlockedBy, c.want) || e.BlockedBy == nil || e.CanVote != (len(c.want) == 0) || e.CanCreateProject != c.create {
			t.Errorf("%s: %+v", name, e)
		}
		if err := c.window.mayPitch(c.who, c.now); (err == nil) != c.create {
			t.Errorf("%s: pitching: %v", name, err)
		}
		var want error
		if len(c.want) > 0 {
			want = blockErrors[c.want[0]]
		}
		if err := c.window.mayVote(c.who, c.now); !errors.Is(err, want) || (want == nil) != (err == nil) {
			t.Errorf("%s: voting: %v, want %v", name, err, want)
		}
	}
}
