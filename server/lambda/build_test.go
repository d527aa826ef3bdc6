package lambda_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// binaries is the folder that the functions are built into, for this machine's architecture.
var binaries string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "lambda")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binaries = dir
	if err := build(context.Background(), "../..", dir, "presignup", "postconfirmation", "server"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// build makes functions by the recipe that deploys, from a checkout into a folder.
func build(ctx context.Context, checkout, into string, functions ...string) error {
	arguments := []string{"-s", "-C", checkout, "LAMBDA_BIN=" + into, "LAMBDA_ARCH=" + runtime.GOARCH}
	for _, name := range functions {
		arguments = append(arguments, bootstrap(into, name))
	}
	if output, err := exec.CommandContext(ctx, "make", arguments...).CombinedOutput(); err != nil {
		return fmt.Errorf("make: %w\n%s", err, output)
	}
	return nil
}

// bootstrap is where the file that Lambda starts is.
func bootstrap(dir, function string) string { return filepath.Join(dir, function, "bootstrap") }

func TestBuildsOfOneSourceAreTheSameBytesWhereverTheyAreMade(t *testing.T) {
	elsewhere, into := t.TempDir(), t.TempDir()
	for _, folder := range []string{"internal/account", "internal/fault", "internal/phone", "internal/typed", "server/lambda/presignup"} {
		if err := os.CopyFS(filepath.Join(elsewhere, folder), os.DirFS(filepath.Join("../..", folder))); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"Makefile", "go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join("../..", file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(elsewhere, file), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := build(t.Context(), elsewhere, into, "presignup"); err != nil {
		t.Fatal(err)
	}
	first, err1 := os.ReadFile(bootstrap(binaries, "presignup"))
	second, err2 := os.ReadFile(bootstrap(into, "presignup"))
	if err1 != nil || err2 != nil || len(first) == 0 || !bytes.Equal(first, second) {
		t.Errorf("%d and %d bytes, %v, %v: they differ", len(first), len(second), err1, err2)
	}
}
