// Package doctor compares a real user pool, app client and table with what the product needs, and says what to change.
// `server doctor` prints its report.
//
// It owns the list of what the product needs of AWS, check by check. It only reads and changes nothing: that the
// server's role may write is shown by writes whose conditions can't hold. It has SDK clients of its own, since it asks
// what the product never does, and the adapters have no business with Describe operations.
package doctor
