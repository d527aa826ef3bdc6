package cognito

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/page"
	"github.com/unicornpursuit/unicornpursuit/internal/typed"
)

// Directory executes the operations of administrators on a user pool, signed with AWS credentials. It is safe for
// concurrent use.
type Directory struct {
	sdk        *cip.Client
	userPoolID *string
	client     *Client
	pace       pace
	groups     *recent[[]string]
}

var _ account.Directory = (*Directory)(nil)

// DirectoryConfig configures a Directory.
type DirectoryConfig struct {
	// AWS contains the region, the endpoint, the HTTP client, and credentials for the operations that adminOps lists. Its
	// retry settings are not used: see policies.
	AWS aws.Config
	// UserPoolID is the user pool's id.
	UserPoolID string
	// Client reads the accounts of callers, and drops the cached identity of an account that is changed here.
	Client *Client
	// Unhurried is as in [Config].
	Unhurried int
}

// NewDirectory returns a directory. It calls nothing yet, so the server starts while Cognito is down.
func NewDirectory(c DirectoryConfig) *Directory {
	pace := pace(c.Unhurried)
	directory := &Directory{
		sdk:        cip.NewFromConfig(c.AWS, func(o *cip.Options) { o.Retryer = aws.NopRetryer{} }),
		userPoolID: &c.UserPoolID, client: c.Client, pace: pace,
	}
	directory.groups = newRecent(c.Client.now, pace.total(), directory.askGroups)
	return directory
}

// maxFilterLength is Cognito's limit.
const maxFilterLength = 256

// Users implements [account.Directory]. Cognito searches one attribute at a time. So a search for a text that may begin
// an email or a name lists the accounts by email first, and then by name, without those found before; a page may be
// short. MFA is empty: Cognito returns it only for one account at a time.
func (d *Directory) Users(ctx context.Context, search string, limit int, from string) (account.UserPage, error) {
	ctx, cancel := d.pace.bounded(ctx)
	defer cancel()
	filters := filtersOf(search)
	stage, token, err := readCursor(from, len(filters))
	if err != nil {
		return account.UserPage{}, err
	}
	page := account.UserPage{Users: []account.User{}}
	for ; stage < len(filters); stage, token = stage+1, "" {
		if len(page.Users) == limit {
			page.Next = cursor(stage, "")
			return page, nil
		}
		out, err := d.list(ctx, filters[stage], limit-len(page.Users), token)
		if err != nil {
			return account.UserPage{}, err
		}
		for _, u := range out.Users {
			if user := readUser(u); stage == 0 || !filters[0].finds(user.Email) {
				page.Users = append(page.Users, user)
			}
		}
		if next := aws.ToString(out.PaginationToken); next != "" {
			page.Next = cursor(stage, next)
			return page, nil
		}
	}
	return page, nil
}

// filter selects the accounts with an attribute that begins with a text. An empty attribute means no filter.
type filter struct{ attribute, prefix string }

// filtersOf derives from the form of a search which attributes it may begin. The filter on emails comes first. The
// search is normalised as names and numbers are when they are stored.
func filtersOf(search string) []filter {
	search = typed.Compose(strings.Join(strings.Fields(typed.Trim(search)), " "))
	email, name := filter{attributeEmail, strings.ToLower(search)}, filter{attributeName, search}
	switch {
	case search == "":
		return []filter{{}}
	case strings.HasPrefix(search, "+"):
		return []filter{{attributePhone, strings.Map(numberPart, search)}}
	case strings.Contains(search, "@"):
		return []filter{email}
	case strings.Contains(search, " "):
		return []filter{name}
	}
	return []filter{email, name}
}

// numberPart maps a character of a phone number to what is kept of it.
func numberPart(r rune) rune {
	if digit, ok := typed.Digit(r); ok {
		return rune(digit)
	}
	if unicode.IsSpace(r) || unicode.IsPunct(r) || typed.IsMark(r) {
		return -1
	}
	return r
}

// finds reports whether this filter on emails finds an email.
func (f filter) finds(email string) bool { return strings.HasPrefix(email, f.prefix) }

// expression is the filter in Cognito's language; nil for none.
func (f filter) expression() *string {
	if f.attribute == "" {
		return nil
	}
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(f.prefix)
	return aws.String(f.attribute + ` ^= "` + quoted + `"`)
}

func (d *Directory) list(ctx context.Context, f filter, limit int, token string) (*cip.ListUsersOutput, error) {
	in := &cip.ListUsersInput{
		UserPoolId: d.userPoolID,
		Filter:     f.expression(),
		Limit:      aws.Int32(int32(limit)), // 1 to 50
	}
	if len(aws.ToString(in.Filter)) > maxFilterLength {
		return &cip.ListUsersOutput{}, nil // Cognito would refuse it, and no name is that long
	}
	if token != "" {
		in.PaginationToken = &token
	}
	out, err := call(ctx, d.pace, opListUsers, d.sdk.ListUsers, in)
	return out, domainError(err)
}

// cursor holds the filter to continue with, and the place to continue from.
func cursor(stage int, token string) string { return strconv.Itoa(stage) + ":" + token }

