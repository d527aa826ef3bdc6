package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// results are those of this run, and of earlier ones for what this run has not measured.
type results struct {
	// Works has the figures by work and system.
	Works map[string]map[string]figures
	// Curves are by name and system.
	Curves map[string]map[string]curve
	// Parts says where the processor time of a work goes: the share of each part of the server.
	Parts map[string]map[string]float64
}

// curve is how something grows.
type curve []point

type point struct{ X, Y float64 }

// at returns the figure at a size.
func (c curve) at(x float64) (y float64, ok bool) {
	i := slices.IndexFunc(c, func(p point) bool { return p.X == x })
	if i < 0 {
		return 0, false
	}
	return c[i].Y, true
}

// past returns the first figure from a share of the way on: of the largest size.
func (c curve) past(share float64) (y float64, ok bool) {
	if len(c) == 0 {
		return 0, false
	}
	largest := c[len(c)-1].X
	i := slices.IndexFunc(c, func(p point) bool { return p.X >= share*largest })
	return c[i].Y, true
}

// resultsFile keeps the results between runs, so that a part can be measured again.
const resultsFile = "bin/bench.json"

func loadResults() (*results, error) {
	r := &results{}
	text, err := os.ReadFile(resultsFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		if err := json.Unmarshal(text, r); err != nil {
			return nil, fmt.Errorf("%s: %w", resultsFile, err)
		}
	}
	if r.Works == nil {
		r.Works = map[string]map[string]figures{}
	}
	if r.Curves == nil {
		r.Curves = map[string]map[string]curve{}
	}
	if r.Parts == nil {
		r.Parts = map[string]map[string]float64{}
	}
	return r, nil
}

func (r *results) save() error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(resultsFile), 0o750); err != nil {
		return err
	}
	return os.WriteFile(resultsFile, append(text, '\n'), 0o600)
}

// cpu returns the processor time that a system needs for a work.
func (r *results) cpu(work, system string) (time.Duration, bool) {
	f, ok := r.Works[work][system]
	return f.CPU, ok && f.CPU > 0
}

// ratio returns how many times the processor time of one system another needs for a work.
func (r *results) ratio(work, system, to string) (float64, bool) {
	a, measured := r.cpu(work, system)
	b, compared := r.cpu(work, to)
	return float64(a) / float64(max(b, 1)), measured && compared
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func microseconds(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func megabytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }
