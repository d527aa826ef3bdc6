package cognito

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// BenchmarkVerify compares a cached token and a new one with the floor: the RSA operation alone.
func BenchmarkVerify(b *testing.B) {
	s := oidctest.NewSigner("key-1", 0)
	v := newVerifier(oidctest.NewKeyServer(b, s), new(oidctest.Clock).Now)
	token := accessToken(s, map[string]any{"cognito:groups": []string{"admins"}})
	b.Run("floor", func(b *testing.B) {
		dot := strings.LastIndexByte(token, '.')
		input := []byte(token[:dot])
		signature, err := base64.RawURLEncoding.DecodeString(token[dot+1:])
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			digest := sha256.Sum256(input)
			if err := rsa.VerifyPKCS1v15(&s.Key.PublicKey, crypto.SHA256, digest[:], signature); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("uncached", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := v.verify(b.Context(), token); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("cached", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.Verify(b.Context(), token); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("cached/parallel", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := v.Verify(b.Context(), token); err != nil {
					b.Error(err)
				}
			}
		})
	})
}

// BenchmarkTokenCacheMemory reports the bytes that a full cache holds for each entry, including its strings.
func BenchmarkTokenCacheMemory(b *testing.B) {
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		c := newTokenCache(maxCachedTokens)
		for i := range 2 * maxCachedTokens {
			subject := fmt.Sprintf("%036d", i)
			c.put(hashToken(subject), 1, session.Claims{Subject: subject, Username: strings.Clone(subject), ExpiresAt: oidctest.Epoch.Add(time.Hour)}, oidctest.Epoch)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(c.size()), "B/entry")
		runtime.KeepAlive(c)
	}
}
