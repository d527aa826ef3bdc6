package cognito

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// operation is the name of an operation of the service.
type operation string

const (
	opSignUp  operation = "SignUp"
	opConfirm operation = "ConfirmSignUp"
	opResend  operation = "ResendConfirmationCode"
	opSignIn  operation = "InitiateAuth"
	opRefresh operation = "GetTokensFromRefreshToken"
	opRevoke  operation = "RevokeToken"
	opGetUser operation = "GetUser"

	opRespond    operation = "RespondToAuthChallenge"
	opStartTOTP  operation = "AssociateSoftwareToken"
	opFinishTOTP operation = "VerifySoftwareToken"

	opForgotPassword operation = "ForgotPassword"
	opResetPassword  operation = "ConfirmForgotPassword"
	opChangePassword operation = "ChangePassword"
	opUpdateProfile  operation = "UpdateUserAttributes"
	opSendCode       operation = "GetUserAttributeVerificationCode"
	opVerify         operation = "VerifyUserAttribute"
	opSetMFA         operation = "SetUserMFAPreference"
	opDeleteUser     operation = "DeleteUser"
	opSignOutAll     operation = "GlobalSignOut"

	opListUsers    operation = "ListUsers"
	opAdminGetUser operation = "AdminGetUser"
	opAdminDisable operation = "AdminDisableUser"
	opAdminEnable  operation = "AdminEnableUser"
	opAdminDelete  operation = "AdminDeleteUser"
	opAdminCreate  operation = "AdminCreateUser"
	opAdminUpdate  operation = "AdminUpdateUserAttributes"
	opAdminSetMFA  operation = "AdminSetUserMFAPreference"
	opAdminSignOut operation = "AdminUserGlobalSignOut"

	opAdminListGroups operation = "AdminListGroupsForUser"
)

const (
	// totalTime bounds every method of a Client, however many calls it makes.
	totalTime = 3 * time.Second
	// minBackoff is the shortest wait before a second attempt; up to backoffSpan is added at random.
	minBackoff  = 50 * time.Millisecond
	backoffSpan = 100 * time.Millisecond
)

// pace multiplies the time limits; zero and one leave them unchanged.
type pace int

func (p pace) times(limit time.Duration) time.Duration { return time.Duration(max(p, 1)) * limit }

func (p pace) total() time.Duration { return p.times(totalTime) }

// bounded limits the time that one method may take.
func (p pace) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, p.total())
}

// policy says how often an operation may be sent and how long one attempt may take.
type policy struct {
	attempts int
	timeout  time.Duration
}

// policies covers every operation. An operation that sends a message or counts attempts is sent once. The others may be
// sent twice:
//   - GetUser changes nothing, and a second RevokeToken has no further effect.
//   - A second GetTokensFromRefreshToken is harmless where refresh tokens do not rotate. Where they do, it covers a
//     lost reply within the grace period of the rotation; without one, the first call has already invalidated the old
//     token, with or without a retry.
//   - Nobody has seen the secret of an AssociateSoftwareToken whose reply was lost; a second one replaces it.
//   - SetUserMFAPreference and the operations of administrators are idempotent: they set a state.
//
// The timeouts leave time, within totalTime, for the second attempt, or for the check after a lost reply. SignUp,
// ConfirmSignUp and ConfirmForgotPassword wait for a Lambda trigger, which may have a cold start.
var policies = map[operation]policy{
	opSignUp:  {1, 2 * time.Second},
	opConfirm: {1, 1400 * time.Millisecond},
	opResend:  {1, 2800 * time.Millisecond},
	opSignIn:  {1, 2800 * time.Millisecond},
	opRefresh: {2, 1200 * time.Millisecond},
	opRevoke:  {2, 1200 * time.Millisecond},
	opGetUser: {2, 1200 * time.Millisecond},

	opRespond:    {1, 2800 * time.Millisecond},
	opStartTOTP:  {2, 1200 * time.Millisecond},
	opFinishTOTP: {1, 1400 * time.Millisecond},

	opForgotPassword: {1, 2800 * time.Millisecond},
	opResetPassword:  {1, 1100 * time.Millisecond},
	opChangePassword: {1, 1400 * time.Millisecond},
	opUpdateProfile:  {1, 1400 * time.Millisecond},
	opSendCode:       {1, 2800 * time.Millisecond},
	opVerify:         {1, 1100 * time.Millisecond},
	opSetMFA:         {2, 1200 * time.Millisecond},
	opDeleteUser:     {1, 1400 * time.Millisecond},
	opSignOutAll:     {1, 1400 * time.Millisecond},

	opListUsers:    {2, 1200 * time.Millisecond},
	opAdminGetUser: {2, 1200 * time.Millisecond},
	opAdminDisable: {2, 1200 * time.Millisecond},
	opAdminEnable:  {2, 1200 * time.Millisecond},
	opAdminDelete:  {1, 1400 * time.Millisecond},
	// These send messages. AdminCreateUser waits for a Lambda trigger, and its lost reply is made sure of; a correction
	// may take two calls.
	opAdminCreate:  {1, 1800 * time.Millisecond},
	opAdminUpdate:  {1, 1400 * time.Millisecond},
	opAdminSetMFA:  {2, 1200 * time.Millisecond},
	opAdminSignOut: {2, 1200 * time.Millisecond},

	opAdminListGroups: {2, 1200 * time.Millisecond},
}

// call sends an operation according to its policy. The error is a *failure, or that of a cancelled ctx.
func call[In, Out any](
	ctx context.Context,
	pace pace,
	op operation,
	send func(context.Context, *In, ...func(*cip.Options)) (*Out, error),
	in *In,
) (*Out, error) {
	p := policies[op]
	timeout := pace.times(p.timeout)
	for attempt := 1; ; attempt++ {
		out, err := sendOnce(ctx, timeout, send, in)
		if err == nil {
			return out, nil
		}
		if errors.Is(ctx.Err(), context.Canceled) {
			return nil, ctx.Err()
		}
		f := describe(op, err)
		if attempt >= p.attempts || !f.transient() || !backoff(ctx) {
			return nil, f
		}
	}
}

// repeatLost repeats a call whose reply was lost, though the first may have taken effect: a refusal may then prove
// that, which carriedOut decides. It makes at most one attempt, and the error is one of the domain.
func repeatLost(send func() error, carriedOut func(*failure) bool) error {
	err := send()
	if !isLost(err) {
		return domainError(err)
	}
	err = send()
	var f *failure
	if errors.As(err, &f) && f.outcome == refused && carriedOut(f) {
		return nil
	}
	return domainError(err)
}

// isLost reports whether a call may have taken effect although it failed.
func isLost(err error) bool {
	var f *failure
	return errors.As(err, &f) && f.outcome == lost
}

func sendOnce[In, Out any](
	ctx context.Context,
	timeout time.Duration,
	send func(context.Context, *In, ...func(*cip.Options)) (*Out, error),
	in *In,
) (*Out, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return send(ctx, in)
}

// backoff waits for a random while, so that instances that failed together do not retry together. It returns false if
// ctx ends first.
func backoff(ctx context.Context) bool {
	timer := time.NewTimer(minBackoff + rand.N(backoffSpan))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
