package expr

import (
	"cmp"
	"slices"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// Apply is item after the update. Every right side is evaluated on the item before the update; item itself does not
// change.
func (u *Update) Apply(item attr.Map) (attr.Map, error) {
	after := item.Clone()
	if err := u.applySet(item, after); err != nil {
		return nil, err
	}
	for _, p := range u.add {
		if err := applyAdd(after, p); err != nil {
			return nil, err
		}
	}
	for _, p := range u.del {
		if err := applyDelete(after, p); err != nil {
			return nil, err
		}
	}
	// From the back, so that removing an element does not shift one still to be removed.
	for _, path := range slices.SortedFunc(slices.Values(u.remove), fromTheBack) {
		if err := put(after, path, nil); err != nil {
			return nil, err
		}
	}
	return after, nil
}

// applySet sets in the order of indexes, so that several elements past the end of a list are appended in order.
func (u *Update) applySet(before, after attr.Map) error {
	ordered := slices.SortedStableFunc(
		slices.Values(u.set),
		func(a, b assignment) int { return -fromTheBack(a.path, b.path) },
	)
	for _, a := range ordered {
		v, err := a.value.value(before)
		if err != nil {
			return err
		}
		if err := put(after, a.path, attr.Clone(v)); err != nil {
			return err
		}
	}
	return nil
}

// fromTheBack orders paths by descending index of their last step.
func fromTheBack(a, b Path) int { return cmp.Compare(b[len(b)-1].Index, a[len(a)-1].Index) }

func applyAdd(item attr.Map, p pair) error {
	old, ok := p.path.Get(item)
	if !ok {
		return put(item, p.path, p.value)
	}
	switch old := old.(type) {
	case attr.Number:
		n, ok := p.value.(attr.Number)
		if !ok {
			return errOperandType
		}
		sum, err := old.Add(n)
		if err != nil {
			return err
		}
		return put(item, p.path, sum)
	case attr.Set:
		set, ok := p.value.(attr.Set)
		if !ok || set.Of != old.Of {
			return errOperandType
		}
		return put(item, p.path, old.Union(set))
	default:
		return errOperandType
	}
}

// applyDelete takes members from a set; a set that would be empty is removed.
func applyDelete(item attr.Map, p pair) error {
	old, ok := p.path.Get(item)
	if !ok {
		return nil
	}
	from, isSet := old.(attr.Set)
	set := p.value.(attr.Set)
	if !isSet || from.Of != set.Of {
		return errOperandType
	}
	if left := from.Minus(set); len(left.Members) > 0 {
		return put(item, p.path, left)
	}
	return put(item, p.path, nil)
}

// put writes v at path, whose parent must be in the item; a nil v removes what is there.
func put(item attr.Map, path Path, v attr.Value) error {
	_, err := putIn(item, path, v)
	return err
}

// putIn returns the container after the change, since a list may have to move.
func putIn(container attr.Value, path Path, v attr.Value) (attr.Value, error) {
	step := path[0]
	if len(path) > 1 {
		child, ok := step.from(container)
		if !ok {
			return nil, errUpdatePath
		}
		changed, err := putIn(child, path[1:], v)
		if err != nil {
			return nil, err
		}
		v = changed
	}
	switch c := container.(type) {
	case attr.Map:
		if step.isIndex() {
			return nil, errUpdatePath
		}
		putField(c, step.Name, v)
		return c, nil
	case attr.List:
		if !step.isIndex() {
			return nil, errUpdatePath
		}
		return putElement(c, step.Index, v), nil
	default:
		return nil, errUpdatePath
	}
}

func putField(m attr.Map, name string, v attr.Value) {
	if v == nil {
		delete(m, name)
		return
	}
	m[name] = v
}

// putElement appends when the index is past the end.
func putElement(l attr.List, index int, v attr.Value) attr.List {
	switch {
	case v == nil && index < len(l):
		return slices.Delete(l, index, index+1)
	case v == nil:
		return l
	case index < len(l):
		l[index] = v
		return l
	default:
		return append(l, v)
	}
}
