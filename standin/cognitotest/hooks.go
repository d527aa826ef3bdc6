package cognitotest

import (
	"context"
	"fmt"
	"sync"
)

// PreSignUp decides about a sign-up; the text of its error reaches the caller
// inside a UserLambdaValidationException.
type PreSignUp func(context.Context, SignUpEvent) error

// PostConfirmation runs after a confirmation has been stored; its error reaches
// the caller but does not undo the confirmation.
type PostConfirmation func(context.Context, ConfirmationEvent) error

// SignUpEvent is what the pre sign-up trigger receives. Username is the sub
// that the account will have; the email is among the attributes.
type SignUpEvent struct {
	TriggerSource              string // PreSignUp_SignUp or PreSignUp_AdminCreateUser
	PoolID, ClientID, Username string
	Attributes                 map[string]string
	ValidationData             map[string]string
	ClientMetadata             map[string]string
}

// ConfirmationEvent is what the post confirmation trigger receives. The
// attributes include sub.
type ConfirmationEvent struct {
	TriggerSource              string // PostConfirmation_ConfirmSignUp or PostConfirmation_ConfirmForgotPassword
	PoolID, ClientID, Username string
	Attributes                 map[string]string
	ClientMetadata             map[string]string
}

// hooks holds the triggers of each pool, by pool id.
type hooks struct {
	mu               sync.RWMutex
	preSignUp        map[string]PreSignUp
	postConfirmation map[string]PostConfirmation
}

func (h *hooks) set(poolID string, pre PreSignUp, post PostConfirmation) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.preSignUp == nil {
		h.preSignUp = map[string]PreSignUp{}
		h.postConfirmation = map[string]PostConfirmation{}
	}
	h.preSignUp[poolID], h.postConfirmation[poolID] = pre, post
}

// output names the triggers of a pool as if they were Lambda functions.
func (h *hooks) output(pool poolRecord) (out lambdaConfigOutput) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	function := "arn:aws:lambda:" + pool.Spec.Region + ":000000000000:function:" + pool.Spec.Name
	if h.preSignUp[pool.ID] != nil {
		out.PreSignUp = function + "-PreSignUp"
	}
	if h.postConfirmation[pool.ID] != nil {
		out.PostConfirmation = function + "-PostConfirmation"
	}
	return out
}

func (h *hooks) runPreSignUp(ctx context.Context, event SignUpEvent) error {
	h.mu.RLock()
	hook := h.preSignUp[event.PoolID]
	h.mu.RUnlock()
	if hook == nil {
		return nil
	}
	return lambdaError("PreSignUp", hook(ctx, event))
}

func (h *hooks) runPostConfirmation(ctx context.Context, event ConfirmationEvent) error {
	h.mu.RLock()
	hook := h.postConfirmation[event.PoolID]
	h.mu.RUnlock()
	if hook == nil {
		return nil
	}
	return lambdaError("PostConfirmation", hook(ctx, event))
}

func lambdaError(trigger string, err error) error {
	if err == nil {
		return nil
	}
	return refuse("UserLambdaValidationException", fmt.Sprintf("%s failed with error %s.", trigger, err))
}
