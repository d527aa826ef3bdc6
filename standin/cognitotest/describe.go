package cognitotest

import (
	"context"
	"strconv"
	"time"
)

// timestamp is a time on the wire: seconds since 1970, with milliseconds.
type timestamp time.Time

func (t timestamp) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(time.Time(t).UnixMilli())/1000, 'f', 3, 64), nil
}

type describeUserPoolInput struct {
	UserPoolId string `shape:"userPoolId"`
}

type describeUserPoolOutput struct{ UserPool userPoolOutput }

type userPoolOutput struct {
	Id, Arn, Name               string
	Policies                    policiesOutput
	SchemaAttributes            []schemaAttributeOutput
	AutoVerifiedAttributes      []string
	UsernameAttributes          []string
	UserAttributeUpdateSettings updateSettingsOutput
	UsernameConfiguration       struct{ CaseSensitive bool }
	SmsVerificationMessage      string
	EmailVerificationSubject    string
	EmailVerificationMessage    string
	MfaConfiguration            string
	AdminCreateUserConfig       adminCreateUserConfigOutput
	SmsConfiguration            smsConfigurationOutput
	LambdaConfig                lambdaConfigOutput
	DeletionProtection          string
	EstimatedNumberOfUsers      int
	CreationDate                timestamp
	LastModifiedDate            timestamp
}

type adminCreateUserConfigOutput struct {
	AllowAdminCreateUserOnly bool
	InviteMessageTemplate    inviteMessageTemplateOutput
}

type inviteMessageTemplateOutput struct{ SMSMessage, EmailSubject, EmailMessage string }

// smsConfigurationOutput is what infrastructure code sets for a pool that sends SMS; the outbox replaces it.
type smsConfigurationOutput struct{ SnsCallerArn, ExternalId, SnsRegion string }

// lambdaConfigOutput has a name for each trigger that is set.
type lambdaConfigOutput struct {
	PreSignUp        string `json:",omitempty"`
	PostConfirmation string `json:",omitempty"`
}

type updateSettingsOutput struct{ AttributesRequireVerificationBeforeUpdate []string }

type policiesOutput struct{ PasswordPolicy passwordPolicyOutput }

type passwordPolicyOutput struct {
	MinimumLength                                                      int
	RequireUppercase, RequireLowercase, RequireNumbers, RequireSymbols bool
	TemporaryPasswordValidityDays                                      int
}

type schemaAttributeOutput struct {
	Name, AttributeDataType string
	Mutable, Required       bool
}

func (s *Server) describeUserPool(_ context.Context, in describeUserPoolInput) (out describeUserPoolOutput, err error) {
	err = s.view(func(t *tx) error {
		pool, err := t.pool(in.UserPoolId)
		if err != nil {
			return err
		}
		out.UserPool = pool.output()
		out.UserPool.LambdaConfig = s.hooks.output(pool)
		out.UserPool.EstimatedNumberOfUsers = len(t.keysWithPrefix(bucketUsers, pool.ID+"/"))
		return nil
	})
	return out, err
}

func (p poolRecord) output() userPoolOutput {
	policy := p.Spec.PasswordPolicy
	out := userPoolOutput{
		Id: p.ID, Name: p.Spec.Name,
		Arn: "arn:aws:cognito-idp:" + p.Spec.Region + ":000000000000:userpool/" + p.ID,
		Policies: policiesOutput{passwordPolicyOutput{
			MinimumLength: policy.MinLength, RequireUppercase: policy.RequireUpper, RequireLowercase: policy.RequireLower,
			RequireNumbers: policy.RequireDigits, RequireSymbols: policy.RequireSymbols,
			TemporaryPasswordValidityDays: policy.TemporaryDays,
		}},
		AutoVerifiedAttributes: p.Spec.AutoVerified, UsernameAttributes: []string{"email"},
		UserAttributeUpdateSettings: updateSettingsOutput{p.Spec.AttributesRequireVerificationBeforeUpdate},
		SmsVerificationMessage:      p.Spec.SMSText,
		EmailVerificationSubject:    p.Spec.EmailSubject, EmailVerificationMessage: p.Spec.EmailText,
		AdminCreateUserConfig: adminCreateUserConfigOutput{InviteMessageTemplate: inviteMessageTemplateOutput{
			SMSMessage: p.Spec.Invitation.SMS, EmailSubject: p.Spec.Invitation.EmailSubject,
			EmailMessage: p.Spec.Invitation.EmailText,
		}},
		SmsConfiguration: smsConfigurationOutput{
			SnsCallerArn: "arn:aws:iam::000000000000:role/" + p.Spec.Name + "-sms", ExternalId: p.Spec.Name, SnsRegion: p.Spec.Region,
		},
		DeletionProtection: "INACTIVE",
		MfaConfiguration:   p.Spec.MFA.Mode, CreationDate: timestamp(p.Created), LastModifiedDate: timestamp(p.Modified),
	}
	for _, name := range p.Spec.RequiredAttributes {
		out.SchemaAttributes = append(out.SchemaAttributes,
			schemaAttributeOutput{Name: name, AttributeDataType: "String", Mutable: true, Required: true})
	}
	return out
}

