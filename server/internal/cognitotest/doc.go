// Package cognitotest is a loopback stand-in for Amazon Cognito user pools, for
// tests and for running the product on one laptop. The unmodified AWS SDK talks
// to it: JSON 1.1 over POST /, with the operation in X-Amz-Target. It stands to
// Cognito as httptest stands to a web server: it imitates the documented
// behaviour that the product depends on, and nothing else.
package cognitotest
