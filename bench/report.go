package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// page is the document that has the tables, between comments of their names.
const page = "docs/performance.md"

// sections are the parts of the page that are measured.
func (r *results) sections() map[string]string {
	return map[string]string{
		"budgets": r.budgetTable(), "works": r.workTables(), "curves": r.curveTables(), "parts": r.partTables(),
	}
}

// write replaces the measured parts of the page, and draws its plots.
func (r *results) write() error {
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	replaced := string(text)
	for name, section := range r.sections() {
		if replaced, err = replaceSection(replaced, name, section); err != nil {
			return err
		}
	}
	for _, p := range r.plots() {
		if err := os.WriteFile(filepath.Join("docs", p.file), p.svg(), 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(page, []byte(replaced), 0o644)
}

// replaceSection puts a text between the comments of a name.
func replaceSection(page, name, section string) (string, error) {
	begin, end := "<!-- begin "+name+" -->\n", "<!-- end "+name+" -->"
	before, rest, found := strings.Cut(page, begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		return "", fmt.Errorf("the page has no part %q", name)
	}
	return before + begin + "\n" + strings.TrimSpace(section) + "\n\n" + end + after, nil
}

func table(header ...string) *strings.Builder {
	var out strings.Builder
	row(&out, header...)
	out.WriteString("|---|" + strings.Repeat("---:|", len(header)-1) + "\n")
	return &out
}

func row(out *strings.Builder, cells ...string) {
	out.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

// budgetTable says which budgets hold, and why others don't.
func (r *results) budgetTable() string {
	out := table("work", "budget", "measured", "")
	var reasons []string
	for _, b := range budgets {
		value, holds := b.verdict(r)
		row(out, b.what, b.bound(), value, holds)
		if holds == broken {
			reasons = append(reasons, fmt.Sprintf("- %s: %s.\n", b.what, cmp.Or(b.why, "the reason is not known")))
		}
	}
	if len(reasons) > 0 {
		out.WriteString("\nWhy some do not hold:\n\n" + strings.Join(reasons, ""))
	}
	return out.String()
}

func (r *results) workTables() string {
	var out strings.Builder
	for _, w := range works {
		measured := r.Works[w.name]
		if len(measured) == 0 {
			continue
		}
		t := table("system", "CPU µs/request", "× floor", "requests/s", "p50 ms", "p99 ms", "RSS MB")
		for _, name := range systemsIn(measured) {
			f := measured[name]
			times := "–"
			if ratio, ok := r.ratio(w.name, name, floor); ok {
				times = number(ratio)
			}
			row(t, label(name), number(microseconds(f.CPU)), times, number(f.PerSecond), number(milliseconds(f.P50)),
				number(milliseconds(f.P99)), number(megabytes(f.Memory)))
		}
		fmt.Fprintf(&out, "%s:\n\n%s\n", strings.ToUpper(w.what[:1])+w.what[1:], t)
	}
	return out.String()
}

// systemsIn returns the names of those measured, in the order of the tables.
func systemsIn[T any](measured map[string]T) []string {
	return slices.SortedFunc(maps.Keys(measured), func(a, b string) int {
		return cmp.Compare(slices.Index(all, a), slices.Index(all, b))
	})
}

// label is the name of a system in tables.
func label(name string) string {
	switch name {
	case product:
		return "**the product**"
	case base:
		return "the earlier build"
	}
	return name
}

// curveTables has the plots, and a table for each curve, a row for each size.
func (r *results) curveTables() string {
	var out strings.Builder
	for _, p := range r.plots() {
		fmt.Fprintf(&out, "![%s](%s)\n\n", p.title, p.file)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Curves)) {
		systems := systemsIn(r.Curves[name])
		if len(systems) == 0 {
			continue
		}
		header := []string{name}
		for _, system := range systems {
			header = append(header, label(system))
		}
		t := table(header...)
		for _, p := range thinned(r.Curves[name][systems[0]]) {
			cells := []string{number(p.X)}
			for _, system := range systems {
				y, ok := r.Curves[name][system].at(p.X)
				if !ok { // sizes that depend on the speed differ
					y, ok = nearest(r.Curves[name][system], p.X)
				}
				cells = append(cells, cmp.Or(map[bool]string{true: number(y)}[ok], "–"))
			}
			row(t, cells...)
		}
		fmt.Fprintf(&out, "%s\n", t)
	}
	return out.String()
}

// rows is how many rows a table of a curve has at most.
const rows = 8

// thinned leaves out points of a long curve; its last one stays.
func thinned(c curve) curve {
	step := (len(c) + rows - 1) / rows
	var kept curve
	for i, p := range c {
		if (len(c)-1-i)%max(step, 1) == 0 {
			kept = append(kept, p)
		}
	}
	return kept
}

func nearest(c curve, x float64) (y float64, ok bool) {
	if len(c) == 0 {
		return 0, false
	}
	return slices.MinFunc(c, func(a, b point) int { return cmp.Compare(max(a.X-x, x-a.X), max(b.X-x, x-b.X)) }).Y, true
}

// partTables says where the time goes.
func (r *results) partTables() string {
	works := slices.Sorted(maps.Keys(r.Parts))
	if len(works) == 0 {
		return "Not measured yet."
	}
	out := table(append([]string{"part"}, works...)...)
	for _, p := range parts {
		cells := []string{p.name}
		for _, w := range works {
			cells = append(cells, fmt.Sprintf("%.0f %%", 100*r.Parts[w][p.name]))
		}
		row(out, cells...)
	}
	return out.String()
}
