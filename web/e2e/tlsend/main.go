// Command tlsend is what the browser tests put in front of the product, where a load balancer is in production: it ends
// TLS on loopback, for HTTP/2 and HTTP/1.1, and passes requests on to the product's instances in turn.
//
//	tlsend new FILE   makes a certificate for localhost, and prints the hash of its key for Chromium's command line
//	tlsend FILE       serves with that certificate, and prints the origin
//
// Each line on its standard input names the instances, such as "http://127.0.0.1:8081 http://127.0.0.1:8082"; it is
// repeated on the output once it holds. The command ends with its input, so that none outlives the tests.
package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

func main() {
	var err error
	switch arguments := os.Args[1:]; {
	case len(arguments) == 2 && arguments[0] == "new":
		err = makeCertificate(arguments[1])
	case len(arguments) == 1:
		err = serve(arguments[0], os.Stdin, os.Stdout)
	default:
		err = errors.New("usage: tlsend new FILE, or tlsend FILE")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tlsend:", err)
		os.Exit(1)
	}
}

// validity is longer than any run of the tests.
const validity = 24 * time.Hour

// makeCertificate writes a key and a certificate that it signs itself, as an authority of its own: Node trusts a file
// of authorities.
func makeCertificate(path string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(validity),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	hash := sha256.Sum256(public)
	fmt.Println(base64.StdEncoding.EncodeToString(hash[:]))
	file := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...)
	return os.WriteFile(path, file, 0o600)
}

// serve passes requests on until the commands end.
func serve(certificate string, commands io.Reader, output io.Writer) error {
	pair, err := tls.LoadX509KeyPair(certificate, certificate)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	var instances instances
	server := &http.Server{
		Handler: instances.handler(), ReadHeaderTimeout: 10 * time.Second,
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12},
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ServeTLS(listener, "", "") }()
	if _, err := fmt.Fprintf(output, "https://localhost:%d\n", listener.Addr().(*net.TCPAddr).Port); err != nil {
		return err
	}
	lines := bufio.NewScanner(commands)
	for lines.Scan() {
		if err := instances.set(strings.Fields(lines.Text())); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(output, lines.Text()); err != nil {
			return err
		}
	}
	return errors.Join(lines.Err(), server.Close())
}

// instances are those of the product that requests go to in turn.
type instances struct {
	urls atomic.Pointer[[]*url.URL]
	next atomic.Uint64
}

func (i *instances) set(addresses []string) error {
	urls := make([]*url.URL, 0, len(addresses))
	for _, address := range addresses {
		parsed, err := url.Parse(address)
		if err != nil {
			return err
		}
		urls = append(urls, parsed)
	}
	i.urls.Store(&urls)
	return nil
}

func (i *instances) handler() http.Handler {
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			urls := *i.urls.Load()
			r.SetURL(urls[i.next.Add(1)%uint64(len(urls))])
			r.Out.Host = r.In.Host
			// A proxy adds to what it was sent, and so tests stand for people at many addresses.
			r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
			r.SetXForwarded()
		},
		FlushInterval: -1, // events go on as they come
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if urls := i.urls.Load(); urls == nil || len(*urls) == 0 {
			http.Error(w, "No instance is running.", http.StatusServiceUnavailable)
			return
		}
		proxy.ServeHTTP(w, r)
	})
}
