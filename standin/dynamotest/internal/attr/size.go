package attr

// Sizes follow the "item sizes and formats" page of the DynamoDB developer guide: the UTF-8
// length of names and strings, raw bytes of binaries, one byte for a Boolean or null, three bytes
// for a list or map plus one for each element, and about half a byte for each digit of a number.

// Size is the length in UTF-8.
func (s String) Size() int { return len(s) }

// Size is the number of raw bytes.
func (b Binary) Size() int { return len(b) }

// Size is one byte.
func (Bool) Size() int { return 1 }

// Size is one byte.
func (Null) Size() int { return 1 }

// Size is one byte, one for each two significant digits on either side of the point, and one for a minus sign.
func (n Number) Size() int {
	whole := min(max(n.exponent, 0), len(n.digits))
	size := 1 + (whole+1)/2 + (len(n.digits)-whole+1)/2
	if n.negative {
		size++
	}
	return size
}

// Size is the sum over the members.
func (s Set) Size() int {
	size := 0
	for _, v := range s.Members {
		size += v.Size()
	}
	return size
}

// Size counts three bytes, and one for each element in addition to its own size.
func (l List) Size() int {
	size := 3
	for _, v := range l {
		size += 1 + v.Size()
	}
	return size
}

// Size counts three bytes, and one for each entry in addition to its name and value.
func (m Map) Size() int { return 3 + len(m) + m.ItemSize() }

// ItemSize is the size of m as a whole item: its names and values.
func (m Map) ItemSize() int {
	size := 0
	for name, v := range m {
		size += len(name) + v.Size()
	}
	return size
}

// Depth is how many lists and maps are nested in v; zero for a scalar or a set.
func Depth(v Value) int {
	deepest := 0
	switch v := v.(type) {
	case Map:
		for _, e := range v {
			deepest = max(deepest, Depth(e))
		}
	case List:
		for _, e := range v {
			deepest = max(deepest, Depth(e))
		}
	default:
		return 0
	}
	return deepest + 1
}
