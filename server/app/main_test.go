package app_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

// TestMain takes the variables of the AWS SDK out of the environment: these tests configure the product by it.
func TestMain(m *testing.M) {
	if err := localaws.Shield(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
