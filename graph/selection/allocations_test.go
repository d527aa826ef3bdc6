//go:build !race

package selection_test

import "testing"

// TestAllocations holds what executing costs. Allocations are counted, since time can't be: gqlgen alone makes 12,500
// for the guest's answer, 17,600 for the voter's and 21,000 for the projects.
func TestAllocations(t *testing.T) {
	e := newHundred(t, true)
	for text, most := range map[string]float64{guestDocument: 90, voterDocument: 640, projectsDocument: 640} {
		execute(t, e, text) // takes the document in
		if allocations := testing.AllocsPerRun(50, func() { execute(t, e, text) }); allocations > most {
			t.Errorf("%v allocations, at most %v are allowed for\n%s", allocations, most, text)
		}
	}
}
