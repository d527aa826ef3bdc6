package session_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

func TestKeysRotate(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	oldKey, newKey := newKey(), newKey()
	before := f.instanceWith(f.store, oldKey)
	during := f.instanceWith(f.store, newKey, oldKey)
	after := f.instanceWith(f.store, newKey)

	renewed, idle := f.signIn(before), f.signIn(before)
	f.wantSignedIn(during, renewed)
	f.wantSignedOut(after, renewed) // still sealed with the old key
	f.clock.Advance(2 * accessLifetime)
	f.wantSignedIn(during, renewed)
	f.wantSignedIn(after, renewed)
	f.wantSignedOut(after, idle)
	f.wantSignedIn(after, f.signIn(during))
}

func TestAnInstanceWithoutTheKeyCanStillSignOut(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	b := f.signIn(f.instance())
	tab := *b
	wantErr(t, f.instanceWith(f.store, newKey()).SignOut(tab.request(t.Context()), ""), nil)
	f.wantSignedOut(f.instance(), b)
}

// change rewrites the record of a browser's session, as somebody with access to the table could.
func (f *fixture) change(b *browser, change func(*session.Record)) {
	f.t.Helper()
	record, err := f.store.Load(f.t.Context(), b.idHash())
	if err != nil {
		f.t.Fatal(err)
	}
	change(&record)
	if err := f.store.Create(f.t.Context(), record); err != nil {
		f.t.Fatal(err)
	}
}

func TestTheStoreHoldsNoTokenAndNoCookie(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	principal := f.wantSignedIn(service, b)
	f.change(b, func(r *session.Record) {
		if stored := fmt.Sprintf("%s %+v", r.SealedTokens, *r); strings.Contains(stored, principal.AccessToken) || strings.Contains(stored, b.id) {
			t.Errorf("stored %s", stored)
		}
	})
}

func TestTamperedTokensAreRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	original, err := f.store.Load(t.Context(), b.idHash())
	if err != nil {
		t.Fatal(err)
	}
	sealed := original.SealedTokens
	tampered := map[string][]byte{
		"cut to the key id": sealed[:4], "cut": sealed[:len(sealed)-1], "tiny": {1}, "zeros": make([]byte, len(sealed)),
		"longer": append(bytes.Clone(sealed), 0),
	}
	for i := 0; i < len(sealed); i += 7 {
		flipped := bytes.Clone(sealed)
		flipped[i] ^= 1
		tampered[fmt.Sprintf("byte %d", i)] = flipped
	}
	for name, bytes := range tampered {
		f.change(b, func(r *session.Record) { r.SealedTokens = bytes })
		if _, _, err := f.authenticate(service, b); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	f.change(b, func(r *session.Record) { r.SealedTokens = sealed })
	f.wantSignedIn(service, b)
}

func TestTokensOpenInTheirOwnRecordOnly(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	victim, thief := f.signIn(service), f.signIn(service)
	var stolen []byte
	f.change(victim, func(r *session.Record) { stolen = r.SealedTokens })
	f.change(thief, func(r *session.Record) { r.SealedTokens = stolen })
	f.wantSignedOut(service, thief)
}

func TestParseKeysTakesBase64OfEitherAlphabet(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{0xfb, 0xff}, session.KeySize/2)
	keys, err := session.ParseKeys([]string{
		base64.StdEncoding.EncodeToString(key), " " + base64.RawStdEncoding.EncodeToString(key) + "\n",
		base64.URLEncoding.EncodeToString(key), base64.RawURLEncoding.EncodeToString(key),
	})
	if err != nil || len(keys) != 4 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	for _, got := range keys {
		if !bytes.Equal(got, key) {
			t.Errorf("key %x", got)
		}
	}
}

func TestParseKeysNamesAWrongKeyByItsPlaceOnly(t *testing.T) {
	t.Parallel()
	good := base64.StdEncoding.EncodeToString(newKey())
	for _, bad := range []string{
		"", "secret-but-short", good[:20], good + good, strings.Repeat("é", 22), "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	} {
		_, err := session.ParseKeys([]string{good, bad})
		if err == nil || !strings.Contains(err.Error(), "key 2") || bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestASealerNeedsKeysOfTheRightSize(t *testing.T) {
	t.Parallel()
	for _, keys := range [][][]byte{nil, {}, {nil}, {make([]byte, 16)}, {newKey(), make([]byte, 31)}} {
		if _, err := session.NewSealer(keys); err == nil {
			t.Errorf("accepted keys %x", keys)
		}
	}
}

func TestNoTokenReachesALog(t *testing.T) {
	t.Parallel()
	const canary = "canary-token"
	tokens := session.Tokens{AccessToken: canary, IDToken: canary, RefreshToken: canary, ExpiresIn: 60}
	principal := session.Principal{Claims: session.Claims{Subject: subject, ExpiresAt: time.Now()}, AccessToken: canary}
	for _, value := range []any{
		tokens, &tokens, principal, &principal,
		session.Session{Principal: principal, Tokens: &tokens}, &session.Session{Principal: principal, Tokens: &tokens},
		[]session.Tokens{tokens}, map[string]session.Principal{"p": principal},
	} {
		var out bytes.Buffer
		fmt.Fprintf(&out, "%v %+v %#v %s", value, value, value, value)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("log", "value", value)
		slog.New(slog.NewTextHandler(&out, nil)).Info("log", "value", value)
		if strings.Contains(out.String(), canary) {
			t.Errorf("%T: %s", value, out.String())
		}
	}
}
