package app

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/cognito"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/person"
	"github.com/unicornpursuit/unicornpursuit/internal/phone"
	"github.com/unicornpursuit/unicornpursuit/internal/ratelimit"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
)

// services are the adapters and the domain's services over them.
type services struct {
	verifier   *cognito.Verifier
	table      *dynamo.Table
	sealer     *session.Sealer
	recorder   *audit.Recorder
	sessions   *session.Service
	people     *person.Service
	resolver   *graph.Resolver
	directives *graph.Directives
}

// newServices builds them. It calls no upstream.
func newServices(ctx context.Context, c Config) (*services, error) {
	awsConfig, err := awsConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("configuration of AWS: %w", err)
	}
	sealer, err := session.NewSealer(c.sessionKeys)
	if err != nil {
		return nil, err
	}
	table := dynamo.NewTable(awsConfig, c.TableName, dynamo.Unhurried(c.Unhurried))
	trail := dynamo.NewAuditStore(table, c.AuditRetention, c.Now)
	provider := cognito.New(cognito.Config{
		AWS: awsConfig, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Now: c.Now, Unhurried: c.Unhurried,
	})
	s := &services{
		table: table, sealer: sealer, recorder: audit.NewRecorder(audit.RecorderConfig{Store: trail, Now: c.Now}),
		verifier: cognito.NewVerifier(
			cognito.VerifierConfig{Issuer: c.Issuer, ClientID: c.ClientID, JWKSURL: c.JWKSURL, Now: c.Now},
		),
	}
	policy := account.Policy{
		Password:     account.DefaultPasswordPolicy,
		EmailDomains: c.AllowedEmailDomains,
		HostedSignIn: c.hostedSignIn(),
		HideAccounts: c.HideAccounts,
	}
	s.sessions = session.New(session.Config{
		Provider: provider, Verifier: s.verifier, Store: dynamo.NewSessionStore(table), Sealer: sealer,
		Lifetime: c.SessionLifetime, ChallengeTime: c.ChallengeLifetime, PasswordPolicy: policy.Password,
		Now: c.Now, Renewed: s.renewed,
	})
	directory := cognito.NewDirectory(
		cognito.DirectoryConfig{AWS: awsConfig, UserPoolID: c.UserPoolID, Client: provider, Unhurried: c.Unhurried},
	)
	parsePhone := phone.Within(c.phoneCountries)
	profiles, votes := account.NewProfiles(provider, policy, parsePhone), newVoting(c, table, trail, directory)
	s.people = person.New(person.Config{
		Profiles: profiles, Provider: provider, Directory: directory, Identities: provider, Memberships: directory,
		Sessions: s.sessions, Trail: trail, Votes: votes, Deletions: dynamo.NewDeletionStore(table), Now: c.Now,
		Administration: account.NewAdministration(directory, provider, policy, parsePhone),
		Replaced:       s.replaced,
	})
	s.resolver = &graph.Resolver{
		Accounts: account.New(provider, s.people, policy, parsePhone), Profiles: profiles, Sessions: s.sessions,
		Identities: provider, Voting: votes, Trail: trail, SessionCheck: c.SessionCheck,
		People: s.people,
	}
	s.directives = &graph.Directives{
		Sessions: s.sessions, Rights: s.people, Now: c.Now,
		Limiter:   ratelimit.New(dynamo.NewAttemptStore(table, c.Now), c.Now),
		ClientKey: httpapi.LimitKey, Phone: readPhone,
	}
	return s, nil
}

// newVoting builds the voting service on its stores.
func newVoting(
	c Config, table *dynamo.Table, trail *dynamo.AuditStore, accounts voting.Accounts,
) *voting.Service {
	projects := dynamo.NewProjectStore(table, c.Now)
	return voting.New(voting.Config{
		Ballots: dynamo.NewBallotStore(table, trail, c.Now), Projects: projects,
		Board: voting.NewBoard(voting.BoardConfig{Feed: projects, Now: c.Now}),
		Window: voting.Window{
			OpensAt:  c.VotingOpensAt,
			ClosesAt: c.VotingClosesAt,
		}, OwnProjects: c.OwnProjectVotes, Mailboxes: c.mailboxes, Accounts: accounts, Now: c.Now,
	})
}

// readPhone reads a phone number as a person typed it.
func readPhone(typed string) (number, country string, ok bool) {
	number, err := phone.Parse(typed)
	return number, phone.Country(number), err == nil
}

// close writes the events that are still pending.
func (s *services) close(ctx context.Context) {
	if err := s.recorder.Close(ctx); err != nil {
		slog.ErrorContext(ctx, "audit events lost at the stop", "error", err)
	}
}
