package voting

import "errors"

// The errors of a voter's requests.
var (
	ErrInvalidTitle            = errors.New("invalid title")
	ErrInvalidSummary          = errors.New("invalid summary")
	ErrInvalidClientMutationID = errors.New("invalid client mutation id")
	// ErrProjectNotFound means that there is no such project, or that it has been withdrawn.
	ErrProjectNotFound = errors.New("no such project")
	ErrNotOwner        = errors.New("not the owner of the project")
	ErrTooManyProjects = errors.New("too many projects of one owner")
	ErrPointsRange     = errors.New("points out of range")
	// ErrPointsSpent means that the value has been spent on another project.
	ErrPointsSpent  = errors.New("points spent already")
	ErrAlreadyVoted = errors.New("voted for the project already")
	ErrNotVoted     = errors.New("not voted for the project")
	ErrOwnProject   = errors.New("own project")

	// ErrMailboxTaken means that the mailbox of the voter's email address votes by another account, with another spelling
	// of the address.
	ErrMailboxTaken = errors.New("mailbox has another voter")

	ErrEmailNotVerified       = errors.New("email address not verified")
	ErrPhoneNumberNotVerified = errors.New("phone number not verified")
	ErrVotingNotOpen          = errors.New("voting not open yet")
	ErrVotingClosed           = errors.New("voting closed")
)

// joined is [errors.Join], but leaves a single error as it is, and flattens errors that were joined already.
func joined(errs ...error) error {
	var found []error
	for _, err := range errs {
		if list, ok := err.(interface{ Unwrap() []error }); ok {
			found = append(found, list.Unwrap()...)
		} else if err != nil {
			found = append(found, err)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return errors.Join(found...)
}
