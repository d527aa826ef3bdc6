package lambda_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// invocationTime is the deadline that functions get.
const invocationTime = 20 * time.Second

// function is a binary at work, and the runtime API that it takes its invocations from.
type function struct {
	invocations chan invocation
	stopped     chan struct{} // closed when the process has ended
	log         *lockedBuffer

	mu      sync.Mutex
	waiting map[string]invocation // by request id
	last    int
}

type invocation struct {
	event []byte
	reply chan reply
}

// reply is what a function posted for an invocation.
type reply struct {
	contentType string
	body        []byte
	failed      bool // it was posted as an error
}

// start runs a binary with these variables and no others.
func start(t *testing.T, name string, environment map[string]string) *function {
	t.Helper()
	f := &function{invocations: make(chan invocation), stopped: make(chan struct{}), log: &lockedBuffer{}, waiting: map[string]invocation{}}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: f.routes(), ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(listener) }()

	command := exec.Command(bootstrap(binaries, name))
	command.Env = []string{"AWS_LAMBDA_RUNTIME_API=" + listener.Addr().String()}
	for key, value := range environment {
		command.Env = append(command.Env, key+"="+value)
	}
	command.Stdout, command.Stderr = f.log, f.log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = command.Wait()
		close(f.stopped)
	}()
	t.Cleanup(func() {
		_ = command.Process.Kill() // as Lambda does in the end
		<-f.stopped
		_ = server.Close()
		if t.Failed() {
			t.Logf("%s wrote:\n%s", name, f.log)
		}
	})
	return f
}

func (f *function) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", f.next)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", f.answer(false))
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", f.answer(true))
	return mux
}

// next hands the next invocation out, once there is one.
func (f *function) next(w http.ResponseWriter, r *http.Request) {
	select {
	case <-r.Context().Done():
	case in := <-f.invocations:
		f.mu.Lock()
		f.last++
		id := strconv.Itoa(f.last)
		f.waiting[id] = in
		f.mu.Unlock()
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", id)
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(invocationTime).UnixMilli(), 10))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:000000000000:function:test")
		_, _ = w.Write(in.event)
	}
}

func (f *function) answer(failed bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		f.mu.Lock()
		in, ok := f.waiting[r.PathValue("id")]
		delete(f.waiting, r.PathValue("id"))
		f.mu.Unlock()
		if err != nil || !ok {
			http.Error(w, "no such invocation", http.StatusBadRequest)
			return
		}
		in.reply <- reply{r.Header.Get("Content-Type"), body, failed}
		w.WriteHeader(http.StatusAccepted)
	}
}

// invoke has the function work on an event.
func (f *function) invoke(ctx context.Context, event any) (reply, error) {
	payload, err := json.Marshal(event)
	if err != nil {
		return reply{}, err
	}
	in := invocation{payload, make(chan reply, 1)}
	select {
	case f.invocations <- in:
	case <-f.stopped:
		return reply{}, errors.New("the function has stopped")
	case <-ctx.Done():
		return reply{}, ctx.Err()
	}
	select {
	case out := <-in.reply:
		return out, nil
	case <-f.stopped:
		return reply{}, errors.New("the function stopped at work")
	case <-ctx.Done():
		return reply{}, ctx.Err()
	}
}

// trigger invokes the function as Cognito does: its error is the errorMessage of what the function posted.
func (f *function) trigger(ctx context.Context, event any) (response json.RawMessage, err error) {
	out, err := f.invoke(ctx, event)
	if err != nil {
		return nil, err
	}
	var body struct {
		ErrorMessage string          `json:"errorMessage"`
		Response     json.RawMessage `json:"response"`
	}
	if err := json.Unmarshal(out.body, &body); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out.body)
	}
	if out.failed {
		return nil, errors.New(body.ErrorMessage)
	}
	return body.Response, nil
}

// lockedBuffer is a buffer for the output of a process that is still at work.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.TrimSpace(b.text.String())
}
