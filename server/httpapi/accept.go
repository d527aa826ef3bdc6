package httpapi

import (
	"iter"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// accepted is an element of an Accept or Accept-Encoding header: what a client takes, and how much it wants it.
type accepted struct {
	// name is in lower case: `type/subtype`, `type/*`, `*/*`, an encoding, or `*`.
	name string
	// params are those of a media type, without the weight.
	params map[string]string
	// weight is from 0, not at all, to 1.
	weight float64
}

// parseAccepted reads the lines of an Accept or Accept-Encoding header (RFC 9110, 12.5). It leaves out malformed
// elements.
func parseAccepted(lines []string) []accepted {
	var all []accepted
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
		all = append(all, accepted{name, params, weight})
	}
	return all
}

// elements yields what stands between the commas of a header's value. Commas in quoted strings separate nothing.
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
	uncovered = iota
	byAnything
	byType
	byName
)

// covers returns how specifically the element, of an Accept header, covers a media type.
func (a accepted) covers(mediaType string) int {
	family, _, _ := strings.Cut(mediaType, "/")
	switch a.name {
	case mediaType:
		return byName
	case family + "/*":
		return byType
	case "*/*", "*": // the latter is what Java's own client sends
		return byAnything
	}
	return uncovered
}

// isVariant reports whether the element names a variant of a media type: anything but the type in UTF-8.
func (a accepted) isVariant() bool {
	_, charset := a.params["charset"]
	return len(a.params) > 1 || len(a.params) == 1 && !charset || !isUTF8(a.params["charset"])
}

// weigh returns the weight that the most specific of the ranges gives to a media type, and how specific that range is.
// A range for a variant counts for the type where nothing else does, since clients that name one read the type as well;
// one that excludes a variant says nothing of the type.
func weigh(ranges []accepted, mediaType string) (weight float64, coverage int) {
	best := 0
	for _, r := range ranges {
		rank := 2 * r.covers(mediaType)
		if !r.isVariant() {
			rank++
		} else if r.weight == 0 {
			continue
		}
		if rank > best && rank >= 2*byAnything {
			weight, best = r.weight, rank
		}
	}
	return weight, best / 2
}

func isUTF8(charset string) bool { return charset == "" || strings.EqualFold(charset, "utf-8") }

// notForPages are the destinations (Sec-Fetch-Dest) for which a browser never wants a page. Those of documents and
// frames, that of scripts that fetch, and any that are yet to come are not among them.
var notForPages = map[string]bool{
	"audio": true, "audioworklet": true, "font": true, "image": true, "json": true, "manifest": true, "paintworklet": true,
	"report": true, "script": true, "serviceworker": true, "sharedworker": true, "style": true, "text": true,
	"track": true,
	"video": true, "webidentity": true, "worker": true, "xslt": true,
}

// takesPage reports whether a request may be answered with an HTML page. Monitors, link previews and command-line tools
// mostly do not say what they take, or that they take anything: only who plainly asks for something else gets none.
func takesPage(header http.Header) bool {
	if lines := header["Sec-Fetch-Dest"]; len(lines) == 1 && notForPages[lines[0]] {
		return false
	}
	ranges := parseAccepted(header["Accept"])
	if len(ranges) == 0 {
		return true
	}
	weight, coverage := weigh(ranges, "text/html")
	if coverage > uncovered {
		return weight > 0
	}
	weight, coverage = weigh(ranges, "application/xhtml+xml") // who names that, as some libraries do, reads HTML
	return weight > 0 && coverage == byName
}
