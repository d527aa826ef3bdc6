package cognitotest

import (
	"crypto/rand"
	"fmt"
	"io"
	"math/big"

	"github.com/google/uuid"
)

const (
	lowerAlphanumeric = "0123456789abcdefghijklmnopqrstuvwxyz"
	alphanumeric      = lowerAlphanumeric + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// randomInt returns a uniformly random number from 0 to n-1. An exhausted source is
// a mistake in the test that injected it, so it panics.
func (s *Server) randomInt(n int64) int64 {
	v, err := rand.Int(s.rand, big.NewInt(n))
	if err != nil {
		panic(fmt.Sprintf("cognitotest: random source: %v", err))
	}
	return v.Int64()
}

func (s *Server) randomBytes(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.rand, b); err != nil {
		panic(fmt.Sprintf("cognitotest: random source: %v", err))
	}
	return b
}

func (s *Server) randomString(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[s.randomInt(int64(len(alphabet)))]
	}
	return string(b)
}

// randomCode is a one-time code of six digits.
func (s *Server) randomCode() string { return fmt.Sprintf("%06d", s.randomInt(1_000_000)) }

func (s *Server) randomUUID() string {
	id, err := uuid.NewRandomFromReader(s.rand)
	if err != nil {
		panic(fmt.Sprintf("cognitotest: random source: %v", err))
	}
	return id.String()
}
