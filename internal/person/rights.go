package person

import (
	"context"
	"slices"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Administrators is the group whose members administer the product.
const Administrators = "admin"

// Memberships knows which groups people are in. Groups returns those of a caller now, a few seconds old at most.
// Errors: session.ErrUnauthenticated if the account was disabled or deleted or its token revoked, fault.Unavailable.
type Memberships interface {
	Groups(ctx context.Context, p session.Principal) ([]string, error)
}

// InGroup reports whether a caller is in one of some groups, by the token and still. A token says what was so when it
// was issued, up to an hour ago, and memberships and accounts may end outside the product. So what a group allows is
// asked for again. It costs no call where the token names none of the groups: a person who joins one has the right with
// the next token. Errors: those of [Memberships].
func (s *Service) InGroup(ctx context.Context, p session.Principal, groups []string) (bool, error) {
	claimed := common(groups, p.Groups)
	if len(claimed) == 0 {
		return false, nil
	}
	now, err := s.deps.Memberships.Groups(ctx, p)
	return err == nil && len(common(claimed, now)) > 0, err
}

// Groups returns the groups of a caller, as the token names them. Where one of them gives rights, those that the caller
// has left since are missing. Errors: those of [Memberships].
func (s *Service) Groups(ctx context.Context, p session.Principal) ([]string, error) {
	if !slices.Contains(p.Groups, Administrators) {
		return p.Groups, nil
	}
	now, err := s.deps.Memberships.Groups(ctx, p)
	return common(p.Groups, now), err
}

// common returns the elements of a that are in b.
func common(a, b []string) []string {
	both := []string{}
	for _, element := range a {
		if slices.Contains(b, element) {
			both = append(both, element)
		}
	}
	return both
}
