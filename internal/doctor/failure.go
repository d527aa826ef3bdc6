package doctor

import (
	"context"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"
)

// AWS's error codes for credentials that it does not accept.
var refusedCredentials = []string{
	"UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch",
	"ExpiredToken",
	"ExpiredTokenException", "MissingAuthenticationTokenException", "IncompleteSignatureException", "RequestExpired",
}

// errorCode is the name of the exception that AWS answered with; empty if it did not answer.
func errorCode(err error) string {
	var answered smithy.APIError
	if errors.As(err, &answered) {
		return answered.ErrorCode()
	}
	return ""
}

func denied(err error) bool {
	code := errorCode(err)
	return code == "AccessDeniedException" || code == "AccessDenied" || code == "NotAuthorizedException"
}

// notFound covers both names that DynamoDB has for it.
func notFound(err error) bool {
	code := errorCode(err)
	return code == "ResourceNotFoundException" || code == "TableNotFoundException"
}

// unchecked explains why a call of an IAM action on a resource gave no result; err is nil if the answer lacks what was
// needed. It repeats AWS's words only if they are a name or come from the network: messages may hold identifiers of the
// account.
func (d *doctor) unchecked(err error, action, resource string) finding {
	code := errorCode(err)
	reach := d.reach()
	var network *net.OpError
	var address *url.Error
	var unread *smithy.DeserializationError
	switch {
	case denied(err):
		return unknown(Change{IAM: action + " on " + resource}, "could not check: the credentials do not allow %s", action)
	case slices.Contains(refusedCredentials, code):
		change := Change{Setting: "credentials that are valid, for the right account and partition"}
		if len(steering(d.AWS)) > 0 {
			change.Setting = reach.Setting + "; or " + change.Setting
		}
		return unknown(change, "could not check: AWS refuses the credentials (%s)", code)
	case code != "":
		return unknown(Change{}, "could not check: %s answered %s", action, code)
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		return unknown(reach, "could not check: no answer to %s in time", action)
	case errors.As(err, &network):
		return unknown(reach, "could not check: %s failed: %v", action, network)
	case errors.As(err, &address):
		return unknown(reach, "could not check: %s failed: %v", action, address.Err)
	case err == nil || errors.As(err, &unread):
		return unknown(reach, "could not check: %s had no usable answer", action)
	}
	return unknown(reach, "could not check: the AWS SDK did not send %s", action)
}

// reach says what to check when a service does not answer: first the settings that send the SDK to another endpoint, or
// to none.
func (d *doctor) reach() Change {
	if steering := steering(d.AWS); len(steering) > 0 {
		return Change{Setting: strings.Join(steering, ", ") + ": each changes the endpoint that is called"}
	}
	return Change{Setting: "AWS_REGION, a proxy (HTTPS_PROXY) or a route to the service, such as a VPC endpoint"}
}

// steering names the variables and the entries of the profile that make the SDK use an endpoint other than the
// configured or the default one.
func steering(c aws.Config) (names []string) {
	for _, source := range c.ConfigSources {
		switch s := source.(type) {
		case config.EnvConfig:
			set := endpointSettings{
				s.UseFIPSEndpoint, s.UseDualStackEndpoint, s.AccountIDEndpointMode, s.IgnoreConfiguredEndpoints,
			}
			names = append(names, set.names(
				"AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_ACCOUNT_ID_ENDPOINT_MODE",
				"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
			)...)
		case config.SharedConfig:
			set := endpointSettings{
				s.UseFIPSEndpoint, s.UseDualStackEndpoint, s.AccountIDEndpointMode, s.IgnoreConfiguredEndpoints,
			}
			names = append(names, set.names(
				"use_fips_endpoint in the profile", "use_dualstack_endpoint in the profile",
				"account_id_endpoint_mode in the profile", "ignore_configured_endpoint_urls in the profile",
			)...)
		}
	}
	return names
}

type endpointSettings struct {
	fips      aws.FIPSEndpointState
	dualStack aws.DualStackEndpointState
	accountID aws.AccountIDEndpointMode
	ignore    *bool
}

// names returns the names of those settings that are on.
func (s endpointSettings) names(fips, dualStack, accountID, ignore string) (on []string) {
	if s.fips == aws.FIPSEndpointStateEnabled {
		on = append(on, fips)
	}
	if s.dualStack == aws.DualStackEndpointStateEnabled {
		on = append(on, dualStack)
	}
	if s.accountID == aws.AccountIDEndpointModeRequired {
		on = append(on, accountID)
	}
	if aws.ToBool(s.ignore) {
		on = append(on, ignore)
	}
	return on
}
