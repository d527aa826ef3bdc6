package app

import (
	"fmt"
	"io"
	"net/url"
	"reflect"
	"strings"
	"text/tabwriter"
	"time"
)

// variable is an environment variable that sets a field of Config.
type variable struct {
	name     string
	required bool
	field    reflect.StructField
}

func variables() (all []variable) {
	for field := range reflect.TypeFor[Config]().Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("env"), ",")
		if name != "" && name != "-" {
			all = append(all, variable{name, strings.Contains(options, "required"), field})
		}
	}
	return all
}

// Help describes every variable, with its default.
func Help() string {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, v := range variables() {
		remark := ""
		if v.required {
			remark = " (required)"
		} else if value := v.field.Tag.Get("envDefault"); value != "" {
			remark = fmt.Sprintf(" (default: %s)", value)
		}
		fmt.Fprintf(table, "  %s\t%s%s\n", v.name, v.field.Tag.Get("help"), remark)
	}
	_ = table.Flush() // a strings.Builder takes everything
	return text.String()
}

// Write prints the values in force, a line for each variable: those that the environment sets and those that are a
// default or derived. For a secret it says only whether it is set.
func (c Config) Write(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, v := range variables() {
		value := reflect.ValueOf(c).FieldByIndex(v.field.Index)
		text, source := shown(value), "default"
		if c.set[v.name] {
			source = "environment"
		}
		if v.field.Tag.Get("secret") != "" && !value.IsZero() {
			text = "(secret)"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", v.name, text, source)
	}
	return table.Flush()
}

// shown returns a value as it would be written in the environment; a dash for none.
func shown(value reflect.Value) string {
	if value.Kind() == reflect.Pointer && !value.IsNil() {
		value = value.Elem()
	}
	text := ""
	switch v := value.Interface().(type) {
	case url.URL:
		text = v.String()
	case time.Time:
		if !v.IsZero() {
			text = v.Format(time.RFC3339)
		}
	case []string:
		text = strings.Join(v, ",")
	default:
		if value.Kind() != reflect.Pointer {
			text = fmt.Sprint(v)
		}
	}
	if text == "" {
		return "-"
	}
	return text
}
