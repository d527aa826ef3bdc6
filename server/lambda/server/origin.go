package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
)

const (
	// originSecretHeader is what CloudFront adds to each request to its origin. It replaces a client's own.
	originSecretHeader = "X-Origin-Secret"
	// viewerHeader is the client's address and port, which CloudFront adds if its origin request policy names the header.
	viewerHeader = "CloudFront-Viewer-Address"
)

// checkProxies refuses proxies to trust: a function URL passes the first entry of X-Forwarded-For on and drops the
// rest, and the first is whatever the client wrote.
func checkProxies(trusted []string) error {
	if len(trusted) > 0 {
		return errors.New("TRUSTED_PROXIES: must not be set behind a function URL, whose X-Forwarded-For can't be " +
			"believed; set ORIGIN_SECRET, and have CloudFront send it and CloudFront-Viewer-Address")
	}
	return nil
}

// fromOrigin accepts requests from the CloudFront distribution that knows the secret, and no others: a function URL is
// public, and a request to it has not passed the firewall before CloudFront. (CloudFront can sign its requests instead,
// but then browsers would have to send a digest of each body.) Without a secret, everybody may call, and clients are
// distinguished by the address that called the URL.
func fromOrigin(secret string, next http.Handler) http.Handler {
	if secret == "" {
		return next
	}
	expected := sha256.Sum256([]byte(secret))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := sha256.Sum256([]byte(r.Header.Get(originSecretHeader))) // of equal length, so that the time reveals nothing
		if subtle.ConstantTimeCompare(given[:], expected[:]) != 1 {
			http.Error(w, "Forbidden: this address is not for browsers.", http.StatusForbidden)
			return
		}
		r.Header.Del(originSecretHeader)
		if viewer := r.Header.Get(viewerHeader); viewer != "" {
			r.RemoteAddr = withoutPort(viewer)
		}
		next.ServeHTTP(w, r)
	})
}

// withoutPort cuts the port off, which CloudFront writes after IPv6 addresses without brackets too.
func withoutPort(viewer string) string {
	if i := strings.LastIndexByte(viewer, ':'); i >= 0 {
		return strings.Trim(viewer[:i], "[]")
	}
	return viewer
}
