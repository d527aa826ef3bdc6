package cognito

import "time"

// retryAfter is when a caller may try again after Cognito did not do its part.
const retryAfter = 2 * time.Second
