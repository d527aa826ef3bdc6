package main

import (
	"embed"
	"encoding/json"
	"html/template"
	"io/fs"
	"net"
	"net/http"
	"net/netip"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
	"github.com/unicornpursuit/unicornpursuit/web"
)

//go:embed outbox
var outboxFiles embed.FS

var outboxPage = template.Must(template.ParseFS(outboxFiles, "outbox/index.html"))

// outboxHandler shows the messages that would have been sent: a page at `/`, JSON at `/messages`, newest first.
func outboxHandler(messages func() []cognitotest.Message) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = outboxPage.Execute(w, messages())
	})
	mux.HandleFunc("GET /messages", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		list := messages()
		if list == nil {
			list = []cognitotest.Message{}
		}
		_ = json.NewEncoder(w).Encode(list)
	})
	assets, _ := fs.Sub(outboxFiles, "outbox") // fails for invalid names only
	mux.Handle("GET /outbox.css", http.FileServerFS(assets))
	mux.Handle("GET /outbox.js", http.FileServerFS(assets))
	mux.HandleFunc("GET /logo.svg", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = w.Write(web.Logo)
	})
	return onlyLoopbackNames(mux)
}

// onlyLoopbackNames refuses requests under a host name that is not this machine's, so that a page on the web can't read
// the codes by pointing its own name at 127.0.0.1 (DNS rebinding).
func onlyLoopbackNames(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if address, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !address.IsLoopback()) {
			http.Error(w, "This page answers at a loopback address only.", http.StatusForbidden)
			return
		}
		header := w.Header()
		header.Set("Cache-Control", "no-store")
		header.Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		header.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}
