package votetest_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/internal/programtest"
)

// servers are two processes of the product over one table.
type servers struct {
	binary      string
	environment []string

	mu        sync.Mutex
	processes [2]*exec.Cmd
	urls      [2]string
	killed    int
}

func startServers(t *testing.T, backend *localaws.AWS) *servers {
	t.Helper()
	s := &servers{binary: programtest.Build(t, "../../../server", ""), environment: []string{"PATH=" + os.Getenv("PATH")}}
	environment := backend.Environment()
	for name, value := range map[string]string{
		"AD_HOC_DOCUMENTS": "true", "LISTEN_ADDR": "127.0.0.1:0", "ADMIN_ADDR": "off", "PUBLIC_URL": "https://vote.example.com",
		"SESSION_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "ALLOWED_EMAIL_DOMAINS": "example.com", "SHUTDOWN_DELAY": "0s",
	} {
		environment[name] = value
	}
	for name, value := range environment {
		s.environment = append(s.environment, name+"="+value)
	}
	for i := range s.processes {
		s.start(t, i)
	}
	t.Cleanup(func() {
		for _, process := range s.processes {
			_ = process.Process.Kill()
			_ = process.Wait()
		}
	})
	return s
}

// start runs one process, and returns once it listens.
func (s *servers) start(t *testing.T, i int) {
	t.Helper()
	process := exec.Command(s.binary)
	process.Env = s.environment
	output, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	log := bufio.NewScanner(output)
	var listening struct{ Msg, Address string }
	if !log.Scan() || json.Unmarshal(log.Bytes(), &listening) != nil || listening.Msg != "listening" {
		t.Fatalf("first line of the log: %q", log.Text())
	}
	go func() { // to the end, since a full pipe would block the process
		for log.Scan() {
		}
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.processes[i], s.urls[i] = process, "http://"+listening.Address+"/graphql"
}

// replace kills one process as a crash would (SIGKILL), and starts another in its place.
func (s *servers) replace(t *testing.T, i int) {
	t.Helper()
	s.mu.Lock()
	process := s.processes[i]
	s.killed++
	s.mu.Unlock()
	_ = process.Process.Kill()
	_ = process.Wait()
	s.start(t, i)
}

// settle has both processes finish what they are doing, also what nobody waits for any longer, and starts others.
func (s *servers) settle(t *testing.T) {
	t.Helper()
	for i, process := range s.processes {
		if err := process.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := process.Wait(); err != nil {
			t.Fatalf("the end of a process: %v", err)
		}
		s.start(t, i)
	}
}

func (s *servers) url(i int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.urls[i]
}
