package dynamotest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/expr"
)

// apiError is an error that the service returns. Its text and shape are DynamoDB's.
type apiError struct {
	status  int
	kind    string // with its namespace, as in __type
	message string
	// Item is in a ConditionalCheckFailedException when it was asked for, reasons in a TransactionCanceledException.
	item    attr.Map
	reasons []cancellationReason
}

func (e *apiError) Error() string { return e.kind + ": " + e.message }

// cancellationReason says why one action of a transaction failed; its code is None if it did not.
type cancellationReason struct {
	Code    string
	Message string   `json:",omitempty"`
	Item    attr.Map `json:",omitempty"`
}

// The codes of cancellation reasons.
const (
	reasonNone            = "None"
	reasonConditionFailed = "ConditionalCheckFailed"
	reasonConflict        = "TransactionConflict"
	reasonInvalid         = "ValidationError"
	reasonThrottled       = "ThrottlingError"
	reasonExceeded        = "ProvisionedThroughputExceeded"
)

const (
	dynamoNamespace  = "com.amazonaws.dynamodb.v20120810#"
	serviceNamespace = "com.amazon.coral.service#"
	validationKind   = "com.amazon.coral.validate#ValidationException"
)

func newError(name, format string, args ...any) *apiError {
	return &apiError{status: http.StatusBadRequest, kind: dynamoNamespace + name, message: fmt.Sprintf(format, args...)}
}

func invalid(format string, args ...any) *apiError {
	return &apiError{status: http.StatusBadRequest, kind: validationKind, message: fmt.Sprintf(format, args...)}
}

// invalidParameter is the ValidationException about the value of a parameter.
func invalidParameter(format string, args ...any) *apiError {
	return invalid("One or more parameter values were invalid: "+format, args...)
}

// violates is the ValidationException about a parameter outside the API's model.
func violates(value, parameter, constraint string) *apiError {
	return invalid(
		"1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s", value, parameter, constraint,
	)
}

// notImplemented is no error of DynamoDB: it names what this stand-in lacks.
func notImplemented(what string) *apiError {
	return newError("NotImplementedException", "dynamotest does not implement %s", what)
}

func unknownOperation(target string) *apiError {
	return &apiError{
		status:  http.StatusBadRequest,
		kind:    serviceNamespace + "UnknownOperationException",
		message: fmt.Sprintf("dynamotest does not implement the operation %q", target),
	}
}

func malformed(err error) *apiError {
	return &apiError{
		status:  http.StatusBadRequest,
		kind:    serviceNamespace + "SerializationException",
		message: err.Error(),
	}
}

func internalError(message string) *apiError {
	return &apiError{
		status:  http.StatusInternalServerError,
		kind:    dynamoNamespace + "InternalServerError",
		message: message,
	}
}

func tableNotFound() *apiError {
	return newError("ResourceNotFoundException", "Requested resource not found")
}

func conditionFailed(item attr.Map) *apiError {
	e := newError("ConditionalCheckFailedException", "The conditional request failed")
	e.item = item
	return e
}

func transactionCanceled(reasons []cancellationReason) *apiError {
	codes := make([]string, len(reasons))
	for i, r := range reasons {
		codes[i] = r.Code
	}
	e := newError(
		"TransactionCanceledException",
		"Transaction cancelled, please refer cancellation reasons for specific reasons [%s]",
		strings.Join(codes, ", "),
	)
	e.reasons = reasons
	return e
}

// asAPIError words any error of an operation for the wire.
func asAPIError(err error) *apiError {
	var api *apiError
	var value attr.Invalid
	var expression expr.Error
	switch {
	case errors.As(err, &api):
		return api
	case errors.As(err, &value):
		return invalid("%s", value)
	case errors.As(err, &expression):
		return invalid("%s", expression)
	default:
		return internalError(err.Error())
	}
}

// MarshalJSON is the body of the answer.
func (e *apiError) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Type    string               `json:"__type"`
		Message string               `json:"message"`
		Item    attr.Map             `json:",omitempty"`
		Reasons []cancellationReason `json:"CancellationReasons,omitempty"`
	}{e.kind, e.message, e.item, e.reasons})
}
