// Package attr is DynamoDB's data model: attribute values and their wire form,
// decimal numbers of 38 digits, the published size rules and an encoding of key
// values whose byte order is DynamoDB's sort order. It is independent of tables,
// expressions and storage.
package attr

import "sort"

// Value is one attribute value: String, Number, Binary, Bool, Null, Set, List or Map.
type Value interface {
	// Type is the value's type descriptor on the wire: S, N, B, BOOL, NULL, SS, NS, BS, L or M.
	Type() string
	// Size is the number of bytes the value counts towards an item's size.
	Size() int
}

// The scalar and document values, in addition to Number and Set.
type (
	// String is UTF-8 text.
	String string
	// Binary holds raw bytes as a string, so that it compares and copies like one.
	Binary string
	// Bool is true or false.
	Bool bool
	// Null is the null value.
	Null struct{}
	// List is a sequence of values of any types.
	List []Value
	// Map holds values of any types by name.
	Map map[string]Value
)

// Set is a string, number or binary set. Its members are distinct and sorted.
type Set struct {
	Of      string // type descriptor of the members: S, N or B
	Members []Value
}

func (String) Type() string { return "S" }
func (Binary) Type() string { return "B" }
func (Bool) Type() string   { return "BOOL" }
func (Null) Type() string   { return "NULL" }
func (List) Type() string   { return "L" }
func (Map) Type() string    { return "M" }

// Type is SS, NS or BS.
func (s Set) Type() string { return s.Of + "S" }

// NewSet sorts members, which must be distinct and of type of.
func NewSet(of string, members []Value) Set {
	sort.Slice(members, func(i, j int) bool { return Compare(members[i], members[j]) < 0 })
	return Set{Of: of, Members: members}
}

// Contains reports whether v is a member.
func (s Set) Contains(v Value) bool {
	if v.Type() != s.Of {
		return false
	}
	i := sort.Search(len(s.Members), func(i int) bool { return Compare(s.Members[i], v) >= 0 })
	return i < len(s.Members) && Compare(s.Members[i], v) == 0
}

// Union is the set of the members of either set, which must hold the same type.
func (s Set) Union(other Set) Set {
	members := append([]Value(nil), s.Members...)
	for _, v := range other.Members {
		if !s.Contains(v) {
			members = append(members, v)
		}
	}
	return NewSet(s.Of, members)
}

// Minus is s without the members of other. It may be empty, which DynamoDB never stores.
func (s Set) Minus(other Set) Set {
	var members []Value
	for _, v := range s.Members {
		if !other.Contains(v) {
			members = append(members, v)
		}
	}
	return Set{Of: s.Of, Members: members}
}

// Compare orders two strings, two numbers or two binaries; it panics on any other pair.
func Compare(a, b Value) int {
	switch a := a.(type) {
	case String:
		return compareStrings(string(a), string(b.(String)))
	case Binary:
		return compareStrings(string(a), string(b.(Binary)))
	default:
		return a.(Number).Cmp(b.(Number))
	}
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// Ordered reports whether values of v's type have an order: S, N and B do.
func Ordered(v Value) bool {
	switch v.(type) {
	case String, Number, Binary:
		return true
	default:
		return false
	}
}

// Equal is deep equality; values of different types are never equal.
func Equal(a, b Value) bool {
	if a.Type() != b.Type() {
		return false
	}
	switch a := a.(type) {
	case List:
		return equalLists(a, b.(List))
	case Set:
		return equalLists(a.Members, b.(Set).Members)
	case Map:
		return equalMaps(a, b.(Map))
	case Bool:
		return a == b.(Bool)
	case Null:
		return true
	default:
		return Compare(a, b) == 0
	}
}

func equalLists(a, b []Value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func equalMaps(a, b Map) bool {
	if len(a) != len(b) {
		return false
	}
	for name, v := range a {
		if w, ok := b[name]; !ok || !Equal(v, w) {
			return false
		}
	}
	return true
}

// Clone copies the maps and lists of v, so that the copy can be changed. Sets are never changed in place.
func Clone(v Value) Value {
	switch v := v.(type) {
	case Map:
		return v.Clone()
	case List:
		c := make(List, len(v))
		for i := range v {
			c[i] = Clone(v[i])
		}
		return c
	default:
		return v
	}
}

// Clone copies m deeply.
func (m Map) Clone() Map {
	c := make(Map, len(m))
	for name, v := range m {
		c[name] = Clone(v)
	}
	return c
}
