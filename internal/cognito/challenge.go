package cognito

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// challengeAnswers maps each kind of challenge to its name in Cognito, the response that takes the answer, and the part
// of the answer that goes there.
var challengeAnswers = map[session.ChallengeKind]struct {
	name     types.ChallengeNameType
	response string
	value    func(session.Answer) string
}{
	session.ChallengeSMS:       {types.ChallengeNameTypeSmsMfa, "SMS_MFA_CODE", answeredCode},
	session.ChallengeEmail:     {types.ChallengeNameTypeEmailOtp, "EMAIL_OTP_CODE", answeredCode},
	session.ChallengeTOTP:      {types.ChallengeNameTypeSoftwareTokenMfa, "SOFTWARE_TOKEN_MFA_CODE", answeredCode},
	session.ChallengeTOTPSetup: {types.ChallengeNameTypeMfaSetup, "", answeredCode},
	session.ChallengeSelectMFA: {
		types.ChallengeNameTypeSelectMfaType,
		"ANSWER",
		func(a session.Answer) string { return mfaName(a.Method) },
	},
	session.ChallengeNewPassword: {
		types.ChallengeNameTypeNewPasswordRequired,
		"NEW_PASSWORD",
		func(a session.Answer) string { return a.NewPassword },
	},
}

func answeredCode(a session.Answer) string { return a.Code }

// Respond implements [session.Provider]. It returns tokens, or as its error:
//   - the *session.Challenge that follows.
//   - account.ErrCodeMismatch, account.ErrCodeExpired (an authenticator's code that was used before, too),
//     *account.PasswordPolicyError, session.ErrInvalidAnswer: Cognito may accept another answer with the same State.
//     After too many of them, the next answer is refused with session.ErrChallengeExpired.
//   - session.ErrChallengeExpired: the State has been used, is too old or is unknown, and the person has to sign in
//     again.
//   - those of SignIn, fault.TooManyAttempts, and fault.Unavailable, after which it is unknown whether the State has
//     been used.
func (c *Client) Respond(
	ctx context.Context, challenge session.Challenge, answer session.Answer,
) (session.Tokens, error) {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	how, known := challengeAnswers[challenge.Kind]
	if !known || how.value(answer) == "" {
		return session.Tokens{}, session.ErrInvalidAnswer
	}
	responses := map[string]string{"USERNAME": challenge.Username}
	if hash := c.secretHash(challenge.Username); hash != nil {
		responses["SECRET_HASH"] = *hash
	}
	state := &challenge.State
	if challenge.Kind == session.ChallengeTOTPSetup {
		verified, err := c.verifySoftwareToken(ctx, &cip.VerifySoftwareTokenInput{Session: state, UserCode: &answer.Code})
		if err != nil {
			return session.Tokens{}, ofChallenge(err)
		}
		state = verified.Session
	} else {
		responses[how.response] = how.value(answer)
	}
	out, err := call(ctx, c.pace, opRespond, c.sdk.RespondToAuthChallenge, &cip.RespondToAuthChallengeInput{
		ClientId: c.clientID, ChallengeName: how.name, ChallengeResponses: responses, Session: state,
		UserContextData: c.visitor(ctx),
	})
	if err != nil {
		return session.Tokens{}, domainError(err)
	}
	return c.proceed(ctx, opRespond, challenge.Username, out)
}

// proceed reads the response to a step of a sign-in: tokens, or the next challenge, which is returned as the error.
func (c *Client) proceed(
	ctx context.Context, op operation, username string, out *cip.RespondToAuthChallengeOutput,
) (session.Tokens, error) {
	if out.ChallengeName == "" {
		return tokens(op, out.AuthenticationResult)
	}
	parameters := out.ChallengeParameters
	challenge := &session.Challenge{State: aws.ToString(out.Session), Username: username}
	// the account's own name: Cognito does not accept an alias in a response
	if name := parameters["USER_ID_FOR_SRP"]; name != "" {
		challenge.Username = name
	}
	delivery := func(medium account.DeliveryMedium) account.CodeDelivery {
		return account.CodeDelivery{Medium: medium, Destination: parameters["CODE_DELIVERY_DESTINATION"]}
	}
	switch out.ChallengeName {
	case types.ChallengeNameTypeSmsMfa:
		challenge.Kind, challenge.Delivery = session.ChallengeSMS, delivery(account.DeliveryMediumSms)
	case types.ChallengeNameTypeEmailOtp:
		challenge.Kind, challenge.Delivery = session.ChallengeEmail, delivery(account.DeliveryMediumEmail)
	case types.ChallengeNameTypeSoftwareTokenMfa:
		challenge.Kind = session.ChallengeTOTP
	case types.ChallengeNameTypeSelectMfaType:
		challenge.Kind, challenge.Methods = session.ChallengeSelectMFA, mfaMethods(listed(parameters["MFAS_CAN_CHOOSE"]))
	case types.ChallengeNameTypeMfaSetup:
		challenge.Kind = session.ChallengeTOTPSetup
	case types.ChallengeNameTypeNewPasswordRequired:
		challenge.Kind = session.ChallengeNewPassword
	default: // no kind: the product does not offer this step
	}
	switch {
	case !offered(challenge, parameters):
		return session.Tokens{}, session.ErrStepNotOffered
	case challenge.State == "":
		return session.Tokens{}, errors.New("cognito " + string(op) + ": unexpected: a challenge without a session")
	case challenge.Kind == session.ChallengeTOTPSetup:
		if err := c.associate(ctx, challenge); err != nil {
			return session.Tokens{}, err
		}
	}
	return session.Tokens{}, challenge
}

// offered reports whether a person can answer a challenge here. An invited person can only choose a new password, and
// an authenticator app is the only factor that can be set up: an administrator has to add anything else that is
// required.
func offered(challenge *session.Challenge, parameters map[string]string) bool {
	switch challenge.Kind {
	case "":
		return false
	case session.ChallengeSelectMFA:
		return len(challenge.Methods) > 0
	case session.ChallengeTOTPSetup:
		return slices.Contains(listed(parameters["MFAS_CAN_SETUP"]), mfaName(account.MFAMethodTOTP))
	case session.ChallengeNewPassword:
		required := parameters["requiredAttributes"]
		return required == "" || required == "[]"
	default:
		return true
	}
}

// associate gets the secret of a new authenticator app, and the session to verify it with.
func (c *Client) associate(ctx context.Context, challenge *session.Challenge) error {
	out, err := c.associateSoftwareToken(ctx, &cip.AssociateSoftwareTokenInput{Session: &challenge.State})
	if err != nil {
		return ofChallenge(err)
	}
	challenge.Secret, challenge.State = *out.SecretCode, aws.ToString(out.Session)
	if challenge.State == "" {
		return errors.New("cognito AssociateSoftwareToken: unexpected: an answer without a session")
	}
	return nil
}

// ofChallenge translates the error of an operation that used the session of a sign-in instead of an access token: the
// account has been deleted or disabled since the sign-in began.
func ofChallenge(err error) error {
	if errors.Is(err, account.ErrTokenRefused) {
		return session.ErrChallengeExpired
	}
	return err
}

// listed decodes a parameter that holds a JSON list.
func listed(parameter string) []string {
	var list []string
	if json.Unmarshal([]byte(parameter), &list) != nil {
		return nil
	}
	return list
}
