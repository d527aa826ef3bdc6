package person

import (
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// The export's shapes are maps with the contract's names, so that a new field of a domain type is exported by a
// decision and not by accident.

func exportedAccount(i account.Identity, groups []string) map[string]any {
	if groups == nil {
		groups = []string{}
	}
	return map[string]any{
		"id": i.Subject, "email": i.Email, "emailVerified": i.EmailVerified, "name": i.Name,
		"phoneNumber": i.PhoneNumber, "phoneNumberVerified": i.PhoneNumberVerified, "groups": groups, "mfa": i.MFA.Enabled,
	}
}

func exportedVoter(v voting.Voter) map[string]any {
	votes := make([]map[string]any, len(v.Votes))
	for i, vote := range v.Votes {
		votes[i] = map[string]any{"points": vote.Points, "projectId": vote.ProjectID, "castAt": moment(vote.CastAt)}
	}
	return map[string]any{"registeredAt": moment(v.RegisteredAt), "votes": votes}
}

func exportedProjects(projects []voting.Project) []map[string]any {
	result := make([]map[string]any, len(projects))
	for i, p := range projects {
		result[i] = map[string]any{"id": p.ID, "title": p.Title, "summary": p.Summary, "createdAt": moment(p.CreatedAt)}
	}
	return result
}

func exportedSessions(sessions []session.ActiveSession) []map[string]any {
	result := make([]map[string]any, len(sessions))
	for i, s := range sessions {
		result[i] = map[string]any{
			"id": s.ID, "userAgent": s.UserAgent, "ipAddress": s.IPAddress,
			"createdAt": moment(s.CreatedAt), "lastUsedAt": moment(s.LastUsedAt), "expiresAt": moment(s.ExpiresAt),
		}
	}
	return result
}

func exportedEvent(e audit.Event) map[string]any {
	return map[string]any{
		"id": e.ID, "at": moment(e.At), "action": e.Action, "outcome": string(e.Outcome), "ipAddress": e.IPAddress,
		"userAgent": e.UserAgent,
	}
}

func moment(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
