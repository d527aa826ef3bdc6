// Package accept reads the headers in which a client says what it accepts: Accept, Accept-Encoding and Accept-Language
// (RFC 9110, 12.5).
package accept

import (
	"iter"
	"mime"
	"strconv"
	"strings"
)

// Range is an element of such a header: what a client accepts, and how much it prefers it.
type Range struct {
	// Name is in lower case: `type/subtype`, `type/*`, `*/*`, a content coding, a language, or `*`.
	Name string
	// Params are those of a media type, without the weight.
	Params map[string]string
	// Weight is from 0, not at all, to 1.
	Weight float64
}

// Parse reads the lines of such a header. It leaves out malformed elements.
func Parse(lines []string) []Range {
	var all []Range
	for element := range elements(strings.Join(lines, ",")) {
		name, params, err := mime.ParseMediaType(element)
		if err != nil {
			continue
		}
		weight := 1.0
		if q, given := params["q"]; given {
			if weight, err = strconv.ParseFloat(q, 64); err != nil || !(weight >= 0 && weight <= 1) {
				continue
			}
			delete(params, "q")
		}
		all = append(all, Range{name, params, weight})
	}
	return all
}

// elements yields the parts of a header's value between commas. Commas in quoted strings are not separators.
func elements(value string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start, quoted := 0, false
		for i := 0; i < len(value); i++ {
			switch c := value[i]; {
			case c == '\\' && quoted:
				i++ // of an escaped character
			case c == '"':
				quoted = !quoted
			case c == ',' && !quoted:
				if !yield(value[start:i]) {
					return
				}
				start = i + 1
			}
		}
		yield(value[start:])
	}
}

// How specific a range is that covers a media type.
const (
	Unmatched  = iota // it does not cover the type
	AnyType           // as */*
	AnySubtype        // as text/*
	Exact             // by its name
)

// covers returns how specifically the element, of an Accept header, covers a media type.
func (r Range) covers(mediaType string) int {
	family, _, _ := strings.Cut(mediaType, "/")
	switch r.Name {
	case mediaType:
		return Exact
	case family + "/*":
		return AnySubtype
	case "*/*", "*": // Java's own client sends the latter
		return AnyType
	}
	return Unmatched
}

// isVariant reports whether the element names a variant of a media type: anything but the type in UTF-8.
func (r Range) isVariant() bool {
	_, charset := r.Params["charset"]
	return len(r.Params) > 1 || len(r.Params) == 1 && !charset || !IsUTF8(r.Params["charset"])
}

// Weigh returns the weight that the most specific of the ranges gives to a media type, and how specific that range is.
// If no other range covers the type, a range for a variant does, since clients that name a variant can read the type as
// well. A range that excludes a variant says nothing about the type.
func Weigh(ranges []Range, mediaType string) (weight float64, specificity int) {
	best := 0
	for _, r := range ranges {
		rank := 2 * r.covers(mediaType)
		if !r.isVariant() {
			rank++
		} else if r.Weight == 0 {
			continue
		}
		if rank > best && rank >= 2*AnyType {
			weight, best = r.Weight, rank
		}
	}
	return weight, best / 2
}

// IsUTF8 reports whether the charset parameter of a media type means UTF-8, as its absence does.
func IsUTF8(charset string) bool { return charset == "" || strings.EqualFold(charset, "utf-8") }
