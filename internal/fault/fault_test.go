package fault_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

func TestTheLogOfAPanicHoldsNothingThatMayBeSecret(t *testing.T) {
	for _, value := range []any{"a secret", errors.New("a secret"), []byte("a secret"), struct{ Password string }{"a secret"}} {
		if text := fault.PanicText(value); text == "" || strings.Contains(text, "secret") {
			t.Errorf("%T: %q", value, text)
		}
	}
	defer func() {
		if text := fault.PanicText(recover()); !strings.Contains(text, "index out of range [3]") {
			t.Errorf("a panic of the runtime: %q", text)
		}
	}()
	_ = make([]int, 1)[strings.Index("abcd", "d")]
}
