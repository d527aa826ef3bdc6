// Command bench measures the production server next to floors, peers and an earlier build of itself: see README.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"syscall"

	"github.com/unicornpursuit/unicornpursuit/bench/process"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	s, err := readSettings()
	if err != nil {
		return err
	}
	r, err := loadResults()
	if err != nil {
		return err
	}
	if !slices.Equal(s.Only, []string{reportName}) {
		err = measure(ctx, s, r)
	}
	if err := errors.Join(err, r.save()); err != nil { // what was measured before a failure stays
		return err
	}
	fmt.Printf("%s\n%s\n%s\n%s", r.workTables(), r.curveTables(), r.partTables(), r.budgetTable())
	if s.Docs || len(s.Only) == 0 {
		return r.write()
	}
	return nil
}

// measure measures what the settings ask for.
func measure(ctx context.Context, s settings, r *results) error {
	l, err := newLab(ctx, s)
	if err != nil {
		return err
	}
	defer l.close()
	if err := process.PinOthers(ctx, runtime.NumCPU()); err != nil { // after what was built on all cores
		return err
	}
	return l.measure(ctx, r)
}
