package cognitotest

import (
	"net/http"
	"net/netip"
	"net/url"
)

// crossOrigin lets pages call what browsers call on AWS: the API, the keys and the
// OAuth endpoints, without credentials. AWS allows pages of any origin. Here only
// those on loopback may, where apps are developed: there are no signatures, and any
// page in the developer's browser could otherwise act as an administrator.
func crossOrigin(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Add("Vary", "Origin")
		if origin := r.Header.Get("Origin"); isLoopbackOrigin(origin) {
			header.Set("Access-Control-Allow-Origin", origin)
			header.Set("Access-Control-Expose-Headers", "x-amzn-RequestId,x-amzn-ErrorType,Date")
			if r.Method == http.MethodOptions {
				header.Set("Access-Control-Allow-Methods", r.Header.Get("Access-Control-Request-Method"))
				header.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
				header.Set("Access-Control-Max-Age", "172800")
			}
		}
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusOK)
			return
		}
		next(w, r)
	}
}

func isLoopbackOrigin(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}
