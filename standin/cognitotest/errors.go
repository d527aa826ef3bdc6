package cognitotest

import "net/http"

// apiError is a refusal: an exception of the service. A transaction that ends with
// one is committed, because a refusal may be counted (a failed sign-in, a wrong
// code).
type apiError struct {
	Type    string // for example "NotAuthorizedException"
	Message string
	status  int
}

func (e *apiError) Error() string { return e.Type + ": " + e.Message }

func refuse(kind, message string) *apiError {
	return &apiError{Type: kind, Message: message, status: http.StatusBadRequest}
}

func invalidParameter(message string) *apiError {
	return refuse("InvalidParameterException", message)
}

func notAuthorized(message string) *apiError {
	return refuse("NotAuthorizedException", message)
}

func userNotFound() *apiError {
	return refuse("UserNotFoundException", "User does not exist.")
}

// usernameNotFound is the error of the sign-up operations instead.
func usernameNotFound() *apiError {
	return refuse("UserNotFoundException", "Username/client id combination not found.")
}

func expiredCode() *apiError {
	return refuse("ExpiredCodeException", "Invalid code provided, please request a code again.")
}

// codeMismatch is for codes that confirm or verify something.
func codeMismatch() *apiError {
	return refuse("CodeMismatchException", "Invalid verification code provided, please try again.")
}

func resetRequired() *apiError {
	return refuse("PasswordResetRequiredException", "Password reset required for the user")
}

func limitExceeded() *apiError {
	return refuse("LimitExceededException", "Attempt limit exceeded, please try after some time.")
}

func emailTaken(kind string) *apiError {
	return refuse(kind, "An account with the given email already exists.")
}

func internalError() *apiError {
	return &apiError{
		Type:    "InternalErrorException",
		Message: "Internal server error",
		status:  http.StatusInternalServerError,
	}
}
