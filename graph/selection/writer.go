package selection

import (
	"context"
	"strconv"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// Writer writes what is selected of one value as JSON. Its methods and the functions that take it are for the generated
// code. They return false where a value is null; they have written nothing then, and the caller decides whether that
// makes the value around it null.
type Writer struct {
	ctx context.Context // that of the field where the tree begins
	buf []byte
	// indexes are the places in the lists around what is being written.
	indexes []int
	// shallow is the room for as many lists within one another as there are in most documents.
	shallow [4]int
	// contexts has room for the next contexts of fields. Resolvers may keep theirs, so that none is used twice.
	contexts []fieldContext
	// faulty says that an error was reported.
	faulty bool
}

// Begin begins an object. The key of its first field has the bracket.
func (w *Writer) Begin() (start int) { return len(w.buf) }

// Key writes the response key of a field.
func (w *Writer) Key(f *Field) { w.buf = append(w.buf, f.key...) }

// Done ends a field, whose value was null if ok is false. It returns whether the object around it stays: as in gqlgen,
// its other fields are executed in any case.
func (w *Writer) Done(f *Field, ok bool) (valid bool) {
	if ok {
		return true
	}
	if f.nonNull() {
		return false
	}
	w.buf = append(w.buf, "null"...)
	return true
}

// End ends an object that began at start. If it is not valid, it is null.
func (w *Writer) End(start int, valid bool) (ok bool) {
	if !valid {
		w.buf = w.buf[:start]
		return false
	}
	w.buf = append(w.buf, '}')
	return true
}

// Pointer writes the value that a pointer points to. required is the type of the value in the schema if it may not be
// null, and otherwise empty.
func Pointer[T any](
	w *Writer, f *Field, value *T, required string, write func(w *Writer, f *Field, value *T) bool,
) (ok bool) {
	if value != nil {
		return write(w, f, value)
	}
	if required != "" {
		w.report(f, func(ctx context.Context) { graphql.AddInvalidNullError(ctx, required) })
	}
	return false
}

// List writes a list. An element that is null where that may not be makes the whole list null, once all are written.
func List[T any](
	w *Writer, f *Field, values []T, required bool, write func(w *Writer, f *Field, value *T) bool,
) (ok bool) {
	start, valid := len(w.buf), true
	w.buf = append(w.buf, '[')
	if f.indexed {
		w.indexes = append(w.indexes, 0)
	}
	for i := range values {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		if f.indexed {
			w.indexes[len(w.indexes)-1] = i
		}
		if !write(w, f, &values[i]) {
			valid = valid && !required
			w.buf = append(w.buf, "null"...)
		}
	}
	if f.indexed {
		w.indexes = w.indexes[:len(w.indexes)-1]
	}
	if !valid {
		w.buf = w.buf[:start]
		return false
	}
	w.buf = append(w.buf, ']')
	return true
}

// NullableList writes a list, or null if it is nil.
func NullableList[T any](
	w *Writer, f *Field, values []T, required bool, write func(w *Writer, f *Field, value *T) bool,
) (ok bool) {
	return values != nil && List(w, f, values, required, write)
}

// Marshal writes a scalar by its own marshaler. required is as for Pointer.
func (w *Writer) Marshal(f *Field, value graphql.Marshaler, required string) (ok bool) {
	if value == graphql.Null {
		if required != "" {
			w.report(f, func(ctx context.Context) { graphql.AddInvalidNullFromMarshaler(ctx, required) })
		}
		return false
	}
	value.MarshalGQL(w)
	return true
}

// Write appends to what is written, for a marshaler.
func (w *Writer) Write(p []byte) (int, error) {
	w.buf = append(w.buf, p...)
	return len(p), nil
}

// WriteString appends to what is written, for a marshaler.
func (w *Writer) WriteString(s string) (int, error) {
	w.buf = append(w.buf, s...)
	return len(s), nil
}

// Append writes a value by a function that appends its JSON to a buffer.
func Append[T any](w *Writer, value T, appendJSON func(buffer []byte, value T) []byte) (ok bool) {
	w.buf = appendJSON(w.buf, value)
	return true
}

// Int writes a value as [graphql.MarshalInt] does.
func (w *Writer) Int(value int) (ok bool) {
	w.buf = strconv.AppendInt(w.buf, int64(value), 10)
	return true
}

// Boolean writes a value as [graphql.MarshalBoolean] does.
func (w *Writer) Boolean(value bool) (ok bool) {
	w.buf = strconv.AppendBool(w.buf, value)
	return true
}

// String writes a value as [graphql.MarshalString] does: it leaves alone what is not valid UTF-8, and what HTML would
// need escaped.
func (w *Writer) String(value string) (ok bool) {
	const hex = "0123456789ABCDEF"
	buf, start := w.buf, 0
	buf = append(buf, '"')
	for i := range len(value) {
		c := value[i]
		if c >= ' ' && c != '"' && c != '\\' || c >= utf8.RuneSelf {
			continue
		}
		buf = append(buf, value[start:i]...)
		start = i + 1
		switch c {
		case '\t':
			buf = append(buf, `\t`...)
		case '\r':
			buf = append(buf, `\r`...)
		case '\n':
			buf = append(buf, `\n`...)
		case '\\', '"':
			buf = append(buf, '\\', c)
		default:
			buf = append(buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		}
	}
	w.buf = append(append(buf, value[start:]...), '"')
	return true
}

// fail reports the error of a field.
func (w *Writer) fail(f *Field, err error) {
	w.report(f, func(ctx context.Context) {
		graphql.GetOperationContext(ctx).Error(ctx, graphql.AddFieldLocationToError(ctx, err))
	})
}

// recovered reports a panic of a field. The recover function logs the stack, so it has to run in the deferred call.
func (w *Writer) recovered(f *Field, cause any) {
	w.report(f, func(ctx context.Context) {
		operation := graphql.GetOperationContext(ctx)
		operation.Error(ctx, operation.Recover(ctx, cause))
	})
}

func (w *Writer) report(f *Field, report func(ctx context.Context)) {
	w.faulty = true
	report(w.contextOf(f))
}

// contextOf returns the context of a field for its resolver, or for an error.
func (w *Writer) contextOf(f *Field) context.Context {
	const atOnce = 16
	if len(w.contexts) == 0 {
		w.contexts = make([]fieldContext, atOnce)
	}
	made := &w.contexts[0]
	w.contexts = w.contexts[1:]
	made.Context, made.field = w.ctx, f
	made.indexes = append(made.shallow[:0], w.indexes...)
	return made
}
