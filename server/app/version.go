package app

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version and revision are set by the linker where Go does not see the repository, as in the image:
//
//	go build -ldflags "-X github.com/unicornpursuit/unicornpursuit/server/app.revision=…"
var version, revision string

// BuildInfo says what is running.
type BuildInfo struct {
	// Version is the release, such as v1.2.0; without one it is the pseudo-version that Go derives from the repository, or
	// "unknown".
	Version string `json:"version"`
	// Revision is the commit, or "unknown".
	Revision string `json:"revision"`
	// Go is the version of the toolchain, such as go1.26.8.
	Go string `json:"go"`
}

// Build returns what is running.
func Build() BuildInfo {
	found, commit := "", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "(devel)" {
			found = info.Main.Version
		}
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				commit = setting.Value
			}
		}
	}
	return BuildInfo{
		Version:  cmp.Or(version, found, "unknown"),
		Revision: cmp.Or(revision, commit, "unknown"),
		Go:       runtime.Version(),
	}
}

// String is all of it on one line.
func (b BuildInfo) String() string {
	return fmt.Sprintf("unicornpursuit %s, commit %s, %s", b.Version, b.Revision, b.Go)
}