func readCursor(cursor string, stages int) (stage int, token string, err error) {
	if cursor == "" {
		return 0, "", nil
	}
	number, token, found := strings.Cut(cursor, ":")
	stage, err = strconv.Atoi(number)
	if err != nil || !found || stage < 0 || stage >= stages {
		return 0, "", page.ErrInvalidCursor
	}
	return stage, token, nil
}

// User implements [account.Directory].
func (d *Directory) User(ctx context.Context, subject string) (account.User, error) {
	ctx, cancel := d.pace.bounded(ctx)
	defer cancel()
	out, err := call(
		ctx, d.pace, opAdminGetUser, d.sdk.AdminGetUser, &cip.AdminGetUserInput{UserPoolId: d.userPoolID, Username: &subject},
	)
	if err != nil {
		return account.User{}, domainError(err)
	}
	user := readUser(types.UserType{
		Attributes: out.UserAttributes, Enabled: out.Enabled, UserStatus: out.UserStatus, UserCreateDate: out.UserCreateDate,
		UserLastModifiedDate: out.UserLastModifiedDate,
	})
	user.MFA = readMFA(out.UserMFASettingList, out.PreferredMfaSetting)
	return user, nil
}

// Exists reports whether the account of a subject is there; see voting.Accounts.
func (d *Directory) Exists(ctx context.Context, subject string) (bool, error) {
	_, err := d.User(ctx, subject)
	if errors.Is(err, account.ErrNoUser) {
		return false, nil
	}
	return err == nil, err
}

func readUser(u types.UserType) account.User {
	user := account.User{
		Identity: readIdentity(u.Attributes),
		Enabled:  u.Enabled, Status: account.UserStatus(u.UserStatus), CreatedAt: aws.ToTime(u.UserCreateDate),
		ModifiedAt: aws.ToTime(u.UserLastModifiedDate),
	}
	switch user.Status {
	case account.UserStatusUnconfirmed, account.UserStatusConfirmed, account.UserStatusForceChangePassword,
		account.UserStatusResetRequired, account.UserStatusExternalProvider:
	default:
		user.Status = account.UserStatusUnknown
	}
	return user
}

// Disable implements [account.Directory].
func (d *Directory) Disable(ctx context.Context, subject string) error {
	return d.change(ctx, subject, func(ctx context.Context) error {
		_, err := call(
			ctx,
			d.pace,
			opAdminDisable,
			d.sdk.AdminDisableUser,
			&cip.AdminDisableUserInput{UserPoolId: d.userPoolID, Username: &subject},
		)
		return err
	})
}

// Enable implements [account.Directory].
func (d *Directory) Enable(ctx context.Context, subject string) error {
	return d.change(ctx, subject, func(ctx context.Context) error {
		_, err := call(
			ctx, d.pace, opAdminEnable, d.sdk.AdminEnableUser,
			&cip.AdminEnableUserInput{UserPoolId: d.userPoolID, Username: &subject},
		)
		return err
	})
}

// ResetMFA implements [account.Directory]. Like [Client.SetMFA], it turns off the methods that are on.
func (d *Directory) ResetMFA(ctx context.Context, subject string) error {
	ctx, cancel := d.pace.bounded(ctx)
	defer cancel()
	user, err := d.User(ctx, subject)
	if err != nil || len(user.MFA.Enabled) == 0 {
		return err
	}
	return d.disableMFA(ctx, subject, user.MFA.Enabled)
}

func (d *Directory) disableMFA(ctx context.Context, subject string, methods []account.MFAMethod) error {
	s := newMFASettings(false, methods...)
	return d.change(ctx, subject, func(ctx context.Context) error {
		_, err := call(ctx, d.pace, opAdminSetMFA, d.sdk.AdminSetUserMFAPreference, &cip.AdminSetUserMFAPreferenceInput{
			UserPoolId: d.userPoolID, Username: &subject, SMSMfaSettings: s.sms, SoftwareTokenMfaSettings: s.totp,
			EmailMfaSettings: s.email,
		})
		return err
	})
}

// Delete implements [account.Directory].
func (d *Directory) Delete(ctx context.Context, subject string) error {
	ctx, cancel := d.pace.bounded(ctx)
	defer cancel()
	defer d.forget(subject)
	return repeatLost(func() error {
		_, err := call(
			ctx, d.pace, opAdminDelete, d.sdk.AdminDeleteUser,
			&cip.AdminDeleteUserInput{UserPoolId: d.userPoolID, Username: &subject},
		)
		return err
	}, func(f *failure) bool { return f.exception == "UserNotFoundException" })
}

// SignOutUser implements [account.Directory].
func (d *Directory) SignOutUser(ctx context.Context, subject string) error {
	return d.change(ctx, subject, func(ctx context.Context) error {
		_, err := call(ctx, d.pace, opAdminSignOut, d.sdk.AdminUserGlobalSignOut, &cip.AdminUserGlobalSignOutInput{
			UserPoolId: d.userPoolID, Username: &subject,
		})
		return err
	})
}

// change executes a change of an account, and reports it even when it failed: it may still have taken effect.
func (d *Directory) change(ctx context.Context, subject string, do func(context.Context) error) error {
	ctx, cancel := d.pace.bounded(ctx)
	defer cancel()
	defer d.forget(subject)
	return domainError(do(ctx))
}

// forget drops what is cached of an account.
func (d *Directory) forget(subject string) {
	d.client.Forget(subject)
	d.groups.forget(subject)
}
