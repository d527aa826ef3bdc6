package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// settings are what `make bench` can be told.
type settings struct {
	// Only has the works to measure; none means all.
	Only []string `env:"ONLY"`
	// Base is a commit whose server is measured next to this one.
	Base string `env:"BASE"`
	// Rounds is how often each work is measured, in turns with the others; the medians count.
	Rounds int `env:"ROUNDS" envDefault:"5"`
	// Seconds is how long a measurement takes.
	Seconds float64 `env:"SECONDS" envDefault:"3"`
	// Docs says whether docs/performance.md gets the results even if only some of the work is measured.
	Docs bool `env:"DOCS" envDefault:"false"`
	// Peers says whether Apollo Server and Mercurius are measured too.
	Peers bool `env:"PEERS" envDefault:"true"`
	// Tokens and Requests are how many distinct tokens, and how many requests, memory is measured over.
	Tokens   int `env:"TOKENS" envDefault:"100000"`
	Requests int `env:"REQUESTS" envDefault:"300000"`
	// Projects and Connections are the size of the usual poll, and the connections of the load.
	Projects    int `env:"PROJECTS" envDefault:"200"`
	Connections int `env:"CONNECTIONS" envDefault:"64"`
}

func readSettings() (settings, error) {
	var s settings
	if err := env.Parse(&s); err != nil {
		return s, err
	}
	for _, name := range s.Only {
		if !slices.Contains(names(), name) {
			return s, fmt.Errorf("ONLY: there is no %q, but these: %s", name, strings.Join(names(), ", "))
		}
	}
	if s.Rounds < 1 || s.Seconds <= 0 {
		return s, fmt.Errorf("ROUNDS and SECONDS must be more than zero")
	}
	return s, nil
}

func (s settings) wants(name string) bool { return len(s.Only) == 0 || slices.Contains(s.Only, name) }

func (s settings) duration() time.Duration { return time.Duration(s.Seconds * float64(time.Second)) }

// warmUp is how long a system is under load before it is measured: compilers at run time need seconds.
func (s settings) warmUp() time.Duration { return 2 * s.duration() }
