// Package process runs the systems under test, each on the measured core, and asks the operating system what they use.
// It needs Linux, whose /proc it reads.
package process

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// measuredCore is the core of the systems under test; the others are for the load and the stub.
const measuredCore = 0

// Process is a running system.
type Process struct {
	// Address is what it says it listens at.
	Address string
	// Log holds the end of what it has written.
	Log  *tail
	cmd  *exec.Cmd
	gone chan struct{}
}

// startTimeout bounds the start of a system.
const startTimeout = 30 * time.Second

// Start runs a command on the measured core, and returns once it has logged that it is listening: a line of JSON whose
// `msg` is "listening", with its `address`. What it writes is drained by a pipe, as a container's is.
func Start(ctx context.Context, environment []string, name string, arguments ...string) (*Process, error) {
	name, arguments = pinned(name, arguments)
	p := &Process{Log: &tail{}, cmd: exec.CommandContext(ctx, name, arguments...), gone: make(chan struct{})}
	p.cmd.Env = append(p.cmd.Env, environment...)
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGTERM) }
	p.cmd.WaitDelay = 5 * time.Second
	reading, writing, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.cmd.Stdout, p.cmd.Stderr = writing, writing
	err = p.cmd.Start()
	_ = writing.Close()
	if err != nil {
		_ = reading.Close()
		return nil, err
	}
	listening := make(chan string, 1)
	go p.drain(reading, listening)
	select {
	case p.Address = <-listening:
		return p, nil
	case <-p.gone:
		return nil, fmt.Errorf("%s stopped at its start: %s", name, p.Log)
	case <-time.After(startTimeout):
		return nil, errors.Join(fmt.Errorf("%s is not listening: %s", name, p.Log), p.Stop())
	}
}

// pinned runs a command on the measured core; without taskset, with one thread of Go.
func pinned(name string, arguments []string) (string, []string) {
	if _, err := exec.LookPath("taskset"); err != nil {
		return "env", append([]string{"GOMAXPROCS=1", name}, arguments...)
	}
	return "taskset", append([]string{"-c", strconv.Itoa(measuredCore), name}, arguments...)
}

// drain reads what the process writes, until it ends.
func (p *Process) drain(from *os.File, listening chan<- string) {
	defer close(p.gone)
	defer from.Close() //nolint:errcheck // a pipe
	lines := bufio.NewReaderSize(from, 64<<10)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break
		}
		p.Log.add(line)
		var entry struct{ Msg, Address string }
		if json.Unmarshal(line, &entry) == nil && entry.Msg == "listening" {
			listening <- entry.Address
			break
		}
	}
	_, _ = io.Copy(p.Log, lines)
	_ = p.cmd.Wait()
}

// Stop ends the process and waits for that.
func (p *Process) Stop() error {
	_ = p.cmd.Process.Kill() // nothing that it has is kept
	<-p.gone
	return nil
}

// ID is the process's.
func (p *Process) ID() int { return p.cmd.Process.Pid }

// PinOthers moves this process off the measured core. It changes nothing without taskset or with one core.
func PinOthers(ctx context.Context, cores int) error {
	if _, err := exec.LookPath("taskset"); err != nil || cores < 2 {
		return nil
	}
	others := fmt.Sprintf("%d-%d", measuredCore+1, cores-1)
	return exec.CommandContext(ctx, "taskset", "-a", "-c", "-p", others, strconv.Itoa(os.Getpid())).Run()
}

// tail keeps the last few kilobytes that were written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailSize = 4 << 10

func (t *tail) add(line []byte) { _, _ = t.Write(line) }

// Write implements [io.Writer].
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := p[max(0, len(p)-tailSize):]
	t.text = append(t.text[max(0, len(t.text)+len(kept)-tailSize):], kept...)
	return len(p), nil
}

// String is the end of what was written.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.text))
}
