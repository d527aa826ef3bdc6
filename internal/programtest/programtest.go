// Package programtest builds the commands that tests run.
package programtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Build makes the command in a folder, which is relative to the test's package, and returns the path of its binary. It
// uses the image's settings (Dockerfile): what is tested is what ships. Go then also compiles each package once for all
// of them, which cgo or other paths in the binary would prevent. linkerFlags add to those of the image.
func Build(t testing.TB, folder, linkerFlags string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "program")
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w "+linkerFlags, "-o", binary, folder)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build of %s: %v\n%s", folder, err, out)
	}
	return binary
}
