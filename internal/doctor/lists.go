package doctor

import (
	"slices"
	"strings"
)

// without returns the elements of all that are not in some; nil if there are none.
func without(all, some []string) (rest []string) {
	for _, one := range all {
		if !slices.Contains(some, one) {
			rest = append(rest, one)
		}
	}
	return rest
}

func texts[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

func list(names []string) string { return strings.Join(names, ", ") }
