// Package doctor compares a real user pool, app client and table with what the product needs, and says what to change.
// `server doctor` prints its report.
//
// It owns the list of what the product needs from AWS, check by check. It changes nothing: whether the server's role
// may write is tested by writes whose conditions can't hold. It has SDK clients of its own, since it calls Describe
// operations, which the product and its adapters never need.
package doctor
