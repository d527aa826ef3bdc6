package selection

import (
	"context"
	"io"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Find returns the root for a field that gqlgen executes; nil if it is not compiled. Directives of the request can
// leave out a part of what was merged, so a root counts only for exactly the selections that it was compiled from.
func (p *Plan) Find(field *graphql.FieldContext) *Root {
	for _, root := range p.roots[field.Field.Field] {
		if root.field.object == field.Object && same(root.field.merged, field.Field.Selections) {
			return root
		}
	}
	return nil
}

func same(a, b ast.SelectionSet) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] { // pointers
			return false
		}
	}
	return true
}

// replace returns what gqlgen takes in place of the value that the resolver of a field returned: a [graphql.Marshaler],
// or for a stream a function that returns the next one. A value that is not of the type of the field is left to gqlgen,
// and so is one whose resolvers would wait for one another.
func (r *Root) replace(ctx context.Context, k *kept, value any) any {
	if r.field.ready != nil && !r.field.ready(value) {
		return value
	}
	definition := r.field.definition
	if definition.Receive == nil {
		if written, known := r.write(ctx, k, value); known {
			return written
		}
		return value
	}
	receive := definition.Receive(value)
	if receive == nil {
		return value
	}
	return func(ctx context.Context) graphql.Marshaler {
		event, more := receive(ctx)
		if !more {
			return nil
		}
		written, _ := r.write(ctx, k, event)
		return &member{r.field.key, written}
	}
}

// write returns what is selected of a value: what was kept of an equal one, where it depends on nothing else.
func (r *Root) write(ctx context.Context, k *kept, value any) (m graphql.Marshaler, known bool) {
	snapshot, ok := value.(Snapshot)
	if !ok || !r.pure {
		m, known, _ = r.render(ctx, value)
		return m, known
	}
	key, superseded := snapshot.Snapshot()
	if key == nil {
		m, known, _ = r.render(ctx, value)
		return m, known
	}
	json := k.get(renderingKey{r, key}, superseded, func() (json []byte) {
		m, known, json = r.render(ctx, value)
		return json
	})
	switch {
	case m != nil: // this was the one to write it, and has reported its errors
		return m, known
	case json != nil:
		return &written{json}, true
	}
	m, known, _ = r.render(ctx, value)
	return m, known
}

// render writes what is selected of a value. json is nil if there were errors.
func (r *Root) render(ctx context.Context, value any) (m graphql.Marshaler, known bool, json []byte) {
	w := Writer{ctx: ctx, buf: make([]byte, 0, r.size.get())}
	w.indexes = w.shallow[:0]
	ok, known := r.field.definition.Begin(&w, &r.field, value)
	if !ok {
		return graphql.Null, known, nil // Null itself, since gqlgen compares it
	}
	r.size.set(len(w.buf))
	if !w.faulty {
		json = w.buf
	}
	return &written{w.buf}, true, json
}

// member is an object with one member.
type member struct {
	key   string
	value graphql.Marshaler
}

func (m *member) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, "{"+m.key)
	m.value.MarshalGQL(w)
	_, _ = io.WriteString(w, "}")
}

// written is JSON.
type written struct{ json []byte }

func (m *written) MarshalGQL(w io.Writer) { _, _ = w.Write(m.json) }

// sizeHint is the size that the next buffer should have.
type sizeHint struct{ last atomic.Int64 }

func (h *sizeHint) get() int { return int(h.last.Load()) }

// set leaves room for a value that is a little longer.
func (h *sizeHint) set(size int) {
	if last := h.get(); size > last || size < last/2 {
		h.last.Store(int64(size + size/16 + 64))
	}
}
