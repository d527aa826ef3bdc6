package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The systems.
const (
	product   = "product"
	base      = "base"
	floor     = "floor"
	floorSDK  = "floor, by the AWS SDK"
	mercurius = "Mercurius"
	apollo    = "Apollo Server"
)

// build builds the servers and the floor.
func (l *lab) build(ctx context.Context) ([]*system, error) {
	root, err := l.output(ctx, "", "go", "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return nil, err
	}
	systems := []*system{{name: floor}, {name: product}}
	if err := l.compile(ctx, root, "./bench/floor", systems[0]); err != nil {
		return nil, err
	}
	if err := l.compileServer(ctx, root, systems[1]); err != nil {
		return nil, err
	}
	bySDK := &system{name: floorSDK, command: systems[0].command, environment: []string{"FLOOR_SDK=true"}}
	systems = append(systems, bySDK)
	if l.settings.Base != "" {
		before := &system{name: base}
		if err := l.checkOut(ctx, root, before); err != nil {
			return nil, err
		}
		systems = append(systems, before)
	}
	if l.settings.Peers {
		peers := filepath.Join(root, "bench/peers")
		if _, err := os.Stat(filepath.Join(peers, "node_modules")); err != nil {
			return nil, errors.New("the peers are not installed: run `npm ci` in bench/peers, or set PEERS=false")
		}
		for _, peer := range [][2]string{{mercurius, "mercurius.js"}, {apollo, "apollo.js"}} {
			systems = append(systems, &system{
				name: peer[0], command: []string{"node", filepath.Join(peers, peer[1])},
				environment: []string{"NODE_ENV=production", "NODE_NO_WARNINGS=1"},
			})
		}
	}
	return systems, nil
}

// compile builds a command as the image does.
func (l *lab) compile(ctx context.Context, folder, from string, s *system) error {
	s.command = []string{l.file(s.name)}
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", l.file(s.name), from)
	build.Dir, build.Env = folder, append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", s.name, err, out)
	}
	return nil
}

// compileServer builds the product. The measured documents are trusted by a manifest; a build from before there were
// manifests has its playground on, which admits any document.
func (l *lab) compileServer(ctx context.Context, folder string, s *system) error {
	if err := l.compile(ctx, folder, "./server", s); err != nil {
		return err
	}
	s.environment = []string{
		"ENVIRONMENT=production", "PUBLIC_URL=https://bench.example.com", "LISTEN_ADDR=127.0.0.1:0", "ADMIN_ADDR=off",
		"SESSION_KEYS=YmVuY2htYXJrLWJlbmNobWFyay1iZW5jaG1hcmstMDE=", "ALLOWED_EMAIL_DOMAINS=example.com",
	}
	help, err := l.output(ctx, folder, l.file(s.name), "--help")
	if err != nil {
		return err
	}
	if strings.Contains(help, "TRUSTED_DOCUMENTS") {
		s.environment = append(s.environment, "TRUSTED_DOCUMENTS="+l.file("documents.json"))
	} else {
		s.environment = append(s.environment, "PLAYGROUND=true")
	}
	return nil
}

// checkOut builds the server of an earlier commit in a worktree of its own, with the app of this one.
func (l *lab) checkOut(ctx context.Context, root string, s *system) error {
	tree := l.file("tree")
	if _, err := l.output(ctx, root, "git", "worktree", "add", "--detach", tree, l.settings.Base); err != nil {
		return err
	}
	l.commits = append(l.commits, func() {
		_, _ = l.output(context.WithoutCancel(ctx), root, "git", "worktree", "remove", "--force", tree)
	})
	dist := filepath.Join(tree, "web/dist")
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	if err := os.CopyFS(dist, os.DirFS(filepath.Join(root, "web/dist"))); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return l.compileServer(ctx, tree, s)
}

// output runs a command and returns what it prints.
func (l *lab) output(ctx context.Context, folder, name string, arguments ...string) (string, error) {
	command := exec.CommandContext(ctx, name, arguments...)
	var problem bytes.Buffer
	command.Dir, command.Stderr = folder, &problem
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(arguments, " "), err, problem.String())
	}
	return strings.TrimSpace(string(out)), nil
}
