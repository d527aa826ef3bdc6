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

// undeclared are what the service answers before it looks at the operation: the page
// "Common Errors" of the API reference.
var undeclared = []string{
	"AccessDeniedException", "ExpiredTokenException", "IncompleteSignature", "InvalidSignatureException",
	"MissingAuthenticationTokenException", "NotAuthorized", "OptInRequired", "RequestExpired", "ServiceUnavailable",
	"ThrottlingException", "UnrecognizedClientException", "ValidationError",
}

// Exceptions lists what Cognito declares to refuse an operation with, in alphabetical
// order. A Fault can be each of them.
func Exceptions(operation string) []string { return slices.Clone(declared[operation]) }

// canRefuse tells whether Cognito can answer an operation with an exception.
func canRefuse(operation, exception string) bool {
	return slices.Contains(declared[operation], exception) || slices.Contains(undeclared, exception)
}
