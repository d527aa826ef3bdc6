// Package lambda holds no code: its folders are the Lambda functions, and its tests run their binaries, built as they
// deploy, against the Lambda runtime API on loopback.
package lambda
