package cognitotest

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// constraint is what the service model (botocore 1.44.8) says about a string shape.
type constraint struct {
	min, max int
	pattern  string // as the service writes it and messages quote it
	matches  *regexp.Regexp
	secret   bool // the value is not quoted in messages
	optional bool // an absent value passes
}

func shape(min, max int, pattern string, secret bool) constraint {
	expression := strings.ReplaceAll(pattern, "[A-Za-z0-9-_=.]", "[A-Za-z0-9_=.-]")
	matches := regexp.MustCompile("^(?:" + expression + ")$")
	return constraint{min: min, max: max, pattern: pattern, matches: matches, secret: secret}
}

func optional(c constraint) constraint {
	c.optional = true
	return c
}

// passwordPattern is the one that the service's messages quote (Amplify's tables of
// translated messages have it): spaces inside, none at the ends. The model says
// `[\S]+`, which an unanchored search also finds in such a password.
const passwordPattern = `^[\S]+.*[\S]+$`

// shapes are the constraints that the field tag `shape` names.
var shapes = map[string]constraint{
	"username":      shape(1, 128, `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`, true),
	"password":      shape(0, 256, passwordPattern, true),
	"temporary":     optional(shape(0, 256, passwordPattern, true)),
	"session":       optional(shape(20, 4096, `[\s\S]*`, true)),
	"optionalToken": optional(shape(0, 1<<17, `[A-Za-z0-9-_=.]+`, true)),
	"totp":          shape(6, 6, `[0-9]+`, true),
	"deviceName":    shape(0, 1<<17, `[\s\S]*`, false),
	"code":          shape(1, 2048, `[\S]+`, false),
	"clientId":      shape(1, 128, `[\w+]+`, true),
	"secretHash":    optional(shape(1, 128, `[\w+=/]+`, true)),
	"secret":        optional(shape(24, 64, `[\w+]+`, true)),
	"userPoolId":    shape(1, 55, `[\w-]+_[0-9a-zA-Z]+`, false),
	"token":         shape(0, 1<<17, `[A-Za-z0-9-_=.]+`, true),
	"group":         shape(1, 128, `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`, false),
	"text":          shape(0, 2048, `[\s\S]*`, false),
	"filter":        shape(0, 256, `[\s\S]*`, false),
	"page":          optional(shape(1, 1<<17, `[\S]+`, false)),
	"attrName":      shape(1, 32, `[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ]+`, false),
	"attrValue":     shape(0, 2048, `[\s\S]*`, true),
}

// validate checks every field of a request that has a `shape` tag (a string shape),
// an `enum` tag (allowed values, separated by spaces) or a `min` tag (of a pointer
// to a number), and reports all that fail in the service's own words.
func validate(in any) error {
	problems := validateStruct(reflect.ValueOf(in), "")
	if len(problems) == 0 {
		return nil
	}
	noun := "errors"
	if len(problems) == 1 {
		noun = "error"
	}
	return invalidParameter(
		fmt.Sprintf("%d validation %s detected: %s", len(problems), noun, strings.Join(problems, "; ")),
	)
}

func validateStruct(v reflect.Value, path string) (problems []string) {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		if field.Anonymous {
			problems = append(problems, validateStruct(value, path)...)
			continue
		}
		name := path + strings.ToLower(field.Name[:1]) + field.Name[1:]
		if c, ok := shapes[field.Tag.Get("shape")]; ok {
			problems = append(problems, c.check(name, value.String())...)
		}
		if allowed := strings.Fields(field.Tag.Get("enum")); len(allowed) > 0 {
			problems = append(problems, checkEnum(name, value.String(), allowed)...)
		}
		if least := field.Tag.Get("min"); least != "" && !value.IsNil() {
			problems = append(problems, checkMin(name, value.Elem().Int(), least)...)
		}
		if attributes, ok := value.Interface().([]attribute); ok {
			for n := range attributes {
				member := name + "." + strconv.Itoa(n+1) + ".member."
				problems = append(problems, validateStruct(reflect.ValueOf(attributes[n]), member)...)
			}
		}
	}
	return problems
}

func (c constraint) check(name, value string) (problems []string) {
	if value == "" && c.optional {
		return nil
	}
	fail := func(rule string) {
		subject := fmt.Sprintf("Value '%s' at '%s'", value, name)
		if c.secret {
			subject = fmt.Sprintf("Value at '%s'", name)
		}
		problems = append(problems, subject+" failed to satisfy constraint: Member must "+rule)
	}
	if length := utf8.RuneCountInString(value); length < c.min {
		fail("have length greater than or equal to " + strconv.Itoa(c.min))
	} else if length > c.max {
		fail("have length less than or equal to " + strconv.Itoa(c.max))
	}
	if !c.matches.MatchString(value) {
		fail("satisfy regular expression pattern: " + c.pattern)
	}
	return problems
}

func checkMin(name string, value int64, least string) []string {
	if limit, err := strconv.ParseInt(least, 10, 64); err != nil || value >= limit {
		return nil
	}
	return []string{
		fmt.Sprintf("Value '%d' at '%s' failed to satisfy constraint: Member must have value greater than or equal to %s",
			value, name, least),
	}
}

// checkEnum accepts an absent value: each operation checks what it requires.
func checkEnum(name, value string, allowed []string) []string {
	for _, a := range allowed {
		if value == a || value == "" {
			return nil
		}
	}
	return []string{
		fmt.Sprintf("Value '%s' at '%s' failed to satisfy constraint: Member must satisfy enum value set: [%s]",
			value, name, strings.Join(allowed, ", ")),
	}
}
