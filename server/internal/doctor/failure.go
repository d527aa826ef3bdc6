package doctor

import (
	"context"
	"errors"
	"net"
	"net/url"
	"slices"

	"github.com/aws/smithy-go"
)

// The error codes that AWS has for credentials that it does not take.
var refusedCredentials = []string{
	"UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch", "ExpiredToken",
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

// unchecked says why an IAM action on a resource told nothing. It repeats AWS's words only where they are a name or come from the
// network: messages may hold identifiers of the account.
func unchecked(err error, action, resource string) finding {
	code := errorCode(err)
	reach := Change{Setting: "AWS_REGION, a proxy (HTTPS_PROXY) or a route to the service, such as a VPC endpoint"}
	var network *net.OpError
	var address *url.Error
	switch {
	case denied(err):
		return unknown(Change{IAM: action + " on " + resource}, "could not check: the credentials do not allow %s", action)
	case slices.Contains(refusedCredentials, code):
		return unknown(Change{Setting: "credentials that are valid, for the right account and partition"}, "could not check: AWS refuses the credentials (%s)", code)
	case code != "":
		return unknown(Change{}, "could not check: %s answered %s", action, code)
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		return unknown(reach, "could not check: no answer to %s in time", action)
	case errors.As(err, &network):
		return unknown(reach, "could not check: %s failed: %v", action, network)
	case errors.As(err, &address):
		return unknown(reach, "could not check: %s failed: %v", action, address.Err)
	}
	return unknown(reach, "could not check: %s had no answer that can be read", action)
}
