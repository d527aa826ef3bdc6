package voting

import "context"

// Disown takes the name of an owner, whose account is being deleted, off the projects that this instance knows, and off
// withdrawn ones too. It goes on after one that can't be changed, and can be repeated. Errors: fault.Unavailable.
func (s *Service) Disown(ctx context.Context, subject string) error {
	standings, err := s.deps.Board.Standings(ctx)
	if err != nil {
		return err
	}
	var ids []string
	for _, p := range standings.all {
		if p.Owner.ID == subject && p.Owner.Name != "" {
			ids = append(ids, p.ID)
		}
	}
	return s.disown(ctx, ids)
}

// DisownAll is Disown for whatever projects there are. It reads all of them, and nobody should wait for it. Errors:
// fault.Unavailable.
func (s *Service) DisownAll(ctx context.Context, subject string) error {
	ids, err := s.deps.Projects.Named(ctx, subject)
	if err != nil {
		return err
	}
	return s.disown(ctx, ids)
}

func (s *Service) disown(ctx context.Context, ids []string) error {
	var problems []error
	for _, id := range ids {
		if err := s.deps.Projects.Disown(ctx, id); err != nil {
			problems = append(problems, err)
			continue
		}
		s.show(ctx, id)
	}
	return joined(problems...)
}
