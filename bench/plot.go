package main

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"slices"
)

// plot is a drawing of a few curves.
type plot struct {
	file, title, x string
	lines          []line
}

// line is a curve with its name.
type line struct {
	name string
	curve
}

// The plots: which curves, and what their sizes are.
func (r *results) plots() (plots []plot) {
	for _, p := range []struct {
		file, title, x string
		curves         []string
	}{
		{"growth", "CPU of a request as the projects grow, µs", "projects", []string{
			"growth: CPU µs of viewer", "growth: CPU µs of leaderboard",
			"growth: CPU µs of ownLeaderboard", "growth: CPU µs of ownProjects",
		}},
		{"connections", "CPU of a viewer at a steady rate, µs", "connections", []string{connectionsCPU}},
		{"subscribers", "CPU of telling all subscribers a change, ms", "subscribers", []string{tellCPU}},
		{"overload", "Right answers in a second of the processor, under overload", "load, in multiples of what one core can answer", []string{efficiency}},
		{"tokens", "Memory after many distinct tokens, MB", "thousands of tokens", []string{tokenMemory}},
		{"soak", "Memory after many requests, MB", "thousands of requests", []string{soakMemory}},
	} {
		drawn := plot{file: "images/performance-" + p.file + ".svg", title: p.title, x: p.x}
		for _, name := range p.curves {
			for _, system := range systemsIn(r.Curves[name]) {
				drawn.lines = append(drawn.lines, line{lineName(name, system, len(p.curves) > 1), r.Curves[name][system]})
			}
		}
		if len(drawn.lines) > 0 {
			plots = append(plots, drawn)
		}
	}
	return plots
}

func lineName(curve, system string, several bool) string {
	name := map[string]string{product: "the product", base: "the earlier build"}[system]
	if several {
		return curve[len("growth: CPU µs of "):] + ", " + name
	}
	return name
}

// The measures of a drawing.
const (
	width, height            = 720, 380
	left, right, top, bottom = 70, 230, 46, 50
	plotWidth, plotHeight    = width - left - right, height - top - bottom
	logarithmic              = 50 // from this ratio of the largest to the smallest on, an axis is logarithmic
	gridLines                = 5
	legendLine               = 18
)

// colours can be told apart with most kinds of colour blindness.
var colours = []string{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999"}

// axis maps values to a length.
type axis struct {
	low, high, length float64
	log               bool
}

func newAxis(values []float64, length float64, fromZero bool) axis {
	a := axis{low: slices.Min(values), high: slices.Max(values), length: length}
	a.log = a.low > 0 && a.high/a.low >= logarithmic
	if !a.log && fromZero {
		a.low = 0
	}
	if a.high <= a.low {
		a.high = a.low + 1
	}
	return a
}

func (a axis) at(v float64) float64 {
	if a.log {
		return a.length * math.Log(v/a.low) / math.Log(a.high/a.low)
	}
	return a.length * (v - a.low) / (a.high - a.low)
}

// marks are the values that an axis names.
func (a axis) marks() (marks []float64) {
	if a.log {
		for v := math.Pow(10, math.Ceil(math.Log10(a.low))); v <= a.high*1.001; v *= 10 {
			marks = append(marks, v)
		}
		return marks
	}
	step := math.Pow(10, math.Floor(math.Log10((a.high-a.low)/gridLines)))
	for _, times := range []float64{1, 2, 5, 10} {
		if (a.high-a.low)/(step*times) <= gridLines {
			step *= times
			break
		}
	}
	for v := math.Ceil(a.low/step) * step; v <= a.high*1.001; v += step {
		marks = append(marks, v)
	}
	return marks
}

// svg draws the plot.
func (p plot) svg() []byte {
	var xs, ys []float64
	for _, l := range p.lines {
		for _, point := range l.curve {
			xs, ys = append(xs, point.X), append(ys, point.Y)
		}
	}
	x, y := newAxis(xs, plotWidth, false), newAxis(ys, plotHeight, true)
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n",
		width, height)
	fmt.Fprintf(&out, `<title>%s</title><rect width="%d" height="%d" fill="#fff"/>`+"\n", html.EscapeString(p.title), width, height)
	fmt.Fprintf(&out, `<text x="%d" y="24" font-size="15">%s</text>`+"\n", left, html.EscapeString(p.title))
	for _, v := range y.marks() {
		at := top + plotHeight - y.at(v)
		fmt.Fprintf(&out, `<path d="M%d %.1fh%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n",
			left, at, plotWidth, left-8, at+4, number(v))
	}
	for _, v := range x.marks() {
		at := left + x.at(v)
		fmt.Fprintf(&out, `<path d="M%.1f %dv%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n",
			at, top, plotHeight, at, top+plotHeight+18, number(v))
	}
	fmt.Fprintf(&out, `<text x="%d" y="%d" text-anchor="middle">%s</text>`+"\n", left+plotWidth/2, height-10, html.EscapeString(p.x))
	for i, l := range p.lines {
		l.draw(&out, x, y, colours[i%len(colours)], top+10+i*legendLine)
	}
	out.WriteString("</svg>\n")
	return out.Bytes()
}

// draw draws the line, and its entry in the legend.
func (l line) draw(out *bytes.Buffer, x, y axis, colour string, legend int) {
	out.WriteString(`<path fill="none" stroke="` + colour + `" stroke-width="2" d="`)
	for i, point := range l.curve {
		fmt.Fprintf(out, "%c%.1f %.1f", "ML"[min(i, 1)], left+x.at(point.X), top+plotHeight-y.at(point.Y))
	}
	out.WriteString("\"/>\n")
	for _, point := range l.curve {
		fmt.Fprintf(out, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`, left+x.at(point.X), top+plotHeight-y.at(point.Y), colour)
	}
	fmt.Fprintf(out, "\n"+`<circle cx="%d" cy="%d" r="4" fill="%s"/><text x="%d" y="%d">%s</text>`+"\n",
		width-right+14, legend-4, colour, width-right+24, legend, html.EscapeString(l.name))
}
