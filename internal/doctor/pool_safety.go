package doctor

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

func smsSender(p *types.UserPoolType) finding {
	change := Change{
		Console:        "Authentication › Authentication methods › SMS: an IAM role that may publish to Amazon SNS, with an external ID",
		CloudFormation: "SmsConfiguration: { SnsCallerArn: the role's ARN, ExternalId: …, SnsRegion: … }",
		CDK:            "smsRole, smsRoleExternalId (the CDK makes the role where phone numbers are verified)",
	}
	sms := p.SmsConfiguration
	switch failure := aws.ToString(p.SmsConfigurationFailure); {
	case sms == nil || aws.ToString(sms.SnsCallerArn) == "":
		return problem(change, "Cognito has no role to send SMS with (SmsConfiguration lacks SnsCallerArn)")
	case aws.ToString(sms.ExternalId) == "":
		return problem(
			change,
			"the SMS role is used without an external ID (SmsConfiguration lacks ExternalId): other accounts could use the role",
		)
	case strings.Contains(failure, "SNSSandbox"):
		return problem(
			Change{Console: "Amazon SNS › Text messaging (SMS) › Exit SMS sandbox"},
			"the account is in the SNS sandbox: SMS messages are sent only to verified numbers",
		)
	case failure != "":
		return problem(change, "Cognito can't send SMS with its role (%s)", failure)
	}
	return fine("Cognito has a role to send SMS with")
}

// recovery matters because only the phone number is verified at sign-up.
func recovery(p *types.UserPoolType) finding {
	if p.AccountRecoverySetting == nil || len(p.AccountRecoverySetting.RecoveryMechanisms) == 0 {
		return fine("a forgotten password is reset by phone or email (Cognito's default)")
	}
	for _, m := range p.AccountRecoverySetting.RecoveryMechanisms {
		if m.Name == types.RecoveryOptionNameTypeVerifiedPhoneNumber {
			return fine("a forgotten password can be reset by phone")
		}
	}
	return problem(Change{
		Console:        "Authentication › Sign-in › User account recovery: SMS only, or SMS and email",
		CloudFormation: "AccountRecoverySetting: { RecoveryMechanisms: [{ Name: verified_phone_number, Priority: 1 }, { Name: verified_email, Priority: 2 }] }",
		CDK:            "accountRecovery: AccountRecovery.PHONE_AND_EMAIL",
	}, "a forgotten password can't be reset by phone (AccountRecoverySetting lacks verified_phone_number), which is all that a new account has verified")
}

func preSignUp(p *types.UserPoolType) finding {
	if p.LambdaConfig != nil && aws.ToString(p.LambdaConfig.PreSignUp) != "" {
		return fine("a Lambda function checks each sign-up")
	}
	return warning(Change{
		Console:        "Authentication › Extensions › Lambda triggers: Pre sign-up",
		CloudFormation: "LambdaConfig: { PreSignUp: the function's ARN }",
		CDK:            "lambdaTriggers: { preSignUp }",
	}, "no PreSignUp trigger: who calls Cognito directly can sign up with an email of any domain")
}

func (d *doctor) poolDeletionProtection(p *types.UserPoolType) finding {
	if p.DeletionProtection == types.DeletionProtectionTypeActive {
		return fine("the user pool is protected against deletion")
	}
	return d.unsafe(Change{
		Console:        "Settings › Deletion protection: Activate",
		CloudFormation: "DeletionProtection: ACTIVE",
		CDK:            "deletionProtection: true",
	}, "the user pool, with every account, can be deleted by one call")
}

// unsafe is about a safeguard against loss: production must have it.
func (d *doctor) unsafe(change Change, summary string) finding {
	if d.Production {
		return problem(change, "%s", summary)
	}
	return warning(change, "%s", summary)
}
