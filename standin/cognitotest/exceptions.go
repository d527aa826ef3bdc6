package cognitotest

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed exceptions.txt
var exceptionsOfTheModel string

// declared are the exceptions by operation.
var declared = func() map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(exceptionsOfTheModel) {
		operation, names, found := strings.Cut(line, ":")
		if !found || strings.HasPrefix(line, "#") {
			continue
		}
		for name := range strings.FieldsSeq(names) {
			all[operation] = append(all[operation], name+"Exception")
		}
	}
	return all
}()

// undeclared are the exceptions that the service returns before it looks at the
// operation: the page "Common Errors" of the API reference.
var undeclared = []string{
	"AccessDeniedException", "ExpiredTokenException", "IncompleteSignature", "InvalidSignatureException",
	"MissingAuthenticationTokenException", "NotAuthorized", "OptInRequired", "RequestExpired", "ServiceUnavailable",
	"ThrottlingException", "UnrecognizedClientException", "ValidationError",
}

// Exceptions lists the exceptions that Cognito declares for an operation, in
// alphabetical order. A Fault can return any of them.
func Exceptions(operation string) []string { return slices.Clone(declared[operation]) }

// canRefuse reports whether Cognito can refuse an operation with an exception.
func canRefuse(operation, exception string) bool {
	return slices.Contains(declared[operation], exception) || slices.Contains(undeclared, exception)
}
