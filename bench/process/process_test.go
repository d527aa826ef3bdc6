package process

import (
	"os"
	"strings"
	"testing"
	"time"
)

func TestUsageIsReadFromProc(t *testing.T) {
	const stat = "4242 (a name (of) two) S 1 4242 4242 0 -1 4194560 5000 0 0 0 123 45 0 0 20 0 8 0 100 2000000 5000 18446744073709551615"
	if got, err := parseStat(stat); err != nil || got != 1680*time.Millisecond {
		t.Errorf("CPU: %v, %v", got, err)
	}
	if got, err := parseStatus("Name:\tserver\nVmHWM:\t  90000 kB\nVmRSS:\t  51200 kB\nThreads:\t9\n"); err != nil || got != 50<<20 {
		t.Errorf("memory: %v, %v", got, err)
	}
	for _, text := range []string{"", "1 (x) S 1", "Name: x"} {
		if _, err := parseStat(text); err == nil {
			t.Errorf("%q has no CPU", text)
		}
		if _, err := parseStatus(text); err == nil {
			t.Errorf("%q has no memory", text)
		}
	}
}

func TestAProcessSaysWhereItListensAndWhatItUses(t *testing.T) {
	p, err := Start(t.Context(), os.Environ(), "sh", "-c",
		`echo starting; i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo '{"msg":"listening","address":"127.0.0.1:1"}'; exec sleep 600`)
	if err != nil {
		t.Fatal(err)
	}
	if p.Address != "127.0.0.1:1" {
		t.Errorf("address %q", p.Address)
	}
	if used, err := p.CPU(); err != nil || used == 0 {
		t.Errorf("CPU %v, %v", used, err)
	}
	if memory, err := p.Memory(); err != nil || memory < 4<<10 {
		t.Errorf("memory %d, %v", memory, err)
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := p.CPU(); err == nil {
		t.Error("a process that has ended uses processor time")
	}
}

func TestAProcessThatStopsSaysWhy(t *testing.T) {
	_, err := Start(t.Context(), os.Environ(), "sh", "-c", "echo there is no key >&2; exit 1")
	if err == nil || !strings.Contains(err.Error(), "there is no key") {
		t.Errorf("got %v", err)
	}
}