type describeUserPoolClientInput struct {
	UserPoolId string `shape:"userPoolId"`
	ClientId   string `shape:"clientId"`
}

type describeUserPoolClientOutput struct{ UserPoolClient userPoolClientOutput }

type userPoolClientOutput struct {
	UserPoolId, ClientName, ClientId                           string
	ClientSecret                                               string `json:",omitempty"`
	ExplicitAuthFlows                                          []string
	CallbackURLs, LogoutURLs                                   []string `json:",omitempty"`
	AllowedOAuthFlows, AllowedOAuthScopes                      []string `json:",omitempty"`
	AllowedOAuthFlowsUserPoolClient                            bool     `json:",omitempty"`
	AccessTokenValidity, IdTokenValidity, RefreshTokenValidity int
	AuthSessionValidity                                        int // minutes
	TokenValidityUnits                                         tokenValidityUnits
	RefreshTokenRotation                                       refreshTokenRotation
	PreventUserExistenceErrors                                 string
	EnableTokenRevocation                                      bool
	EnablePropagateAdditionalUserContextData                   bool
	CreationDate, LastModifiedDate                             timestamp
}

type tokenValidityUnits struct{ AccessToken, IdToken, RefreshToken string }

type refreshTokenRotation struct {
	Feature                 string
	RetryGracePeriodSeconds int
}

func (s *Server) describeUserPoolClient(
	_ context.Context,
	in describeUserPoolClientInput,
) (out describeUserPoolClientOutput, err error) {
	err = s.view(func(t *tx) error {
		if _, err := t.pool(in.UserPoolId); err != nil {
			return err
		}
		client, found := load[clientRecord](t, bucketClients, in.ClientId)
		if !found || client.PoolID != in.UserPoolId {
			return refuse("ResourceNotFoundException", "User pool client "+in.ClientId+" does not exist.")
		}
		out.UserPoolClient = client.output()
		return nil
	})
	return out, err
}

func (c clientRecord) output() userPoolClientOutput {
	seconds := func(d time.Duration) int { return int(d / time.Second) }
	rotation := refreshTokenRotation{Feature: "DISABLED"}
	if c.Spec.RefreshRotation {
		rotation = refreshTokenRotation{Feature: "ENABLED", RetryGracePeriodSeconds: seconds(c.Spec.RotationGrace)}
	}
	out := userPoolClientOutput{
		UserPoolId: c.PoolID, ClientName: c.Spec.Name, ClientId: c.ID, ClientSecret: c.Secret,
		ExplicitAuthFlows:   c.Spec.Flows,
		AccessTokenValidity: seconds(c.Spec.AccessTokenValidity), IdTokenValidity: seconds(c.Spec.IDTokenValidity),
		RefreshTokenValidity:       seconds(c.Spec.RefreshTokenValidity),
		AuthSessionValidity:        int(c.Spec.AuthSessionValidity / time.Minute),
		TokenValidityUnits:         tokenValidityUnits{"seconds", "seconds", "seconds"},
		RefreshTokenRotation:       rotation,
		PreventUserExistenceErrors: c.Spec.PreventUserExistenceErrors, EnableTokenRevocation: true,
		EnablePropagateAdditionalUserContextData: c.Spec.PropagateUserContext,
		CreationDate:                             timestamp(c.Created), LastModifiedDate: timestamp(c.Modified),
		CallbackURLs: c.Spec.CallbackURLs, LogoutURLs: c.Spec.LogoutURLs,
	}
	if len(c.Spec.CallbackURLs) > 0 {
		out.AllowedOAuthFlows, out.AllowedOAuthScopes, out.AllowedOAuthFlowsUserPoolClient = []string{
			"code",
		}, c.Spec.Scopes, true
	}
	return out
}
